// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_server.h"

#include "shared/base/memory.h"
#include "shared/net/http_door.h"
#include "shared/net/http_loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

struct http_server {
    struct http_shared shared;
    struct http_loop **loops;
    unsigned loop_count;
};

enum err http_server_create(const struct http_server_options *options, struct http_server **out,
                            struct error *error)
{
    struct http_server *server = mem_alloc(sizeof(*server));
    enum err err;

    server->shared.options = *options;
    server->shared.clock = options->log.clock.boot_ms ? options->log.clock : clock_system();
    server->shared.connections.max = options->connections_max;
    server->shared.bodies.max = options->body_budget_bytes;
    server->loops = mem_alloc_array(options->loops, sizeof(*server->loops));
    for (; server->loop_count < options->loops; server->loop_count++) {
        err = http_loop_create(&server->shared, server->loop_count,
                               &server->loops[server->loop_count], error);
        if (err) {
            http_server_free(server);
            return err;
        }
    }
    *out = server;
    return ERR_OK;
}

// A numeric address and a port as a socket address; its length, or 0 when it is neither IPv4 nor
// IPv6.
static socklen_t parse_address(const char *text, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        return sizeof(*four);
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        return sizeof(*six);
    }
    return 0;
}

static enum err open_socket(const struct http_listener_options *options, int *out, uint16_t *port,
                            struct error *error)
{
    struct sockaddr_storage address;
    socklen_t len = parse_address(options->address, options->port, &address);
    enum err err;
    int fd, on = 1;

    *out = -1;
    if (!len)
        return error_set(error, ERR_INVALID, "listen: \"%s\" is not a numeric address",
                         options->address);
    fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        goto failed;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, BACKLOG) != 0
        || getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        goto failed;
    // The port stands at the same place in both kinds of address.
    *port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    *out = fd;
    return ERR_OK;

failed:
    err = error_set(error, errno == EADDRINUSE ? ERR_LOCKED : ERR_IO, "listen on %s port %u: %s",
                    options->address, options->port, strerror(errno));
    if (fd >= 0)
        close(fd);
    return err;
}

enum err http_server_listen(struct http_server *server, const struct http_listener_options *options,
                            uint16_t *port, struct error *error)
{
    int fd;
    enum err err = open_socket(options, &fd, port, error);

    if (err)
        return err;
    for (unsigned i = 0; i < server->loop_count && !err; i++)
        err = http_door_add(server->loops[i], options, fd, error);
    close(fd);
    return err;
}

enum err http_server_start(struct http_server *server, struct error *error)
{
    enum err err = ERR_OK;

    for (unsigned i = 0; i < server->loop_count && !err; i++)
        err = http_loop_start(server->loops[i], error);
    return err;
}

void http_server_stop(struct http_server *server, unsigned grace_ms)
{
    for (unsigned i = 0; i < server->loop_count; i++)
        http_loop_stop(server->loops[i], grace_ms);
    for (unsigned i = 0; i < server->loop_count; i++)
        http_loop_join(server->loops[i]);
}

void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    http_server_stop(server, 0);
    for (unsigned i = 0; i < server->loop_count; i++)
        http_loop_free(server->loops[i]);
    mem_free(server->loops);
    mem_free(server);
}

static uint64_t read_counter(const atomic_uint_least64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void http_server_figures(const struct http_server *server, struct http_server_figures *out)
{
    const struct http_shared *shared = &server->shared;

    *out = (struct http_server_figures){
        .connections_open = atomic_load(&shared->connections.used),
        .connections_refused = read_counter(&shared->refused),
        .handshakes_full = read_counter(&shared->shaken_full),
        .handshakes_resumed = read_counter(&shared->shaken_resumed),
        .handshakes_failed = read_counter(&shared->shaken_failed),
        .requests = read_counter(&shared->requests),
        .bytes_in = read_counter(&shared->bytes_in),
        .bytes_out = read_counter(&shared->bytes_out),
        .body_bytes_in_flight = atomic_load(&shared->bodies.used),
    };
}
