// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_figure.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/read_board.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "server/reports/night_format.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { FILE_MAX = 64 << 20, KEY_TEXT = 24 };

struct row {
    const struct night_row *row;
    const struct night_site *site;     // NULL: of no site
    const struct night_device *device; // NULL: of no tablet
    struct site_row known;             // the site as it is now
    char key[KEY_TEXT];
};
struct looking {
    struct route_call *call;
    struct night_lent *lent;
    struct site_listed listed;
    struct row *rows;
    size_t count;
    enum figure figure;
    const char *text, *store;
    const struct uuid *device, *site;
    bool no_device, no_store, whole;
};
struct counts {
    int64_t rows, amount;
};

// ---- filters ----

static bool text_fits(const struct row *row, const char *text)
{
    const char *const texts[] = {
        row->row->zh,
        row->row->en,
        row->row->code,
        row->row->rule,
        row->row->item,
        row->site ? row->site->store : NULL,
        row->site ? row->site->contract : NULL,
        row->device ? row->device->name : NULL,
        site_row_address(&row->known),
        site_row_customer(&row->known),
    };

    return wanted_words(text, texts, COUNT(texts));
}

static bool keeps(const void *ctx, const void *item)
{
    const struct looking *looking = ctx;
    const struct row *row = item;
    const char *store = row->site ? row->site->store : "";

    return (!looking->store || (row->site && strcmp(looking->store, store) == 0))
           && wanted_id(looking->device, &row->row->device)
           && wanted_id(looking->site, &row->row->site) && (!looking->no_device || !row->device)
           && (!looking->no_store || !store[0]) && text_fits(row, looking->text);
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;

    (void)ctx;
    sum->rows++;
    sum->amount += (int64_t)((const struct row *)item)->row->amount;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    json_put_integer(json, "rows", ((const struct counts *)counts)->rows);
    json_put_integer(json, "amount", ((const struct counts *)counts)->amount);
}

// ---- columns ----

static const struct table_column columns[] = {
    {"id", "行", "Row", TABLE_TEXT},
    {"what", "事项", "What", TABLE_WORDS},
    {"amount", "数", "Count", TABLE_INTEGER},
    {"contract", "合同编号", "Contract", TABLE_TEXT},
    {"customer", "客户", "Customer", TABLE_TEXT},
    {"address", "地址", "Address", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},
    {"tablet", "平板", "Tablet", TABLE_TEXT},
    {"since_ms", "起于", "Since", TABLE_TIME_MS},
    {"due_ms", "到期", "Due", TABLE_TIME_MS},
    {"rule", "规则", "Rule", TABLE_TEXT},
    {"code", "细目", "Detail", TABLE_TEXT},
    {"item", "条目", "Item", TABLE_TEXT},
    {"kind", "记录类别", "Kind", TABLE_TEXT},
    {"record", "记录", "Record", TABLE_ID},
    {"site", "工地", "Site", TABLE_ID},
    {"device", "平板编号", "Tablet id", TABLE_ID},
};

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct row *row = item;
    const struct night_row *of = row->row;

    (void)ctx;
    table_put_string(table, row->key);
    table_put_words(table, of->zh, of->en);
    table_put_number(table, (int64_t)of->amount);
    table_put_string(table, row->site ? row->site->contract : NULL);
    table_put_string(table, site_row_customer(&row->known));
    table_put_string(table, site_row_address(&row->known));
    table_put_string(table, row->site ? row->site->store : NULL);
    table_put_string(table, row->device ? row->device->name : NULL);
    table_put_time(table, of->since_ms);
    table_put_time(table, of->due_ms);
    table_put_string(table, of->rule);
    table_put_string(table, of->code);
    table_put_string(table, of->item);
    table_put_string(table, of->kind);
    table_put_id(table, &of->record);
    table_put_id(table, &of->site);
    table_put_id(table, &of->device);
}

// ---- rows ----

