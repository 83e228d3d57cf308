// SPDX-License-Identifier: Apache-2.0
// A listening socket as one loop sees it: takes connections in, or turns them away when there are
// too many.
#ifndef PLUMB_SHARED_NET_HTTP_DOOR_H
#define PLUMB_SHARED_NET_HTTP_DOOR_H

#include "shared/net/http_intake.h"
#include "shared/net/http_loop.h"
#include "shared/net/tls_config.h"

struct http_door {
    struct http_door *next;
    struct http_loop *loop;
    http_handler *handler;
    void *ctx;
    struct http_intake_rules rules;
    struct tls_config *tls; // NULL: plain
    bool ask_owner;
    int fd; // owned; the loops' doors share one socket
    struct event *ready, *pause;
};

// Adds a door to the loop, which must not run yet. `fd` listens, does not block, and is duplicated.
enum err http_door_add(struct http_loop *loop, const struct http_listener_options *options, int fd,
                       struct error *error);
// Takes in no more; the rest stays for the connections that came through it.
void http_door_shut(struct http_door *door);
// Shuts and frees all doors of a list and empties it; no connection may be left.
void http_door_free_all(struct http_door **doors);

#endif
