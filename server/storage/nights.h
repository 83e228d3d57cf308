// SPDX-License-Identifier: Apache-2.0
// Nights as they are kept: each page once, unchanged for ever, and what came late for it.
#ifndef PLUMB_SERVER_STORAGE_NIGHTS_H
#define PLUMB_SERVER_STORAGE_NIGHTS_H

#include "server/storage/storage.h"
#include "server/storage/view.h"
#include "shared/base/calendar.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

struct night_row_kept {
    char date[CALENDAR_DATE_TEXT]; // "2026-11-22"
    struct uuid id;
    int64_t cut_ms, made_ms;
    uint64_t commit; // newest at the cut
    bool by_hand;
    struct digest digest; // of the page
    uint64_t size;        // bytes of the page
    struct span totals;   // one JSON object: figure, count
    struct span page;     // one zstd frame; nights_list leaves it empty
};
// EXISTS: that night is kept already, and stays as it is.
enum err nights_put(struct storage *storage, const struct night_row_kept *night,
                    struct error *error);
enum err nights_get(struct view *view, const char *date, struct night_row_kept *out,
                    struct error *error); // NOT_FOUND
enum err nights_find(struct view *view, const struct uuid *id, struct night_row_kept *out,
                     struct error *error); // NOT_FOUND; without its page
typedef bool nights_each(void *arg, const struct night_row_kept *night);
// Newest first, those before the date `before` (empty: all), until `each` returns false.
enum err nights_list(struct view *view, const char *before, nights_each *each, void *arg,
                     struct error *error);

// Those without a leaf in the log, oldest first.
enum err nights_unlogged(struct view *view, nights_each *each, void *arg, struct error *error);

struct night_restated {
    char date[CALENDAR_DATE_TEXT], made_on[CALENDAR_DATE_TEXT];
    uint64_t commit, entries;
    struct span page; // one JSON object
};
enum err nights_restate(struct storage *storage, const struct night_restated *restated,
                        struct error *error); // EXISTS
typedef bool nights_restated_each(void *arg, const struct night_restated *restated);
// What came late for a night, oldest first.
enum err nights_restatements(struct view *view, const char *date, nights_restated_each *each,
                             void *arg, struct error *error);

#endif
