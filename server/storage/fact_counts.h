// SPDX-License-Identifier: Apache-2.0
// How many facts there were as of a commit: the same in every faithful copy of the store.
#ifndef PLUMB_SERVER_STORAGE_FACT_COUNTS_H
#define PLUMB_SERVER_STORAGE_FACT_COUNTS_H

#include "server/storage/view.h"

struct fact_counts {
    uint64_t commits, records, entries, blobs; // records: that the history knows; blobs: held
};
// Counted by a walk through the history.
enum err fact_counts_read(struct view *view, uint64_t commit, struct fact_counts *out,
                          struct error *error);

#endif
