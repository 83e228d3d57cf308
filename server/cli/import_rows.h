// SPDX-License-Identifier: Apache-2.0
// Rows of a table as offices have them: CSV (RFC 4180) or JSON lines, read from foreign bytes.
#ifndef PLUMB_SERVER_CLI_IMPORT_ROWS_H
#define PLUMB_SERVER_CLI_IMPORT_ROWS_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"

enum { IMPORT_FILE_MAX = 64 << 20, IMPORT_CELL_MAX = 65536, IMPORT_COLUMNS_MAX = 64 };

// One named value. `json`: value is canonical JSON (a JSON line); otherwise plain text (a CSV
// cell).
struct import_pair {
    struct span name, value;
    bool json;
};
struct import_row {
    size_t line; // from 1, where the row begins
    const struct import_pair *pairs;
    size_t count;
};
// Calls `each` for every row; its spans live as long as `arena`, which it must not reset. CSV:
// UTF-8 with or without a byte order mark, commas, semicolons or tabs (whichever the header line
// has most of), quoted cells may hold separators, quotes and line breaks; empty lines are passed
// over; the header names the columns. JSON lines: one flat object a line. PARSE or TOO_LARGE with
// "line N: …"; an error of `each` is passed on with its line in front.
typedef enum err import_rows_each(void *arg, const struct import_row *row, struct error *error);
enum err import_rows_read(struct span text, struct arena *arena, import_rows_each *each, void *arg,
                          struct error *error);

#endif
