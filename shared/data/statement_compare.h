// SPDX-License-Identifier: Apache-2.0
// What changed between the content that was signed and the content of now, member by member
// (domain.md D6.2, D12.1).
#ifndef PLUMB_SHARED_DATA_STATEMENT_COMPARE_H
#define PLUMB_SHARED_DATA_STATEMENT_COMPARE_H

#include "shared/data/json.h"
#include "shared/model/statement.h"

// What a statement may take to be read as JSON.
extern const struct json_limits statement_compare_limits;

// One member that differs. Texts live during the call only.
struct statement_difference {
    const char *path;           // "items/pressure_test/result"; a list's members by their codes
    const char *member;         // its last part: "result", or "photos" for one photo
    const char *zh, *en;        // of the item or field in which it lies; "" when it has no words
    const char *before, *after; // as JSON; NULL: not there
};
typedef void statement_compare_each(void *arg, const struct statement_difference *difference);
// `before` and `after` are contents (statement_content). Calls `each` for every difference, in the
// order of `before`, what was added behind it. Members of lists are matched by "code", "name" or
// "point"; of lists of texts each that went or came is a difference. PARSE when either is no JSON
// object.
enum err statement_compare(struct span before, struct span after, statement_compare_each *each,
                           void *arg, struct error *error);

#endif
