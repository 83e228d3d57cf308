// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_privacy.h"

#include "server/console/console.h"
#include "server/reconcile/retention.h"
#include "server/sync/office_erase.h"
#include "shared/data/json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { BY_TEXT = 64, WHY_MOST = 80, WHY_BYTES = 255 }; // of an erasure's row

static enum err check_why(const char *why, struct error *error)
{
    return strlen(why) <= WHY_BYTES
               ? ERR_OK
               : error_set(error, ERR_INVALID,
                           "理由太长，请写短些（80 字以内） the reason is too long: 80 characters");
}

static enum err post_erasure(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "customer.erase");
    struct office_erase_order order = {.site = *route_uuid(call, "site"),
                                       .code = route_text(call, "code"),
                                       .reason = route_text(call, "why"),
                                       .audit = &audit};
    struct json_writer *json = route_answer(call);
    struct erasure_row row;
    char by[BY_TEXT];
    enum err err = console_may_site(call, CONSOLE_ERASE, &order.site, error);

    if (err == ERR_OK)
        err = check_why(order.reason, error);
    if (err == ERR_OK)
        err = console_fresh(call, error);
    if (err != ERR_OK)
        return err;
    text_copy(by, sizeof(by), audit.who);
    order.by = by;
    console_refresh(call); // freed pages are overwritten only where nobody reads older ones
    err = office_erase(console_office(call), &order, &row, error);
    if (err != ERR_OK)
        return err;
    json_put_integer(json, "records", row.records);
    json_put_integer(json, "entries", row.entries);
    json_put_integer(json, "files", row.files);
    json_put_integer(json, "signoffs", row.signoffs);
    json_put_known(json, "scrubbed_ms", row.scrubbed_ms != 0, row.scrubbed_ms);
    return ERR_OK;
}

static const char *const classes[RETENTION_CLASSES + 1]
    = {"sites", "reads", "sessions", "files", NULL};

static enum err run(struct route_call *call, const struct retention_order *order,
                    struct error *error)
{
    struct office *office = console_office(call);
    struct retention_plan done = {.count = {0}};
    struct json_writer *json = route_answer(call);
    struct view *view = NULL;
    enum err err = storage_open_view(office_storage(office), &view, error);

    if (err == ERR_OK)
        err = retention_run(office, view, order, &done, error);
    storage_close_view(view);
    if (err == ERR_OK) {
        json_object_open(json, "done");
        for (int i = 0; i < RETENTION_CLASSES; i++)
            json_put_integer(json, retention_rules[i].code, (int64_t)done.count[i]);
        json_object_close(json);
    }
    retention_clear(&done);
    return err;
}

static enum err post_retention(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "retention.run");
    struct retention_order order = {.code = route_text(call, "code"),
                                    .reason = route_text(call, "why"),
                                    .now_ms = console_now_ms(call),
                                    .audit = &audit};
    const int only = route_choice(call, "only");
    char by[BY_TEXT];
    enum err err = check_why(order.reason, error);

    if (err == ERR_OK)
        err = console_fresh(call, error);
    if (err != ERR_OK)
        return err;
    if (only >= 0)
        order.only[only] = true;
    text_copy(by, sizeof(by), audit.who);
    order.by = by;
    console_refresh(call);
    return run(call, &order, error);
}

static const struct route_parameter erasure_parameters[] = {
    {.name = "site", .type = ROUTE_UUID, .required = true},
    {.name = "code", .type = ROUTE_TEXT, .required = true, .max = ERASE_CODE_TEXT - 1},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = WHY_MOST},
};
static const struct route_parameter retention_parameters[] = {
    {.name = "code", .type = ROUTE_TEXT, .required = true, .max = RETENTION_CODE_TEXT - 1},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = WHY_MOST},
    {.name = "only", .type = ROUTE_CHOICE, .choices = classes},
};

const struct route act_privacy_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/erasures/:site",
     .access = CONSOLE_ERASE,
     .changes = true,
     .parameters = erasure_parameters,
     .parameter_count = COUNT(erasure_parameters),
     .handler = post_erasure,
     .purpose = "erases everything of a customer, for good, by the `code` of the plan; refused "
                "(STALE) when anything changed since; needs confirm"},
    {.method = HTTP_POST,
     .path = "/api/retention",
     .access = CONSOLE_ERASE,
     .changes = true,
     .parameters = retention_parameters,
     .parameter_count = COUNT(retention_parameters),
     .handler = post_retention,
     .purpose = "removes what was kept long enough, by the `code` of the plan, all or `only` a "
                "class; needs confirm"},
};
const size_t act_privacy_route_count = COUNT(act_privacy_routes);