static void read_row(const struct looking *looking, const struct night_row *of, struct row *out)
{
    const struct night *night = &looking->lent->night;

    *out = (struct row){.row = of,
                        .site = night_site(night, &of->site),
                        .device = night_device(night, &of->device)};
    snprintf(out->key, sizeof(out->key), "%zu", (size_t)(of - night->rows));
    if (out->site)
        out->known = site_row_find(&looking->listed, &of->site);
}

static void read_rows(struct looking *looking)
{
    const struct night *night = &looking->lent->night;
    size_t count;
    const struct night_row *list = night_rows(night, looking->figure, &count);

    looking->rows = mem_alloc_array(count + 1, sizeof(*looking->rows));
    for (size_t i = 0; i < count; i++)
        if (read_board_shows(looking->call, night, looking->whole, &list[i]))
            read_row(looking, &list[i], &looking->rows[looking->count++]);
}

static enum err begin(struct route_call *call, struct looking *out, struct error *error)
{
    enum err err;

    out->call = call;
    out->whole = read_board_whole(call);
    out->text = route_text(call, "text");
    out->store = route_text(call, "store");
    out->device = route_uuid(call, "device");
    out->site = route_uuid(call, "site");
    out->no_device = route_truth(call, "no_device");
    out->no_store = route_truth(call, "no_store");
    if (!figure_find(span_of(route_text(call, "figure")), &out->figure))
        return error_set(error, ERR_NOT_FOUND, "没有这个指标 there is no such figure");
    err = site_lists_take(call, &out->listed, error);
    if (err == ERR_OK)
        err = night_shelf_lend(site_lists_nights(call), route_text(call, "night"), &out->lent,
                               error);
    if (err != ERR_OK)
        return err;
    read_rows(out);
    return out->listed.any_personal ? console_read_audit(call, "board", NULL, error) : ERR_OK;
}

static void put_head(const struct looking *looking)
{
    struct json_writer *json = route_answer(looking->call);
    const struct figure_words *words = figure_words(looking->figure);

    json_object_open(json, "figure");
    json_put_text(json, "code", words->code);
    json_put_text(json, "zh", words->zh);
    json_put_text(json, "en", words->en);
    json_put_text(json, "rule", words->rule);
    json_object_close(json);
    json_put_text(json, "date", looking->lent->night.date);
    json_put_integer(json, "cut_ms", looking->lent->night.cut_ms);
    json_array_open(json, "stores");
    for (size_t i = 0; i < looking->lent->night.store_count; i++)
        if (looking->whole
            || console_may(looking->call, CONSOLE_SEE,
                           span_of(looking->lent->night.stores[i].name)))
            json_put_text(json, NULL, looking->lent->night.stores[i].name);
    json_array_close(json);
}

// What belongs to no site is for who sees all stores.
static struct span store_of(const void *ctx, const void *item)
{
    const struct row *row = item;

    (void)ctx;
    return span_of(row->site ? row->site->store : "");
}

static const struct listing_filter filters[] = {{"text", "包含", "contains", NULL},
                                                {"store", "门店", "store", NULL},
                                                {"device", "平板", "tablet", NULL},
                                                {"site", "工地", "site", NULL},
                                                {"no_device", "不属于平板", "of no tablet", NULL},
                                                {"no_store", "不属于门店", "of no store", NULL}};
static const struct listing figure_rows = {
    .code = "figure",
    .zh = "指标明细",
    .en = "Rows of a figure",
    .columns = columns,
    .column_count = COUNT(columns),
    .filters = filters,
    .filter_count = COUNT(filters),
    .row_size = sizeof(struct row),
    .put = put,
    .keeps = keeps,
    .store = store_of,
    .capability = CONSOLE_SEE,
    .count_row = count_row,
    .put_counts = put_counts,
};

