// SPDX-License-Identifier: Apache-2.0
// An office's table, whatever a spreadsheet or a person made of it: rows come in order, with names
// and values that are text, and what is refused says in which line.
#include "server/cli/import_rows.h"
#include "shared/model/canon.h"

#include <stdlib.h>
#include <string.h>

struct seen {
    size_t line, rows, lines;
};

static enum err look(void *arg, const struct import_row *row, struct error *error)
{
    struct seen *seen = arg;

    (void)error;
    if (row->line <= seen->line || row->line > seen->lines || row->count > IMPORT_COLUMNS_MAX)
        abort();
    seen->line = row->line;
    seen->rows++;
    for (size_t i = 0; i < row->count; i++) {
        struct span name = row->pairs[i].name, value = row->pairs[i].value;

        if (!text_utf8_valid(name.data, name.len) || !text_utf8_valid(value.data, value.len))
            abort();
    }
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {.lines = 1};
    struct arena arena;
    struct error error;

    for (size_t i = 0; i < size; i++)
        seen.lines += data[i] == '\n';
    arena_init(&arena, 16 << 20);
    error_clear(&error);
    if (import_rows_read((struct span){(const char *)data, size}, &arena, look, &seen, &error)
        && error.detail[0] == '\0')
        abort();
    arena_clear(&arena);
    return 0;
}
