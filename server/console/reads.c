// SPDX-License-Identifier: Apache-2.0
#include "server/console/reads.h"

#include "shared/base/memory.h"
#include "shared/crypto/hash.h"

#include <pthread.h>
#include <string.h>

enum { READS_PLACES = 4096, MINUTE_MS = 60000, WHAT_MAX = 64 };

// A read that pushes another out of its place costs one row more, never one less.
struct place {
    struct digest key;
    int64_t at_ms;
};
struct reads {
    pthread_mutex_t lock;
    struct place places[READS_PLACES];
};

struct reads *reads_create(void)
{
    struct reads *reads = mem_alloc(sizeof(*reads));

    pthread_mutex_init(&reads->lock, NULL);
    return reads;
}

void reads_free(struct reads *reads)
{
    if (!reads)
        return;
    pthread_mutex_destroy(&reads->lock);
    mem_free(reads);
}

static struct place *place_of(struct reads *reads, const struct reading *reading,
                              struct digest *key)
{
    uint8_t ids[2 * UUID_BYTES];

    memcpy(ids, reading->session.bytes, UUID_BYTES);
    memcpy(ids + UUID_BYTES, reading->site.bytes, UUID_BYTES);
    hash_pair(ids, sizeof(ids), reading->what, strnlen(reading->what, WHAT_MAX), key);
    return &reads->places[(key->bytes[0] | (unsigned)key->bytes[1] << 8) % READS_PLACES];
}

bool reads_known(struct reads *reads, const struct reading *reading, int64_t now_ms)
{
    struct digest key;
    const struct place *place = place_of(reads, reading, &key);
    bool known;

    pthread_mutex_lock(&reads->lock);
    known = digest_equal(&place->key, &key) && now_ms >= place->at_ms
            && now_ms - place->at_ms < MINUTE_MS;
    pthread_mutex_unlock(&reads->lock);
    return known;
}

void reads_note(struct reads *reads, const struct reading *reading, int64_t now_ms)
{
    struct digest key;
    struct place *place = place_of(reads, reading, &key);

    pthread_mutex_lock(&reads->lock);
    *place = (struct place){key, now_ms};
    pthread_mutex_unlock(&reads->lock);
}
