// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_loop.h"

#include "shared/base/memory.h"
#include "shared/net/http_connection.h"
#include "shared/net/http_door.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct http_task {
    struct http_task *next;
    void (*fn)(void *arg);
    void *arg;
};

struct stop_order {
    struct http_loop *loop;
    unsigned grace_ms;
};

void http_loop_post(struct http_loop *loop, void (*fn)(void *arg), void *arg)
{
    struct http_task *task = mem_alloc(sizeof(*task));
    uint64_t one = 1;
    ssize_t written;
    bool first;

    *task = (struct http_task){.fn = fn, .arg = arg};
    pthread_mutex_lock(&loop->lock);
    first = !loop->first;
    *loop->last = task;
    loop->last = &task->next;
    // Inside the lock: whoever runs the task may free the loop.
    written = first ? write(loop->wake_fd, &one, sizeof(one)) : 0;
    pthread_mutex_unlock(&loop->lock);
    (void)written; // it fails only when a wake is pending already
}

static void run_tasks(struct http_loop *loop)
{
    struct http_task *task, *next;

    pthread_mutex_lock(&loop->lock);
    task = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    pthread_mutex_unlock(&loop->lock);
    for (; task; task = next) {
        next = task->next;
        task->fn(task->arg);
        mem_free(task);
    }
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    uint64_t count;
    ssize_t got = read(fd, &count, sizeof(count));

    (void)got;
    (void)what;
    run_tasks(arg);
}

static void on_grace_over(evutil_socket_t fd, short what, void *arg)
{
    struct http_loop *loop = arg;

    (void)fd;
    (void)what;
    event_base_loopbreak(loop->base);
}

void http_loop_left(struct http_loop *loop)
{
    if (loop->stopping && LIST_EMPTY(&loop->connections))
        event_base_loopbreak(loop->base);
}

static void begin_stop(void *arg)
{
    struct stop_order *order = arg;
    struct http_loop *loop = order->loop;
    struct timeval grace = {order->grace_ms / 1000, (long)(order->grace_ms % 1000) * 1000};

    mem_free(order);
    if (loop->stopping)
        return;
    loop->stopping = true;
    for (struct http_door *door = loop->doors; door; door = door->next)
        http_door_shut(door);
    http_connection_wind_up(loop);
    event_add(loop->grace, &grace);
    http_loop_left(loop);
}

static void *run(void *arg)
{
    struct http_loop *loop = arg;

    event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
    while (!LIST_EMPTY(&loop->connections))
        http_connection_drop(LIST_FIRST(&loop->connections));
    return NULL;
}

static struct event_base *create_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;

    if (config && event_config_set_max_dispatch_interval(config, NULL, 1, HTTP_LOOP_LAST) == 0)
        base = event_base_new_with_config(config);
    if (config)
        event_config_free(config);
    if (base && event_base_priority_init(base, HTTP_LOOP_PRIORITIES) != 0) {
        event_base_free(base);
        base = NULL;
    }
    return base;
}

enum err http_loop_create(struct http_shared *shared, unsigned index, struct http_loop **out,
                          struct error *error)
{
    const struct http_server_options *options = &shared->options;
    struct http_loop *loop = mem_alloc(sizeof(*loop));

    loop->shared = shared;
    loop->index = index;
    loop->last = &loop->first;
    LIST_INIT(&loop->connections);
    // Each loop has its share, so that it can make room without asking another.
    http_lobby_init(&loop->lobby, (options->handshakes_max + options->loops - 1) / options->loops,
                    &options->random, http_connection_send_away);
    pthread_mutex_init(&loop->lock, NULL);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->base = create_base();
    if (loop->wake_fd >= 0 && loop->base) {
        loop->grace = evtimer_new(loop->base, on_grace_over, loop);
        loop->wake = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, on_wake, loop);
    }
    if (!loop->wake || !loop->grace || event_add(loop->wake, NULL) != 0) {
        http_loop_free(loop);
        return error_set(error, ERR_IO, "HTTP server: event loop: %s", strerror(errno));
    }
    *out = loop;
    return ERR_OK;
}

enum err http_loop_start(struct http_loop *loop, struct error *error)
{
    sigset_t all, before;
    int result;

    // Signals belong to the main thread, and a peer that is gone is an error number here, not
    // SIGPIPE.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(&loop->thread, NULL, run, loop);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result != 0)
        return error_set(error, ERR_IO, "HTTP server: thread: %s", strerror(result));
    loop->running = true;
    return ERR_OK;
}

void http_loop_stop(struct http_loop *loop, unsigned grace_ms)
{
    struct stop_order *order;

    if (!loop->running)
        return;
    order = mem_alloc(sizeof(*order));
    *order = (struct stop_order){.loop = loop, .grace_ms = grace_ms};
    http_loop_post(loop, begin_stop, order);
}

void http_loop_join(struct http_loop *loop)
{
    if (!loop->running)
        return;
    pthread_join(loop->thread, NULL);
    loop->running = false;
}

void http_loop_free(struct http_loop *loop)
{
    if (!loop)
        return;
    // Exchanges that were finished too late are freed by what was posted for them.
    while (loop->first)
        run_tasks(loop);
    http_door_free_all(&loop->doors);
    if (loop->wake)
        event_free(loop->wake);
    if (loop->grace)
        event_free(loop->grace);
    if (loop->base)
        event_base_free(loop->base);
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    pthread_mutex_destroy(&loop->lock);
    mem_free(loop);
}
