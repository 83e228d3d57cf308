// SPDX-License-Identifier: Apache-2.0
#include "server/console/listing_file.h"

#include "server/console/console.h"
#include "server/reports/table_csv.h"
#include "server/reports/table_html.h"
#include "server/reports/table_json.h"
#include "server/reports/table_xlsx.h"
#include "shared/base/memory.h"
#include "shared/web/query.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MOST = 128, WORDS_BYTES = 1024, VALUES_BYTES = 32 << 10 };
enum { FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX, FORMAT_HTML };

static const struct {
    const char *extension, *type;
} kinds[] = {
    [FORMAT_JSON] = {"json", "application/json"},
    [FORMAT_CSV] = {"csv", "text/csv; charset=utf-8"},
    [FORMAT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [FORMAT_HTML] = {"html", "text/html; charset=utf-8"},
};

// ---- cells ----

static void put_number(struct json_writer *json, const struct table_column *column,
                       const struct table_cell *cell)
{
    if (column->type == TABLE_TRUTH && cell->number != TABLE_NONE)
        json_put_boolean(json, column->code, cell->number != 0);
    else
        json_put_known(json, column->code, cell->number != TABLE_NONE, cell->number);
}

static void put_cell(struct json_writer *json, const struct table_column *column,
                     const struct table_cell *cell)
{
    switch (column->type) {
    case TABLE_INTEGER:
    case TABLE_MONEY_FEN:
    case TABLE_TIME_MS:
    case TABLE_TRUTH:
        put_number(json, column, cell);
        break;
    case TABLE_WORDS:
        if (!cell->zh) {
            json_put_null(json, column->code);
            break;
        }
        json_object_open(json, column->code);
        json_put_text(json, "zh", cell->zh);
        json_put_text(json, "en", cell->en);
        json_object_close(json);
        break;
    case TABLE_TEXT:
    case TABLE_DECIMAL:
    case TABLE_DATE:
    case TABLE_ID:
        json_put_text(json, column->code, cell->zh);
        break;
    }
}

void listing_file_put_cells(const struct table *table, size_t row, struct json_writer *json)
{
    for (size_t i = 0; i < table->column_count; i++)
        put_cell(json, &table->columns[i], table_cell(table, row, i));
}

static void copy_cell(struct table *to, const struct table_column *column,
                      const struct table_cell *cell)
{
    struct uuid id;

    if (table_cell_empty(cell))
        table_put_empty(to);
    else if (column->type == TABLE_WORDS)
        table_put_words(to, cell->zh, cell->en);
    else if (column->type == TABLE_ID && uuid_parse(span_of(cell->zh), &id))
        table_put_id(to, &id);
    else if (column->type == TABLE_TIME_MS)
        table_put_time(to, cell->number);
    else if (cell->zh)
        table_put_string(to, cell->zh);
    else
        table_put_number(to, cell->number);
}

// ---- which columns ----

struct choice {
    size_t at[COLUMNS_MOST];
    size_t count;
};

static enum err choose(const struct listing_file *file, const char *text, struct choice *out,
                       struct error *error)
{
    const struct table *table = file->table;

    out->count = 0;
    for (; text && *text; text += strcspn(text, ",") + (text[strcspn(text, ",")] == ',')) {
        struct span code = {text, strcspn(text, ",")};
        size_t i = 0;

        while (i < table->column_count && !span_is(code, table->columns[i].code))
            i++;
        if (i == table->column_count || out->count == COLUMNS_MOST)
            return error_set(error, ERR_INVALID, "columns: there is no column \"%.*s\"",
                             (int)(code.len < 60 ? code.len : 60), code.data);
        out->at[out->count++] = i;
    }
    for (size_t i = 0; !text && i < table->column_count && i < COLUMNS_MOST; i++)
        out->at[out->count++] = i;
    return ERR_OK;
}

static void copy_table(const struct listing_file *file, const struct choice *choice,
                       struct table *out)
{
    struct table_column columns[COLUMNS_MOST];

    table_init(out, file->listing->code, file->listing->zh, file->listing->en);
    for (size_t i = 0; i < choice->count; i++)
        columns[i] = file->table->columns[choice->at[i]];
    table_columns(out, columns, choice->count);
    for (size_t row = 0; row < file->count; row++) {
        table_row(out);
        for (size_t i = 0; i < choice->count; i++)
            copy_cell(out, &columns[i],
                      table_cell(file->table, file->places[row].row, choice->at[i]));
    }
}

// ---- what it was narrowed to ----

static const struct listing_filter *find_filter(const struct listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->filter_count; i++)
        if (strcmp(listing->filters[i].name, name) == 0)
            return &listing->filters[i];
    return NULL;
}

