// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_views.h"

#include "server/console/console.h"
#include "server/storage/saved_views.h"
#include "shared/web/route.h"

static bool put_view(void *arg, const struct saved_view_row *view)
{
    struct json_writer *json = arg;
    char id[UUID_TEXT];

    uuid_format(&view->id, id);
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "name", view->name);
    json_put_text(json, "query", view->query);
    json_object_close(json);
    return true;
}

static enum err views(struct route_call *call, struct error *error)
{
    struct view *view = console_view(call, error);
    struct json_writer *json = route_answer(call);
    struct saved_views_of of
        = {.account = *console_account(call), .page = span_of(route_text(call, "list"))};
    enum err err;

    if (!view)
        return error->code;
    json_array_open(json, "rows");
    err = saved_views_list(view, &of, put_view, json, error);
    json_array_close(json);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "list", .type = ROUTE_TEXT, .required = true, .max = SAVED_VIEW_PAGE - 1},
};
const struct route read_views_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/views",
     .access = CONSOLE_ANYBODY,
     .parameters = parameters,
     .parameter_count = sizeof(parameters) / sizeof(parameters[0]),
     .handler = views,
     .purpose = "the saved views of whoever is in, of one list: `id`, `name`, `query`"},
};
const size_t read_views_route_count = sizeof(read_views_routes) / sizeof(read_views_routes[0]);
