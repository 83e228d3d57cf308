// SPDX-License-Identifier: Apache-2.0
// The record `counter_seal`: what the sign-off log says of a sign-off, on its site, so that tablets
// have it and an export needs nobody else.
#ifndef PLUMB_SERVER_SYNC_SEAL_RECORD_H
#define PLUMB_SERVER_SYNC_SEAL_RECORD_H

#include "server/sync/office_pen.h"

// What the work is done with; borrowed.
struct seal_record_parts {
    struct view *view; // the writer's
    struct workset *workset;
    struct office_pen *pen;
    struct arena *arena;
};
// Makes the record from the log, unless it is there: its id follows from what it says, so that it
// is made once, also when it is made again after a restore. NOT_FOUND: the sign-off is not in the
// log.
enum err seal_record_write(const struct seal_record_parts *parts, const struct uuid *signoff,
                           struct error *error);

// Its id, by what it says: the sign-off and the canonical text of the head over it.
struct uuid seal_record_id(const struct uuid *signoff, struct span head);

#endif
