// SPDX-License-Identifier: Apache-2.0
#include "server/reports/table_csv.h"

#include <string.h>

static void put_quoted(struct buffer *out, const struct buffer *text)
{
    if (text->len == 0)
        return;
    if (memchr(text->data, '"', text->len) == NULL && memchr(text->data, ',', text->len) == NULL
        && memchr(text->data, '\n', text->len) == NULL
        && memchr(text->data, '\r', text->len) == NULL) {
        buffer_append(out, text->data, text->len);
        return;
    }
    buffer_append_char(out, '"');
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, text->data[i]);
    }
    buffer_append_char(out, '"');
}

// Words of people, which may begin like a formula; numbers of ours may begin with a minus.
static bool looks_like_formula(enum table_type type, const struct buffer *text)
{
    return (type == TABLE_TEXT || type == TABLE_WORDS || type == TABLE_DATE || type == TABLE_ID)
           && text->len > 0 && strchr("=+-@\t\r", text->data[0]) != NULL;
}

struct csv {
    struct buffer *out, cell;
    enum table_language language;
};

static void put_words(struct csv *csv, const char *zh, const char *en)
{
    buffer_reset(&csv->cell);
    table_say(csv->language, zh, en, &csv->cell);
    put_quoted(csv->out, &csv->cell);
}

static void put_cell(struct csv *csv, const struct table_column *column,
                     const struct table_cell *cell)
{
    struct buffer *text = &csv->cell;

    buffer_reset(text);
    table_show(column, cell, csv->language, text);
    if (looks_like_formula(column->type, text)) {
        struct buffer marked;

        buffer_init(&marked, text->max);
        buffer_append_char(&marked, '\'');
        buffer_append(&marked, text->data, text->len);
        put_quoted(csv->out, &marked);
        buffer_clear(&marked);
        return;
    }
    put_quoted(csv->out, text);
}

static void put_table(struct csv *csv, const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_append_text(csv->out, i ? "," : "");
        put_words(csv, table->columns[i].zh, table->columns[i].en);
    }
    buffer_append_text(csv->out, "\r\n");
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            buffer_append_text(csv->out, i ? "," : "");
            put_cell(csv, &table->columns[i], table_cell(table, row, i));
        }
        buffer_append_text(csv->out, "\r\n");
    }
}

enum err table_csv(const struct table *tables, size_t count, enum table_language language,
                   struct buffer *out, struct error *error)
{
    struct csv csv = {.out = out, .language = language};
    enum err err = ERR_OK;

    buffer_init(&csv.cell, out->max);
    buffer_append_text(out, "\xef\xbb\xbf");
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = table_check(&tables[i], error);
        if (err != ERR_OK)
            break;
        if (count > 1) {
            put_words(&csv, tables[i].zh, tables[i].en);
            buffer_append_text(out, "\r\n");
        }
        put_table(&csv, &tables[i]);
        buffer_append_text(out, count > 1 ? "\r\n" : "");
    }
    if (err == ERR_OK && (out->failed || csv.cell.failed))
        err = error_set(error, ERR_TOO_LARGE, "csv: more than %zu bytes", out->max);
    buffer_clear(&csv.cell);
    return err;
}
