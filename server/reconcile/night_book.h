// SPDX-License-Identifier: Apache-2.0
// The nights that are kept: lists for pages and charts, and one read back whole.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_BOOK_H
#define PLUMB_SERVER_RECONCILE_NIGHT_BOOK_H

#include "server/reconcile/night.h"
#include "server/storage/nights.h"

struct night_book_line {
    char date[CALENDAR_DATE_TEXT];
    int64_t cut_ms, made_ms;
    uint64_t commit;
    bool by_hand;
    struct uuid id;
    struct digest digest;
    uint64_t counts[FIGURE_COUNT];
    bool known[FIGURE_COUNT];
};
typedef bool night_book_each(void *arg, const struct night_book_line *line);
// Newest first, those before the date `before` (NULL: all), until `each` returns false. Costs a
// small row a night.
enum err night_book_list(struct view *view, const char *before, night_book_each *each, void *arg,
                         struct error *error);
// A night as it was kept, with what came late for it (restated). CORRUPT: its page is not that of
// its digest. NOT_FOUND: none is kept of that date. `out` is initialised here; clear it also after
// an error.
enum err night_book_read(struct view *view, const char *date, struct night *out,
                         struct error *error);
// Appends the page itself: the bytes under the digest.
enum err night_book_page(struct view *view, const char *date, struct buffer *out,
                         struct error *error);
// Fills in the places of the night's sites as they are known today: personal data.
enum err night_book_places(struct view *view, struct night *night, struct error *error);

#endif