static enum err get_figure(struct route_call *call, struct error *error)
{
    struct looking looking = {.count = 0};
    struct counts counts = {0};
    enum err err = begin(call, &looking, error);

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &figure_rows,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.count,
            .counts = &counts,
        };

        put_head(&looking);
        err = listing_answer(call, &source, error);
    }
    mem_free(looking.rows);
    night_shelf_return(looking.lent);
    site_lists_release(&looking.listed);
    return err;
}

// ---- a whole night as a file ----

static const char *const formats[] = {"html", "csv", "xlsx", "json", NULL};
static const char *const languages[] = {"zh", "en", NULL};

static enum err send_night(struct route_call *call, const struct night *night, struct error *error)
{
    static const enum night_format as[] = {NIGHT_HTML, NIGHT_CSV, NIGHT_XLSX, NIGHT_JSON};
    static const char *const types[]
        = {"text/html; charset=utf-8", "text/csv; charset=utf-8",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json"};
    const int format = route_choice(call, "format"), language = route_choice(call, "language");
    struct buffer *out = route_bytes(call, types[format]);
    enum err err;

    err = night_format_write(night, as[format],
                             language < 0    ? TABLE_BOTH
                             : language == 0 ? TABLE_ZH
                                             : TABLE_EN,
                             out, error);
    if (err == ERR_OK)
        http_response_header(route_response(call), "Content-Disposition",
                             "attachment; filename=\"night-%s.%s\"", night->date,
                             night_format_ending(as[format]));
    return err;
}

// It holds all stores, so it is for who sees them all.
static enum err get_file(struct route_call *call, struct error *error)
{
    struct night_lent *lent = NULL;
    enum err err = ERR_OK;

    if (!read_board_whole(call) || !console_may(call, CONSOLE_EXPORT, (struct span){0}))
        return error_set(
            error, ERR_DENIED,
            "整夜的文件含所有门店，您只看得到部分门店；请在指标明细里导出 the file of a "
            "night holds all stores, and you see some of them: save the rows of a "
            "figure instead");
    err = night_shelf_lend(site_lists_nights(call), route_text(call, "night"), &lent, error);
    if (err == ERR_OK)
        err = console_read_audit(call, "night.file", NULL, error);
    if (err == ERR_OK)
        err = send_night(call, &lent->night, error);
    night_shelf_return(lent);
    return err;
}

static const struct route_parameter figure_parameters[] = {
    {.name = "night", .type = ROUTE_TEXT, .required = true, .max = CALENDAR_DATE_TEXT - 1},
    {.name = "figure", .type = ROUTE_TEXT, .required = true, .max = 40},
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "store", .type = ROUTE_TEXT, .max = 255},
    {.name = "device", .type = ROUTE_UUID},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "no_device", .type = ROUTE_TRUTH},
    {.name = "no_store", .type = ROUTE_TRUTH},
    LISTING_PARAMETERS,
};
static const struct route_parameter file_parameters[] = {
    {.name = "night", .type = ROUTE_TEXT, .required = true, .max = CALENDAR_DATE_TEXT - 1},
    {.name = "format", .type = ROUTE_CHOICE, .required = true, .choices = formats},
    {.name = "language", .type = ROUTE_CHOICE, .choices = languages},
};

const struct route read_figure_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/nights/:night/figures/:figure",
     .access = CONSOLE_SEE,
     .parameters = figure_parameters,
     .parameter_count = COUNT(figure_parameters),
     .handler = get_figure,
     .purpose = "the rows that make a figure of a night (`now`: of the office as it is): {rows, "
                "next, total, counts (rows, amount), figure, date, cut_ms, stores}; amounts add up "
                "to the figure"},
    {.method = HTTP_GET,
     .path = "/api/nights/:night/file",
     .heavy = true,
     .access = CONSOLE_EXPORT,
     .parameters = file_parameters,
     .parameter_count = COUNT(file_parameters),
     .handler = get_file,
     .purpose = "a whole night as html, csv, xlsx or json, the same numbers in each"},
};
const size_t read_figure_route_count = COUNT(read_figure_routes);
