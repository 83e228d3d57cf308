// SPDX-License-Identifier: Apache-2.0
// Group commit: all waiting jobs go into one numbered commit and one fsync, then each is told.
#ifndef PLUMB_SERVER_SYNC_COMMITTER_H
#define PLUMB_SERVER_SYNC_COMMITTER_H

#include "server/storage/storage.h"

// One unit of work.
// `apply` runs on the committer with the commit open. When it fails, everything is rolled back and
// the other jobs are applied again without it: so it may run more than once and must begin afresh
// each time, and what it changes in memory must do no harm when nothing is committed.
// `done` runs on the committer after the commit is durable (result OK, stamp of the commit) or has
// failed (result and error say how; nothing of the job is there; after UNKNOWN_COMMIT nobody may be
// told that it is or is not). It must not block: it hands the work on (http_exchange_defer). The
// job is its owner's again.
struct commit_job {
    enum err (*apply)(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error);
    void (*done)(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp);
    // Not a part of a commit: `apply` runs alone, between commits, with a stamp of zeros; once.
    bool apart;
    struct commit_job *next; // the committer's
    bool quiet;              // changes nothing that anybody is shown
};

struct committer;
// With `threaded` a thread works; without (simulator, verbs) committer_step does.
enum err committer_create(struct storage *storage, bool threaded, struct committer **out,
                          struct error *error);
void committer_free(struct committer *committer); // finishes what waits; accepts NULL
// Takes the job over. Jobs waiting are bounded: BUSY means it was not taken and done will not run.
enum err committer_submit(struct committer *committer, struct commit_job *job);
// Without a thread: commits what waits, at most `most` jobs (0: all). Returns how many were done.
size_t committer_step(struct committer *committer, size_t most);
// Submits and waits, for verbs and office edits; job->done is not called. Not from a loop thread.
// *stamp may be NULL.
enum err committer_run(struct committer *committer, struct commit_job *job,
                       struct commit_stamp *stamp, struct error *error);
// `after` is called on the committer after every commit that succeeded, when its jobs were told; it
// may submit. To be set before anything else is submitted.
void committer_set_after(struct committer *committer, void (*after)(void *ctx), void *ctx);
// `heard` is called on the committer after every commit with a job that was not quiet, when its
// jobs were told; it must not block. NULL: nobody listens any more; returns when none is at it.
void committer_listen(struct committer *committer, void (*heard)(void *ctx), void *ctx);
struct committer_figures {
    uint64_t commits, jobs;
};
void committer_figures(struct committer *committer, struct committer_figures *out);

#endif
