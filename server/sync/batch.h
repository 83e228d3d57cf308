// SPDX-License-Identifier: Apache-2.0
// An exchange's request, read as far as that goes without the store: on the loop thread, before the
// committer has it.
#ifndef PLUMB_SERVER_SYNC_BATCH_H
#define PLUMB_SERVER_SYNC_BATCH_H

#include "shared/wire/exchange_request.h"

// One entry line.
struct batch_entry {
    struct dot dot;
    struct span bytes;   // as they are hashed and kept
    struct digest chain; // after it
    bool chained;        // it follows from the entry before; false only among raw ones
    bool readable;       // `write` is there; else the bytes are no write
    struct write write;  // owned
    const char *fault;   // why it breaks a rule that needs no look into the store, or NULL
    size_t record;       // index into batch->records; only when readable
};
// A distinct record of the entry lines, in order of first appearance.
struct batch_record {
    struct uuid id;
    size_t last; // index of its last entry
};
struct batch_state {
    uint8_t mac[MAC_BYTES];
    struct span bytes;
};
struct batch {
    struct exchange_request request; // owned
    struct buffer body;              // decoded; most spans point into it
    struct arena arena;
    struct batch_entry *entries;
    size_t entry_count;
    struct batch_record *records;
    size_t record_count;
    struct span offers;         // the offer lines, not yet read
    struct batch_state *states; // read from them in the step "states"
    size_t state_count;
};

// Takes a body apart: content coding, header, entry lines with their chain and every rule that is
// free of context. Errors of codec_decode and exchange_request_parse; PROTOCOL when lines are
// missing, cut, too many or unreadable, or when the chain does not end where it says it does. After
// an error the batch must still be cleared.
enum err batch_read(struct batch *batch, const char *encoding, struct span body,
                    struct error *error);
void batch_clear(struct batch *batch); // accepts a zeroed struct

#endif
