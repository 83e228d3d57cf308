// SPDX-License-Identifier: Apache-2.0
// Tables for programs: columns with their types, rows as objects by column code.
#ifndef PLUMB_SERVER_REPORTS_TABLE_JSON_H
#define PLUMB_SERVER_REPORTS_TABLE_JSON_H

#include "server/reports/table.h"

// {"tables":[{code, title, filters, notes, columns, count, rows}]}. Money in integer fen, times in
// Unix milliseconds, words as {zh, en}, an empty cell is null. A table's `count` is the number of
// its rows. TOO_LARGE when `out` does not hold it; errors of table_check.
enum err table_json(const struct table *tables, size_t count, struct buffer *out,
                    struct error *error);

#endif
