// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_rate.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { BUCKETS = 512, MINUTE_MS = 60000 };

// What is left, in requests × MINUTE_MS, so that it fills without rounding.
struct bucket {
    struct uuid whose;
    int64_t left, at_ms;
    bool used;
};
struct rest_rate {
    pthread_mutex_t mutex;
    struct bucket buckets[BUCKETS];
};

struct rest_rate *rest_rate_create(void)
{
    struct rest_rate *rate = mem_alloc(sizeof(*rate));

    pthread_mutex_init(&rate->mutex, NULL);
    return rate;
}

void rest_rate_free(struct rest_rate *rate)
{
    if (!rate)
        return;
    pthread_mutex_destroy(&rate->mutex);
    mem_free(rate);
}

static struct bucket *find(struct rest_rate *rate, const struct uuid *whose, int64_t now_ms)
{
    struct bucket *oldest = &rate->buckets[0];

    for (size_t i = 0; i < BUCKETS; i++) {
        struct bucket *bucket = &rate->buckets[i];

        if (bucket->used && uuid_equal(&bucket->whose, whose))
            return bucket;
        if (!bucket->used || (oldest->used && bucket->at_ms < oldest->at_ms))
            oldest = bucket;
        if (!bucket->used)
            break;
    }
    *oldest = (struct bucket){*whose, (int64_t)REST_RATE_BURST * MINUTE_MS, now_ms, true};
    return oldest;
}

static unsigned take(struct bucket *bucket, int64_t now_ms)
{
    int64_t most = (int64_t)REST_RATE_BURST * MINUTE_MS;
    int64_t passed_ms = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;

    // More than a minute fills any bucket; less cannot overflow.
    bucket->left += (passed_ms < MINUTE_MS ? passed_ms : MINUTE_MS) * REST_RATE_PER_MINUTE;
    bucket->left = bucket->left < most ? bucket->left : most;
    bucket->at_ms = now_ms;
    if (bucket->left >= MINUTE_MS) {
        bucket->left -= MINUTE_MS;
        return 0;
    }
    return (unsigned)((MINUTE_MS - bucket->left) / REST_RATE_PER_MINUTE / 1000 + 1);
}

unsigned rest_rate_take(struct rest_rate *rate, const struct uuid *whose, int64_t boot_ms)
{
    unsigned wait_s;

    pthread_mutex_lock(&rate->mutex);
    wait_s = take(find(rate, whose, boot_ms), boot_ms);
    pthread_mutex_unlock(&rate->mutex);
    return wait_s;
}
