// SPDX-License-Identifier: Apache-2.0
// The long poll: a counter, and the exchanges that wait for it to pass what they have seen. Nothing
// is asked for again and again: a ring answers all who wait, within milliseconds, and silence costs
// nothing.
#ifndef PLUMB_SHARED_WEB_BELL_H
#define PLUMB_SHARED_WEB_BELL_H

#include "shared/base/clock.h"
#include "shared/crypto/random.h"
#include "shared/net/http.h"

struct bell;

enum { BELL_WAITING_MAX = 64, BELL_WAIT_MS_MAX = 25000 };

struct bell_options {
    struct clock clock;
    struct random random; // the counter begins anywhere, so that one of an earlier process differs
};
// Starts a thread that answers those who have waited long enough.
enum err bell_create(const struct bell_options *options, struct bell **out, struct error *error);
// Where the counter stands, at most 2^53.
uint64_t bell_count(struct bell *bell);
// Something changed. From any thread, also while it is being silenced.
void bell_ring(struct bell *bell);

// One who waits. `answer` is called once, on the exchange's own loop: it fills the response and
// finishes the exchange; `count` is where the counter stands.
struct bell_wait {
    struct http_exchange *exchange;
    uint64_t seen;    // where the counter stood when its answer was made
    unsigned wait_ms; // at most BELL_WAIT_MS_MAX
    void (*answer)(void *ctx, struct http_exchange *exchange, uint64_t count);
    void *ctx;
};
// Takes the exchange. It is answered at the next ring, after wait_ms, when BELL_WAITING_MAX others
// came after it, or at once when the counter is not where it was seen.
void bell_wait(struct bell *bell, const struct bell_wait *wait);

// Answers all who wait, and from now on everybody at once. Call it before http_server_stop.
void bell_silence(struct bell *bell);
// Silences it first. After http_server_stop; accepts NULL.
void bell_free(struct bell *bell);

#endif
