// SPDX-License-Identifier: Apache-2.0
#include "server/reports/table.h"

#include "shared/base/clock.h"

#include <string.h>

// A page of a report is read by people: what is larger goes out in several.
enum { CELLS_MAX = 8 << 20, TEXT_BYTES_MAX = 512 << 20, LIST_MAX = 64 };

static const char *const type_names[]
    = {"text", "integer", "decimal", "money_fen", "time_ms", "date", "id", "truth", "words"};

const char *table_type_name(enum table_type type)
{
    return type_names[type];
}

static const char *keep(struct table *table, struct span text)
{
    char *copy = arena_dup(&table->arena, text.data ? text.data : "", text.len);

    table->full = table->full || copy == NULL;
    return copy;
}

static const char *keep_string(struct table *table, const char *text)
{
    return keep(table, span_of(text));
}

void table_init(struct table *table, const char *code, const char *zh, const char *en)
{
    *table = (struct table){0};
    arena_init(&table->arena, TEXT_BYTES_MAX);
    table->code = keep_string(table, code);
    table->zh = keep_string(table, zh);
    table->en = keep_string(table, en);
}

void table_columns(struct table *table, const struct table_column *columns, size_t count)
{
    struct table_column *own = arena_take(&table->arena, count * sizeof(*own));

    table->misused = table->misused || table->columns != NULL || count == 0 || own == NULL;
    if (table->misused)
        return;
    for (size_t i = 0; i < count; i++) {
        own[i] = (struct table_column){
            .code = keep_string(table, columns[i].code),
            .zh = keep_string(table, columns[i].zh),
            .en = keep_string(table, columns[i].en),
            .type = columns[i].type,
        };
    }
    table->columns = own;
    table->column_count = count;
}

static void add_line(struct table *table, struct table_words **list, size_t *count,
                     struct table_words words)
{
    if (*list == NULL)
        *list = arena_take(&table->arena, LIST_MAX * sizeof(**list));
    if (*list == NULL || *count == LIST_MAX) {
        table->full = true;
        return;
    }
    (*list)[*count].zh = keep_string(table, words.zh);
    (*list)[(*count)++].en = keep_string(table, words.en);
}

void table_note(struct table *table, const char *zh, const char *en)
{
    add_line(table, &table->notes, &table->note_count, (struct table_words){zh, en});
}

void table_filter(struct table *table, const char *zh, const char *en)
{
    add_line(table, &table->filters, &table->filter_count, (struct table_words){zh, en});
}

static bool grow(struct table *table, size_t need)
{
    size_t cap = table->cell_cap ? table->cell_cap * 2 : 256;

    while (cap < need)
        cap *= 2;
    if (need > CELLS_MAX)
        return false;
    table->cells = mem_resize(table->cells, cap * sizeof(*table->cells));
    table->cell_cap = cap;
    return true;
}

void table_row(struct table *table)
{
    size_t from = table->row_count * table->column_count, need = from + table->column_count;

    if (table->column_count == 0)
        table->misused = true;
    if (table->misused || table->full)
        return;
    if (need > table->cell_cap && !grow(table, need)) {
        table->full = true;
        return;
    }
    for (size_t i = from; i < need; i++)
        table->cells[i] = (struct table_cell){.number = TABLE_NONE};
    table->row_count++;
    table->next = 0;
}

// The next cell of the row when its column takes one of these types; NULL otherwise.
static struct table_cell *take(struct table *table, unsigned types)
{
    if (table->full || table->misused)
        return NULL;
    if (table->row_count == 0 || table->next == table->column_count
        || !(types & 1u << table->columns[table->next].type)) {
        table->misused = true;
        return NULL;
    }
    return &table->cells[(table->row_count - 1) * table->column_count + table->next++];
}

void table_put_empty(struct table *table)
{
    take(table, ~0u);
}

void table_put_text(struct table *table, struct span text)
{
    struct table_cell *cell
        = take(table, 1u << TABLE_TEXT | 1u << TABLE_DECIMAL | 1u << TABLE_DATE);

    if (cell && text.data)
        cell->zh = keep(table, text);
}

