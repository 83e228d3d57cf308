// SPDX-License-Identifier: Apache-2.0
// Tables for spreadsheets as text: RFC 4180, UTF-8 with a byte order mark.
#ifndef PLUMB_SERVER_REPORTS_TABLE_CSV_H
#define PLUMB_SERVER_REPORTS_TABLE_CSV_H

#include "server/reports/table.h"

// One table: a line of column names, then its rows, nothing else. Several: each begins with a line
// of its title and ends with an empty line. Words that a spreadsheet would take for a formula (=,
// +,
// -, @, tab or return at their start) get a leading apostrophe. Money in yuan, times in Shanghai.
// TOO_LARGE when `out` does not hold it; errors of table_check.
enum err table_csv(const struct table *tables, size_t count, enum table_language language,
                   struct buffer *out, struct error *error);

#endif
