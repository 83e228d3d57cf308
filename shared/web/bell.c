// SPDX-License-Identifier: Apache-2.0
#include "shared/web/bell.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/queue.h>

enum { COUNT_BITS_UNUSED = 24 };

struct waiter {
    TAILQ_ENTRY(waiter) order;
    struct bell_wait wait;
    int64_t until_ms; // by the boot clock
    uint64_t count;   // when it was let go
};

struct bell {
    struct clock clock;
    pthread_mutex_t lock;
    pthread_cond_t changed;              // a new earliest deadline, or the end
    TAILQ_HEAD(waiters, waiter) waiters; // oldest first
    unsigned waiting;
    uint64_t count;
    bool silent;
    pthread_t thread;
    bool running;
};

// On the exchange's loop; the waiter is in no list any more, and the bell may be gone. The count is
// from before what the answer will say, so nothing is missed.
static void answer(void *arg)
{
    struct waiter *waiter = arg;

    waiter->wait.answer(waiter->wait.ctx, waiter->wait.exchange, waiter->count);
    mem_free(waiter);
}

// With the lock held.
static void let_go(struct bell *bell, struct waiter *waiter)
{
    TAILQ_REMOVE(&bell->waiters, waiter, order);
    bell->waiting--;
    waiter->count = bell->count;
    http_exchange_defer(waiter->wait.exchange, answer, waiter);
}

static void let_all_go(struct bell *bell)
{
    while (!TAILQ_EMPTY(&bell->waiters))
        let_go(bell, TAILQ_FIRST(&bell->waiters));
}

// Lets those go whose time is over; milliseconds to the next deadline, or -1 when nobody waits.
static int64_t expire(struct bell *bell)
{
    int64_t now_ms = clock_boot_ms(&bell->clock), next_ms = -1;
    struct waiter *waiter, *after;

    for (waiter = TAILQ_FIRST(&bell->waiters); waiter; waiter = after) {
        int64_t left_ms = waiter->until_ms - now_ms;

        after = TAILQ_NEXT(waiter, order);
        if (left_ms <= 0)
            let_go(bell, waiter);
        else if (next_ms < 0 || left_ms < next_ms)
            next_ms = left_ms;
    }
    return next_ms;
}

static void *watch_time(void *arg)
{
    struct bell *bell = arg;

    pthread_mutex_lock(&bell->lock);
    while (!bell->silent) {
        int64_t next_ms = expire(bell);
        struct timespec deadline;

        if (next_ms < 0) {
            pthread_cond_wait(&bell->changed, &bell->lock);
            continue;
        }
        deadline = clock_deadline(next_ms);
        pthread_cond_timedwait(&bell->changed, &bell->lock, &deadline);
    }
    pthread_mutex_unlock(&bell->lock);
    return NULL;
}

enum err bell_create(const struct bell_options *options, struct bell **out, struct error *error)
{
    struct bell *bell = mem_alloc(sizeof(*bell));
    pthread_condattr_t monotonic;
    sigset_t all, before;
    int result;

    bell->clock = options->clock;
    bell->count = random_u64(&options->random) >> COUNT_BITS_UNUSED;
    TAILQ_INIT(&bell->waiters);
    pthread_mutex_init(&bell->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&bell->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    // Signals belong to the main thread.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(&bell->thread, NULL, watch_time, bell);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    bell->running = result == 0;
    if (result != 0) {
        bell_free(bell);
        return error_set(error, ERR_IO, "long poll: thread: %s", strerror(result));
    }
    *out = bell;
    return ERR_OK;
}

uint64_t bell_count(struct bell *bell)
{
    uint64_t count;

    pthread_mutex_lock(&bell->lock);
    count = bell->count;
    pthread_mutex_unlock(&bell->lock);
    return count;
}

void bell_ring(struct bell *bell)
{
    pthread_mutex_lock(&bell->lock);
    bell->count++;
    let_all_go(bell);
    pthread_mutex_unlock(&bell->lock);
}

void bell_wait(struct bell *bell, const struct bell_wait *wait)
{
    struct waiter *waiter = mem_alloc(sizeof(*waiter));
    unsigned wait_ms = wait->wait_ms < BELL_WAIT_MS_MAX ? wait->wait_ms : BELL_WAIT_MS_MAX;

    waiter->wait = *wait;
    waiter->until_ms = clock_boot_ms(&bell->clock) + wait_ms;
    pthread_mutex_lock(&bell->lock);
    TAILQ_INSERT_TAIL(&bell->waiters, waiter, order);
    bell->waiting++;
    if (bell->silent || wait->seen != bell->count)
        let_go(bell, waiter);
    else if (bell->waiting > BELL_WAITING_MAX)
        let_go(bell, TAILQ_FIRST(&bell->waiters));
    pthread_cond_signal(&bell->changed);
    pthread_mutex_unlock(&bell->lock);
}

void bell_silence(struct bell *bell)
{
    pthread_mutex_lock(&bell->lock);
    bell->silent = true;
    let_all_go(bell);
    pthread_cond_signal(&bell->changed);
    pthread_mutex_unlock(&bell->lock);
}

void bell_free(struct bell *bell)
{
    if (!bell)
        return;
    bell_silence(bell);
    if (bell->running)
        pthread_join(bell->thread, NULL);
    pthread_cond_destroy(&bell->changed);
    pthread_mutex_destroy(&bell->lock);
    mem_free(bell);
}
