// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_rows.h"

#include "shared/model/canon.h"
#include "shared/model/canon_from.h"

#include <string.h>

struct reading {
    struct span rest;
    size_t line;
    char separator;
    struct arena *arena;
    import_rows_each *each;
    void *arg;
    struct span names[IMPORT_COLUMNS_MAX];
    size_t name_count;
    struct error *error;
};

static enum err fault(struct reading *r, enum err code, size_t line, const char *what)
{
    return error_set(r->error, code, "line %zu: %s", line, what);
}

static char take(struct reading *r)
{
    char c = *r->rest.data;
    r->rest = (struct span){r->rest.data + 1, r->rest.len - 1};
    r->line += c == '\n';
    return c;
}

static bool next_is(const struct reading *r, char c)
{
    return r->rest.len > 0 && *r->rest.data == c;
}

static enum err quoted_cell(struct reading *r, struct buffer *cell)
{
    size_t line = r->line;
    take(r);
    for (;;) {
        if (r->rest.len == 0)
            return fault(r, ERR_PARSE, line, "a quoted cell has no end");
        char c = take(r);
        if (c == '"' && !next_is(r, '"'))
            return ERR_OK;
        if (c == '"')
            take(r);
        buffer_append_char(cell, c);
    }
}

static void plain_cell(struct reading *r, struct buffer *cell)
{
    while (r->rest.len > 0 && !next_is(r, r->separator) && !next_is(r, '\n') && !next_is(r, '\r'))
        buffer_append_char(cell, take(r));
}

static enum err keep_cell(struct reading *r, size_t line, const struct buffer *cell,
                          struct span *out)
{
    const char *bytes = cell->data == NULL ? "" : cell->data;
    if (cell->failed)
        return fault(r, ERR_TOO_LARGE, line, "a cell is longer than 64 KiB");
    if (!text_utf8_valid(bytes, cell->len))
        return fault(r, ERR_PARSE, line, "not UTF-8 (in Excel: save as \"CSV UTF-8\")");
    *out = (struct span){arena_dup(r->arena, bytes, cell->len), cell->len};
    return out->data == NULL ? fault(r, ERR_TOO_LARGE, line, "the file is too large") : ERR_OK;
}

// What stands behind a cell: a separator, or the end of the row.
static enum err end_cell(struct reading *r, size_t line, bool *last)
{
    *last = !next_is(r, r->separator);
    if (!*last) {
        take(r);
        return ERR_OK;
    }
    if (next_is(r, '\r'))
        take(r);
    if (r->rest.len > 0 && take(r) != '\n')
        return fault(r, ERR_PARSE, line, "text behind a closing quote");
    return ERR_OK;
}

// Takes one cell and what ends it. *last: the row ends here.
static enum err read_cell(struct reading *r, struct span *out, bool *last)
{
    struct buffer cell;
    size_t line = r->line;
    enum err err = ERR_OK;
    buffer_init(&cell, IMPORT_CELL_MAX);
    if (next_is(r, '"'))
        err = quoted_cell(r, &cell);
    else
        plain_cell(r, &cell);
    if (err == ERR_OK)
        err = keep_cell(r, line, &cell, out);
    if (err == ERR_OK)
        err = end_cell(r, line, last);
    buffer_clear(&cell);
    return err;
}

static enum err read_csv_row(struct reading *r, struct span *cells, size_t *count)
{
    bool last = false;
    size_t line = r->line;
    for (*count = 0; !last;) {
        if (*count == IMPORT_COLUMNS_MAX)
            return fault(r, ERR_TOO_LARGE, line, "more than 64 columns");
        enum err err = read_cell(r, &cells[*count], &last);
        if (err != ERR_OK)
            return err;
        (*count)++;
    }
    return ERR_OK;
}

static enum err give(struct reading *r, const struct import_row *row)
{
    enum err err = r->each(r->arg, row, r->error);
    return err == ERR_OK ? ERR_OK : error_wrap(r->error, err, "line %zu", row->line);
}

