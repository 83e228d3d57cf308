// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_devices.h"

#include "server/console/console.h"
#include "server/console/device_book.h"
#include "server/console/listing.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct wish {
    const char *text;
    int state;
    bool attend;
    int64_t now_ms;
    size_t counts[4], all, attended; // by enum device_state
};

// What somebody should look at, a few words each; none: all is well.
struct care {
    bool so;
    const char *zh, *en;
};
enum { CARES = 7, CARE_BYTES = 512 };

static size_t care_of(const struct book_device *device, int64_t now_ms, struct care out[CARES])
{
    const struct night_device *night = device->night;
    const bool active = device->row.state == DEVICE_ACTIVE;
    const int64_t silent_ms = now_ms - night->last_contact_ms, off_ms = night->clock_offset_ms;
    const struct care cares[CARES] = {
        {device->held > 0, "隔离区有它的内容", "entries in quarantine"},
        {active && night->says > night->holds, "有内容没到", "entries are missing"},
        {active && night->copies > 0, "不止一份", "exists more than once"},
        {active && silent_ms > FIGURE_SILENT_DAYS * INT64_C(86400000), "多日没联系",
         "silent for days"},
        {active && (off_ms > FIGURE_CLOCK_MS || off_ms < -FIGURE_CLOCK_MS), "时钟不准",
         "its clock is off"},
        {active && night->certificate_days < FIGURE_CERTIFICATE_DAYS, "证书快到期",
         "its certificate ends"},
        {active && night->proof_ms && !night->proof_equal, "核对不一致", "differs from the office"},
    };
    size_t count = 0;

    for (size_t i = 0; i < CARES; i++)
        if (cares[i].so)
            out[count++] = cares[i];
    return count;
}

static bool needs_care(const struct book_device *device, int64_t now_ms)
{
    struct care cares[CARES];

    return care_of(device, now_ms, cares) > 0;
}

static void put_care(struct table *table, const struct book_device *device, int64_t now_ms)
{
    struct care cares[CARES];
    const size_t count = care_of(device, now_ms, cares);
    struct buffer zh, en;

    buffer_init(&zh, CARE_BYTES);
    buffer_init(&en, CARE_BYTES);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&zh, "%s%s", i ? "、" : "", cares[i].zh);
        buffer_printf(&en, "%s%s", i ? ", " : "", cares[i].en);
    }
    if (count)
        table_put_words(table, zh.data, en.data);
    else
        table_put_empty(table);
    buffer_clear(&zh);
    buffer_clear(&en);
}

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"name", "平板", "tablet", TABLE_TEXT},
    {"persons", "谁在用", "used by", TABLE_TEXT},
    {"state", "状态", "state", TABLE_WORDS},
    {"care", "要留意", "needs care", TABLE_WORDS},
    {"last_contact_ms", "上次联系", "last contact", TABLE_TIME_MS},
    {"says", "平板说有", "says", TABLE_INTEGER},
    {"holds", "办公室有", "holds", TABLE_INTEGER},
    {"missing", "缺", "missing", TABLE_INTEGER},
    {"unsent_writes", "未传条目", "unsent entries", TABLE_INTEGER},
    {"unsent_files", "未传文件", "unsent files", TABLE_INTEGER},
    {"unsent_oldest_ms", "最早未传", "oldest unsent", TABLE_TIME_MS},
    {"held", "隔离", "quarantined", TABLE_INTEGER},
    {"copies", "副本", "copies", TABLE_INTEGER},
    {"clock_offset_s", "时钟差（秒）", "clock off by (s)", TABLE_INTEGER},
    {"storage_mb", "剩余空间（MB）", "room left (MB)", TABLE_INTEGER},
    {"agent", "版本", "version", TABLE_TEXT},
    {"certificate_days", "证书剩余天数", "certificate days", TABLE_INTEGER},
    {"proof_ms", "上次逐条核对", "last proof", TABLE_TIME_MS},
    {"proof_equal", "核对一致", "proof equal", TABLE_TRUTH},
};

// What a tablet that never called has not said stays empty.
static void put_said(struct table *table, const struct night_device *night, int64_t value)
{
    if (night->last_contact_ms)
        table_put_number(table, value);
    else
        table_put_empty(table);
}

