// SPDX-License-Identifier: Apache-2.0
// Results made in the background: asked for, made, fetched, forgotten.
#ifndef PLUMB_SERVER_STORAGE_JOBS_H
#define PLUMB_SERVER_STORAGE_JOBS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

enum job_state { // stored: never renumber
    JOB_WAITING = 0,
    JOB_DONE = 1,
    JOB_FAILED = 2,
    JOB_GONE = 3, // its file was removed when its time was over
};
struct job_row {
    int64_t row;
    struct uuid id;
    char kind[32];
    char wish[2048]; // its filters: a JSON object
    char asked_by[128];
    enum job_state state;
    int64_t made_ms, done_ms, expires_ms; // 0: not yet
    char file[128];                       // as whoever fetches it is told; empty: none
    uint64_t size;
    struct digest digest;
    char detail[256];
};
// Inside a commit. EXISTS: the id is there.
enum err jobs_add(struct storage *storage, const struct job_row *job, struct error *error);
// state, done_ms, expires_ms, file, size, digest, detail.
enum err jobs_settle(struct storage *storage, const struct job_row *job, struct error *error);
enum err jobs_get(struct view *view, const struct uuid *id, struct job_row *out,
                  struct error *error);
// The oldest that waits. NOT_FOUND: none.
enum err jobs_next(struct view *view, struct job_row *out, struct error *error);
typedef bool jobs_each(void *arg, const struct job_row *job);
// Inside the commit of an erasure (I22): what was made so far is over, and is removed by whoever
// makes exports; what is being made counts for nothing when it read before this commit.
enum err jobs_forget(struct storage *storage, struct error *error);
// Commit of the newest jobs_forget; 0: none.
enum err jobs_forgotten(struct view *view, uint64_t *out, struct error *error);
// Newest first, of rows below `before` (0: all), until `each` returns false.
enum err jobs_list(struct view *view, int64_t before, jobs_each *each, void *arg,
                   struct error *error);
// Done or failed ones whose time is over.
enum err jobs_expired(struct view *view, int64_t now_ms, jobs_each *each, void *arg,
                      struct error *error);

#endif
