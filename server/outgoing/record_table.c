// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/record_table.h"

#include "server/storage/site_store.h"
#include "shared/model/canon.h"
#include "shared/model/kind_word.h"

#include <string.h>

enum { ARENA_BYTES = 8 << 20, TEXT_BYTES = 64 << 10, COLUMNS_MOST = 64, FIXED = 5 };

static enum table_type type_of(const struct kind_field *field)
{
    size_t len = strlen(field->name);

    switch (field->type) {
    case TYPE_INTEGER:
        return len > 4 && strcmp(field->name + len - 4, "_fen") == 0 ? TABLE_MONEY_FEN
                                                                     : TABLE_INTEGER;
    case TYPE_BOOLEAN:
        return TABLE_TRUTH;
    case TYPE_CHOICE:
        return TABLE_WORDS;
    case TYPE_RECORD:
        return TABLE_ID;
    case TYPE_DECIMAL:
        return TABLE_DECIMAL;
    case TYPE_TIME:
        return TABLE_TIME_MS;
    case TYPE_DATE:
        return TABLE_DATE;
    default:
        return TABLE_TEXT;
    }
}

static void set_columns(const struct kind *kind, struct table *table)
{
    struct table_column columns[COLUMNS_MOST] = {
        {"id", "编号", "id", TABLE_ID},
        {"site", "工地", "site", TABLE_ID},
        {"changed_ms", "最近变化", "changed", TABLE_TIME_MS},
        {"deleted", "已删除", "deleted", TABLE_TRUTH},
        {"conflicts", "冲突的字段", "fields in conflict", TABLE_TEXT},
    };
    size_t count = FIXED;

    for (size_t i = 0; i < kind->field_count && count < COLUMNS_MOST; i++) {
        const struct kind_field *field = &kind->fields[i];

        columns[count++] = (struct table_column){field->name, field->zh, field->en, type_of(field)};
    }
    table_columns(table, columns, count);
}

struct making {
    struct view *view;
    const struct record_table_wish *wish;
    struct table *table;
    struct arena arena;
    struct buffer text; // scratch
};

static struct span plain(struct making *making, struct span canonical)
{
    buffer_reset(&making->text);
    if (canonical.len < 2 || canonical.data[0] != '"')
        return canonical;
    canon_unescape((struct span){canonical.data + 1, canonical.len - 2}, &making->text);
    return (struct span){making->text.data, making->text.len};
}

static void put_choice(struct making *making, const struct record *record, struct span value)
{
    const struct kind_word *word = kind_word_find(record->kind, value);
    char own[FIELD_NAME_MAX + 1];

    text_copy(own, sizeof(own), value);
    table_put_words(making->table, word ? word->zh : own, word ? word->en : own);
}

static void put_value(struct making *making, const struct record *record,
                      const struct kind_field *field, struct span canonical)
{
    struct span value = plain(making, canonical);
    struct uuid id;
    int64_t number = 0;

    switch (type_of(field)) {
    case TABLE_INTEGER:
    case TABLE_MONEY_FEN:
    case TABLE_TIME_MS:
        if (!text_parse_i64(value, &number))
            table_put_empty(making->table);
        else if (field->type == TYPE_TIME)
            table_put_time(making->table, number);
        else
            table_put_number(making->table, number);
        break;
    case TABLE_TRUTH:
        table_put_number(making->table, span_is(value, "true"));
        break;
    case TABLE_ID:
        if (uuid_parse(value, &id))
            table_put_id(making->table, &id);
        else
            table_put_empty(making->table);
        break;
    case TABLE_WORDS:
        put_choice(making, record, value);
        break;
    default:
        table_put_text(making->table, value);
        break;
    }
}

static void put_conflicts(struct making *making, const struct record *record)
{
    struct span names[COLUMNS_MOST];
    size_t count = record_conflicts(record, names, COLUMNS_MOST);

    buffer_reset(&making->text);
    for (size_t i = 0; i < count && i < COLUMNS_MOST; i++) {
        buffer_append_text(&making->text, i ? " " : "");
        buffer_append(&making->text, names[i].data, names[i].len);
    }
    table_put_text(making->table, (struct span){making->text.data, making->text.len});
}

static void put_fields(struct making *making, const struct record *record, int64_t received_ms)
{
    const struct kind *kind = making->wish->kind;

    put_conflicts(making, record);
    for (size_t i = 0; i < kind->field_count && i + FIXED < COLUMNS_MOST; i++) {
        struct record_value shown;

        if (kind_shown(record, span_of(kind->fields[i].name), received_ms, &shown) == ERR_OK
            && !span_is(shown.value, "null"))
            put_value(making, record, &kind->fields[i], shown.value);
        else
            table_put_empty(making->table);
    }
}

static bool within(struct making *making, const struct record_row *row)
{
    char store[SITE_STORE];

    if (!making->wish->store[0] || uuid_is_nil(&row->site))
        return true;
    if (span_is(row->kind, "site"))
        site_store_of(row->state, store);
    else if (site_store_read(making->view, &row->site, store, NULL) != ERR_OK)
        return false;
    return strcmp(store, making->wish->store) == 0;
}

static bool put_row(void *arg, const struct record_row *row)
{
    struct making *making = arg;
    struct record record = {0};

    if (!within(making, row))
        return true;
    table_row(making->table);
    table_put_id(making->table, &row->id);
    table_put_id(making->table, &row->site);
    table_put_time(making->table, row->received_ms);
    table_put_number(making->table, row->deleted);
    arena_reset(&making->arena);
    if (record_parse(row->state, &making->arena, &record, NULL) == ERR_OK) {
        put_fields(making, &record, row->received_ms);
        record_clear(&record);
    }
    return true;
}

enum err record_table_make(struct view *view, const struct record_table_wish *wish,
                           struct table *out, struct error *error)
{
    struct records_filter filter = {.every_site = !wish->site, .kind = span_of(wish->kind->name)};
    struct making making = {.view = view, .wish = wish, .table = out};
    enum err err;

    if (wish->site)
        filter.site = *wish->site;
    table_init(out, wish->kind->name, wish->kind->zh, wish->kind->en);
    set_columns(wish->kind, out);
    if (wish->store[0])
        table_filter(out, wish->store, wish->store);
    arena_init(&making.arena, ARENA_BYTES);
    buffer_init(&making.text, TEXT_BYTES);
    err = records_list(view, &filter, put_row, &making, error);
    arena_clear(&making.arena);
    buffer_clear(&making.text);
    return err == ERR_OK ? table_check(out, error) : err;
}
