// SPDX-License-Identifier: Apache-2.0
#include "server/reports/table_xlsx.h"

#include "shared/base/calendar.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    ROWS_MAX = 1048575, // of the format, without the line of names
    NAME_SIZE = 32,     // a sheet's name in characters with its NUL
    CELL_BYTES = 32000, // below the format's 32,767 characters
    EPOCH_SERIAL = 25569,
    WIDTH_MOST = 60,
    WIDTH_ROWS = 200, // rows that a column's width is taken from
};
static const int64_t exact_most = (int64_t)1 << 53, day_ms = 86400000, zone_ms = 28800000;

struct book {
    lxw_workbook *workbook;
    lxw_format *head, *money, *time, *date, *wrap;
    enum table_language language;
    struct buffer text;
    lxw_error failed; // the first
};

static void note(struct book *book, lxw_error error)
{
    if (book->failed == LXW_NO_ERROR)
        book->failed = error;
}

static lxw_format *format(struct book *book, const char *number)
{
    lxw_format *made = workbook_add_format(book->workbook);

    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    if (number)
        format_set_num_format(made, number);
    return made;
}

static void add_formats(struct book *book)
{
    book->head = format(book, NULL);
    format_set_bold(book->head);
    format_set_bg_color(book->head, 0xEEF1F4);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    book->money = format(book, "#,##0.00");
    book->time = format(book, "yyyy-mm-dd hh:mm:ss");
    book->date = format(book, "yyyy-mm-dd");
    book->wrap = format(book, NULL);
    format_set_text_wrap(book->wrap);
}

static const char *words(struct book *book, const char *zh, const char *en)
{
    buffer_reset(&book->text);
    table_say(book->language, zh, en, &book->text);
    return book->text.len ? book->text.data : "";
}

// Text that no spreadsheet reads as a formula, and no longer than a cell may be.
static void put_text(struct book *book, lxw_worksheet *sheet, const lxw_row_t at[2],
                     const char *text)
{
    char *cut = NULL;

    if (strlen(text) > CELL_BYTES) {
        cut = mem_alloc(CELL_BYTES + 4);
        text_copy(cut, CELL_BYTES, span_of(text));
        memcpy(cut + strlen(cut), "…", sizeof("…"));
        text = cut;
    }
    note(book, worksheet_write_string(sheet, at[0], (lxw_col_t)at[1], text, book->wrap));
    mem_free(cut);
}

// What the format keeps as a number, and how it looks there.
struct shown {
    double number;
    lxw_format *format; // NULL: plain
};

static bool date_shown(const struct book *book, const char *text, struct shown *out)
{
    int64_t day;

    if (!calendar_parse(span_of(text), &day))
        return false;
    *out = (struct shown){
        .number = (double)((calendar_start_ms(day) + zone_ms) / day_ms + EPOCH_SERIAL),
        .format = book->date,
    };
    return true;
}

static bool decimal_shown(const char *text, struct shown *out)
{
    char *end;

    *out = (struct shown){.number = strtod(text, &end)};
    return end != text && *end == '\0';
}

// False: it stays words, as what a double would round.
static bool number_shown(const struct book *book, enum table_type type,
                         const struct table_cell *cell, struct shown *out)
{
    switch (type) {
    case TABLE_INTEGER:
    case TABLE_MONEY_FEN:
        if (cell->number < -exact_most || cell->number > exact_most)
            return false;
        *out = type == TABLE_INTEGER
                   ? (struct shown){.number = (double)cell->number}
                   : (struct shown){.number = (double)cell->number / 100, .format = book->money};
        return true;
    case TABLE_TIME_MS:
        *out = (struct shown){
            .number = (double)(cell->number + zone_ms) / (double)day_ms + EPOCH_SERIAL,
            .format = book->time,
        };
        return true;
    case TABLE_DATE:
        return date_shown(book, cell->zh, out);
    case TABLE_DECIMAL:
        return decimal_shown(cell->zh, out);
    case TABLE_TEXT:
    case TABLE_ID:
    case TABLE_TRUTH:
    case TABLE_WORDS:
        break;
    }
    return false;
}

