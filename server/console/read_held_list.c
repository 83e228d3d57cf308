// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_held_list.h"

#include "server/console/held_entry.h"
#include "server/console/held_words.h"
#include "server/console/listing.h"
#include "server/console/people_book.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "server/storage/devices.h"
#include "shared/data/fact_json.h"
#include "shared/model/hlc.h"
#include "shared/model/kind.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { FIELDS_BYTES = 1024, ENTRY_BYTES = 1 << 20 };

struct row {
    struct site_row of; // first; no site: it is not known here
    struct held_row held;
    char id[24], kind[KIND_NAME_MAX + 1], group[ACTOR_TEXT];
    const char *device, *person, *fields_zh, *fields_en;
    int64_t written_ms;
};
struct gathering {
    struct route_call *call;
    struct view *view;
    struct arena *arena;
    struct site_listed sites;
    struct people_book people;
    struct row *rows; // owned
    size_t count, room, counts[HELD_STANDINGS];
    const char *text;
    int state, reason;
    const struct uuid *site, *device;
};

// ---- which ----

static bool note(void *arg, const struct held_row *held)
{
    struct gathering *gathering = arg;
    const struct site_row of = site_row_find(&gathering->sites, &held->site);
    struct row *row;

    if (!console_may(gathering->call, CONSOLE_HELD, site_row_store(NULL, &of)))
        return true;
    gathering->counts[held_words_standing(held)]++;
    gathering->rows
        = mem_room(gathering->rows, gathering->count, &gathering->room, sizeof(*gathering->rows));
    row = &gathering->rows[gathering->count++];
    *row = (struct row){.of = of, .held = *held, .person = "", .device = ""};
    row->held.bytes = (struct span){0};
    row->fields_zh = row->fields_en = "";
    snprintf(row->id, sizeof(row->id), "%" PRId64, held->row);
    if (held->group)
        actor_format(held->group, row->group);
    return true;
}

// ---- what they say ----

static void say_fields(struct row *row, const struct write *write, struct arena *arena)
{
    const struct kind *kind = kind_find(write->kind);
    struct buffer zh, en;

    buffer_init(&zh, FIELDS_BYTES);
    buffer_init(&en, FIELDS_BYTES);
    for (size_t i = 0; i < write->field_count; i++) {
        const struct kind_field *field = kind_field_find(kind, write->fields[i].name);
        const struct span name = write->fields[i].name;

        if (span_is(name, "deleted") && span_is(write->fields[i].value, "false"))
            continue;
        if (field) {
            buffer_printf(&zh, "%s%s", zh.len ? "、" : "", field->zh);
            buffer_printf(&en, "%s%s", en.len ? ", " : "", field->en);
        } else {
            buffer_printf(&zh, "%s%.*s", zh.len ? "、" : "", (int)name.len, name.data);
            buffer_printf(&en, "%s%.*s", en.len ? ", " : "", (int)name.len, name.data);
        }
    }
    if (zh.len)
        row->fields_zh = arena_dup(arena, zh.data, zh.len);
    if (en.len)
        row->fields_en = arena_dup(arena, en.data, en.len);
    buffer_clear(&zh);
    buffer_clear(&en);
}

static void say_write(struct gathering *gathering, struct row *row, const struct write *write)
{
    const struct book_person *person = people_book_find(&gathering->people, &write->person);

    text_copy(row->kind, sizeof(row->kind), write->kind);
    row->person = person ? person->name : "";
    row->written_ms = write->clock.wall_ms ? write->clock.wall_ms : hlc_wall_ms(write->time);
    say_fields(row, write, gathering->arena);
}

static enum err describe(struct gathering *gathering, struct row *row, struct error *error)
{
    struct arena once;
    struct held_entry entry = {.held = row->held};
    struct device_row device;
    enum err err;

    arena_init(&once, ENTRY_BYTES);
    if (row->held.reason == REASON_FORK)
        err = held_entry_read(gathering->view, &once, row->held.row, &entry, error);
    else
        err = held_entry_load(gathering->view, &once, &entry, error);
    if (err == ERR_OK && entry.readable)
        say_write(gathering, row, &entry.write);
    held_entry_clear(&entry);
    arena_clear(&once);
    if (err == ERR_OK && devices_get(gathering->view, &row->held.device, &device, NULL) == ERR_OK)
        row->device = arena_dup(gathering->arena, device.name, strlen(device.name));
    if (!row->device || !row->fields_zh || !row->fields_en)
        return error_set(error, ERR_TOO_LARGE, "the held entries do not fit in memory");
    return err;
}

