// SPDX-License-Identifier: Apache-2.0
// The audit: who did what and read whose data, one chained row each, in the commit of the deed.
#ifndef PLUMB_SERVER_AUDIT_AUDIT_H
#define PLUMB_SERVER_AUDIT_AUDIT_H

#include "server/storage/audit_log.h"

// Adds a row inside a commit: number, time, salt, content and chain are made here and need not be
// set; texts must be UTF-8 without NUL (else INVALID), before and after JSON or empty. What a
// person's data says goes into before, after and why only: erasure can empty those, and the chain
// still holds. `number` of the row, or NULL.
enum err audit_put(struct storage *storage, const struct audit_row *audit, uint64_t *number,
                   struct error *error);

// What the chain says of itself.
struct audit_verdict {
    uint64_t rows, erased; // in it; of these, whose values were erased
    uint64_t heads;        // signed ends that fit
    uint64_t faults;
    uint64_t number;     // of the last row
    struct digest chain; // at the last row
};
// Reads all of it within the view's snapshot: numbers without holes, every chain, every content,
// every signed head. Appends a line to `report` for each fault. An error is one of reading.
enum err audit_verify(struct view *view, struct buffer *report, struct audit_verdict *out,
                      struct error *error);
// The same from where `verdict` ended: its last row must be there as it was, and of what came
// behind it every row and head; the counts go on. What is before that row is taken on trust.
enum err audit_verify_on(struct view *view, struct buffer *report, struct audit_verdict *verdict,
                         struct error *error);
// Canonical text of a head: {"at_ms":…,"audit":"<chain>","number":"…"}; false when `out` is full.
bool audit_head_format(uint64_t number, const struct digest *chain, int64_t at_ms,
                       struct buffer *out);
// Reads it back; false when it is none.
bool audit_head_parse(struct span text, uint64_t *number, struct digest *chain, int64_t *at_ms);

#endif
