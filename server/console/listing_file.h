// SPDX-License-Identifier: Apache-2.0
// A list as a file: what the filters select, in the order that was asked for, with an audit row.
#ifndef PLUMB_SERVER_CONSOLE_LISTING_FILE_H
#define PLUMB_SERVER_CONSOLE_LISTING_FILE_H

#include "server/console/listing_cursor.h"

struct listing_file {
    const struct listing *listing;
    const struct table *table;          // its cells
    const struct listing_place *places; // which of its rows, in which order
    size_t count;
};
// By the call's parameters format, columns and language. INVALID: an unknown column.
enum err listing_file_answer(struct route_call *call, const struct listing_file *file,
                             struct error *error);
// A whole table as a file of this format, to be saved as "code-DATE.ext"; the audit is the
// caller's. `format` is an index into listing_formats.
enum err listing_file_write(struct route_call *call, const struct table *table, int format,
                            struct error *error);
// Writes the cells of a row as members of an object.
void listing_file_put_cells(const struct table *table, size_t row, struct json_writer *json);

#endif
