// SPDX-License-Identifier: Apache-2.0
// The request of POST /v1/sync (docs/PROTOCOL.md section 4): its header line. Behind it stand
// push.count entry lines (journal entries or raw_entry.h) and offer_count offer lines (offer.h,
// state_line.h).
#ifndef PLUMB_SHARED_WIRE_EXCHANGE_REQUEST_H
#define PLUMB_SHARED_WIRE_EXCHANGE_REQUEST_H

#include "shared/model/record.h"
#include "shared/wire/offer.h"
#include "shared/wire/raw_entry.h"
#include "shared/wire/state_line.h"
#include "shared/wire/wire_line.h"

enum {
    POSITION_TEXT = 112,
    TOKEN_TEXT = 28,
    WIRE_LINES_MAX = 1000,
    WIRE_BATCH_BYTES = 1 << 20,
    WIRE_ACTORS_MAX = 1024,
    WIRE_SITES_MAX = 4096,
    PERSONS_VERSION_TEXT = 40,
    PROTOCOL_VERSION = 1
};

struct exchange_push {
    bool present, raw, broken;
    struct dot after; // journal entry before the first line; actor 0: none, the journal begins here
    struct digest from, to;
    int64_t count;
    struct vector trim; // owned
};
struct exchange_unsent {
    int64_t writes, blobs, bytes, oldest_ms;
    bool any; // oldest_ms is known
};
// The header. `short_form`: only token and clock_ms count.
struct exchange_request {
    bool short_form;
    char token[TOKEN_TEXT];
    int64_t clock_ms;
    int64_t protocol_low, protocol_high;
    char agent[64];
    bool epoch_known, scope_known;
    uint64_t epoch, scope;
    char cursor[POSITION_TEXT], witness[POSITION_TEXT]; // "" is null
    // Which list of persons the tablet has, in the office's words, "" none; a tablet that states
    // nothing about it is not told one.
    char persons[PERSONS_VERSION_TEXT];
    bool persons_stated;
    struct vector actors; // owned
    struct digest chain;
    struct exchange_push push;
    enum offer_step offer;
    int64_t offer_count, pull_bytes, storage_free;
    struct uuid *have, *dropped; // owned
    size_t have_count, dropped_count;
    bool have_stated;
    struct exchange_unsent unsent;
    struct write_clock clock;
};
void exchange_request_init(struct exchange_request *request);  // protocol 1 to 1, all else empty
void exchange_request_clear(struct exchange_request *request); // frees, then as init
// Appends the header line with its '\n' (short form: only that line). False when it does not fit.
bool exchange_request_format(const struct exchange_request *request, struct buffer *out);
// Reads the header line into an initialised request and leaves *rest at the first byte behind it.
// PROTOCOL or VERSION with the fault, TOO_LARGE for a header or batch beyond its limits; the
// request is then empty, and needs no clearing.
enum err exchange_request_parse(struct span body, struct exchange_request *out, struct span *rest,
                                struct error *error);

#endif
