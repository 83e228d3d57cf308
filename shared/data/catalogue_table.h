// SPDX-License-Identifier: Apache-2.0
// Nested JSON read strictly by tables into an arena: a member that no table names is refused, and
// every fault is named by its place.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_TABLE_H
#define PLUMB_SHARED_DATA_CATALOGUE_TABLE_H

#include "shared/base/memory.h"
#include "shared/data/json.h"

enum catalogue_member_type {
    CATALOGUE_TEXT,      // struct span: plain text without control characters, not empty
    CATALOGUE_CODE,      // struct span: [a-z0-9_]{1,40}
    CATALOGUE_RULE,      // struct span: D, then numbers with dots between them
    CATALOGUE_ROLE,      // struct span: customer or a role of the kind table
    CATALOGUE_DECIMAL,   // struct span: "12.5", without a sign unless `min` is negative
    CATALOGUE_INTEGER,   // int64_t from min to max
    CATALOGUE_BOOLEAN,   // bool
    CATALOGUE_CHOICE,    // an enum: the place in `choice`
    CATALOGUE_KIND,      // const struct kind *
    CATALOGUE_CODES,     // const struct span * and size_t: a list of codes, each once
    CATALOGUE_ROLES,     // the same of roles
    CATALOGUE_OBJECT,    // an object of table `of`, in place
    CATALOGUE_LIST,      // const T * and size_t: a list of objects of table `of`
    CATALOGUE_CONDITION, // struct span; and left to be parsed into an expression at `second`
};
enum { CATALOGUE_NOWHERE = 0xffff }; // an offset: not kept

struct catalogue_table;
struct catalogue_member {
    const char *name;
    enum catalogue_member_type type;
    size_t offset, second; // second: of a count, or of an expression
    bool required;
    int64_t min, max; // CATALOGUE_INTEGER; of a text `max`: its bytes
    const char *const *choice;
    const struct catalogue_table *of;
    int scope; // of a condition: what its reader makes of it
};
struct catalogue_table {
    const struct catalogue_member *members;
    size_t count, size; // of members; sizeof the struct
    // The member that tells entries of a list apart (a code: each comes once), or NULL.
    const char *key;
};

// A condition that was met and is not parsed yet.
struct catalogue_pending {
    const char *path; // "nodes[2] \"briefing\".gate[0].when"
    struct span text;
    const struct expression **slot;
    const void *owner; // the struct of the surrounding entry
    int scope;
    struct catalogue_pending *next;
};
enum { CATALOGUE_PATH_MAX = 192 };
struct catalogue_reading {
    struct arena *arena;
    struct error *error; // not NULL
    char path[CATALOGUE_PATH_MAX];
    size_t path_len;
    struct catalogue_pending *pending, **pending_end; // in the order of the file
};

void catalogue_table_init(struct catalogue_reading *reading, struct arena *arena,
                          struct error *error);
// Fills `out` (zeroed, of table->size). INVALID names place and fault; TOO_LARGE: the arena is
// full.
enum err catalogue_table_read(struct catalogue_reading *reading,
                              const struct catalogue_table *table, const struct json *object,
                              void *out);
bool catalogue_table_code(struct span text); // [a-z0-9_]{1,40}
bool catalogue_table_role(struct span text); // customer or a role of the kind table

#endif
