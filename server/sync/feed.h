// SPDX-License-Identifier: Apache-2.0
// What a tablet pulls: the states of its sites that changed since its cursor, page by page.
#ifndef PLUMB_SERVER_SYNC_FEED_H
#define PLUMB_SERVER_SYNC_FEED_H

#include "server/storage/records.h"
#include "server/sync/position.h"
#include "server/sync/reply_lines.h"

struct feed_question {
    struct view *view; // on a snapshot
    struct uuid device;
    const struct position *from; // authentic and known; NULL: from the start
    bool fresh;                  // the tablet never had a reply
    const struct vector *actors; // whose entries up to these counters need not come back
    size_t bytes_most;           // of state lines; one comes in any case
};
struct feed_answer {
    struct position cursor;
    bool more;          // the page is full
    struct uuid *sites; // owned: the sites it has in scope, global records' nil site among them
    size_t site_count;
    uint64_t scope; // its scope version
};
// Adds state lines. A cursor only moves over what was put into lines, or need not be; and since the
// office has one writer, whose commits become visible in the order of their numbers, nothing can
// appear later at or below a commit that a snapshot showed (P9).
enum err feed_pull(const struct feed_question *question, struct reply_lines *lines,
                   struct feed_answer *out, struct error *error);
void feed_clear(struct feed_answer *answer); // accepts a zeroed struct

#endif
