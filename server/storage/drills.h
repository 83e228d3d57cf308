// SPDX-License-Identifier: Apache-2.0
// Backups and how bringing each one back went: what the office may say about its last backup.
#ifndef PLUMB_SERVER_STORAGE_DRILLS_H
#define PLUMB_SERVER_STORAGE_DRILLS_H

#include "server/storage/storage.h"

enum { DRILL_PLACE_TEXT = 1024, DRILL_PROBLEM_TEXT = 512 };

struct drill_row {
    int64_t row, started_ms, took_ms, restore_ms;
    uint64_t commit; // newest in it; 0: it did not come so far
    uint64_t records, entries, blobs, bytes, copied_bytes;
    bool scheduled, sealed;
    char place[DRILL_PLACE_TEXT];
    char problem[DRILL_PROBLEM_TEXT]; // "": it is good
};
// Appends it; `row` of what is given is not looked at.
enum err drills_put(struct storage *storage, const struct drill_row *drill, struct error *error);
// The newest, or the newest that is good; NOT_FOUND: there is none.
enum err drills_last(struct view *view, bool good, struct drill_row *out, struct error *error);
typedef bool drills_each(void *arg, const struct drill_row *drill);
// Newest first, at most `most` (0: all), until `each` returns false.
enum err drills_list(struct view *view, uint64_t most, drills_each *each, void *arg,
                     struct error *error);

#endif