static void put_cell(struct book *book, lxw_worksheet *sheet, const lxw_row_t at[2],
                     const struct table_column *column, const struct table_cell *cell)
{
    struct shown shown;

    if (table_cell_empty(cell))
        return;
    if (number_shown(book, column->type, cell, &shown)) {
        note(book,
             worksheet_write_number(sheet, at[0], (lxw_col_t)at[1], shown.number, shown.format));
        return;
    }
    buffer_reset(&book->text);
    table_show(column, cell, book->language, &book->text);
    put_text(book, sheet, at, book->text.len ? book->text.data : "");
}

// Columns of a screen that a sheet gives to text: a Chinese character takes two.
static size_t width_of(const struct buffer *text)
{
    size_t width = 0;

    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->data[i];

        width += c < 0x80 ? 1 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    }
    return width;
}

static void set_width(struct book *book, lxw_worksheet *sheet, const struct table *table,
                      size_t column)
{
    const struct table_column *of = &table->columns[column];
    size_t widest;

    words(book, of->zh, of->en);
    widest = width_of(&book->text) + 3; // the arrow of the filter
    for (size_t row = 0; row < table->row_count && row < WIDTH_ROWS; row++) {
        size_t width;

        buffer_reset(&book->text);
        table_show(of, table_cell(table, row, column), book->language, &book->text);
        width = width_of(&book->text) + 1;
        widest = width > widest ? width : widest;
    }
    note(book, worksheet_set_column(sheet, (lxw_col_t)column, (lxw_col_t)column,
                                    widest > WIDTH_MOST ? WIDTH_MOST : (double)widest, NULL));
}

// Characters that a sheet's name may not have become spaces; a number in front keeps it unique.
static void sheet_name(size_t number, const char *title, char out[NAME_SIZE * 4])
{
    size_t chars;
    int begun = snprintf(out, NAME_SIZE, "%zu ", number);
    char *end = out + begun;

    chars = (size_t)begun;
    for (size_t step; *title && chars + 1 < NAME_SIZE; title += step, chars++) {
        step = text_utf8_step(title, strlen(title));
        if (step == 0)
            break;
        if (step == 1 && strchr("[]:*?/\\'", *title))
            *end++ = ' ';
        else
            for (size_t i = 0; i < step; i++)
                *end++ = title[i];
    }
    *end = '\0';
}

static lxw_worksheet *add_sheet(struct book *book, size_t number, const char *zh, const char *en)
{
    char name[NAME_SIZE * 4];
    lxw_worksheet *sheet;

    sheet_name(number, book->language == TABLE_EN && *en ? en : zh, name);
    sheet = workbook_add_worksheet(book->workbook, name);
    if (sheet == NULL)
        note(book, LXW_ERROR_PARAMETER_VALIDATION);
    return sheet;
}

static void put_table(struct book *book, const struct table *table, size_t number)
{
    lxw_worksheet *sheet = add_sheet(book, number, table->zh, table->en);

    if (sheet == NULL)
        return;
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < table->column_count; i++) {
        const char *name = words(book, table->columns[i].zh, table->columns[i].en);

        note(book, worksheet_write_string(sheet, 0, (lxw_col_t)i, name, book->head));
        set_width(book, sheet, table, i);
    }
    note(book, worksheet_autofilter(sheet, 0, 0, (lxw_row_t)table->row_count,
                                    (lxw_col_t)(table->column_count - 1)));
    for (size_t row = 0; row < table->row_count; row++)
        for (size_t i = 0; i < table->column_count; i++) {
            const lxw_row_t at[2] = {(lxw_row_t)row + 1, (lxw_row_t)i};

            put_cell(book, sheet, at, &table->columns[i], table_cell(table, row, i));
        }
}

static void put_line(struct book *book, lxw_worksheet *sheet, lxw_row_t *row,
                     struct table_words line)
{
    const lxw_row_t at[2] = {(*row)++, 0};

    put_text(book, sheet, at, words(book, line.zh, line.en));
}

