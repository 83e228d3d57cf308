// SPDX-License-Identifier: Apache-2.0
// A server on a free port of the loopback with a small handler, and a bare socket to talk to it.
#ifndef PLUMB_TESTS_UNIT_HTTP_FIXTURE_H
#define PLUMB_TESTS_UNIT_HTTP_FIXTURE_H

#include "shared/base/memory.h"
#include "shared/net/http_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { FIXTURE_BODY_MAX = 1 << 20, FIXTURE_HELD_MAX = 64 };

struct fixture {
    struct http_server *server;
    uint16_t port;
    pthread_mutex_t lock;
    struct http_exchange *held[FIXTURE_HELD_MAX]; // by /hold, until fixture_release
    unsigned held_count;
    struct http_peer peer; // of the last request to /whoami
};

static inline struct http_server_options fixture_options(void)
{
    return (struct http_server_options){
        .loops = 2,
        .connections_max = 256,
        .handshakes_max = 64,
        .body_budget_bytes = 4 << 20,
        .header_timeout_ms = 5000,
        .body_timeout_ms = 5000,
        .idle_timeout_ms = 5000,
        .handshake_timeout_ms = 5000,
        .random = random_system(),
    };
}

static inline void fixture_finish(void *arg)
{
    struct http_exchange *exchange = arg;

    buffer_append_text(&http_exchange_response(exchange)->body, "released");
    http_exchange_finish(exchange);
}

static inline void fixture_hold(struct fixture *fixture, struct http_exchange *exchange)
{
    pthread_mutex_lock(&fixture->lock);
    fixture->held[fixture->held_count++] = exchange;
    pthread_mutex_unlock(&fixture->lock);
}

static inline unsigned fixture_held(struct fixture *fixture)
{
    unsigned count;

    pthread_mutex_lock(&fixture->lock);
    count = fixture->held_count;
    pthread_mutex_unlock(&fixture->lock);
    return count;
}

// Lets every held exchange finish, from this thread, as a committer would.
static inline void fixture_release(struct fixture *fixture)
{
    pthread_mutex_lock(&fixture->lock);
    for (unsigned i = 0; i < fixture->held_count; i++)
        http_exchange_defer(fixture->held[i], fixture_finish, fixture->held[i]);
    fixture->held_count = 0;
    pthread_mutex_unlock(&fixture->lock);
}

static inline void fixture_big(struct http_response *response, const char *query)
{
    size_t len = strtoul(query, NULL, 10);

    for (size_t i = 0; i < len; i++)
        buffer_append_char(&response->body, (char)('a' + i % 26));
}

static inline void fixture_handle(void *ctx, struct http_exchange *exchange)
{
    struct fixture *fixture = ctx;
    const struct http_request *request = http_exchange_request(exchange);
    struct http_response *response = http_exchange_response(exchange);

    if (strcmp(request->path, "/hold") == 0) {
        fixture_hold(fixture, exchange);
        return;
    }
    if (strcmp(request->path, "/echo") == 0) {
        http_response_header(response, "Method", "%s", http_method_name(request->method));
        buffer_append(&response->body, request->body.data, request->body.len);
    } else if (strcmp(request->path, "/big") == 0) {
        fixture_big(response, request->query);
    } else if (strcmp(request->path, "/nothing") == 0) {
        response->status = 204;
    } else if (strcmp(request->path, "/whoami") == 0) {
        pthread_mutex_lock(&fixture->lock);
        fixture->peer = request->peer;
        pthread_mutex_unlock(&fixture->lock);
        buffer_append_text(&response->body, request->peer.name);
    } else if (strcmp(request->path, "/bye") == 0) {
        response->close = true;
    } else if (strcmp(request->path, "/ok") == 0) {
        buffer_append_text(&response->body, "ok");
    } else {
        response->status = 404;
    }
    http_exchange_finish(exchange);
}

static inline size_t fixture_limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    (void)method;
    return strcmp(path, "/echo") == 0 || strcmp(path, "/hold") == 0 ? FIXTURE_BODY_MAX : 0;
}

static inline struct fixture *fixture_open(const struct http_server_options *options,
                                           const struct http_tls *tls, http_handler *handler)
{
    struct fixture *fixture = mem_alloc(sizeof(*fixture));
    struct http_listener_options listener = {.address = "127.0.0.1",
                                             .tls = tls,
                                             .handler = handler ? handler : fixture_handle,
                                             .ctx = fixture,
                                             .body_limit = fixture_limit};
    struct error error = {0};

    pthread_mutex_init(&fixture->lock, NULL);
    assert_int_equal(http_server_create(options, &fixture->server, &error), ERR_OK);
    if (http_server_listen(fixture->server, &listener, &fixture->port, &error))
        fail_msg("%s", error.detail);
    assert_int_equal(http_server_start(fixture->server, &error), ERR_OK);
    return fixture;
}

static inline void fixture_close(struct fixture *fixture)
{
    fixture_release(fixture);
    http_server_free(fixture->server);
    pthread_mutex_destroy(&fixture->lock);
    mem_free(fixture);
}

static inline void fixture_pause(unsigned ms)
{
    nanosleep(&(struct timespec){ms / 1000, (long)(ms % 1000) * 1000000}, NULL);
}

// ---- a bare client ----

static inline int fixture_dial(const struct fixture *fixture)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(fixture->port)};
    struct timeval patience = {20, 0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return fd;
}

static inline void fixture_say(int fd, const char *text)
{
    size_t len = strlen(text);

    assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), (ssize_t)len);
}

// Reads one answer: head and, by its Content-Length, body. NUL-terminated; empty when the server
// closed.
static inline char *fixture_hear(int fd)
{
    struct buffer text;
    char *end = NULL, *length;
    size_t want = SIZE_MAX;
    ssize_t got = 1;

    buffer_init(&text, 64 << 20);
    while (got > 0 && text.len < want) {
        char *room = buffer_reserve(&text, 1 << 16);
        // Byte by byte until the head is whole, so that nothing of the next answer is taken.
        size_t most = end ? want - text.len : 1;

        assert_non_null(room);
        got = recv(fd, room, most < 1 << 16 ? most : 1 << 16, 0);
        if (got <= 0)
            break;
        text.len += (size_t)got;
        text.data[text.len] = '\0';
        if (end || !strstr(text.data, "\r\n\r\n"))
            continue;
        end = strstr(text.data, "\r\n\r\n") + 4;
        length = strcasestr(text.data, "\r\ncontent-length:");
        want = text.len + (length ? strtoul(length + 17, NULL, 10) : 0);
    }
    return buffer_take(&text);
}

static inline bool fixture_heard_end(int fd)
{
    char byte;

    return recv(fd, &byte, 1, 0) <= 0;
}

// Sends the text on a connection of its own and returns the answer.
static inline char *fixture_ask(const struct fixture *fixture, const char *text)
{
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, text);
    answer = fixture_hear(fd);
    close(fd);
    return answer;
}

static inline int fixture_status(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

static inline const char *fixture_body(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");

    return end ? end + 4 : "";
}

#endif