static void say_filter(struct table *table, const struct listing_filter *filter, const char *value)
{
    const struct listing_word *word = filter->words;
    char zh[WORDS_BYTES], en[WORDS_BYTES], shown[WORDS_BYTES / 2];

    text_copy(shown, sizeof(shown), span_of(value));
    while (word && word->value && strcmp(word->value, value) != 0)
        word++;
    word = word && word->value ? word : NULL;
    snprintf(zh, sizeof(zh), "%s：%s", filter->zh, word ? word->zh : shown);
    snprintf(en, sizeof(en), "%s: %s", filter->en, word ? word->en : shown);
    table_filter(table, zh, en);
}

static void say_filters(struct route_call *call, const struct listing *listing, struct table *table)
{
    struct span rest = span_of(route_request(call)->query);
    const struct listing_filter *filter;
    const char *name, *value;

    while (query_next(&rest, route_arena(call), &name, &value, NULL) == ERR_OK && name) {
        filter = find_filter(listing, name);
        if (filter && *value)
            say_filter(table, filter, value);
    }
}

// ---- out ----

struct export_job {
    struct commit_job job; // first
    struct audit_row audit;
};

static enum err apply_export(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return audit_put(storage, &((struct export_job *)job)->audit, NULL, error);
}

static enum err note_export(struct route_call *call, const struct listing_file *file,
                            struct error *error)
{
    struct export_job job = {.job = {.apply = apply_export, .quiet = true}};
    struct buffer after;
    struct json_writer json;
    char act[WORDS_BYTES];
    enum err err;

    snprintf(act, sizeof(act), "export.%s", file->listing->code);
    job.audit = console_audit(call, act);
    job.audit.subject_kind = span_of("list");
    job.audit.subject = span_of(file->listing->code);
    buffer_init(&after, VALUES_BYTES);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "format", listing_formats[route_choice(call, "format")]);
    json_put_text(&json, "query", route_request(call)->query);
    json_put_integer(&json, "rows", (int64_t)file->count);
    json_object_close(&json);
    job.audit.after = (struct span){after.data, after.len};
    err = after.failed ? error_set(error, ERR_TOO_LARGE, "the filters are too long")
                       : console_commit(call, &job.job, error);
    buffer_clear(&after);
    return err;
}

static enum err write_as(struct route_call *call, const struct table *table, int format,
                         struct error *error)
{
    int chosen = route_choice(call, "language");
    enum table_language language = chosen < 0 ? TABLE_BOTH : chosen == 0 ? TABLE_ZH : TABLE_EN;
    struct buffer *out = route_bytes(call, kinds[format].type);
    const struct table_xlsx_options xlsx = {language, console_now_ms(call)};
    const struct table_html_head head = {.title = {table->zh, table->en}, .language = language};

    switch (format) {
    case FORMAT_CSV:
        return table_csv(table, 1, language, out, error);
    case FORMAT_XLSX:
        return table_xlsx(table, 1, &xlsx, out, error);
    case FORMAT_HTML:
        return table_html(table, 1, &head, out, error);
    default:
        return table_json(table, 1, out, error);
    }
}

enum err listing_file_write(struct route_call *call, const struct table *table, int format,
                            struct error *error)
{
    char now[CLOCK_TEXT];
    enum err err = write_as(call, table, format, error);

    clock_format(console_now_ms(call), now);
    if (err == ERR_OK)
        http_response_header(route_response(call), "Content-Disposition",
                             "attachment; filename=\"%s-%.10s.%s\"", table->code, now,
                             kinds[format].extension);
    return err;
}

enum err listing_file_answer(struct route_call *call, const struct listing_file *file,
                             struct error *error)
{
    struct choice choice;
    struct table table;
    enum err err = choose(file, route_text(call, "columns"), &choice, error);

    if (err != ERR_OK)
        return err;
    copy_table(file, &choice, &table);
    say_filters(call, file->listing, &table);
    err = note_export(call, file, error);
    if (err == ERR_OK)
        err = listing_file_write(call, &table, route_choice(call, "format"), error);
    table_clear(&table);
    return err;
}
