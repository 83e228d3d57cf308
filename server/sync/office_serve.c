// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_serve.h"

#include "server/sync/answer.h"
#include "server/sync/enrol_route.h"
#include "server/sync/office_parts.h"
#include "server/sync/proof_route.h"
#include "server/sync/sync_exchange.h"
#include "server/sync/tus_route.h"
#include "shared/wire/codec.h"
#include "shared/wire/enrolment.h"

#include <string.h>

enum { CHUNK_MAX = 16 << 20, SMALL_MAX = 16384 };

static bool is_blob_path(const char *path)
{
    return strcmp(path, "/v1/blobs") == 0 || strncmp(path, "/v1/blobs/", 10) == 0
           || strcmp(path, "/v1/parcels") == 0 || strncmp(path, "/v1/parcels/", 12) == 0;
}

size_t office_serve_tablets_limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    if (strcmp(path, "/v1/sync") == 0 && method == HTTP_POST)
        return CODEC_BODY_MAX;
    if (strcmp(path, "/v1/proof") == 0 && method == HTTP_POST)
        return CODEC_BODY_MAX;
    if (is_blob_path(path) && (method == HTTP_POST || method == HTTP_PATCH))
        return CHUNK_MAX;
    return SMALL_MAX; // whatever it is, it is answered in words
}

size_t office_serve_public_limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    (void)method;
    (void)path;
    return SMALL_MAX;
}

void office_serve_tablets(void *ctx, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    struct office *office = ctx;
    struct admission admission;
    struct error error = {0};
    enum err result = roster_admit(office->roster, &request->peer, &admission, &error);

    if (result == ERR_REVOKED)
        answer_revoked(exchange, admission.state == DEVICE_WIPE);
    else if (result != ERR_OK)
        answer_error(exchange, &error);
    else if (is_blob_path(request->path))
        tus_route_serve(office, exchange, &admission);
    else if (strcmp(request->path, "/v1/sync") != 0 && strcmp(request->path, "/v1/proof") != 0)
        answer_code(exchange, ERR_NOT_FOUND, "no such route");
    else if (request->method != HTTP_POST)
        answer_method(exchange, "POST");
    else if (strcmp(request->path, "/v1/proof") == 0)
        proof_route_serve(office, exchange, &admission);
    else
        sync_exchange_serve(office, exchange, &admission);
}

static void serve_time(struct office *office, struct http_exchange *exchange)
{
    struct buffer body;

    buffer_init(&body, 64);
    enrol_time_format(clock_wall_ms(&office->clock), &body);
    answer_json(exchange, (struct span){body.data, body.len});
    buffer_clear(&body);
}

void office_serve_public(void *ctx, struct http_exchange *exchange)
{
    static const struct {
        const char *path;
        enum http_method method;
        const char *allowed;
        void (*serve)(struct office *office, struct http_exchange *exchange);
    } routes[] = {
        {"/v1/enrol", HTTP_POST, "POST", enrol_route_enrol},
        {"/v1/nonce", HTTP_POST, "POST", enrol_route_nonce},
        {"/v1/renew", HTTP_POST, "POST", enrol_route_renew},
        {"/v1/time", HTTP_GET, "GET", serve_time},
    };
    const struct http_request *request = http_exchange_request(exchange);

    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (strcmp(routes[i].path, request->path) != 0)
            continue;
        if (routes[i].method == request->method)
            routes[i].serve(ctx, exchange);
        else
            answer_method(exchange, routes[i].allowed);
        return;
    }
    answer_code(exchange, ERR_NOT_FOUND, "no such route");
}
