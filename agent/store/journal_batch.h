// SPDX-License-Identifier: Apache-2.0
// What to push next: a run of the journal from the first entry that no receipt covers.
#ifndef PLUMB_AGENT_STORE_JOURNAL_BATCH_H
#define PLUMB_AGENT_STORE_JOURNAL_BATCH_H

#include "agent/store/store.h"
#include "shared/model/write.h"

// A record that the batch writes to.
struct journal_touch {
    struct uuid id;
    struct vector vector; // context and dot, joined, of its last entry in the batch
};
struct journal_batch {
    struct dot after;       // entry before the first line; actor 0 at the journal's beginning
    struct digest from, to; // chain before the first line and after the last
    bool raw;               // stored bytes do not match their chain: lines are raw entry lines
    size_t count;
    struct buffer lines; // with '\n' each; its maximum is the max_bytes of journal_batch_next
    struct journal_touch *touched; // distinct records in order of first appearance; none when raw
    size_t touched_count;
    struct vector covered; // per actor the last counter in the batch
    int64_t last;          // place of its last entry in the journal
};
void journal_batch_init(struct journal_batch *batch);
void journal_batch_clear(struct journal_batch *batch);
// Empties `batch` and fills it with at most max_lines lines and max_bytes bytes (at least one line,
// whatever its size). count 0: nothing to push. A batch never crosses entries that were delivered,
// and holds either sound entries or damaged ones. After an error the batch is empty.
enum err journal_batch_next(struct store *store, size_t max_lines, size_t max_bytes,
                            struct journal_batch *batch, struct error *error);
// The same behind place `after` (0: from the first), so that all that waits can be read, batch by
// batch, without anything being delivered meanwhile.
struct journal_batch_question {
    int64_t after;
    size_t max_lines, max_bytes;
};
enum err journal_batch_after(struct store *store, const struct journal_batch_question *question,
                             struct journal_batch *batch, struct error *error);

#endif
