// SPDX-License-Identifier: Apache-2.0
#include "server/sync/bulletin.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <string.h>

// An open-addressed table; number 0 marks a free place.
struct notice {
    struct uuid site;
    uint64_t number;
};
struct bulletin {
    pthread_mutex_t mutex;
    struct notice *notices;
    size_t cap, count; // cap: a power of two, never full
    uint64_t newest;
};
enum { BULLETIN_FIRST = 64 };

struct bulletin *bulletin_create(void)
{
    struct bulletin *bulletin = mem_alloc(sizeof(*bulletin));

    pthread_mutex_init(&bulletin->mutex, NULL);
    bulletin->cap = BULLETIN_FIRST;
    bulletin->notices = mem_alloc_array(bulletin->cap, sizeof(*bulletin->notices));
    return bulletin;
}

void bulletin_free(struct bulletin *bulletin)
{
    if (!bulletin)
        return;
    pthread_mutex_destroy(&bulletin->mutex);
    mem_free(bulletin->notices);
    mem_free(bulletin);
}

// The site's place, or the free one where it would stand. Ids end in random bits.
static struct notice *find(const struct bulletin *bulletin, const struct uuid *site)
{
    uint64_t hash;

    memcpy(&hash, site->bytes + 8, sizeof(hash));
    for (size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20);; i++) {
        struct notice *notice = &bulletin->notices[i & (bulletin->cap - 1)];

        if (notice->number == 0 || uuid_equal(&notice->site, site))
            return notice;
    }
}

static void grow(struct bulletin *bulletin)
{
    struct notice *old = bulletin->notices;
    size_t old_cap = bulletin->cap;

    bulletin->cap *= 2;
    bulletin->notices = mem_alloc_array(bulletin->cap, sizeof(*bulletin->notices));
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].number != 0)
            *find(bulletin, &old[i].site) = old[i];
    mem_free(old);
}

void bulletin_post(struct bulletin *bulletin, const struct uuid *site, uint64_t number)
{
    struct notice *notice;

    pthread_mutex_lock(&bulletin->mutex);
    notice = find(bulletin, site);
    if (notice->number == 0) {
        notice->site = *site;
        bulletin->count++;
    }
    if (notice->number < number)
        notice->number = number;
    if (bulletin->newest < number)
        bulletin->newest = number;
    if (bulletin->count * 2 > bulletin->cap)
        grow(bulletin);
    pthread_mutex_unlock(&bulletin->mutex);
}

bool bulletin_newer(struct bulletin *bulletin, const struct uuid *sites, size_t count,
                    uint64_t number)
{
    bool newer = false;

    pthread_mutex_lock(&bulletin->mutex);
    if (bulletin->newest > number)
        for (size_t i = 0; i < count && !newer; i++)
            newer = find(bulletin, &sites[i])->number > number;
    pthread_mutex_unlock(&bulletin->mutex);
    return newer;
}
