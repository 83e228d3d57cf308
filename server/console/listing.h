// SPDX-License-Identifier: Apache-2.0
// A list of a page: filtered, sorted, a page at a time by its key, or all of it as a file; each
// column is declared once for the page and for every format.
//
// A route of a list declares LISTING_PARAMETERS beside its own filters and ends with
// listing_answer. Its source is an array in memory made from one view.
#ifndef PLUMB_SERVER_CONSOLE_LISTING_H
#define PLUMB_SERVER_CONSOLE_LISTING_H

#include "server/reports/table.h"
#include "shared/data/json.h"
#include "shared/web/route_table.h"

struct route_call;

enum { LISTING_PAGE = 100, LISTING_PAGE_MOST = 200, LISTING_ROWS_MOST = 200000 };

extern const char *const listing_formats[]; // json, csv, xlsx, html
extern const char *const listing_languages[];
enum { LISTING_CURSOR = 1400, LISTING_SORT = 64, LISTING_COLUMNS_TEXT = 1000 };
// Parameters of every list: sort (code of a column), desc, after (`next` of the page before),
// limit; and of a file: format, columns (codes with commas; left out: all), language (zh, en; left
// out: both).
#define LISTING_PARAMETERS                                                            \
    {.name = "sort", .type = ROUTE_TEXT, .max = LISTING_SORT},                        \
        {.name = "desc", .type = ROUTE_TRUTH},                                        \
        {.name = "after", .type = ROUTE_TEXT, .max = LISTING_CURSOR},                 \
        {.name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = LISTING_PAGE_MOST}, \
        {.name = "format", .type = ROUTE_CHOICE, .choices = listing_formats},         \
        {.name = "columns", .type = ROUTE_TEXT, .max = LISTING_COLUMNS_TEXT},         \
    {                                                                                 \
        .name = "language", .type = ROUTE_CHOICE, .choices = listing_languages        \
    }

// What a filter is called where a file says what it was narrowed to. Its value is shown as it came,
// or by its words.
struct listing_word {
    const char *value, *zh, *en; // ends with a NULL value
};
struct listing_filter {
    const char *name; // the route's parameter
    const char *zh, *en;
    const struct listing_word *words; // may be NULL
};

struct listing {
    const char *code, *zh, *en; // the table's (table.h); "export.<code>" in the audit
    const struct table_column *columns;
    size_t column_count;
    // Code of the column that tells rows apart and never changes; NULL: "id". Its text is at most
    // 200 bytes.
    const char *key;
    const char *sort; // column that it is sorted by when nothing is asked; NULL: as the rows come
    bool descending;
    const struct listing_filter *filters;
    size_t filter_count;
    // Its rows: an array of `row_size` bytes each. Every function gets the source's `ctx`.
    size_t row_size;
    // Puts the cells of a row, from the left (table_put_…).
    void (*put)(struct table *table, const void *ctx, const void *row);
    // Members of a row that no column has; NULL: none. Not in files.
    void (*extra)(struct json_writer *json, const void *ctx, const void *row);
    bool (*keeps)(const void *ctx, const void *row); // passes the filters; NULL: all do
    // Store of a row's site: rows of stores that `capability` was not granted for are left out, and
    // from a file those without CONSOLE_EXPORT. NULL: the list is not about sites; then a file
    // needs CONSOLE_EXPORT for any store.
    struct span (*store)(const void *ctx, const void *row);
    unsigned capability;
    // Members of `counts`, made from all rows of granted stores before the filters; NULL: none.
    void (*count_row)(void *counts, const void *ctx, const void *row);
    void (*put_counts)(struct json_writer *json, const void *counts);
};

// Rows of one answer.
struct listing_source {
    const struct listing *listing;
    const void *ctx, *rows;
    size_t count;
    void *counts; // for count_row and put_counts
};
// Answers {rows, next, total, counts}, or the file with all that the filters select, with an audit
// row "export.<code>". A column of words is {zh, en} in rows; times in milliseconds. INVALID: an
// unknown column, or an `after` that is not of this list in this order.
enum err listing_answer(struct route_call *call, const struct listing_source *source,
                        struct error *error);

#endif
