// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_parcels.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/wanted.h"
#include "server/storage/devices.h"
#include "server/storage/parcels.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
    struct parcel_row parcel;
    char digest[HASH_TEXT], device[128], courier[128];
};
struct gathering {
    struct view *view;
    struct row *rows; // owned
    size_t count, room;
    int state;
    const struct uuid *device;
};

static void say_device(struct view *view, const struct uuid *id, char out[128])
{
    struct device_row device;

    out[0] = '\0';
    if (devices_get(view, id, &device, NULL) == ERR_OK)
        text_copy(out, 128, span_of(device.name));
}

static bool note(void *arg, const struct parcel_row *parcel)
{
    struct gathering *gathering = arg;
    struct row *row;

    gathering->rows
        = mem_room(gathering->rows, gathering->count, &gathering->room, sizeof(*gathering->rows));
    row = &gathering->rows[gathering->count++];
    *row = (struct row){.parcel = *parcel};
    digest_format(&parcel->digest, row->digest);
    return true;
}

static const char *const states[] = {"arrived", "taken", "waits", "refused", NULL};
static const struct listing_word state_words[]
    = {{"arrived", "待读入", "to be read"},
       {"taken", "已收入", "taken in"},
       {"waits", "等前面的", "waits for what is missing"},
       {"refused", "没有收", "refused"},
       {0}};
static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_TEXT},
    {"device", "谁的内容", "work of", TABLE_TEXT},
    {"courier", "谁带来的", "brought by", TABLE_TEXT},
    {"state", "状态", "state", TABLE_WORDS},
    {"arrived_ms", "到达", "came in", TABLE_TIME_MS},
    {"made_ms", "做于", "made", TABLE_TIME_MS},
    {"entries", "条目", "entries", TABLE_INTEGER},
    {"entries_new", "新条目", "new entries", TABLE_INTEGER},
    {"entries_held", "进隔离区", "quarantined", TABLE_INTEGER},
    {"files", "文件", "files", TABLE_INTEGER},
    {"files_new", "新文件", "new files", TABLE_INTEGER},
    {"files_refused", "被拒文件", "files refused", TABLE_INTEGER},
    {"bytes", "大小", "bytes", TABLE_INTEGER},
    {"detail", "说明", "detail", TABLE_TEXT},
};

static void put(struct table *table, const void *ctx, const void *of)
{
    const struct row *row = of;
    const struct parcel_row *parcel = &row->parcel;
    const struct listing_word *state = &state_words[parcel->state];

    (void)ctx;
    table_put_string(table, row->digest);
    table_put_string(table, row->device);
    table_put_string(table, uuid_is_nil(&parcel->courier) ? "人工 by hand" : row->courier);
    table_put_words(table, state->zh, state->en);
    table_put_time(table, parcel->arrived_ms);
    table_put_time(table, parcel->made_ms);
    table_put_number(table, parcel->entries);
    table_put_number(table, parcel->entries_new);
    table_put_number(table, parcel->entries_held);
    table_put_number(table, parcel->files);
    table_put_number(table, parcel->files_new);
    table_put_number(table, parcel->files_refused);
    table_put_number(table, (int64_t)parcel->size);
    table_put_string(table, parcel->detail);
}

static void extra(struct json_writer *json, const void *ctx, const void *of)
{
    const struct row *row = of;

    (void)ctx;
    json_put_text(json, "state_code", states[row->parcel.state]);
    fact_json_id(json, "device_id", &row->parcel.device);
}

static bool keeps(const void *ctx, const void *of)
{
    const struct gathering *gathering = ctx;
    const struct row *row = of;

    return (gathering->state < 0 || (int)row->parcel.state == gathering->state)
           && wanted_id(gathering->device, &row->parcel.device);
}

static const struct listing_filter filters[]
    = {{"state", "状态", "state", state_words}, {"device", "平板", "tablet", NULL}};
static const struct listing listing = {.code = "parcels",
                                       .zh = "交接文件",
                                       .en = "handover files",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "arrived_ms",
                                       .descending = true,
                                       .filters = filters,
                                       .filter_count = COUNT(filters),
                                       .row_size = sizeof(struct row),
                                       .put = put,
                                       .extra = extra,
                                       .keeps = keeps};

static enum err get_parcels(struct route_call *call, struct error *error)
{
    struct gathering gathering = {.view = console_view(call, error),
                                  .state = route_choice(call, "state"),
                                  .device = route_uuid(call, "device")};
    enum err err = gathering.view ? parcels_list(gathering.view, false, note, &gathering, error)
                                  : error->code;

    for (size_t i = 0; err == ERR_OK && i < gathering.count; i++) {
        struct row *row = &gathering.rows[i];

        say_device(gathering.view, &row->parcel.device, row->device);
        say_device(gathering.view, &row->parcel.courier, row->courier);
    }
    if (err == ERR_OK)
        err = listing_answer(call,
                             &(struct listing_source){.listing = &listing,
                                                      .ctx = &gathering,
                                                      .rows = gathering.rows,
                                                      .count = gathering.count},
                             error);
    mem_free(gathering.rows);
    return err;
}

static const struct route_parameter parameters[] = {
    LISTING_PARAMETERS,
    {.name = "state", .type = ROUTE_CHOICE, .choices = states},
    {.name = "device", .type = ROUTE_UUID},
};

const struct route read_parcels_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/parcels",
     .access = CONSOLE_DEVICES | CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_parcels,
     .purpose = "handover files that came, with their state: rows {id, device, courier, state, "
                "arrived_ms, made_ms, entries, entries_new, entries_held, files, files_new, "
                "files_refused, bytes, detail}"},
};
const size_t read_parcels_route_count = COUNT(read_parcels_routes);
