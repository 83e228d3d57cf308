// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_office_conflicts.h"

#include "server/console/listing.h"
#include "server/console/site_reading.h"
#include "server/console/site_row.h"
#include "server/console/wanted.h"
#include "server/storage/records.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/web/route.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { CONFLICTS_MOST = 5000, FIELDS_MOST = 64, VALUES_MOST = 64, TEXT_BYTES = 4096 };

struct row {
    struct site_row of; // first
    struct uuid record, site;
    char kind[KIND_NAME_MAX + 1];
    int64_t received_ms;
    const char *zh, *en, *fields_zh, *fields_en, *who;
    int64_t values;
};
struct gathering {
    struct route_call *call;
    struct view *view;
    struct arena *arena;
    struct site_listed sites;
    struct row *rows;
    size_t count;
    const char *text;
    const struct uuid *site;
};

// ---- which records ----

static bool note(void *arg, const struct record_row *record)
{
    struct gathering *gathering = arg;
    struct row *row = &gathering->rows[gathering->count];

    *row = (struct row){.record = record->id, .site = record->site, .zh = "", .en = ""};
    row->received_ms = record->received_ms;
    text_copy(row->kind, sizeof(row->kind), record->kind);
    row->of = site_row_find(&gathering->sites, &record->site);
    gathering->count += row->of.site != NULL;
    return gathering->count < CONFLICTS_MOST;
}

static int by_site(const void *a, const void *b)
{
    return uuid_compare(&((const struct row *)a)->site, &((const struct row *)b)->site);
}

// ---- what they are called ----

static const char *kept(struct gathering *gathering, struct buffer *text)
{
    const char *copy = text->len ? arena_dup(gathering->arena, text->data, text->len + 1) : NULL;

    buffer_reset(text);
    return copy ? copy : "";
}

static void say_field(const struct fact *fact, struct span name, struct buffer *zh,
                      struct buffer *en)
{
    char field[FIELD_NAME_MAX + 1];
    const char *english, *chinese;

    text_copy(field, sizeof(field), name);
    chinese = fact_view_label(fact, field, &english);
    buffer_printf(zh, "%s%s", zh->len ? "、" : "", chinese[0] ? chinese : field);
    buffer_printf(en, "%s%s", en->len ? ", " : "", chinese[0] ? english : field);
}

// Each name once.
static void say_people(const struct facts *facts, const struct fact *fact, struct span field,
                       struct buffer *who)
{
    struct record_value values[VALUES_MOST];
    size_t count = record_values(fact->record, field, values, VALUES_MOST);

    for (size_t i = 0; i < count && i < VALUES_MOST; i++) {
        const struct fact *person = facts_find(facts, &values[i].person);
        struct span name = span_of("办公室 office");
        struct buffer quoted;

        if (person)
            fact_text(person, "name", &name);
        buffer_init(&quoted, TEXT_BYTES);
        buffer_printf(&quoted, "%.*s", (int)name.len, name.data);
        if (!who->len || (quoted.data && !strstr(who->data, quoted.data)))
            buffer_printf(who, "%s%s", who->len ? "、" : "", quoted.data ? quoted.data : "");
        buffer_clear(&quoted);
    }
}

bool read_office_conflicts_personal(struct span kind)
{
    static const char *const personal[] = {"site", "contact", "signoff", "complaint"};

    for (size_t i = 0; i < COUNT(personal); i++)
        if (span_is(kind, personal[i]))
            return true;
    return false;
}

// What records are called may name the customer.
static void say_label(const struct office_facts *facts, const struct row *row,
                      const struct fact *fact, struct buffer *words[2])
{
    record_label_write((struct record_place){&facts->facts, &facts->shelf, !row->of.personal}, fact,
                       words[0], words[1]);
}

static void describe(struct gathering *gathering, const struct office_facts *facts, struct row *row)
{
    const struct fact *fact = facts_find(&facts->facts, &row->record);
    struct span names[FIELDS_MOST];
    struct buffer zh, en, who;
    size_t count = fact ? record_conflicts(fact->record, names, FIELDS_MOST) : 0;

    buffer_init(&zh, TEXT_BYTES);
    buffer_init(&en, TEXT_BYTES);
    buffer_init(&who, TEXT_BYTES);
    if (fact)
        say_label(facts, row, fact, (struct buffer *[]){&zh, &en});
    row->zh = kept(gathering, &zh);
    row->en = kept(gathering, &en);
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++) {
        say_field(fact, names[i], &zh, &en);
        say_people(&facts->facts, fact, names[i], &who);
        row->values += (int64_t)record_values(fact->record, names[i], NULL, 0);
    }
    row->fields_zh = kept(gathering, &zh);
    row->fields_en = kept(gathering, &en);
    row->who = kept(gathering, &who);
    buffer_clear(&zh);
    buffer_clear(&en);
    buffer_clear(&who);
}