// What the tables say beside their rows: title, number of rows, filters, notes.
static void put_about(struct book *book, const struct table *tables, size_t count)
{
    lxw_worksheet *sheet = add_sheet(book, count + 1, "说明", "About");
    lxw_row_t row = 0;

    if (sheet == NULL)
        return;
    note(book, worksheet_set_column(sheet, 0, 0, WIDTH_MOST * 2, NULL));
    for (size_t i = 0; i < count; i++) {
        char zh[32], en[32];

        put_line(book, sheet, &row, (struct table_words){tables[i].zh, tables[i].en});
        snprintf(zh, sizeof(zh), "%zu 行", tables[i].row_count);
        snprintf(en, sizeof(en), "%zu rows", tables[i].row_count);
        put_line(book, sheet, &row, (struct table_words){zh, en});
        for (size_t j = 0; j < tables[i].filter_count; j++)
            put_line(book, sheet, &row, tables[i].filters[j]);
        for (size_t j = 0; j < tables[i].note_count; j++)
            put_line(book, sheet, &row, tables[i].notes[j]);
        row++;
    }
}

static enum err read_back(int file, struct buffer *out, struct error *error)
{
    off_t size = lseek(file, 0, SEEK_END);
    char *room = size > 0 ? buffer_reserve(out, (size_t)size + 1) : NULL;
    size_t have = 0;

    if (size <= 0)
        return error_set(error, ERR_IO, "xlsx: nothing was written");
    if (room == NULL)
        return error_set(error, ERR_TOO_LARGE, "xlsx: more than %zu bytes", out->max);
    while (have < (size_t)size) {
        ssize_t got = pread(file, room + have, (size_t)size - have, (off_t)have);

        if (got <= 0)
            return error_set(error, ERR_IO, "xlsx: it cannot be read back");
        have += (size_t)got;
    }
    room[have] = '\0';
    out->len += have;
    return ERR_OK;
}

static enum err check(const struct table *tables, size_t count, struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = table_check(&tables[i], error);
        if (err == ERR_OK && tables[i].row_count > ROWS_MAX)
            err = error_set(
                error, ERR_TOO_LARGE,
                "xlsx: \"%s\" has %zu rows, a sheet holds %d; narrow it by a filter, or "
                "take csv",
                tables[i].code, tables[i].row_count, ROWS_MAX);
    }
    return err;
}

// The library writes its dates with gmtime, whose result all threads share.
static lxw_error close_one_at_a_time(lxw_workbook *workbook)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    lxw_error failed;

    pthread_mutex_lock(&lock);
    failed = workbook_close(workbook);
    pthread_mutex_unlock(&lock);
    return failed;
}

// The library writes by path: the path is that of a file in memory.
static enum err write_book(const struct table *tables, size_t count,
                           const struct table_xlsx_options *options, int file, struct error *error)
{
    char path[32];
    struct book book = {.language = options->language};
    lxw_doc_properties properties = {.created = (time_t)(options->made_ms / 1000)};

    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    book.workbook = workbook_new(path);
    if (book.workbook == NULL)
        return error_set(error, ERR_IO, "xlsx: the workbook cannot be begun");
    buffer_init(&book.text, 16 << 20);
    add_formats(&book);
    note(&book, workbook_set_properties(book.workbook, &properties));
    for (size_t i = 0; i < count; i++)
        put_table(&book, &tables[i], i + 1);
    put_about(&book, tables, count);
    note(&book, close_one_at_a_time(book.workbook));
    buffer_clear(&book.text);
    return book.failed == LXW_NO_ERROR
               ? ERR_OK
               : error_set(error, ERR_IO, "xlsx: %s", lxw_strerror(book.failed));
}

enum err table_xlsx(const struct table *tables, size_t count,
                    const struct table_xlsx_options *options, struct buffer *out,
                    struct error *error)
{
    enum err err = check(tables, count, error);
    int file;

    if (err != ERR_OK)
        return err;
    file = memfd_create("table.xlsx", MFD_CLOEXEC);
    if (file < 0)
        return error_set(error, ERR_IO, "xlsx: no file in memory");
    err = write_book(tables, count, options, file, error);
    if (err == ERR_OK)
        err = read_back(file, out, error);
    close(file);
    return err;
}
