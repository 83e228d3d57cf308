// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/watching.h"

#include "agent/sync/overview.h"
#include "agent/ui/sessions.h"
#include "agent/ui/strip.h"
#include "agent/ui/ui_call.h"
#include "shared/web/bell.h"
#include "shared/web/route.h"
#include "shared/web/web_answer.h"

enum { SEEN_MAX_BITS = 53 };

// The page may have lost its session while it waited.
static enum err put_news(struct ui *ui, struct http_exchange *exchange, uint64_t count,
                         struct error *error)
{
    struct http_response *response = http_exchange_response(exchange);
    struct sessions_view view;
    struct json_writer json;
    enum err err;

    ui_call_look_at(ui, http_exchange_request(exchange), &view);
    if (!view.known)
        return error_set(error, ERR_AUTH, "the session has ended");
    json_begin(&json, &response->body);
    json_object_open(&json, NULL);
    json_put_integer(&json, "seen", (int64_t)count);
    json_put_text(&json, "state", sessions_state_name(view.state));
    err = strip_put(ui, &json, error);
    json_object_close(&json);
    return err;
}

// On the exchange's loop.
static void answer(void *ctx, struct http_exchange *exchange, uint64_t count)
{
    struct http_response *response = http_exchange_response(exchange);
    struct error error;

    error_clear(&error);
    error.code = put_news(ctx, exchange, count, &error);
    if (error.code)
        web_answer_error(response, &error);
    else
        web_answer_json(response);
    http_exchange_finish(exchange);
}

static enum err watch(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    struct bell_wait wait = {.seen = (uint64_t)route_integer(call, "seen", 0),
                             .wait_ms = BELL_WAIT_MS_MAX,
                             .answer = answer,
                             .ctx = ui};

    (void)error;
    wait.exchange = route_take_exchange(call);
    bell_wait(ui->bell, &wait);
    return ERR_OK;
}

static enum err sync_now(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);

    (void)error;
    json_put_boolean(route_answer(call), "syncing", ui->syncing != NULL);
    if (ui->syncing)
        syncing_wake(ui->syncing);
    return ERR_OK;
}

static enum err status(struct route_call *call, struct error *error)
{
    struct overview overview;
    enum err err = overview_read(ui_of(call)->tablet, &overview, error);

    if (!err)
        overview_json(&overview, route_bytes(call, "application/json"));
    return err;
}

static const struct route_parameter seen[] = {
    {.name = "seen", .type = ROUTE_INTEGER, .required = true, .max = INT64_C(1) << SEEN_MAX_BITS},
};
static const struct route_parameter once[] = {{.name = "once", .type = ROUTE_UUID}};
const struct route watching_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/watch",
     .access = UI_COOKIE | UI_CUSTOMER,
     .parameters = seen,
     .parameter_count = 1,
     .handler = watch,
     .purpose = "answers when something changed since `seen`, at most 25 s later: the strip"},
    {.method = HTTP_POST,
     .path = "/api/sync",
     .access = UI_OPEN,
     .changes = true,
     .parameters = once,
     .parameter_count = 1,
     .handler = sync_now,
     .purpose = "wakes the sync"},
    {.method = HTTP_GET,
     .path = "/status",
     .handler = status,
     .purpose = "where this tablet stands, for scripts"},
};
const size_t watching_route_count = sizeof(watching_routes) / sizeof(watching_routes[0]);