// ---- the list ----

static const struct table_column columns[] = {
    {"id", "编号", "number", TABLE_TEXT},
    {"reason", "为什么", "why", TABLE_WORDS},
    {"kind", "内容", "what", TABLE_WORDS},
    {"fields", "填了什么", "fields", TABLE_WORDS},
    {"person", "谁写的", "written by", TABLE_TEXT},
    {"device", "平板", "tablet", TABLE_TEXT},
    {"contract_number", "合同编号", "contract number", TABLE_TEXT},
    {"customer_name", "客户", "customer", TABLE_TEXT},
    {"store", "门店", "store", TABLE_TEXT},
    {"written_ms", "写于", "written", TABLE_TIME_MS},
    {"since_ms", "到达", "came in", TABLE_TIME_MS},
    {"state", "状态", "state", TABLE_WORDS},
    {"decided_ms", "决定于", "decided", TABLE_TIME_MS},
    {"decided_why", "理由", "reason given", TABLE_TEXT},
};

static void put(struct table *table, const void *ctx, const void *of)
{
    const struct row *row = of;
    const struct held_words *words = held_words_of(row->held.reason);
    const struct kind *kind = kind_find(span_of(row->kind));
    const char *en, *zh = held_words_state(&row->held, &en);

    (void)ctx;
    table_put_string(table, row->id);
    table_put_words(table, words->zh, words->en);
    if (kind)
        table_put_words(table, kind->zh, kind->en);
    else
        table_put_words(table, row->kind[0] ? row->kind : "读不出",
                        row->kind[0] ? row->kind : "cannot be read");
    table_put_words(table, row->fields_zh, row->fields_en);
    table_put_string(table, row->person);
    table_put_string(table, row->device);
    table_put_string(table, site_row_contract(&row->of));
    table_put_string(table, site_row_customer(&row->of));
    table_put_text(table, site_row_store(NULL, row));
    table_put_time(table, row->written_ms);
    table_put_time(table, row->held.since_ms);
    table_put_words(table, zh, en);
    table_put_time(table, row->held.decided_ms);
    table_put_string(table, row->held.decided_why);
}

static void extra(struct json_writer *json, const void *ctx, const void *of)
{
    const struct row *row = of;

    (void)ctx;
    json_put_text(json, "reason_code", held_words_of(row->held.reason)->code);
    json_put_text(json, "state_code", held_standings[held_words_standing(&row->held)]);
    fact_json_id(json, "site", row->of.site ? &row->held.site : &uuid_nil);
    fact_json_id(json, "record", &row->held.record);
    fact_json_id(json, "device_id", &row->held.device);
    json_put_text(json, "group", row->group[0] ? row->group : NULL);
}

static bool says(const struct row *row, const char *text)
{
    const struct kind *kind = kind_find(span_of(row->kind));
    const char *const texts[] = {row->device,
                                 row->person,
                                 row->fields_zh,
                                 row->fields_en,
                                 kind ? kind->zh : row->kind,
                                 kind ? kind->en : row->kind};

    return site_row_says(&row->of, text, texts, COUNT(texts));
}

static bool keeps(const void *ctx, const void *of)
{
    const struct gathering *gathering = ctx;
    const struct row *row = of;

    if (gathering->state >= 0 && (int)held_words_standing(&row->held) != gathering->state)
        return false;
    if (gathering->reason >= 0 && (int)row->held.reason != gathering->reason)
        return false;
    return wanted_id(gathering->site, &row->held.site)
           && wanted_id(gathering->device, &row->held.device) && says(row, gathering->text);
}

static const char *const reason_codes[]
    = {"invalid", "scope",  "person", "context", "group",  "chain",
       "fork",    "device", "full",   "role",    "erased", NULL};
static const struct listing_word state_words[] = {{"open", "等您决定", "for you to decide"},
                                                  {"waiting", "自动等待", "waits by itself"},
                                                  {"groups", "未到齐的组", "open groups"},
                                                  {"decided", "已决定", "decided"},
                                                  {0}};
static const struct listing_filter filters[] = {{"state", "状态", "state", state_words},
                                                {"reason", "为什么", "why", NULL},
                                                {"text", "包含", "contains", NULL},
                                                {"site", "工地", "site", NULL},
                                                {"device", "平板", "tablet", NULL}};

