// SPDX-License-Identifier: Apache-2.0
// An erasure in the ledger, with the proofs that are kept, so that a backup from before is not a
// way back for the customer's data (docs/SCHEMA.md).
#ifndef PLUMB_SERVER_SYNC_ERASURE_LINE_H
#define PLUMB_SERVER_SYNC_ERASURE_LINE_H

#include "server/storage/erasures.h"
#include "server/storage/ledger.h"

struct erasure_line {
    struct erasure_row erasure;      // site, at_ms, by, reason
    struct erased_signoff *signoffs; // owned when read
    size_t signoff_count;
};
bool erasure_line_is(struct span text);
// Durable when it returns.
enum err erasure_line_write(struct ledger *ledger, const struct erasure_line *line,
                            struct error *error);
// PARSE; nothing to clear then.
enum err erasure_line_read(struct span text, struct erasure_line *out, struct error *error);
void erasure_line_clear(struct erasure_line *line); // accepts a zeroed struct

#endif
