// SPDX-License-Identifier: Apache-2.0
// The issues of a person's sites in the order people want them, kept from call to call: a site is
// read again only when something of it changed.
#ifndef PLUMB_AGENT_UI_ISSUE_MEMORY_H
#define PLUMB_AGENT_UI_ISSUE_MEMORY_H

#include "agent/ui/reading.h"

enum issue_state { ISSUE_OPEN, ISSUE_ASSIGNED, ISSUE_DONE, ISSUE_VERIFIED, ISSUE_STATES };
extern const char *const issue_memory_states[]; // their names, ends with NULL

struct issue_row {
    struct uuid id, site;
    enum issue_state state;
    int64_t due_ms, opened_ms; // due_ms 0: never
    struct span members;       // of issue_view_row, without the braces around them
};
struct issue_rows {
    const struct issue_row *const *list;
    size_t count;
};
// Any thread.
struct issue_memory;
struct issue_memory *issue_memory_create(void);
void issue_memory_free(struct issue_memory *memory); // accepts NULL
// What is to be done first, by when it is due; then what was verified, newest first. After OK the
// rows stand until issue_memory_end, which must follow; nobody else reads them meanwhile.
enum err issue_memory_begin(struct issue_memory *memory, struct reading *reading,
                            struct issue_rows *out, struct error *error);
void issue_memory_end(struct issue_memory *memory);

#endif
