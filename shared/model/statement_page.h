// SPDX-License-Identifier: Apache-2.0
// What a statement is made from: the records of one page, found once, and how their values are put
// on it.
#ifndef PLUMB_SHARED_MODEL_STATEMENT_PAGE_H
#define PLUMB_SHARED_MODEL_STATEMENT_PAGE_H

#include "shared/model/statement.h"

struct statement_photo {
    const struct fact *fact;
    struct uuid of;
    int64_t taken_ms; // 0: unknown
};
struct statement_page {
    const struct statement_options *options;
    const struct fact *site; // NULL: not here
    struct buffer *out;
    struct statement_photo *photos; // not deleted, by (of, taken_ms, id)
    size_t photo_count;
    const struct fact **results; // item results of `of`, not deleted, by (item, id)
    size_t result_count;
    const struct fact **values; // measured values of `of` or of these results, by (item, point, id)
    size_t value_count;
    bool *used;    // for each record of facts->by_id: it is on the page
    bool conflict; // a covered field has no single value
};

// Finds the records: what it needs is bounded by the facts, which are in memory already. Clear it.
void statement_page_open(struct statement_page *page, const struct statement_options *options,
                         struct buffer *out);
void statement_page_clear(struct statement_page *page);

// Notes that the record is on the page; NULL is nothing.
void statement_page_use(struct statement_page *page, const struct fact *fact);
// The photos of a record, by (taken_ms, id); 0 when it has none.
size_t statement_page_photos(const struct statement_page *page, const struct uuid *of,
                             const struct statement_photo **first);
// The measured values of a result, or of an item without one, in a row.
size_t statement_page_values(const struct statement_page *page, struct span item,
                             const struct fact *const **first);

// Whether one of the fields (NULL-terminated) of a record has no single value; notes it. False for
// NULL.
bool statement_page_conflicts(struct statement_page *page, const struct fact *fact,
                              const char *const *fields);
// Appends the field's shown value, null when there is none or no single one.
void statement_page_put(struct statement_page *page, const struct fact *fact, const char *field);
// "en":… or "zh":… of two plain texts.
void statement_page_put_english(struct statement_page *page, const struct catalogue_words *words);
void statement_page_put_chinese(struct statement_page *page, const struct catalogue_words *words);

#endif
