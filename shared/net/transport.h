// SPDX-License-Identifier: Apache-2.0
// The client's way to a server: one struct of functions, libcurl's or the simulator's network.
#ifndef PLUMB_SHARED_NET_TRANSPORT_H
#define PLUMB_SHARED_NET_TRANSPORT_H

#include "shared/net/http.h"

struct transport_call {
    enum http_method method;
    const char *path; // with query; joined to the transport's base address
    const struct http_header *headers;
    size_t header_count;
    struct span body;
    unsigned timeout_ms; // absolute, whole call; stalls (< 100 B/s for 20 s) end it earlier
};

struct transport_reply {
    int status;
    struct buffer body;    // its `max` is the caller's limit: more is TOO_LARGE
    struct buffer headers; // raw "name: value\r\n" lines, max 16 KiB
};
void transport_reply_init(struct transport_reply *reply, size_t body_max);
void transport_reply_clear(struct transport_reply *reply);
// Copies the header's value into out; false when absent, doubled or too long.
bool transport_reply_header(const struct transport_reply *reply, const char *name, char *out,
                            size_t size);

// Replies may come in any order; `done` runs inside transport_wait.
struct transport_ticket {
    const struct transport_call *call; // borrowed until done
    struct transport_reply *reply;     // borrowed until done
    enum err result; // OK: a reply came, whatever its status; NETWORK, TLS, TIMEOUT, TOO_LARGE,
                     // CANCELLED
    struct error error;
    bool done;
};

struct transport {
    void *ctx;
    // Begins a call (at most 4 in flight). wait: returns when at least one ticket is done, or at
    // once when none flies.
    enum err (*begin)(void *ctx, struct transport_ticket *ticket);
    void (*wait)(void *ctx);
    // Ends all calls in flight with CANCELLED. Callable from another thread: wakes wait.
    void (*cancel)(void *ctx);
};
// begin and wait until this one is done.
enum err transport_call(const struct transport *transport, const struct transport_call *call,
                        struct transport_reply *reply, struct error *error);

#endif
