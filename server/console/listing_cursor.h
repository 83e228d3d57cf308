// SPDX-License-Identifier: Apache-2.0
// Where a row stands in a sorted list, and the text by which the next page is asked for. The text
// holds the place, not a number of rows: what is added or goes in between moves nothing.
#ifndef PLUMB_SERVER_CONSOLE_LISTING_CURSOR_H
#define PLUMB_SERVER_CONSOLE_LISTING_CURSOR_H

#include "server/console/listing.h"

// By value (empty ones last, in both directions), then by key. Texts count with their first
// LISTING_PLACE_TEXT bytes.
enum { LISTING_PLACE_TEXT = 320, LISTING_PLACE_KEY = 200 };
struct listing_place {
    bool empty;
    int64_t number;   // when text.data is NULL
    struct span text; // borrowed from the table
    struct span key;  // the same
    size_t row;       // of the table
};
// `sort` SIZE_MAX: the caller sets number.
struct listing_place listing_place_of(const struct table *table, size_t row, size_t key,
                                      size_t sort);
void listing_place_sort(struct listing_place *places, size_t count, bool descending);

struct listing_order {
    const struct listing_place *places; // sorted
    size_t count;
    const char *code; // of the column; "" for none
    bool descending;
};
// The text for what follows place `at`; false when it does not fit.
bool listing_cursor_make(const struct listing_order *order, size_t at,
                         char out[LISTING_CURSOR + 1]);
// Where to go on. INVALID: no such text, or one of another order.
enum err listing_cursor_find(const struct listing_order *order, const char *text, size_t *from,
                             struct error *error);

#endif
