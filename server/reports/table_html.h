// SPDX-License-Identifier: Apache-2.0
// Tables as one page for a browser and a printer: standalone, without script, without anything
// fetched.
#ifndef PLUMB_SERVER_REPORTS_TABLE_HTML_H
#define PLUMB_SERVER_REPORTS_TABLE_HTML_H

#include "server/reports/table.h"

// What stands above the tables: a title, and lines such as date and digest.
struct table_html_head {
    struct table_words title;
    const struct table_words *lines;
    size_t line_count;
    enum table_language language;
};
// A table without rows says so in words; a column without anything is left out; an id shows its
// ends and has the whole as its title. TOO_LARGE when `out` does not hold it; errors of
// table_check.
enum err table_html(const struct table *tables, size_t count, const struct table_html_head *head,
                    struct buffer *out, struct error *error);

#endif