static enum err gather(struct gathering *gathering, struct error *error)
{
    const struct held_filter filter = {.open_only = gathering->state != HELD_DECIDED};
    enum err err = site_lists_take(gathering->call, &gathering->sites, error);

    if (err == ERR_OK && !(gathering->view = console_view(gathering->call, error)))
        err = error->code;
    if (err == ERR_OK)
        err = people_book_read(gathering->view, gathering->arena, &gathering->people, error);
    if (err == ERR_OK)
        err = held_list(gathering->view, &filter, note, gathering, error);
    for (size_t i = 0; err == ERR_OK && i < gathering->count; i++)
        err = describe(gathering, &gathering->rows[i], error);
    return err;
}

static bool same_device(const struct row *a, const struct row *b)
{
    return uuid_equal(&a->held.device, &b->held.device);
}

// Tablets whose entries are open, each once, with how many.
static void put_devices(struct json_writer *json, const struct gathering *gathering)
{
    const struct row *rows = gathering->rows;

    json_array_open(json, "devices");
    for (size_t i = 0; i < gathering->count; i++) {
        int64_t open = 0;
        bool known = held_words_standing(&rows[i].held) == HELD_DECIDED;

        for (size_t k = 0; k < i && !known; k++)
            known = same_device(&rows[k], &rows[i])
                    && held_words_standing(&rows[k].held) != HELD_DECIDED;
        if (known)
            continue;
        for (size_t k = i; k < gathering->count; k++)
            open += same_device(&rows[k], &rows[i])
                    && held_words_standing(&rows[k].held) == HELD_OPEN;
        json_object_open(json, NULL);
        fact_json_id(json, "code", &rows[i].held.device);
        json_put_text(json, "label", rows[i].device[0] ? rows[i].device : "?");
        json_put_integer(json, "open", open);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct gathering *gathering = counts;

    json_put_integer(json, "all",
                     (int64_t)(gathering->counts[HELD_OPEN] + gathering->counts[HELD_WAITING]
                               + gathering->counts[HELD_GROUP]));
    for (size_t i = 0; i < HELD_DECIDED; i++)
        json_put_integer(json, held_standings[i], (int64_t)gathering->counts[i]);
    put_devices(json, gathering);
}

static const struct listing listing = {.code = "held",
                                       .zh = "隔离区",
                                       .en = "quarantine",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "since_ms",
                                       .descending = true,
                                       .filters = filters,
                                       .filter_count = COUNT(filters),
                                       .row_size = sizeof(struct row),
                                       .put = put,
                                       .extra = extra,
                                       .keeps = keeps,
                                       .store = site_row_store,
                                       .capability = CONSOLE_HELD,
                                       .put_counts = put_counts};

static enum err get_held(struct route_call *call, struct error *error)
{
    struct gathering gathering = {.call = call,
                                  .arena = route_arena(call),
                                  .text = route_text(call, "text"),
                                  .state = route_choice(call, "state"),
                                  .reason = route_choice(call, "reason"),
                                  .site = route_uuid(call, "site"),
                                  .device = route_uuid(call, "device")};
    enum err err = gather(&gathering, error);

    if (err == ERR_OK && gathering.count)
        err = console_read_audit(call, "held", NULL, error);
    if (err == ERR_OK)
        err = listing_answer(call,
                             &(struct listing_source){.listing = &listing,
                                                      .ctx = &gathering,
                                                      .rows = gathering.rows,
                                                      .count = gathering.count,
                                                      .counts = &gathering},
                             error);
    mem_free(gathering.rows);
    people_book_clear(&gathering.people);
    site_lists_release(&gathering.sites);
    return err;
}

static const struct route_parameter parameters[] = {
    LISTING_PARAMETERS,
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "state", .type = ROUTE_CHOICE, .choices = held_standings},
    {.name = "reason", .type = ROUTE_CHOICE, .choices = reason_codes},
    {.name = "site", .type = ROUTE_UUID},
    {.name = "device", .type = ROUTE_UUID},
};

const struct route read_held_list_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/held",
     .access = CONSOLE_HELD,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_held,
     .purpose = "the quarantine: entries that came and do not count (without `state`: all that are "
                "not decided): rows {id, reason, kind, fields, person, device, contract_number, "
                "customer_name, store, written_ms, since_ms, state, decided_ms, decided_why, site, "
                "record, device_id, group}, counts by state and `devices` [{code, label, open}]"},
};
const size_t read_held_list_route_count = COUNT(read_held_list_routes);
