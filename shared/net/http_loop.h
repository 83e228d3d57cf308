// SPDX-License-Identifier: Apache-2.0
// One thread of the server: an event loop, the connections it carries, and a way for others to give
// it work.
#ifndef PLUMB_SHARED_NET_HTTP_LOOP_H
#define PLUMB_SHARED_NET_HTTP_LOOP_H

#include "shared/net/http_lobby.h"
#include "shared/net/http_shared.h"

#include <event2/event.h>
#include <pthread.h>
#include <sys/queue.h>

enum { HTTP_LOOP_SCRATCH_BYTES = 16 << 10 }; // one TLS record
// Priority of events that may take milliseconds: one at a time, when nothing else waits.
enum { HTTP_LOOP_LAST = 2, HTTP_LOOP_PRIORITIES };

struct http_connection;
struct http_door;
struct http_task;

// Everything but the queue belongs to the loop's own thread once that runs.
struct http_loop {
    struct http_shared *shared;
    unsigned index;
    struct event_base *base;
    struct http_door *doors;
    LIST_HEAD(http_connections, http_connection) connections;
    struct http_lobby lobby;
    bool stopping; // answers what is in flight, begins nothing new
    uint8_t scratch[HTTP_LOOP_SCRATCH_BYTES];
    struct event *grace; // ends the loop although connections are left
    pthread_t thread;
    bool running; // the thread was started and not joined yet; of the owner's thread
    // The queue: any thread adds, the loop takes.
    pthread_mutex_t lock;
    struct http_task *first, **last;
    int wake_fd;
    struct event *wake;
};

enum err http_loop_create(struct http_shared *shared, unsigned index, struct http_loop **out,
                          struct error *error);
enum err http_loop_start(struct http_loop *loop, struct error *error);
// Runs fn(arg) on the loop's thread, in order. From any thread, at any time before http_loop_free;
// what comes after the loop has ended runs inside http_loop_free.
void http_loop_post(struct http_loop *loop, void (*fn)(void *arg), void *arg);
// Asks the loop to stop; join waits for it. Both may be called again.
void http_loop_stop(struct http_loop *loop, unsigned grace_ms);
void http_loop_join(struct http_loop *loop);
void http_loop_free(struct http_loop *loop); // joined or never started; accepts NULL
// Called by the loop's connections when one of them is gone.
void http_loop_left(struct http_loop *loop);

#endif
