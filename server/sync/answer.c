// SPDX-License-Identifier: Apache-2.0
#include "server/sync/answer.h"

#include "shared/wire/error_body.h"

enum { RETRY_SECONDS = 2 };

static void fill(struct http_exchange *exchange, const struct error *error, bool wipe)
{
    struct http_response *response = http_exchange_response(exchange);

    response->status = err_http_status(error->code);
    http_response_header(response, "Content-Type", "application/json");
    if (error->code == ERR_BUSY || error->code == ERR_UNAVAILABLE || error->code == ERR_FULL
        || error->code == ERR_STALE)
        http_response_header(response, "Retry-After", "%d", RETRY_SECONDS);
    buffer_reset(&response->body);
    error_body_format(error, wipe, &response->body);
}

void answer_error(struct http_exchange *exchange, const struct error *error)
{
    fill(exchange, error, false);
    http_exchange_finish(exchange);
}

void answer_error_as(struct http_exchange *exchange, int status, const struct error *error)
{
    fill(exchange, error, false);
    http_exchange_response(exchange)->status = status;
    http_exchange_finish(exchange);
}

void answer_code(struct http_exchange *exchange, enum err code, const char *detail)
{
    struct error error = {0};

    error_set(&error, code, "%s", detail);
    answer_error(exchange, &error);
}

void answer_revoked(struct http_exchange *exchange, bool wipe)
{
    struct error error = {0};

    error_set(&error, ERR_REVOKED, "this tablet was revoked");
    fill(exchange, &error, wipe);
    http_exchange_finish(exchange);
}

void answer_method(struct http_exchange *exchange, const char *allowed)
{
    struct error error = {0};

    error_set(&error, ERR_METHOD, "allowed here: %s", allowed);
    fill(exchange, &error, false);
    http_response_header(http_exchange_response(exchange), "Allow", "%s", allowed);
    http_exchange_finish(exchange);
}

void answer_json(struct http_exchange *exchange, struct span body)
{
    struct http_response *response = http_exchange_response(exchange);

    http_response_header(response, "Content-Type", "application/json");
    buffer_append(&response->body, body.data, body.len);
    http_exchange_finish(exchange);
}

void answer_empty(struct http_exchange *exchange, int status)
{
    http_exchange_response(exchange)->status = status;
    http_exchange_finish(exchange);
}
