// SPDX-License-Identifier: Apache-2.0
#include "server/enrol/attempts.h"

#include "shared/base/memory.h"

#include <pthread.h>

enum { BUCKETS = 1024, BUCKET_FULL = 60, REFILL_MS = 500 };

// Addresses that share a bucket share its attempts: the table never grows.
struct bucket {
    int64_t full_at_ms; // boot clock at which nothing is missing
};
struct attempts {
    pthread_mutex_t mutex;
    struct bucket buckets[BUCKETS];
};

struct attempts *attempts_create(void)
{
    struct attempts *attempts = mem_alloc(sizeof(*attempts));

    pthread_mutex_init(&attempts->mutex, NULL);
    return attempts;
}

void attempts_free(struct attempts *attempts)
{
    if (!attempts)
        return;
    pthread_mutex_destroy(&attempts->mutex);
    mem_free(attempts);
}

// FNV-1a (Fowler, Noll, Vo), 32 bits.
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u;

    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619u;
    return value;
}

bool attempts_take(struct attempts *attempts, const char *address, int64_t now_ms)
{
    struct bucket *bucket = &attempts->buckets[hash(address) % BUCKETS];
    bool taken;

    pthread_mutex_lock(&attempts->mutex);
    if (bucket->full_at_ms < now_ms)
        bucket->full_at_ms = now_ms;
    taken = bucket->full_at_ms - now_ms <= (BUCKET_FULL - 1) * REFILL_MS;
    if (taken)
        bucket->full_at_ms += REFILL_MS;
    pthread_mutex_unlock(&attempts->mutex);
    return taken;
}
