// SPDX-License-Identifier: Apache-2.0
// A few threads that answer exchanges whose handlers wait: for a disk, a commit, a password's cost.
// The loops go on meanwhile.
#ifndef PLUMB_SHARED_WEB_WORKERS_H
#define PLUMB_SHARED_WEB_WORKERS_H

#include "shared/net/http.h"

struct workers;

enum { WORKERS_MAX = 16 };
struct workers_options {
    unsigned threads; // 1 … WORKERS_MAX
    size_t waiting;   // exchanges that may wait for one
};
enum err workers_create(const struct workers_options *options, struct workers **out,
                        struct error *error);
// Runs `handler` on a worker's thread, where it may block. The exchange it gets is a stand-in: it
// has the request, http_exchange_loop is the worker's number (below threads), and finishing it, on
// any thread, answers the real one on its own loop. What is deferred on it runs on that loop.
// False, and nothing was taken, when too many wait, or after workers_stop: answer 503 then.
bool workers_take(struct workers *workers, http_handler *handler, void *ctx,
                  struct http_exchange *exchange);
// The same for what may take long. Half of the threads and half of the places to wait in are for
// these, so that however many come, there is a thread for the others. One thread does both.
bool workers_take_heavy(struct workers *workers, http_handler *handler, void *ctx,
                        struct http_exchange *exchange);
// Takes no more; what waits is still done. Returns when it is. Idempotent.
void workers_stop(struct workers *workers);
void workers_free(struct workers *workers); // stops first; accepts NULL

#endif
