// SPDX-License-Identifier: Apache-2.0
#include "server/reports/table_json.h"

#include "shared/data/json.h"

static void put_words(struct json_writer *json, const char *key, const char *zh, const char *en)
{
    json_object_open(json, key);
    json_put_text(json, "zh", zh);
    json_put_text(json, "en", en);
    json_object_close(json);
}

static void put_lines(struct json_writer *json, const char *key, const struct table_words *lines,
                      size_t count)
{
    json_array_open(json, key);
    for (size_t i = 0; i < count; i++)
        put_words(json, NULL, lines[i].zh, lines[i].en);
    json_array_close(json);
}

static void put_columns(struct json_writer *json, const struct table *table)
{
    json_array_open(json, "columns");
    for (size_t i = 0; i < table->column_count; i++) {
        json_object_open(json, NULL);
        json_put_text(json, "code", table->columns[i].code);
        json_put_text(json, "zh", table->columns[i].zh);
        json_put_text(json, "en", table->columns[i].en);
        json_put_text(json, "type", table_type_name(table->columns[i].type));
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_cell(struct json_writer *json, const struct table_column *column,
                     const struct table_cell *cell)
{
    switch (column->type) {
    case TABLE_INTEGER:
    case TABLE_MONEY_FEN:
    case TABLE_TIME_MS:
        json_put_known(json, column->code, cell->number != TABLE_NONE, cell->number);
        break;
    case TABLE_TRUTH:
        if (cell->number == TABLE_NONE)
            json_put_null(json, column->code);
        else
            json_put_boolean(json, column->code, cell->number != 0);
        break;
    case TABLE_WORDS:
        if (cell->zh == NULL)
            json_put_null(json, column->code);
        else
            put_words(json, column->code, cell->zh, cell->en);
        break;
    case TABLE_TEXT:
    case TABLE_DECIMAL:
    case TABLE_DATE:
    case TABLE_ID:
        json_put_text(json, column->code, cell->zh);
        break;
    }
}

static void put_table(struct json_writer *json, const struct table *table)
{
    json_object_open(json, NULL);
    json_put_text(json, "code", table->code);
    put_words(json, "title", table->zh, table->en);
    put_lines(json, "filters", table->filters, table->filter_count);
    put_lines(json, "notes", table->notes, table->note_count);
    put_columns(json, table);
    json_put_integer(json, "count", (int64_t)table->row_count);
    json_array_open(json, "rows");
    for (size_t row = 0; row < table->row_count; row++) {
        json_object_open(json, NULL);
        for (size_t i = 0; i < table->column_count; i++)
            put_cell(json, &table->columns[i], table_cell(table, row, i));
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

enum err table_json(const struct table *tables, size_t count, struct buffer *out,
                    struct error *error)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_array_open(&json, "tables");
    for (size_t i = 0; i < count; i++) {
        enum err err = table_check(&tables[i], error);

        if (err != ERR_OK)
            return err;
        put_table(&json, &tables[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
    return out->failed
               ? error_set(error, ERR_TOO_LARGE,
                           "json: more than %zu bytes, or a value that it cannot hold", out->max)
               : ERR_OK;
}
