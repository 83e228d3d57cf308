// SPDX-License-Identifier: Apache-2.0
// What an import will do: rows matched to records by their natural keys, checked before anything is
// written.
#ifndef PLUMB_SERVER_CLI_IMPORT_PLAN_H
#define PLUMB_SERVER_CLI_IMPORT_PLAN_H

#include "server/cli/desk.h"
#include "server/cli/import_rows.h"
#include "server/sync/office_edit.h"

enum { IMPORT_EDITS_MAX = 20000 };

struct import_plan {
    struct desk *desk;
    const char *file; // being read, for later errors; NULL: unnamed
    struct view *view;
    struct arena arena;        // everything below lives in it
    struct office_edit *edits; // owned
    struct uuid *ids;          // of every row's record, changed or not; owned
    size_t edit_count, id_count, made, changed, same;
};
enum err import_plan_begin(struct import_plan *plan, struct desk *desk, struct error *error);
// Adds a row. Its kind is its `kind` member, or told by its columns: person and site → assignment,
// contract_number → site, version and content → catalogue, name → person. Columns may have the
// field's name or its Chinese label. Natural keys: person `number`, site `contract_number`,
// assignment site + person + role, catalogue `version`; or an `id` column. The site and person of
// an assignment are ids, contract numbers, staff numbers, or unique names. INVALID, NOT_FOUND or
// CONFLICT quote the value.
enum err import_plan_row(void *plan, const struct import_row *row, struct error *error);
void import_plan_end(struct import_plan *plan);

#endif
