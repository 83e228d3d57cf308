// SPDX-License-Identifier: Apache-2.0
// A row of a table read as fields of its kind: headings understood, cells in the form they are kept
// in, what is wrong named.
#ifndef PLUMB_SERVER_CLI_IMPORT_FIELDS_H
#define PLUMB_SERVER_CLI_IMPORT_FIELDS_H

#include "server/cli/import_faults.h"
#include "server/cli/import_rows.h"
#include "shared/model/kind.h"

struct import_field {
    struct span name;               // of the field
    const struct import_pair *pair; // as it stands in the table
    struct span text;               // plain text in its kept form; empty: nothing
    bool json;                      // text is canonical JSON that is no string
};
struct import_fields {
    struct import_field list[IMPORT_COLUMNS_MAX];
    size_t count;
    bool bad; // something was wrong: named among the faults
};
struct import_reading {
    const struct kind *kind;
    const char *file; // NULL: unnamed
    struct arena *arena;
    struct import_faults *faults;
    // Told of each column that is left out, or whose unit is taken for granted. May be NULL.
    void (*note)(void *arg, struct span heading, const char *what);
    void *note_arg;
};
// What a row is about, by its `kind` cell or by its headings; NULL: nobody can tell.
const struct kind *import_fields_kind(const struct import_row *row, struct arena *arena);
void import_fields_read(const struct import_reading *reading, const struct import_row *row,
                        struct import_fields *out);
// NULL: there is no such column.
const struct import_field *import_fields_find(const struct import_fields *fields, const char *name);
// Its text; empty when there is none.
struct span import_fields_text(const struct import_fields *fields, const char *name);

#endif
