// SPDX-License-Identifier: Apache-2.0
// A few threads for work that would hold up a loop: hashing and syncing of files.
#ifndef PLUMB_SERVER_SYNC_CREW_H
#define PLUMB_SERVER_SYNC_CREW_H

#include "shared/base/err.h"

struct crew_task {
    void (*run)(struct crew_task *task); // on a thread of the crew; the task is its owner's again
    struct crew_task *next;              // the crew's
};
struct crew;
// With 0 threads a task runs at once, in crew_submit (simulator, verbs).
enum err crew_create(unsigned threads, struct crew **out, struct error *error);
void crew_free(struct crew *crew); // finishes what waits; accepts NULL
// BUSY: too many wait; the task was not taken.
enum err crew_submit(struct crew *crew, struct crew_task *task);

#endif
