// SPDX-License-Identifier: Apache-2.0
#include "shared/web/workers.h"

#include "shared/base/memory.h"
#include "shared/net/http_carrier.h"

#include <pthread.h>
#include <signal.h>
#include <sys/queue.h>

// Stands in for an exchange while a worker has it.
struct errand {
    struct http_exchange exchange; // first
    STAILQ_ENTRY(errand) order;
    struct http_exchange *outer;
    http_handler *handler;
    void *ctx;
    bool heavy;
};

struct worker {
    struct workers *workers;
    unsigned number;
    pthread_t thread;
};

struct workers {
    pthread_mutex_t lock; // guards what follows, up to `threads`
    pthread_cond_t wake;
    STAILQ_HEAD(errands, errand) errands;
    size_t waiting, waiting_max;
    size_t heavy_waiting; // of those
    unsigned heavy_busy;  // threads at a heavy one
    unsigned heavy_max;   // of these at once
    bool stopping;
    unsigned threads;
    struct worker crew[WORKERS_MAX];
};

static void defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg)
{
    http_exchange_defer(((struct errand *)exchange)->outer, fn, arg);
}

// On the loop of the outer exchange.
static void hand_back(void *arg)
{
    struct errand *errand = arg;
    struct http_response *response = http_exchange_response(errand->outer);

    http_response_clear(response);
    *response = errand->exchange.response;
    http_exchange_finish(errand->outer);
    mem_free(errand);
}

static void finish(struct http_exchange *exchange)
{
    http_exchange_defer(((struct errand *)exchange)->outer, hand_back, exchange);
}

static const struct http_carrier carrier = {.defer = defer, .finish = finish};

// With the lock held: the first whose turn it is; NULL: none.
static struct errand *take_next(struct workers *workers)
{
    struct errand *errand;

    errand = STAILQ_FIRST(&workers->errands);
    while (errand && errand->heavy && workers->heavy_busy == workers->heavy_max)
        errand = STAILQ_NEXT(errand, order);
    if (!errand)
        return NULL;
    STAILQ_REMOVE(&workers->errands, errand, errand, order);
    workers->waiting--;
    workers->heavy_waiting -= errand->heavy;
    workers->heavy_busy += errand->heavy;
    return errand;
}

static void *work(void *arg)
{
    const struct worker *worker = arg;
    struct workers *workers = worker->workers;
    struct errand *errand;
    bool heavy;

    pthread_mutex_lock(&workers->lock);
    while (!workers->stopping || !STAILQ_EMPTY(&workers->errands)) {
        errand = take_next(workers);
        if (!errand) {
            pthread_cond_wait(&workers->wake, &workers->lock);
            continue;
        }
        heavy = errand->heavy;
        pthread_mutex_unlock(&workers->lock);
        errand->exchange.loop = worker->number;
        errand->handler(errand->ctx, &errand->exchange); // it may be gone when this returns
        pthread_mutex_lock(&workers->lock);
        workers->heavy_busy -= heavy;
        if (workers->stopping)
            pthread_cond_broadcast(&workers->wake); // who waits for its turn, or for the end
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

// Signals stay with the thread that waits for them.
static bool start(struct workers *workers, unsigned number)
{
    struct worker *worker = &workers->crew[number];
    sigset_t all, before;
    bool started;

    *worker = (struct worker){.workers = workers, .number = number};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&worker->thread, NULL, work, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

enum err workers_create(const struct workers_options *options, struct workers **out,
                        struct error *error)
{
    struct workers *workers = mem_alloc(sizeof(*workers));
    unsigned wanted = options->threads;

    *out = NULL;
    workers->waiting_max = options->waiting;
    workers->heavy_max = wanted > 1 ? wanted / 2 : 1;
    STAILQ_INIT(&workers->errands);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->wake, NULL);
    while (workers->threads < wanted && wanted <= WORKERS_MAX && start(workers, workers->threads))
        workers->threads++;
    if (workers->threads == wanted && wanted > 0) {
        *out = workers;
        return ERR_OK;
    }
    workers_free(workers);
    return error_set(error, ERR_INTERNAL, "no threads for %u workers", wanted);
}

static struct errand *make(http_handler *handler, void *ctx, struct http_exchange *exchange)
{
    struct errand *errand = mem_alloc(sizeof(*errand));

    errand->exchange.carrier = &carrier;
    errand->exchange.request = *http_exchange_request(exchange);
    http_response_init(&errand->exchange.response);
    errand->outer = exchange;
    errand->handler = handler;
    errand->ctx = ctx;
    return errand;
}

static bool take(struct workers *workers, struct errand *errand)
{
    bool taken;

    pthread_mutex_lock(&workers->lock);
    taken = !workers->stopping && workers->waiting < workers->waiting_max
            && (!errand->heavy || workers->heavy_waiting < (workers->waiting_max + 1) / 2);
    if (taken) {
        STAILQ_INSERT_TAIL(&workers->errands, errand, order);
        workers->waiting++;
        workers->heavy_waiting += errand->heavy;
        pthread_cond_signal(&workers->wake);
    }
    pthread_mutex_unlock(&workers->lock);
    if (!taken) {
        http_response_clear(&errand->exchange.response);
        mem_free(errand);
    }
    return taken;
}

bool workers_take(struct workers *workers, http_handler *handler, void *ctx,
                  struct http_exchange *exchange)
{
    return take(workers, make(handler, ctx, exchange));
}

bool workers_take_heavy(struct workers *workers, http_handler *handler, void *ctx,
                        struct http_exchange *exchange)
{
    struct errand *errand = make(handler, ctx, exchange);

    errand->heavy = true;
    return take(workers, errand);
}

void workers_stop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    while (workers->threads > 0)
        pthread_join(workers->crew[--workers->threads].thread, NULL);
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    workers_stop(workers);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->lock);
    mem_free(workers);
}
