// SPDX-License-Identifier: Apache-2.0
// Header lines as offices have them: which field a column means, and how its cells are written.
#ifndef PLUMB_SERVER_CLI_IMPORT_COLUMN_H
#define PLUMB_SERVER_CLI_IMPORT_COLUMN_H

#include "server/cli/import_cell.h"
#include "shared/model/kind.h"

struct import_column {
    const char *field; // NULL: the table does not know it
    enum import_form form;
    bool assumed; // an amount whose heading names no unit: taken as yuan
};
// What a heading means in a table of this kind: a field's name, its Chinese label, or another word
// for it (wide or narrow, with spaces or without).
struct import_column import_column_find(const struct kind *kind, struct span heading);
// Whether a table of this kind has the field under any of its names among `headings`.
bool import_column_has(const char *kind, const char *field, const struct span *headings,
                       size_t count);

#endif
