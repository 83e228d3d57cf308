// SPDX-License-Identifier: Apache-2.0
#include "server/console/watch.h"

#include "server/console/console_call.h"
#include "shared/web/bell.h"
#include "shared/web/route.h"
#include "shared/web/web_answer.h"

enum { SEEN_MAX_BITS = 53 };

// On the exchange's loop. It says nothing but that there is news: what that is, the page asks for
// with its session, which may have ended meanwhile.
static void answer(void *ctx, struct http_exchange *exchange, uint64_t count)
{
    struct http_response *response = http_exchange_response(exchange);
    struct json_writer json;

    (void)ctx;
    json_begin(&json, &response->body);
    json_object_open(&json, NULL);
    json_put_integer(&json, "seen", (int64_t)count);
    json_object_close(&json);
    web_answer_json(response);
    http_exchange_finish(exchange);
}

static enum err watch(struct route_call *call, struct error *error)
{
    struct bell *bell = console_call_bell(call);
    struct bell_wait wait = {.seen = (uint64_t)route_integer(call, "seen", 0),
                             .wait_ms = BELL_WAIT_MS_MAX,
                             .answer = answer};

    (void)error;
    wait.exchange = route_take_exchange(call);
    bell_wait(bell, &wait);
    return ERR_OK;
}

static const struct route_parameter seen[] = {
    {.name = "seen", .type = ROUTE_INTEGER, .required = true, .max = INT64_C(1) << SEEN_MAX_BITS},
};
const struct route watch_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/watch",
     .access = CONSOLE_ANYBODY,
     .parameters = seen,
     .parameter_count = 1,
     .handler = watch,
     .purpose = "answers when something changed since `seen`, at most 25 s later"},
};
const size_t watch_route_count = sizeof(watch_routes) / sizeof(watch_routes[0]);
