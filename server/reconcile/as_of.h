// SPDX-License-Identifier: Apache-2.0
// Records as the office held them at a commit of the past: unchanged ones as they stand, the others
// played again from their history.
#ifndef PLUMB_SERVER_RECONCILE_AS_OF_H
#define PLUMB_SERVER_RECONCILE_AS_OF_H

#include "server/storage/records.h"
#include "server/storage/view.h"
#include "shared/base/memory.h"
#include "shared/model/record.h"

// Reused from one record to the next; one thread.
struct as_of {
    struct view *view; // within one snapshot
    uint64_t commit;   // what had come by it
    // What came later, up to `late_commit`, but was made before `late_before_ms` by its own time;
    // 0: nothing of it.
    uint64_t late_commit;
    int64_t late_before_ms;
    uint64_t unsure; // records whose history does not lead to what they were: taken as they stand
    struct arena arena;
    struct buffer state;
};
void as_of_open(struct as_of *past, struct view *view, uint64_t commit);
void as_of_close(struct as_of *past); // accepts a zeroed one
// The newest commit of which anything counts.
uint64_t as_of_newest(const struct as_of *past);
// Puts what the record was then into the row: state, vector, conflicted, deleted, seq; spans live
// until the next call. *there is false when it did not exist. Costs nothing for a record that has
// not changed since.
enum err as_of_record(struct as_of *past, struct record_row *row, bool *there, struct error *error);

#endif