static enum err give_cells(struct reading *r, size_t line, const struct span *cells, size_t count)
{
    struct import_pair pairs[IMPORT_COLUMNS_MAX];
    struct import_row row = {line, pairs, 0};
    size_t used = count;
    while (used > 0 && cells[used - 1].len == 0)
        used--;
    if (used == 0)
        return ERR_OK; // an empty line, or a row of empty cells as Excel leaves them at the end
    if (used > r->name_count)
        return fault(r, ERR_PARSE, line, "more cells than the header line");
    if (count > r->name_count)
        count = r->name_count;
    for (size_t i = 0; i < count; i++)
        if (r->names[i].len > 0)
            pairs[row.count++] = (struct import_pair){r->names[i], cells[i], false};
    return give(r, &row);
}

// Whichever the header line has most of.
static char guess_separator(struct span text)
{
    static const char separators[] = {',', ';', '\t'};
    size_t counts[sizeof separators] = {0}, best = 0;
    for (size_t i = 0; i < text.len && text.data[i] != '\n'; i++)
        for (size_t j = 0; j < sizeof separators; j++)
            counts[j] += text.data[i] == separators[j];
    for (size_t j = 1; j < sizeof separators; j++)
        if (counts[j] > counts[best])
            best = j;
    return separators[best];
}

static bool names_something(const struct reading *r)
{
    for (size_t i = 0; i < r->name_count; i++)
        if (r->names[i].len > 0)
            return true;
    return false;
}

static enum err read_csv(struct reading *r)
{
    struct span cells[IMPORT_COLUMNS_MAX];
    size_t count = 0;
    r->separator = guess_separator(r->rest);
    enum err err = read_csv_row(r, r->names, &r->name_count);
    if (err == ERR_OK && !names_something(r))
        return fault(r, ERR_PARSE, 1, "the header line names no column");
    while (err == ERR_OK && r->rest.len > 0) {
        size_t line = r->line;
        err = read_csv_row(r, cells, &count);
        if (err == ERR_OK)
            err = give_cells(r, line, cells, count);
    }
    return err;
}

static enum err read_object(struct reading *r, struct span line)
{
    struct canon_reader reader;
    struct import_pair pairs[IMPORT_COLUMNS_MAX];
    struct import_row row = {r->line, pairs, 0};
    struct buffer canonical;
    struct error why;
    error_clear(&why);
    buffer_init(&canonical, IMPORT_CELL_MAX * 4);
    enum err err = canon_from_json(line, &canonical, &why);
    char *kept = err == ERR_OK ? arena_dup(r->arena, canonical.data, canonical.len) : NULL;
    buffer_clear(&canonical);
    if (kept == NULL)
        return fault(r, err == ERR_OK ? ERR_TOO_LARGE : err, r->line, why.detail);
    canon_open(&reader, (struct span){kept, strlen(kept)});
    canon_object(&reader);
    for (struct span name; canon_member(&reader, &name); row.count++) {
        if (row.count == IMPORT_COLUMNS_MAX)
            return fault(r, ERR_TOO_LARGE, r->line, "more than 64 members");
        pairs[row.count] = (struct import_pair){.name = name, .json = true};
        canon_value(&reader, &pairs[row.count].value);
    }
    if (canon_end(&reader, &why) != ERR_OK)
        return fault(r, ERR_PARSE, r->line, "an object is wanted");
    return give(r, &row);
}

static enum err read_lines(struct reading *r)
{
    enum err err = ERR_OK;
    for (; err == ERR_OK && r->rest.len > 0; r->line++) {
        const char *end = memchr(r->rest.data, '\n', r->rest.len);
        struct span line = {r->rest.data, end == NULL ? r->rest.len : (size_t)(end - r->rest.data)};
        size_t eaten = line.len + (end != NULL);
        r->rest = (struct span){r->rest.data + eaten, r->rest.len - eaten};
        if (line.len > 0 && line.data[line.len - 1] == '\r')
            line.len--;
        if (line.len > 0)
            err = read_object(r, line);
    }
    return err;
}

enum err import_rows_read(struct span text, struct arena *arena, import_rows_each *each, void *arg,
                          struct error *error)
{
    struct reading r
        = {.rest = text, .line = 1, .arena = arena, .each = each, .arg = arg, .error = error};
    if (text.len > IMPORT_FILE_MAX)
        return error_set(error, ERR_TOO_LARGE, "the file is larger than 64 MiB");
    if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
        r.rest = (struct span){text.data + 3, text.len - 3};
    if (r.rest.len == 0)
        return error_set(error, ERR_PARSE, "the file is empty");
    return next_is(&r, '{') ? read_lines(&r) : read_csv(&r);
}
