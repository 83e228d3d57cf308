// SPDX-License-Identifier: Apache-2.0
// What an import will do: rows matched to records by their natural keys, checked before anything is
// written.
#ifndef PLUMB_SERVER_CLI_IMPORT_PLAN_H
#define PLUMB_SERVER_CLI_IMPORT_PLAN_H

#include "server/cli/desk.h"
#include "server/cli/import_faults.h"
#include "server/cli/import_ids.h"
#include "server/cli/import_rows.h"
#include "server/cli/import_stores.h"
#include "server/sync/office_edit.h"

enum { IMPORT_EDITS_MAX = 20000, IMPORT_CHANGES_SHOWN = 200, IMPORT_NOTES_MAX = 64 };

struct import_plan {
    struct desk *desk;
    const char *file; // being read, for faults; borrowed; NULL: unnamed
    bool assignments; // which rows of a file are taken now: first all others, then assignments
    struct view *view;
    struct arena arena;        // everything below lives in it
    struct office_edit *edits; // owned
    struct import_ids ids;     // of every row's record, changed or not
    size_t edit_count, made, changed, same, repeated;
    struct import_stores stores; // of the office before
    struct import_faults faults;
    struct buffer changes, notes; // in words, a line each
    size_t change_count, note_count;
    struct digest noted[IMPORT_NOTES_MAX]; // what was said is not said again
};
enum err import_plan_begin(struct import_plan *plan, struct desk *desk, struct error *error);
// Adds a row (import_rows_each). Its kind is its `kind` member, or told by its columns. Headings
// are understood as import_column.h says. Natural keys: person `number`, site `contract_number`,
// assignment site + person + role, catalogue `version`; or an `id` column. The site and person of
// an assignment are ids, contract numbers, staff numbers, or unique names, of the office or of this
// import. The same row twice is one. What is wrong with a row goes to the faults: errors are only
// those of reading.
enum err import_plan_row(void *plan, const struct import_row *row, struct error *error);
void import_plan_end(struct import_plan *plan);

#endif
