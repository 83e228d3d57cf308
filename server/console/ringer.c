// SPDX-License-Identifier: Apache-2.0
#include "server/console/ringer.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <signal.h>

struct ringer {
    struct bell *bell;
    unsigned every_ms;
    pthread_mutex_t lock; // guards what follows, up to `thread`
    pthread_cond_t wake;
    bool changed, stopping;
    pthread_t thread;
};

// With the lock held: the pause between two rings, which only the end cuts short.
static void pause_between(struct ringer *ringer)
{
    struct timespec until = clock_deadline(ringer->every_ms);

    while (!ringer->stopping && pthread_cond_timedwait(&ringer->wake, &ringer->lock, &until) == 0)
        continue;
}

static void *run(void *arg)
{
    struct ringer *ringer = arg;

    pthread_mutex_lock(&ringer->lock);
    while (!ringer->stopping) {
        if (!ringer->changed) {
            pthread_cond_wait(&ringer->wake, &ringer->lock);
            continue;
        }
        ringer->changed = false;
        bell_ring(ringer->bell);
        pause_between(ringer);
    }
    pthread_mutex_unlock(&ringer->lock);
    return NULL;
}

static bool start(struct ringer *ringer)
{
    sigset_t all, before;
    bool started;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&ringer->thread, NULL, run, ringer) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

enum err ringer_create(struct bell *bell, unsigned every_ms, struct ringer **out,
                       struct error *error)
{
    struct ringer *ringer = mem_alloc(sizeof(*ringer));
    pthread_condattr_t monotonic;

    ringer->bell = bell;
    ringer->every_ms = every_ms;
    pthread_mutex_init(&ringer->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&ringer->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = ringer;
    if (start(ringer))
        return ERR_OK;
    pthread_cond_destroy(&ringer->wake);
    pthread_mutex_destroy(&ringer->lock);
    mem_free(ringer);
    *out = NULL;
    return error_set(error, ERR_INTERNAL, "no thread for the bell");
}

void ringer_note(void *arg)
{
    struct ringer *ringer = arg;

    pthread_mutex_lock(&ringer->lock);
    if (!ringer->changed) {
        ringer->changed = true;
        pthread_cond_signal(&ringer->wake);
    }
    pthread_mutex_unlock(&ringer->lock);
}

void ringer_free(struct ringer *ringer)
{
    if (!ringer)
        return;
    pthread_mutex_lock(&ringer->lock);
    ringer->stopping = true;
    pthread_cond_signal(&ringer->wake);
    pthread_mutex_unlock(&ringer->lock);
    pthread_join(ringer->thread, NULL);
    pthread_cond_destroy(&ringer->wake);
    pthread_mutex_destroy(&ringer->lock);
    mem_free(ringer);
}
