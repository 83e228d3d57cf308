// SPDX-License-Identifier: Apache-2.0
// The tablet's side of a proof of convergence (docs/PROTOCOL.md section 8), request by request.
#ifndef PLUMB_AGENT_SYNC_PROVING_H
#define PLUMB_AGENT_SYNC_PROVING_H

#include "agent/store/proof_log.h"
#include "shared/base/disk.h"
#include "shared/base/text.h"

struct proving_options {
    struct store *store;
    const struct disk *disk; // the data folder, for the blobs' files
    struct clock clock;
    struct random random;
    struct log log;
};
enum proving_next {
    PROVING_MORE,  // another request
    PROVING_STALE, // exchange first, then begin anew
    PROVING_DONE,  // it has ended; proving_result tells how
};
struct proving;

// Reads all records here. The tablet has nothing unsent, and stands where its last exchange put it.
enum err proving_create(const struct proving_options *options, struct proving **out,
                        struct error *error);
void proving_free(struct proving *proving); // accepts NULL
// Appends the next request's body. *next is STALE when something was written here meanwhile: then
// there is no request.
enum err proving_build(struct proving *proving, struct buffer *body, enum proving_next *next,
                       struct error *error);
// Applies its reply. `bytes` is what the two took on the wire.
enum err proving_hear(struct proving *proving, struct span reply, int64_t bytes,
                      enum proving_next *next, struct error *error);
// How it ended, once it is DONE: it is in the store then, too.
const struct proof_log_row *proving_result(const struct proving *proving);

#endif
