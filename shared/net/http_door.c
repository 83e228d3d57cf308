// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_door.h"

#include "shared/base/memory.h"
#include "shared/net/http_connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAUSE_MS = 100 };

static void format_address(const struct sockaddr_storage *from, char out[64])
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
    const struct sockaddr_in *four = (const struct sockaddr_in *)from;

    out[0] = '\0';
    if (from->ss_family == AF_INET)
        inet_ntop(AF_INET, &four->sin_addr, out, 64);
    else if (from->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
        inet_ntop(AF_INET, six->sin6_addr.s6_addr + 12, out, 64);
    else if (from->ss_family == AF_INET6)
        inet_ntop(AF_INET6, &six->sin6_addr, out, 64);
}

static void welcome(struct http_door *door, int fd, const struct sockaddr_storage *from)
{
    struct http_shared *shared = door->loop->shared;
    struct http_lobby *lobby = &door->loop->lobby;
    struct http_guest guest = {.fd = fd, .bucket = http_bucket_of(&lobby->buckets, from)};
    int on = 1;

    if (!http_budget_take(&shared->connections, 1)) {
        http_shared_count(&shared->refused, 1);
        close(fd);
        return;
    }
    if (door->tls && !http_lobby_reserve(lobby, guest.bucket)) {
        http_budget_give(&shared->connections, 1);
        http_shared_count(&shared->refused, 1);
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    format_address(from, guest.address);
    if (door->ask_owner)
        guest.owner = peer_owner_find(fd, &guest.uid);
    http_connection_open(door, &guest);
}

static void on_ready(evutil_socket_t fd, short what, void *arg)
{
    struct http_door *door = arg;
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof(from);
    // One a turn, so that the loops share a rush between them.
    int accepted = accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

    (void)what;
    if (accepted >= 0) {
        welcome(door, accepted, &from);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        // The connection stays in the backlog; asking again at once would only spin.
        struct timeval pause = {0, PAUSE_MS * 1000};

        log_write(&door->loop->shared->options.log, LOG_WARN, "http", "accept: %s",
                  strerror(errno));
        event_del(door->ready);
        event_add(door->pause, &pause);
    }
}

static void on_pause_over(evutil_socket_t fd, short what, void *arg)
{
    struct http_door *door = arg;

    (void)fd;
    (void)what;
    event_add(door->ready, NULL);
}

static void free_door(struct http_door *door)
{
    http_door_shut(door);
    tls_config_free(door->tls);
    mem_free(door);
}

enum err http_door_add(struct http_loop *loop, const struct http_listener_options *options, int fd,
                       struct error *error)
{
    struct http_shared *shared = loop->shared;
    struct http_door *door = mem_alloc(sizeof(*door));
    enum err err = ERR_OK;

    *door = (struct http_door){
        .loop = loop,
        .handler = options->handler,
        .ctx = options->ctx,
        .rules = {.body_limit = options->body_limit,
                  .ctx = options->ctx,
                  .bodies = &shared->bodies,
                  .spool = options->spool,
                  .spools = options->spools,
                  .may_send = options->may_send},
        .ask_owner = options->ask_owner,
        .fd = fcntl(fd, F_DUPFD_CLOEXEC, 0),
    };
    if (options->tls)
        err = tls_config_create(options->tls, &shared->clock, &shared->options.random, &door->tls,
                                error);
    if (!err) {
        door->ready = event_new(loop->base, door->fd, EV_READ | EV_PERSIST, on_ready, door);
        door->pause = evtimer_new(loop->base, on_pause_over, door);
        if (door->fd < 0 || !door->ready || !door->pause || event_add(door->ready, NULL) != 0)
            err = error_set(error, ERR_IO, "HTTP server: listener: %s", strerror(errno));
    }
    if (err) {
        free_door(door);
        return err;
    }
    door->next = loop->doors;
    loop->doors = door;
    return ERR_OK;
}

void http_door_shut(struct http_door *door)
{
    if (door->ready)
        event_free(door->ready);
    if (door->pause)
        event_free(door->pause);
    if (door->fd >= 0)
        close(door->fd);
    door->ready = NULL;
    door->pause = NULL;
    door->fd = -1;
}

void http_door_free_all(struct http_door **doors)
{
    struct http_door *door, *next;

    for (door = *doors; door; door = next) {
        next = door->next;
        free_door(door);
    }
    *doors = NULL;
}
