// SPDX-License-Identifier: Apache-2.0
// Sign-offs that are not in the log: those that changed and are to be looked at, and those that the
// log does not take, with the reason.
#ifndef PLUMB_SERVER_STORAGE_SIGNOFF_QUEUE_H
#define PLUMB_SERVER_STORAGE_SIGNOFF_QUEUE_H

#include "server/storage/storage.h"

struct signoff_unlogged {
    struct uuid record;
    uint64_t in_commit; // that changed it, the last time; 0: from before there was a log
    char refused[160];  // why the log does not take it; empty: to be looked at
};

// Inside a commit: to be looked at (again), as of this commit.
enum err signoff_queue_put(struct storage *storage, const struct uuid *record, struct error *error);
// The log does not take it, for good, until it changes.
enum err signoff_queue_refuse(struct storage *storage, const struct uuid *record,
                              const char *reason, struct error *error);
// It is in the log. Harmless when it is not here.
enum err signoff_queue_remove(struct storage *storage, const struct uuid *record,
                              struct error *error);

typedef bool signoff_queue_each(void *arg, const struct signoff_unlogged *unlogged);
// Those that are to be looked at, oldest first, until `each` returns false: found by an index that
// holds only such.
struct signoff_queue_range {
    uint64_t before; // changed in a commit before this one
    size_t most;
};
enum err signoff_queue_next(struct view *view, const struct signoff_queue_range *range,
                            signoff_queue_each *each, void *arg, struct error *error);
// All, by id.
enum err signoff_queue_list(struct view *view, signoff_queue_each *each, void *arg,
                            struct error *error);

#endif
