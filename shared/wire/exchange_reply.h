// SPDX-License-Identifier: Apache-2.0
// The reply of POST /v1/sync (docs/PROTOCOL.md section 4): its header line. Behind it stand `lines`
// typed lines (reply_line.h).
#ifndef PLUMB_SHARED_WIRE_EXCHANGE_REPLY_H
#define PLUMB_SHARED_WIRE_EXCHANGE_REPLY_H

#include "shared/wire/exchange_request.h"
#include "shared/wire/receipt.h"
#include "shared/wire/reply_line.h"

enum exchange_answer {
    ANSWER_OK,
    ANSWER_GAP,
    ANSWER_OFFER,
    ANSWER_SAME, // short form: nothing waits; next_ms, time_ms, token
    ANSWER_FULL  // short form: send the full form; time_ms
};

struct exchange_reply {
    enum exchange_answer answer;
    uint64_t epoch, scope, backed_up_through;
    int64_t time_ms, next_ms;
    char token[TOKEN_TEXT];     // "" absent
    char cursor[POSITION_TEXT]; // "" absent
    bool more;
    bool prove; // compare what both hold, as soon as there is nothing else to say
    bool receipted;
    struct receipt receipt; // owned
    bool counters_stated;
    struct vector counters; // owned
    uint8_t *macs;          // owned (mem_alloc); mac_count × MAC_BYTES
    size_t mac_count;
    int64_t limit_lines, limit_bytes, limit_chunk, limit_blob;
    int64_t lines;
};
void exchange_reply_init(struct exchange_reply *reply);  // "ok", the limits of this version
void exchange_reply_clear(struct exchange_reply *reply); // frees, then as init
// Appends the header line with its '\n'. False when it does not fit.
bool exchange_reply_format(const struct exchange_reply *reply, struct buffer *out);
// Reads the header line into an initialised reply and leaves *rest at the first byte behind it.
// PROTOCOL (a captive portal's page too) or TOO_LARGE; the reply is then empty.
enum err exchange_reply_parse(struct span body, struct exchange_reply *out, struct span *rest,
                              struct error *error);

#endif
