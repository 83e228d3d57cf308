// SPDX-License-Identifier: Apache-2.0
// What a record looked like before each of its writes: its history replayed in the order in which
// it came to the office (domain.md D12.1).
#ifndef PLUMB_SERVER_RECONCILE_RECORD_PAST_H
#define PLUMB_SERVER_RECONCILE_RECORD_PAST_H

#include "server/storage/history.h"
#include "shared/model/kind.h"
#include "shared/model/write.h"

// One field that a write set.
struct past_change {
    struct span field;
    struct span before; // canonical text of the value that was shown; empty: there was none
    struct span after;  // canonical text
    bool conflict;      // it stood beside another value afterwards
    // What it settled: the different values that stood until then; none when it settled nothing.
    struct span *stood;
    size_t stood_count;
};
struct past_step {
    struct write write;
    struct uuid device;
    uint64_t commit;
    int64_t received_ms;
    bool applied; // false: it is held, or its bytes are no write
    bool first;   // of the record
    // What changed something, and only that; what was not applied knows no `before`.
    struct past_change *changes;
    size_t change_count;
};
struct record_past {
    struct arena arena;
    struct past_step *steps; // in the order in which they count
    size_t count;
};
// Reads it within the caller's snapshot. `before` is what the kind table shows, without regard to
// clocks. NOT_FOUND: nothing of this record ever came. Clear it also after an error.
enum err record_past_read(struct view *view, const struct uuid *record, struct record_past *out,
                          struct error *error);
const struct past_step *record_past_find(const struct record_past *past, struct dot dot);
void record_past_clear(struct record_past *past); // accepts a zeroed one

#endif
