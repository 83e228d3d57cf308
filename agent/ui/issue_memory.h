// SPDX-License-Identifier: Apache-2.0
// The issues of a person's sites in the order people want them, kept from call to call: a site is
// read again only when something of it changed.
#ifndef PLUMB_AGENT_UI_ISSUE_MEMORY_H
#define PLUMB_AGENT_UI_ISSUE_MEMORY_H

#include "agent/ui/reading.h"
#include "shared/model/issue.h"

struct issue_row {
    struct issue_rank rank;
    struct uuid site;
    struct span members; // of issue_view_row, without the braces around them
};
struct issue_rows {
    const struct issue_row *const *list;
    size_t count;
};
// Any thread.
struct issue_memory;
struct issue_memory *issue_memory_create(void);
void issue_memory_free(struct issue_memory *memory); // accepts NULL
// In the order of issue_compare. After OK the rows stand until issue_memory_end, which must follow;
// nobody else reads them meanwhile.
enum err issue_memory_begin(struct issue_memory *memory, struct reading *reading,
                            struct issue_rows *out, struct error *error);
void issue_memory_end(struct issue_memory *memory);

#endif