static void put(struct table *table, const void *ctx, const void *of)
{
    const struct book_device *device = of;
    const struct night_device *night = device->night;
    const struct wish *wish = ctx;
    const char *en, *zh = device_book_state(device->row.state, &en);

    table_put_id(table, &device->row.id);
    table_put_string(table, device->row.name);
    table_put_string(table, device->persons);
    table_put_words(table, zh, en);
    put_care(table, device, wish->now_ms);
    table_put_time(table, night->last_contact_ms);
    table_put_number(table, (int64_t)night->says);
    table_put_number(table, (int64_t)night->holds);
    table_put_number(table, (int64_t)(night->says - night->holds));
    put_said(table, night, night->unsent_writes);
    put_said(table, night, night->unsent_files);
    table_put_time(table, night->unsent_oldest_ms);
    table_put_number(table, device->held);
    table_put_number(table, (int64_t)night->copies);
    put_said(table, night, night->clock_offset_ms / 1000);
    put_said(table, night, night->storage_free >> 20);
    table_put_string(table, night->agent);
    table_put_number(table, night->certificate_days);
    table_put_time(table, night->proof_ms);
    if (night->proof_ms)
        table_put_number(table, night->proof_equal);
    else
        table_put_empty(table);
}

static void extra(struct json_writer *json, const void *ctx, const void *of)
{
    const struct book_device *device = of;
    const struct wish *wish = ctx;

    json_put_text(json, "state_code", device_book_states[device->row.state]);
    json_put_boolean(json, "attend", needs_care(device, wish->now_ms));
}

static bool keeps(const void *ctx, const void *of)
{
    const struct wish *wish = ctx;
    const struct book_device *device = of;

    return (wish->state < 0 || (int)device->row.state == wish->state)
           && (!wish->attend || needs_care(device, wish->now_ms))
           && (!wish->text || strcasestr(device->row.name, wish->text)
               || strcasestr(device->persons, wish->text));
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct wish *wish = counts;

    json_put_integer(json, "all", (int64_t)wish->all);
    json_put_integer(json, "attend", (int64_t)wish->attended);
    for (size_t i = 0; i < COUNT(wish->counts); i++)
        json_put_integer(json, device_book_states[i], (int64_t)wish->counts[i]);
}

static const struct listing_word state_words[] = {{"active", "在用", "in use"},
                                                  {"revoked", "已停用", "revoked"},
                                                  {"wipe", "停用并清空", "to be wiped"},
                                                  {"returning", "登记已丢失", "not known"},
                                                  {0}};
static const struct listing_filter filters[] = {{"state", "状态", "state", state_words},
                                                {"attend", "要留意的", "needs care", NULL},
                                                {"text", "包含", "contains", NULL}};
static const struct listing listing = {.code = "devices",
                                       .zh = "平板",
                                       .en = "tablets",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "name",
                                       .filters = filters,
                                       .filter_count = COUNT(filters),
                                       .row_size = sizeof(struct book_device),
                                       .put = put,
                                       .extra = extra,
                                       .keeps = keeps,
                                       .put_counts = put_counts};

static void count(struct wish *wish, const struct device_book *book)
{
    for (size_t i = 0; i < book->count; i++) {
        wish->all++;
        wish->counts[book->list[i].row.state]++;
        wish->attended += needs_care(&book->list[i], wish->now_ms);
    }
}

static enum err get_devices(struct route_call *call, struct error *error)
{
    struct wish wish = {.text = route_text(call, "text"),
                        .state = route_choice(call, "state"),
                        .attend = route_truth(call, "attend"),
                        .now_ms = console_now_ms(call)};
    struct device_book book = {0};
    struct view *view = console_view(call, error);
    enum err err
        = view ? device_book_read(view, route_arena(call), wish.now_ms, &book, error) : error->code;

    if (err == ERR_OK) {
        count(&wish, &book);
        err = listing_answer(call,
                             &(struct listing_source){.listing = &listing,
                                                      .ctx = &wish,
                                                      .rows = book.list,
                                                      .count = book.count,
                                                      .counts = &wish},
                             error);
    }
    device_book_clear(&book);
    return err;
}

static const struct route_parameter parameters[] = {
    LISTING_PARAMETERS,
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "state", .type = ROUTE_CHOICE, .choices = device_book_states},
    {.name = "attend", .type = ROUTE_TRUTH},
};

const struct route read_devices_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/devices",
     .access = CONSOLE_DEVICES | CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_devices,
     .purpose
     = "all tablets as they are now: rows {id, name, persons, state, care, last_contact_ms, "
       "says, holds, missing, unsent_writes, unsent_files, unsent_oldest_ms, held, "
       "copies, clock_offset_s, storage_mb, agent, certificate_days, proof_ms, "
       "proof_equal, state_code, attend}, counts by state"},
};
const size_t read_devices_route_count = COUNT(read_devices_routes);
