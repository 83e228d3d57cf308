// SPDX-License-Identifier: Apache-2.0
#include "server/console/tries.h"

#include "shared/base/memory.h"
#include "shared/base/text.h"

#include <pthread.h>
#include <string.h>

enum { TRIES_NAMES = 1024, TRIES_NAME = 96, MINUTE_MS = 60000 };

struct entry {
    char name[TRIES_NAME];
    int64_t used_ms;
    int64_t failed, wait_until_ms;
    int64_t minute_ms, taken; // since when, and how many
    bool known;
};

struct tries {
    pthread_mutex_t lock;
    struct entry entries[TRIES_NAMES];
};

int64_t tries_wait_ms(int64_t failed)
{
    int64_t wait_ms = TRIES_WAIT_MS;

    if (failed < TRIES_FREE)
        return 0;
    for (int64_t i = TRIES_FREE; i < failed && wait_ms < TRIES_WAIT_MOST_MS; i++)
        wait_ms *= 2;
    return wait_ms < TRIES_WAIT_MOST_MS ? wait_ms : TRIES_WAIT_MOST_MS;
}

struct tries *tries_create(void)
{
    struct tries *tries = mem_alloc(sizeof(*tries));

    pthread_mutex_init(&tries->lock, NULL);
    return tries;
}

void tries_free(struct tries *tries)
{
    if (!tries)
        return;
    pthread_mutex_destroy(&tries->lock);
    mem_free(tries);
}

// With the lock held. A long name is told apart by its beginning.
static struct entry *find(struct tries *tries, const char *name, int64_t now_ms)
{
    struct entry *oldest = &tries->entries[0], *entry;
    char cut[TRIES_NAME];

    text_copy(cut, sizeof(cut), span_of(name));
    for (size_t i = 0; i < TRIES_NAMES; i++) {
        entry = &tries->entries[i];
        if (strcmp(entry->name, cut) == 0) {
            entry->used_ms = now_ms;
            return entry;
        }
        if (entry->used_ms < oldest->used_ms)
            oldest = entry;
    }
    *oldest = (struct entry){.used_ms = now_ms};
    memcpy(oldest->name, cut, sizeof(cut));
    return oldest;
}

int64_t tries_wait(struct tries *tries, const char *name, int64_t now_ms)
{
    int64_t wait_ms;

    pthread_mutex_lock(&tries->lock);
    wait_ms = find(tries, name, now_ms)->wait_until_ms - now_ms;
    pthread_mutex_unlock(&tries->lock);
    return wait_ms > 0 ? wait_ms : 0;
}

void tries_failed(struct tries *tries, const char *name, int64_t now_ms)
{
    struct entry *entry;

    pthread_mutex_lock(&tries->lock);
    entry = find(tries, name, now_ms);
    entry->wait_until_ms = now_ms + tries_wait_ms(++entry->failed);
    pthread_mutex_unlock(&tries->lock);
}

void tries_passed(struct tries *tries, const char *name, int64_t now_ms)
{
    struct entry *entry;

    pthread_mutex_lock(&tries->lock);
    entry = find(tries, name, now_ms);
    entry->failed = 0;
    entry->wait_until_ms = 0;
    entry->known = true;
    pthread_mutex_unlock(&tries->lock);
}

bool tries_known(struct tries *tries, const char *name)
{
    bool known = false;

    pthread_mutex_lock(&tries->lock);
    for (size_t i = 0; i < TRIES_NAMES && !known; i++)
        known = tries->entries[i].known && strcmp(tries->entries[i].name, name) == 0;
    pthread_mutex_unlock(&tries->lock);
    return known;
}

bool tries_take(struct tries *tries, const char *name, int64_t now_ms)
{
    struct entry *entry;
    bool taken;

    pthread_mutex_lock(&tries->lock);
    entry = find(tries, name, now_ms);
    if (now_ms - entry->minute_ms >= MINUTE_MS) {
        entry->minute_ms = now_ms;
        entry->taken = 0;
    }
    taken = entry->taken < TRIES_MINUTE;
    entry->taken += taken;
    pthread_mutex_unlock(&tries->lock);
    return taken;
}
