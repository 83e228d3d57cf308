// SPDX-License-Identifier: Apache-2.0
// A table of a report before it has a format: typed columns, rows of cells, notes. table_csv.h,
// table_xlsx.h, table_html.h and table_json.h write it; each shows the same cells.
#ifndef PLUMB_SERVER_REPORTS_TABLE_H
#define PLUMB_SERVER_REPORTS_TABLE_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/memory.h"
#include "shared/base/uuid.h"

enum table_type {
    TABLE_TEXT,
    TABLE_INTEGER,
    TABLE_DECIMAL,   // text "12.50", exact
    TABLE_MONEY_FEN, // integer; shown in yuan
    TABLE_TIME_MS,   // Unix milliseconds; shown in Shanghai
    TABLE_DATE,      // text "2026-11-22"
    TABLE_ID,
    TABLE_TRUTH, // 0 or 1
    TABLE_WORDS, // text in Chinese and English
};
const char *table_type_name(enum table_type type); // "text", "integer", …, as in JSON

// Which words a page shows; JSON has both in any case.
enum table_language { TABLE_BOTH, TABLE_ZH, TABLE_EN };

struct table_words {
    const char *zh, *en;
};
struct table_column {
    const char *code, *zh, *en;
    enum table_type type;
};
// A cell that was not put, or put empty: zh NULL and number TABLE_NONE.
#define TABLE_NONE INT64_MIN
struct table_cell {
    int64_t number;      // integer, money, time, truth
    const char *zh, *en; // text, decimal, date, id in zh alone; words in both
};
struct table {
    const char *code, *zh, *en;
    const struct table_column *columns;
    size_t column_count;
    struct table_cell *cells; // row by row, column_count each
    size_t row_count;
    struct table_words *notes, *filters;
    size_t note_count, filter_count;
    // its own
    struct arena arena;
    size_t cell_cap, next;
    bool full, misused;
};

// Everything is copied. `code` names it for programs (and begins file names), zh and en are its
// title.
void table_init(struct table *table, const char *code, const char *zh, const char *en);
void table_columns(struct table *table, const struct table_column *columns, size_t count);
void table_note(struct table *table, const char *zh, const char *en);   // a line below it
void table_filter(struct table *table, const char *zh, const char *en); // what it was narrowed to
// Begins a row. Then one put a column, from the left; what is not put stays empty. A put that does
// not fit its column's type, or a cell too many, makes table_check fail.
void table_row(struct table *table);
void table_put_empty(struct table *table);
void table_put_text(struct table *table, struct span text);    // text, decimal, date
void table_put_string(struct table *table, const char *text);  // the same; NULL is empty
void table_put_number(struct table *table, int64_t number);    // integer, money, truth
void table_put_time(struct table *table, int64_t unix_ms);     // 0 is empty
void table_put_id(struct table *table, const struct uuid *id); // the nil one is empty
void table_put_words(struct table *table, const char *zh, const char *en);
// The cell, for writers and tests.
const struct table_cell *table_cell(const struct table *table, size_t row, size_t column);
bool table_cell_empty(const struct table_cell *cell);
// Whether every cell is in it: TOO_LARGE names the limit, INTERNAL a misuse. Every writer asks.
enum err table_check(const struct table *table, struct error *error);
void table_clear(struct table *table); // accepts a zeroed struct

// For writers: appends "中文", "English", or both with a space between (one of them when they are
// the same or one is empty).
void table_say(enum table_language language, const char *zh, const char *en, struct buffer *out);
// A cell as people read it: yuan without thousands separators, "2026-11-22 14:00:05", 是 yes.
void table_show(const struct table_column *column, const struct table_cell *cell,
                enum table_language language, struct buffer *out);

#endif
