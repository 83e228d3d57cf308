// SPDX-License-Identifier: Apache-2.0
#include "server/reports/customer_tables.h"

#include "shared/model/hlc.h"
#include "shared/model/kind_word.h"

#include <string.h>

enum { COLUMNS_MAX = 64, VALUES_MOST = 16, OWN_COLUMNS = 4 };

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

static bool plain(struct span value, struct buffer *out)
{
    buffer_reset(out);
    return value.len >= 2 && value.data[0] == '"'
           && canon_unescape((struct span){value.data + 1, value.len - 2}, out);
}

// A person or another record: by name where it has one.
static void put_record(struct table *table, const struct facts *facts, struct span text)
{
    const struct fact *fact = NULL;
    struct buffer name;
    struct uuid id;

    buffer_init(&name, KIND_TEXT_MAX);
    if (uuid_parse(text, &id))
        fact = facts_find(facts, &id);
    if (fact && fact_put_text(fact, "name", &name))
        table_put_text(table, (struct span){name.data, name.len});
    else
        table_put_text(table, text);
    buffer_clear(&name);
}

static void put_choice(struct table *table, struct span kind, struct span text)
{
    const struct kind_word *word = kind_word_find(kind, text);
    char code[64];

    text_copy(code, sizeof(code), text);
    table_put_words(table, word ? word->zh : code, word ? word->en : code);
}

static void put_value(struct table *table, const struct facts *facts,
                      const struct kind_field *field, struct span kind, struct span value)
{
    struct buffer text;
    int64_t number;

    buffer_init(&text, RECORD_BYTES_MAX);
    if (span_is(value, "null"))
        table_put_empty(table);
    else if (span_is(value, "true") || span_is(value, "false"))
        table_put_number(table, span_is(value, "true"));
    else if (value.data[0] != '"' && text_parse_i64(value, &number) && field->type == TYPE_TIME)
        table_put_time(table, number);
    else if (value.data[0] != '"' && text_parse_i64(value, &number))
        table_put_number(table, number);
    else if (!plain(value, &text))
        table_put_empty(table);
    else if (field->type == TYPE_RECORD)
        put_record(table, facts, (struct span){text.data, text.len});
    else if (field->type == TYPE_CHOICE)
        put_choice(table, kind, (struct span){text.data, text.len});
    else
        table_put_text(table, (struct span){text.data, text.len});
    buffer_clear(&text);
}

// Values that nobody decided between stand side by side in the column of conflicts.
static void say_conflict(struct buffer *out, const struct record *record,
                         const struct kind_field *field)
{
    struct record_value values[VALUES_MOST];
    size_t count = record_values(record, span_of(field->name), values, VALUES_MOST);

    buffer_printf(out, "%s%s %s: ", out->len ? "; " : "", field->zh, field->en);
    for (size_t i = 0; i < count && i < VALUES_MOST; i++) {
        buffer_append_text(out, i ? " | " : "");
        buffer_append(out, values[i].value.data, values[i].value.len);
    }
}

static void put_author(struct table *table, const struct facts *facts, const struct fact *fact)
{
    struct uuid author = fact_author(fact);
    char id[UUID_TEXT];

    uuid_format(&author, id);
    if (uuid_is_nil(&author))
        table_put_string(table, "办公室 office");
    else
        put_record(table, facts, span_of(id));
}

static void put_row(struct table *table, const struct facts *facts, const struct fact *fact)
{
    const struct record *record = fact->record;
    struct buffer conflicts;

    buffer_init(&conflicts, RECORD_BYTES_MAX);
    table_row(table);
    table_put_id(table, &record->id);
    for (size_t i = 0; i < fact->kind->field_count; i++) {
        const struct kind_field *field = &fact->kind->fields[i];
        struct record_value shown;

        if (record_field_conflicts(record, span_of(field->name)))
            say_conflict(&conflicts, record, field);
        if (kind_shown(record, span_of(field->name), 0, &shown) == ERR_OK)
            put_value(table, facts, field, record->kind, shown.value);
        else
            table_put_empty(table);
    }
    put_author(table, facts, fact);
    table_put_time(table, hlc_wall_ms(fact->time));
    buffer_append_text(&conflicts, record_deleted(record) ? " (已删除 deleted)" : "");
    table_put_text(table, (struct span){conflicts.data ? conflicts.data : "", conflicts.len});
    buffer_clear(&conflicts);
}

static void begin(struct table *table, const struct kind *kind)
{
    struct table_column columns[COLUMNS_MAX] = {{"id", "编号", "id", TABLE_ID}};
    size_t count = 1;

    for (size_t i = 0; i < kind->field_count && count < COLUMNS_MAX - OWN_COLUMNS; i++)
        columns[count++] = (struct table_column){kind->fields[i].name, kind->fields[i].zh,
                                                 kind->fields[i].en, type_of(&kind->fields[i])};
    columns[count++] = (struct table_column){"author", "填写人", "written by", TABLE_TEXT};
    columns[count++]
        = (struct table_column){"changed_ms", "最后改动", "last change", TABLE_TIME_MS};
    columns[count++]
        = (struct table_column){"state", "冲突与删除", "conflicts, deletion", TABLE_TEXT};
    table_init(table, kind->name, kind->zh, kind->en);
    table_columns(table, columns, count);
}

enum err customer_tables_make(const struct facts *facts, struct customer_tables *out,
                              struct error *error)
{
    enum err result = ERR_OK;
    size_t kinds;
    const struct kind *kind = kind_list(&kinds);

    *out = (struct customer_tables){.list = mem_alloc_array(kinds, sizeof(*out->list))};
    for (size_t k = 0; k < kinds && result == ERR_OK; k++) {
        size_t count;
        const struct fact *list = facts_of_kind(facts, kind[k].name, &count);
        struct table *table = &out->list[out->count];

        if (kind[k].global || count == 0)
            continue;
        begin(table, &kind[k]);
        out->count++;
        for (size_t i = 0; i < count; i++)
            put_row(table, facts, &list[i]);
        result = table_check(table, error);
    }
    return result;
}

void customer_tables_clear(struct customer_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++)
        table_clear(&tables->list[i]);
    mem_free(tables->list);
    *tables = (struct customer_tables){0};
}
