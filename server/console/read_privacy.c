// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_privacy.h"

#include "server/console/console.h"
#include "server/console/site_lists.h"
#include "server/reconcile/retention.h"
#include "server/storage/devices.h"
#include "server/sync/office_erase.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DUE_MOST = 200 };

// ---- who was erased ----

struct listing_erased {
    struct view *view;
    struct json_writer *json;
    enum err err;
    struct error *error;
};

static bool put_tablet(void *arg, const struct uuid *device, bool confirmed)
{
    static const char *const states[] = {"active", "revoked", "wipe", "returning"};
    struct listing_erased *list = arg;
    struct device_row row;
    const bool known = devices_get(list->view, device, &row, NULL) == ERR_OK;

    json_object_open(list->json, NULL);
    fact_json_id(list->json, "id", device);
    json_put_text(list->json, "name", known ? row.name : "");
    json_put_text(list->json, "state", known ? states[row.state] : "unknown");
    json_put_boolean(list->json, "confirmed", confirmed);
    json_object_close(list->json);
    return true;
}

static bool put_erasure(void *arg, const struct erasure_row *row)
{
    struct listing_erased *list = arg;
    struct json_writer *json = list->json;

    json_object_open(json, NULL);
    fact_json_id(json, "site", &row->site);
    json_put_integer(json, "at_ms", row->at_ms);
    json_put_text(json, "by", row->by);
    json_put_text(json, "reason", row->reason);
    json_put_integer(json, "records", row->records);
    json_put_integer(json, "entries", row->entries);
    json_put_integer(json, "files", row->files);
    json_put_integer(json, "signoffs", row->signoffs);
    json_put_integer(json, "late", row->late);
    json_put_known(json, "scrubbed_ms", row->scrubbed_ms != 0, row->scrubbed_ms);
    json_array_open(json, "tablets");
    list->err = erasures_devices(list->view, &row->site, put_tablet, list, list->error);
    json_array_close(json);
    json_object_close(json);
    return list->err == ERR_OK;
}

static enum err get_erasures(struct route_call *call, struct error *error)
{
    struct listing_erased list
        = {.view = console_view(call, error), .json = route_answer(call), .error = error};
    enum err err = list.view ? ERR_OK : error->code;

    json_array_open(list.json, "rows");
    if (err == ERR_OK)
        err = erasures_list(list.view, put_erasure, &list, error);
    json_array_close(list.json);
    return err == ERR_OK ? list.err : err;
}

// ---- what an erasure would take ----

static enum err get_plan(struct route_call *call, struct error *error)
{
    const struct uuid *site = route_uuid(call, "site");
    struct json_writer *json = route_answer(call);
    struct office_erase_plan plan;
    struct view *view = NULL;
    enum err err = console_may_site(call, CONSOLE_ERASE, site, error);

    if (err == ERR_OK && !(view = console_view(call, error)))
        err = error->code;
    if (err == ERR_OK)
        err = office_erase_plan(console_office(call), view, site, &plan, error);
    if (err != ERR_OK)
        return err;
    json_put_text(json, "code", plan.code);
    json_put_integer(json, "records", plan.figures.records);
    json_put_integer(json, "entries", plan.figures.entries);
    json_put_integer(json, "files", plan.figures.files);
    json_put_integer(json, "file_bytes", plan.figures.file_bytes);
    json_put_integer(json, "shared_files", plan.figures.shared_files);
    json_put_integer(json, "held", plan.figures.held);
    json_put_integer(json, "uploads", plan.uploads);
    json_put_integer(json, "signoffs", plan.figures.signoffs);
    json_put_integer(json, "tablets", plan.tablets);
    json_put_integer(json, "parcels_open", plan.parcels_open);
    return ERR_OK;
}

// ---- what was kept long enough ----

static void put_due(struct json_writer *json, enum retention_class class,
                    const struct retention_due *due, const struct site_listed *listed)
{
    const struct site_summary *site
        = class == RETENTION_SITES ? site_list_find(&listed->all, &due->site) : NULL;

    json_object_open(json, NULL);
    json_put_integer(json, "since_ms", due->since_ms);
    json_put_integer(json, "rows", due->rows);
    if (class == RETENTION_SITES) {
        fact_json_id(json, "site", &due->site);
        json_put_text(json, "contract", site ? site->contract : NULL);
    }
    if (class == RETENTION_FILES) {
        json_put_hex(json, "digest", due->digest.bytes, HASH_BYTES);
        json_put_integer(json, "size", (int64_t)due->size);
    }
    json_object_close(json);
}

static void put_class(struct json_writer *json, enum retention_class class,
                      const struct retention_plan *plan, const struct site_listed *listed)
{
    const struct retention_rule *rule = &retention_rules[class];

    json_object_open(json, NULL);
    json_put_text(json, "code", rule->code);
    json_put_text(json, "zh", rule->zh);
    json_put_text(json, "en", rule->en);
    json_object_open(json, "deed");
    json_put_text(json, "zh", rule->deed_zh);
    json_put_text(json, "en", rule->deed_en);
    json_object_close(json);
    json_put_integer(json, "days", plan->days[class]);
    json_put_integer(json, "count", (int64_t)plan->count[class]);
    json_array_open(json, "due");
    for (size_t i = 0; i < plan->count[class] && i < DUE_MOST; i++)
        put_due(json, class, &plan->due[class][i], listed);
    json_array_close(json);
    json_object_close(json);
}

static enum err get_retention(struct route_call *call, struct error *error)
{
    struct retention_plan plan = {.count = {0}};
    struct json_writer *json = route_answer(call);
    struct site_listed listed = {.count = 0};
    struct view *view = console_view(call, error);
    enum err err = view ? site_lists_take(call, &listed, error) : error->code;

    if (err == ERR_OK)
        err = retention_read(console_office(call), view, console_now_ms(call), &plan, error);
    if (err == ERR_OK) {
        json_put_text(json, "code", plan.code);
        json_array_open(json, "classes");
        for (int i = 0; i < RETENTION_CLASSES; i++)
            put_class(json, (enum retention_class)i, &plan, &listed);
        json_array_close(json);
    }
    retention_clear(&plan);
    site_lists_release(&listed);
    return err;
}

static const struct route_parameter site_parameter[]
    = {{.name = "site", .type = ROUTE_UUID, .required = true}};

const struct route read_privacy_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/erasures",
     .access = CONSOLE_ERASE | CONSOLE_AUDIT,
     .handler = get_erasures,
     .purpose = "customers who were erased: when, by whom, why, what went and what proves stay, "
                "`tablets` {id, name, state, confirmed}"},
    {.method = HTTP_GET,
     .path = "/api/erasures/:site/plan",
     .access = CONSOLE_ERASE,
     .parameters = site_parameter,
     .parameter_count = COUNT(site_parameter),
     .handler = get_plan,
     .purpose
     = "what erasing the customer of a site would take and leave, and the `code` that does "
       "it; nothing is changed"},
    {.method = HTTP_GET,
     .path = "/api/retention",
     .access = CONSOLE_ERASE | CONSOLE_OPERATE | CONSOLE_AUDIT,
     .handler = get_retention,
     .purpose = "what was kept as long as the catalogue says: `code`, classes {code, days, count, "
                "deed, due (the oldest 200)}; nothing goes unless a person says so"},
};
const size_t read_privacy_route_count = COUNT(read_privacy_routes);
