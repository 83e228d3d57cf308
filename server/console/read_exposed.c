// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_exposed.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/site_row.h"
#include "server/storage/commit.h"
#include "server/storage/devices.h"
#include "server/storage/scope.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
    struct site_row of; // no site: it was deleted, or erased
    struct scope_row scope;
    int64_t since_ms, until_ms;
};
struct gathering {
    struct view *view;
    struct site_listed sites;
    struct row *rows; // owned
    size_t count, room;
};

static bool note(void *arg, const struct scope_row *scope)
{
    struct gathering *gathering = arg;
    struct row *row;

    gathering->rows
        = mem_room(gathering->rows, gathering->count, &gathering->room, sizeof(*gathering->rows));
    row = &gathering->rows[gathering->count++];
    *row = (struct row){.of = site_row_find(&gathering->sites, &scope->site), .scope = *scope};
    return true;
}

static enum err read_time(struct view *view, uint64_t commit, int64_t *out, struct error *error)
{
    struct commit_stamp stamp = {0};
    enum err err = commit ? commit_get(view, commit, &stamp, error) : ERR_OK;

    *out = stamp.at_ms;
    return err == ERR_NOT_FOUND ? ERR_OK : err; // of before a restore
}

static const struct table_column columns[] = {
    {"id", "工地", "site", TABLE_ID},
    {"contract_number", "合同编号", "contract number", TABLE_TEXT},
    {"customer_name", "客户", "customer", TABLE_TEXT},
    {"phone", "电话", "phone", TABLE_TEXT},
    {"address", "地址", "address", TABLE_TEXT},
    {"store", "门店", "store", TABLE_TEXT},
    {"since_ms", "可见自", "seen since", TABLE_TIME_MS},
    {"until_ms", "可见至", "seen until", TABLE_TIME_MS},
    {"dropped", "平板已删除", "gone from the tablet", TABLE_TRUTH},
};

static void put(struct table *table, const void *ctx, const void *of)
{
    const struct row *row = of;
    const struct site_summary *summary = row->of.site;

    (void)ctx;
    table_put_id(table, &row->scope.site);
    table_put_string(table, summary ? summary->contract : "");
    table_put_string(table, summary ? summary->customer : "");
    table_put_string(table, summary ? summary->phone : "");
    table_put_string(table, summary ? summary->address : "");
    table_put_string(table, summary ? summary->store : "");
    table_put_time(table, row->since_ms);
    table_put_time(table, row->until_ms);
    table_put_number(table, row->scope.drop_confirmed);
}

static const struct listing listing = {.code = "exposed",
                                       .zh = "一台平板看到过的工地",
                                       .en = "sites that a tablet has seen",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "contract_number",
                                       .row_size = sizeof(struct row),
                                       .put = put};

static enum err gather(struct gathering *gathering, struct route_call *call, struct error *error)
{
    const struct uuid *id = route_uuid(call, "id");
    struct device_row device;
    enum err err = site_lists_take(call, &gathering->sites, error);

    if (err == ERR_OK && !(gathering->view = console_view(call, error)))
        err = error->code;
    if (err == ERR_OK)
        err = devices_get(gathering->view, id, &device, error);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "没有这台平板 there is no such tablet");
    if (err == ERR_OK)
        err = scope_list(gathering->view, id, note, gathering, error);
    for (size_t i = 0; err == ERR_OK && i < gathering->count; i++) {
        struct row *row = &gathering->rows[i];

        err = read_time(gathering->view, row->scope.since, &row->since_ms, error);
        if (err == ERR_OK)
            err = read_time(gathering->view, row->scope.until, &row->until_ms, error);
    }
    return err;
}

static enum err get_exposed(struct route_call *call, struct error *error)
{
    struct gathering gathering = {0};
    enum err err = gather(&gathering, call, error);

    if (err == ERR_OK)
        err = console_read_audit(call, "exposed", NULL, error);
    if (err == ERR_OK)
        err = listing_answer(call,
                             &(struct listing_source){.listing = &listing,
                                                      .ctx = &gathering,
                                                      .rows = gathering.rows,
                                                      .count = gathering.count},
                             error);
    mem_free(gathering.rows);
    site_lists_release(&gathering.sites);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    LISTING_PARAMETERS,
};

const struct route read_exposed_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/devices/:id/exposed",
     .access = CONSOLE_DEVICES,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_exposed,
     .purpose = "the sites and customers that a tablet has seen, for when it is lost: rows {id, "
                "contract_number, customer_name, phone, address, store, since_ms, until_ms, "
                "dropped}"},
};
const size_t read_exposed_route_count = COUNT(read_exposed_routes);
