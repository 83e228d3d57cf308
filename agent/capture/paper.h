// SPDX-License-Identifier: Apache-2.0
// The papers of a sign-off (statement, handwriting, its drawing) on their way to the shelf and into
// the fastest lane to the office.
#ifndef PLUMB_AGENT_CAPTURE_PAPER_H
#define PLUMB_AGENT_CAPTURE_PAPER_H

#include "agent/store/shelf.h"
#include "agent/store/store.h"
#include "shared/base/text.h"

// Starts zeroed.
struct paper {
    struct shelf_draft *draft; // owned; NULL: not written
    struct digest digest;
    uint64_t size_bytes;
};
// Writes and syncs a file that has no name yet. FULL when the disk says so: the space that is held
// back for texts may be used.
enum err paper_write(struct store *store, struct span bytes, struct paper *out,
                     struct error *error);
// Inside the transaction that makes the record: the file gets its name and is queued in lane seal,
// unless the office has it already.
struct paper_owner {
    struct uuid site, record;
};
enum err paper_place(struct store *store, struct paper *paper, const struct paper_owner *owner,
                     struct error *error);
// After a rollback: a file whose row did not come to be leaves the shelf again.
void paper_discard(struct store *store, struct paper *paper);
void paper_clear(struct paper *paper); // removes what was not placed

#endif
