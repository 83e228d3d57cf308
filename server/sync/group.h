// SPDX-License-Identifier: Apache-2.0
// Groups: entries of one unit of work, put into their records in one commit when the last has come.
#ifndef PLUMB_SERVER_SYNC_GROUP_H
#define PLUMB_SERVER_SYNC_GROUP_H

#include "server/sync/quarantine.h"

// Entries of one group as they come, adjacent and in order; each passed every other rule.
struct group_run {
    const struct write *const *writes;
    size_t count; // at least 1
    struct uuid device;
};
// Puts the group into its records if this run ends it, and what each entry has seen is there; else
// they wait.
enum err group_take(struct workset *workset, const struct group_run *run, struct error *error);
// Tries again to put a waiting group into its records; nothing happens while its last entry, or
// something that one of them has seen, is missing.
enum err group_try(struct workset *workset, uint64_t group, const struct uuid *device,
                   struct error *error);
// Puts what has come of a group into its records, each entry by itself: a person's decision.
// NOT_FOUND: none waits.
enum err group_force(struct workset *workset, uint64_t group, const struct uuid *person,
                     const char *why, struct error *error);

#endif
