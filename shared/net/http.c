// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http.h"

#include "shared/base/memory.h"
#include "shared/net/http_carrier.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

// More header text than a request head may bring in, so that a value echoed from one always fits.
enum { RESPONSE_BODY_MAX = 64 << 20, RESPONSE_TEXT_MAX = 64 << 10 };

const char *http_request_header(const struct http_request *request, const char *name, bool *twice)
{
    const char *value = NULL;

    if (twice)
        *twice = false;
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) != 0)
            continue;
        if (value) {
            if (twice)
                *twice = true;
            return NULL;
        }
        value = request->headers[i].value;
    }
    return value;
}

const char *http_method_name(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
        [HTTP_OPTIONS] = "OPTIONS",
    };

    return names[method];
}

void http_response_init(struct http_response *response)
{
    *response = (struct http_response){.status = 200};
    buffer_init(&response->body, RESPONSE_BODY_MAX);
    buffer_init(&response->text, RESPONSE_TEXT_MAX);
}

void http_response_clear(struct http_response *response)
{
    if (response->file)
        response->file_disk->close(response->file);
    buffer_clear(&response->body);
    buffer_clear(&response->text);
    http_response_init(response);
}

// The text may move when it grows; the headers that point into it move along.
__attribute__((format(printf, 2, 0))) static bool append_text(struct http_response *response,
                                                              const char *format, va_list args)
{
    size_t offsets[HTTP_RESPONSE_HEADERS_MAX];
    bool fits;

    for (size_t i = 0; i < response->header_count; i++)
        offsets[i] = (size_t)(response->headers[i].value - response->text.data);
    fits = buffer_vprintf(&response->text, format, args)
           && buffer_append_char(&response->text, '\0');
    for (size_t i = 0; i < response->header_count; i++)
        response->headers[i].value = response->text.data + offsets[i];
    return fits;
}

void http_response_header(struct http_response *response, const char *name, const char *format, ...)
{
    size_t start = response->text.len;
    va_list args;
    char *value;
    bool fits;

    assert(response->header_count < HTTP_RESPONSE_HEADERS_MAX);
    if (response->header_count == HTTP_RESPONSE_HEADERS_MAX)
        return;
    va_start(args, format);
    fits = append_text(response, format, args);
    va_end(args);
    if (!fits)
        return;
    value = response->text.data + start;
    // A line break in a value would let its author write headers of his own.
    for (char *c = value; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    response->headers[response->header_count++]
        = (struct http_header){.name = name, .value = value};
}

const struct http_request *http_exchange_request(const struct http_exchange *exchange)
{
    return &exchange->request;
}

struct http_response *http_exchange_response(struct http_exchange *exchange)
{
    return &exchange->response;
}

unsigned http_exchange_loop(const struct http_exchange *exchange)
{
    return exchange->loop;
}

void http_exchange_defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg)
{
    exchange->carrier->defer(exchange, fn, arg);
}

void http_exchange_finish(struct http_exchange *exchange)
{
    exchange->carrier->finish(exchange);
}

struct detached {
    struct http_exchange exchange; // first
    struct http_detached hooks;
};

static void detached_defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg)
{
    const struct detached *detached = (const struct detached *)exchange;

    detached->hooks.deferred(detached->hooks.ctx, fn, arg);
}

static void detached_finish(struct http_exchange *exchange)
{
    struct detached *detached = (struct detached *)exchange;

    detached->hooks.finished(detached->hooks.ctx, &exchange->response);
    http_response_clear(&exchange->response);
    mem_free(detached);
}

struct http_exchange *http_exchange_detached(const struct http_request *request,
                                             const struct http_detached *hooks)
{
    static const struct http_carrier carrier = {.defer = detached_defer, .finish = detached_finish};
    struct detached *detached = mem_alloc(sizeof(*detached));

    detached->exchange.carrier = &carrier;
    detached->exchange.request = *request;
    http_response_init(&detached->exchange.response);
    detached->hooks = *hooks;
    return &detached->exchange;
}
