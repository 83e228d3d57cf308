// SPDX-License-Identifier: Apache-2.0
// Tables as a workbook: one sheet each, types kept, first line frozen and filtered, and a last
// sheet with what the pages say beside the rows.
#ifndef PLUMB_SERVER_REPORTS_TABLE_XLSX_H
#define PLUMB_SERVER_REPORTS_TABLE_XLSX_H

#include "server/reports/table.h"

struct table_xlsx_options {
    enum table_language language;
    // The moment it says it was made; the same tables and moment give the same bytes.
    int64_t made_ms;
};
// TOO_LARGE past 1,048,575 rows a sheet or when `out` does not hold it, IO when the machine has no
// room for the pieces while it is made; errors of table_check.
enum err table_xlsx(const struct table *tables, size_t count,
                    const struct table_xlsx_options *options, struct buffer *out,
                    struct error *error);

#endif
