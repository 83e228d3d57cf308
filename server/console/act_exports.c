// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_exports.h"

#include "server/console/export_scope.h"
#include "server/outgoing/job_desk.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kinds[] = {
#define KIND_NAME(name, text, zh, en) text,
    JOB_KINDS(KIND_NAME)
#undef KIND_NAME
        NULL,
};

static enum err read_scope(struct route_call *call, struct export_scope *out, struct error *error)
{
    const struct uuid *site = route_uuid(call, "site");
    const char *store = route_text(call, "store");
    struct view *view = console_view(call, error);

    *out = (struct export_scope){.of_site = site != NULL};
    if (!view)
        return error->code;
    if (site && store)
        return error_set(error, ERR_INVALID,
                         "site 和 store 只能给一个 give either a site or a store");
    if (site)
        return site_store_read(view, site, out->store, NULL) == ERR_OK
                   ? ERR_OK
                   : error_set(
                       error, ERR_NOT_FOUND,
                       "没有这个工地，或它属于您看不到的门店 there is no such site, or it is of "
                       "a store that you do not see");
    if (store)
        text_copy(out->store, sizeof(out->store), span_of(store));
    return ERR_OK;
}

static enum err post_export(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "");
    const struct job_wish wish = {.id = *route_uuid(call, "once"),
                                  .kind = kinds[route_choice(call, "kind")],
                                  .list = route_text(call, "list"),
                                  .site = route_uuid(call, "site"),
                                  .store = route_text(call, "store"),
                                  .photos = route_truth(call, "photos"),
                                  .by = &audit};
    struct export_scope scope;
    struct job_row job;
    enum err err = read_scope(call, &scope, error);

    export_scope_widen(wish.kind, wish.list, &scope);
    if (err == ERR_OK && !export_scope_may(call, &scope))
        err = scope.of_site
                  ? error_set(
                      error, ERR_NOT_FOUND,
                      "没有这个工地，或它属于您看不到的门店 there is no such site, or it is of a "
                      "store that you do not see")
                  : error_set(error, ERR_DENIED,
                              "您没有导出这些门店的权限，请选自己的门店 you may not export these "
                              "stores: choose your own");
    if (err == ERR_OK)
        err = job_desk_ask(console_office(call), &wish, &job, error);
    if (err == ERR_OK)
        fact_json_id(route_answer(call), "id", &job.id);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "once", .type = ROUTE_UUID, .required = true},
    {.name = "kind", .type = ROUTE_CHOICE, .required = true, .choices = kinds},
    {.name = "list", .type = ROUTE_TEXT, .max = 63},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "store", .type = ROUTE_TEXT, .max = 255},
    {.name = "photos", .type = ROUTE_TRUTH},
};

const struct route act_exports_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/exports",
     .access = CONSOLE_EXPORT,
     .changes = true,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = post_export,
     .purpose = "asks for an export, which is made in the background: a table of the records of a "
                "kind (`list`), the nights, everything of a site, everything; `id`"},
};
const size_t act_exports_route_count = COUNT(act_exports_routes);
