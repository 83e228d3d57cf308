// SPDX-License-Identifier: Apache-2.0
// Lists of records by pages: a page costs what is on it, and the next one goes on behind it,
// whatever changed meanwhile.
#ifndef PLUMB_SERVER_REST_REST_PAGE_H
#define PLUMB_SERVER_REST_REST_PAGE_H

#include "server/rest/rest_record.h"

enum { REST_PAGE_MOST = 500, REST_PAGE_USUAL = 100, REST_PAGE_CURSOR = 60 };

struct rest_page {
    const char *kind;        // NULL: all that the token may read
    const struct uuid *site; // NULL: all
    const char *after;       // a cursor that an earlier page gave; NULL: from the start
    size_t limit;            // 1 … REST_PAGE_MOST
    bool changes;            // deleted ones too, and a cursor also at the end
};
// Writes the members "rows", "next" and "more" of the answer. Kinds of the office are in order of
// id; others, and changes, in order of their newest change: what changes meanwhile comes again
// later, and nothing is passed over. INVALID: no cursor of ours; EXPIRED: of a time before the
// office was restored: begin again.
enum err rest_page_write(struct route_call *call, const struct rest_page *page,
                         struct error *error);

#endif