void table_put_string(struct table *table, const char *text)
{
    table_put_text(table, span_of(text));
}

void table_put_number(struct table *table, int64_t number)
{
    struct table_cell *cell
        = take(table, 1u << TABLE_INTEGER | 1u << TABLE_MONEY_FEN | 1u << TABLE_TRUTH);

    if (cell)
        cell->number = number;
}

void table_put_time(struct table *table, int64_t unix_ms)
{
    struct table_cell *cell = take(table, 1u << TABLE_TIME_MS);

    if (cell && unix_ms != 0)
        cell->number = unix_ms;
}

void table_put_id(struct table *table, const struct uuid *id)
{
    struct table_cell *cell = take(table, 1u << TABLE_ID);
    char text[UUID_TEXT];

    if (!cell || uuid_is_nil(id))
        return;
    uuid_format(id, text);
    cell->zh = keep_string(table, text);
}

void table_put_words(struct table *table, const char *zh, const char *en)
{
    struct table_cell *cell = take(table, 1u << TABLE_WORDS);

    if (!cell)
        return;
    cell->zh = keep_string(table, zh);
    cell->en = keep_string(table, en);
}

const struct table_cell *table_cell(const struct table *table, size_t row, size_t column)
{
    return &table->cells[row * table->column_count + column];
}

bool table_cell_empty(const struct table_cell *cell)
{
    return cell->number == TABLE_NONE && (cell->zh == NULL || *cell->zh == '\0')
           && (cell->en == NULL || *cell->en == '\0');
}

enum err table_check(const struct table *table, struct error *error)
{
    if (table->misused || table->column_count == 0)
        return error_set(error, ERR_INTERNAL, "table \"%s\": a cell does not fit its columns",
                         table->code ? table->code : "");
    if (table->full)
        return error_set(error, ERR_TOO_LARGE,
                         "table \"%s\": more than %d cells; narrow it by a filter", table->code,
                         CELLS_MAX);
    return ERR_OK;
}

void table_clear(struct table *table)
{
    mem_free(table->cells);
    arena_clear(&table->arena);
    *table = (struct table){0};
}

void table_say(enum table_language language, const char *zh, const char *en, struct buffer *out)
{
    bool have_zh = zh && *zh, have_en = en && *en;

    if (have_zh && have_en && strcmp(zh, en) == 0)
        have_en = false;
    if (have_zh && (language != TABLE_EN || !have_en))
        buffer_append_text(out, zh);
    if (have_zh && have_en && language == TABLE_BOTH)
        buffer_append_char(out, ' ');
    if (have_en && (language != TABLE_ZH || !have_zh))
        buffer_append_text(out, en);
}

static void show_time(int64_t unix_ms, struct buffer *out)
{
    char text[CLOCK_TEXT];

    clock_format(unix_ms, text);
    text[strlen("2026-11-22")] = ' ';
    buffer_append(out, text, strlen("2026-11-22 14:00:05"));
}

static void show_yuan(int64_t fen, struct buffer *out)
{
    uint64_t whole = fen < 0 ? (uint64_t)0 - (uint64_t)fen : (uint64_t)fen;

    buffer_printf(out, "%s%llu.%02u", fen < 0 ? "-" : "", (unsigned long long)(whole / 100),
                  (unsigned)(whole % 100));
}

void table_show(const struct table_column *column, const struct table_cell *cell,
                enum table_language language, struct buffer *out)
{
    if (table_cell_empty(cell))
        return;
    switch (column->type) {
    case TABLE_INTEGER:
        buffer_append_i64(out, cell->number);
        break;
    case TABLE_MONEY_FEN:
        show_yuan(cell->number, out);
        break;
    case TABLE_TIME_MS:
        show_time(cell->number, out);
        break;
    case TABLE_TRUTH:
        table_say(language, cell->number ? "是" : "否", cell->number ? "yes" : "no", out);
        break;
    case TABLE_TEXT:
    case TABLE_DECIMAL:
    case TABLE_DATE:
    case TABLE_ID:
    case TABLE_WORDS:
        table_say(language, cell->zh, cell->en, out);
        break;
    }
}
