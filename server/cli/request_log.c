// SPDX-License-Identifier: Apache-2.0
#include "server/cli/request_log.h"

#include "shared/base/memory.h"
#include "shared/net/http_carrier.h"

#include <inttypes.h>
#include <stdatomic.h>

enum { PATH_SHOWN = 200 };

struct logged {
    struct http_exchange exchange; // first
    struct http_exchange *outer;
    const struct log *log;
    int64_t began_ms;
    uint64_t id;
};

static void defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg)
{
    http_exchange_defer(((struct logged *)exchange)->outer, fn, arg);
}

static void write_line(const struct logged *logged)
{
    const struct http_request *request = &logged->exchange.request;
    const struct http_response *response = &logged->exchange.response;
    bool quiet
        = (request->method == HTTP_GET || request->method == HTTP_HEAD) && response->status < 400;
    uint64_t bytes = response->file != NULL ? response->file_len : response->body.len;

    log_write(logged->log, quiet ? LOG_DEBUG : LOG_INFO, "request",
              "%s %.*s request=%016" PRIx64 " status=%d ms=%" PRId64 " bytes=%" PRIu64 " peer=%s",
              http_method_name(request->method), PATH_SHOWN, request->path, logged->id,
              response->status, clock_boot_ms(&logged->log->clock) - logged->began_ms, bytes,
              request->peer.address);
}

// On the loop of the outer exchange, as every finish.
static void finish(struct http_exchange *exchange)
{
    struct logged *logged = (struct logged *)exchange;
    struct http_response *response = http_exchange_response(logged->outer);

    write_line(logged);
    http_response_header(&exchange->response, "X-Request-Id", "%016" PRIx64, logged->id);
    http_response_clear(response);
    *response = exchange->response;
    http_exchange_finish(logged->outer);
    mem_free(logged);
}

static const struct http_carrier carrier = {.defer = defer, .finish = finish};

// Numbers of one process are spread, so that they say nothing of how many there were.
static uint64_t next_id(const struct log *log)
{
    static _Atomic uint64_t count;
    uint64_t id = atomic_fetch_add(&count, 1) + (uint64_t)clock_wall_ms(&log->clock) * 1000003;

    id = (id ^ (id >> 31)) * UINT64_C(0x9E3779B97F4A7C15);
    return id ^ (id >> 29);
}

struct http_exchange *request_log_begin(const struct log *log, struct http_exchange *exchange)
{
    struct logged *logged;

    if (log == NULL || log->line == NULL)
        return exchange;
    logged = mem_alloc(sizeof(*logged));
    logged->exchange.carrier = &carrier;
    logged->exchange.request = *http_exchange_request(exchange);
    logged->exchange.loop = http_exchange_loop(exchange);
    http_response_init(&logged->exchange.response);
    logged->outer = exchange;
    logged->log = log;
    logged->began_ms = clock_boot_ms(&log->clock);
    logged->id = next_id(log);
    return &logged->exchange;
}
