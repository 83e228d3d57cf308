// SPDX-License-Identifier: Apache-2.0
// How many requests a token, or an address without a good one, may make: buckets that fill again.
#ifndef PLUMB_SERVER_REST_REST_RATE_H
#define PLUMB_SERVER_REST_REST_RATE_H

#include "shared/base/uuid.h"

#include <stdint.h>

enum {
    REST_RATE_BURST = 200,      // at once
    REST_RATE_PER_MINUTE = 1200 // in the long run
};

struct rest_rate; // thread-safe
struct rest_rate *rest_rate_create(void);
void rest_rate_free(struct rest_rate *rate); // accepts NULL
// Takes one request of this token (or of whatever the id stands for). 0: it may; else how many
// seconds to wait. Those not seen for longest make room.
unsigned rest_rate_take(struct rest_rate *rate, const struct uuid *whose, int64_t boot_ms);

#endif