static enum err describe_all(struct gathering *gathering, struct error *error)
{
    struct office_facts facts = {0};
    enum err err
        = office_facts_open(gathering->view, site_lists_seal(gathering->call), &facts, error);

    for (size_t i = 0; err == ERR_OK && i < gathering->count; i++) {
        if (i == 0 || by_site(&gathering->rows[i - 1], &gathering->rows[i]) != 0)
            err = office_facts_load(&facts, &gathering->rows[i].site, error);
        if (err == ERR_OK)
            describe(gathering, &facts, &gathering->rows[i]);
    }
    office_facts_close(&facts);
    return err;
}

// ---- the list ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"label", "记录", "record", TABLE_WORDS},
    {"fields", "有冲突的字段", "fields in conflict", TABLE_WORDS},
    {"values", "不同的值", "values", TABLE_INTEGER},
    {"who", "谁写的", "written by", TABLE_TEXT},
    {"contract_number", "合同编号", "contract number", TABLE_TEXT},
    {"customer_name", "客户", "customer", TABLE_TEXT},
    {"store", "门店", "store", TABLE_TEXT},
    {"received_ms", "最近到达", "last came in", TABLE_TIME_MS},
};

static void put(struct table *table, const void *ctx, const void *of)
{
    const struct row *row = of;
    (void)ctx;

    table_put_id(table, &row->record);
    table_put_words(table, row->zh, row->en);
    table_put_words(table, row->fields_zh, row->fields_en);
    table_put_number(table, row->values);
    table_put_string(table, row->who);
    table_put_string(table, site_row_contract(&row->of));
    table_put_string(table, site_row_customer(&row->of));
    table_put_text(table, site_row_store(NULL, row));
    table_put_time(table, row->received_ms);
}

static void extra(struct json_writer *json, const void *ctx, const void *of)
{
    const struct row *row = of;
    (void)ctx;

    fact_json_id(json, "site", &row->site);
    json_put_text(json, "kind", row->kind);
}

static bool keeps(const void *ctx, const void *of)
{
    const struct gathering *gathering = ctx;
    const struct row *row = of;
    const char *const texts[] = {row->zh, row->en, row->fields_zh, row->fields_en, row->who};

    return wanted_id(gathering->site, &row->site)
           && site_row_says(&row->of, gathering->text, texts, COUNT(texts));
}

static const struct listing_filter filters[]
    = {{"text", "包含", "contains", NULL}, {"site", "工地", "site", NULL}};
static const struct listing listing = {.code = "conflicts",
                                       .zh = "冲突",
                                       .en = "conflicts",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "received_ms",
                                       .descending = true,
                                       .filters = filters,
                                       .filter_count = COUNT(filters),
                                       .row_size = sizeof(struct row),
                                       .put = put,
                                       .extra = extra,
                                       .keeps = keeps,
                                       .store = site_row_store,
                                       .capability = CONSOLE_SEE};

static enum err gather(struct gathering *gathering, struct error *error)
{
    static const struct records_filter filter = {.every_site = true, .conflicted_only = true};
    enum err err = site_lists_take(gathering->call, &gathering->sites, error);

    if (err == ERR_OK && !(gathering->view = console_view(gathering->call, error)))
        err = error->code;
    gathering->rows = arena_take(gathering->arena, CONFLICTS_MOST * sizeof(*gathering->rows));
    if (err == ERR_OK && !gathering->rows)
        err = error_set(error, ERR_TOO_LARGE, "the conflicts do not fit in memory");
    if (err == ERR_OK)
        err = records_list(gathering->view, &filter, note, gathering, error);
    if (err != ERR_OK)
        return err;
    qsort(gathering->rows, gathering->count, sizeof(*gathering->rows), by_site);
    return describe_all(gathering, error);
}

static enum err get_conflicts(struct route_call *call, struct error *error)
{
    struct gathering gathering = {.call = call,
                                  .arena = route_arena(call),
                                  .text = route_text(call, "text"),
                                  .site = route_uuid(call, "site")};
    enum err err = gather(&gathering, error);

    if (err == ERR_OK && gathering.sites.any_personal && gathering.count)
        err = console_read_audit(call, "conflicts", NULL, error);
    if (err == ERR_OK)
        err = listing_answer(call,
                             &(struct listing_source){.listing = &listing,
                                                      .ctx = &gathering,
                                                      .rows = gathering.rows,
                                                      .count = gathering.count},
                             error);
    site_lists_release(&gathering.sites);
    return err;
}

static const struct route_parameter parameters[] = {
    LISTING_PARAMETERS,
    {.name = "text", .type = ROUTE_TEXT, .max = 200},
    {.name = "site", .type = ROUTE_UUID},
};

const struct route read_office_conflicts_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/conflicts",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_conflicts,
     .purpose = "the list of records whose fields stand with several values: rows {id, label, "
                "fields, values, who, contract_number, customer_name, store, received_ms, site, "
                "kind}"},
};
const size_t read_office_conflicts_route_count = COUNT(read_office_conflicts_routes);
