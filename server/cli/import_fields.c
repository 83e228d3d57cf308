// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_fields.h"

#include "server/cli/import_column.h"
#include "shared/model/canon.h"

#include <string.h>

// The plain text of a JSON string.
static struct span unescaped(struct arena *arena, struct span value)
{
    struct buffer text;
    buffer_init(&text, IMPORT_CELL_MAX * 4);
    canon_unescape((struct span){value.data + 1, value.len - 2}, &text);
    char *kept = arena_dup(arena, text.data == NULL ? "" : text.data, text.len);
    struct span out = {kept, kept == NULL ? 0 : text.len};
    buffer_clear(&text);
    return out;
}

static bool is_string(const struct import_pair *pair)
{
    return pair->json && pair->value.len >= 2 && pair->value.data[0] == '"';
}

static const struct kind *stated_kind(const struct import_row *row, struct arena *arena,
                                      bool *stated)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct import_pair *pair = &row->pairs[i];
        if (!span_is(import_cell_trim(pair->name), "kind"))
            continue;
        struct span value = is_string(pair) ? unescaped(arena, pair->value) : pair->value;
        *stated = true;
        return kind_find(import_cell_trim(value));
    }
    return NULL;
}

const struct kind *import_fields_kind(const struct import_row *row, struct arena *arena)
{
    // In this order: a site's table has no person, a person's none with a site beside it.
    static const struct {
        const char *kind, *all[3], *not ;
    } told[] = {{"assignment", {"person", "site", NULL}, "address"},
                {"site", {"contract_number", "address", NULL}, NULL},
                {"site", {"contract_number", "customer_name", NULL}, "role"},
                {"catalogue", {"version", "content", NULL}, NULL},
                {"person", {"name", "role", NULL}, NULL}};
    struct span headings[IMPORT_COLUMNS_MAX];
    bool stated = false;
    const struct kind *kind = stated_kind(row, arena, &stated);
    if (stated)
        return kind;
    for (size_t i = 0; i < row->count; i++)
        headings[i] = row->pairs[i].name;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        bool has
            = told[i].not == NULL || !import_column_has("site", told[i].not, headings, row->count);
        for (size_t j = 0; has && told[i].all[j] != NULL; j++)
            has = import_column_has(told[i].kind, told[i].all[j], headings, row->count);
        if (has)
            return kind_find(span_of(told[i].kind));
    }
    return NULL;
}

static void complain(const struct import_reading *reading, const struct import_row *row,
                     const struct import_pair *pair, const char *wanted)
{
    struct import_fault fault = {.code = ERR_INVALID,
                                 .file = reading->file,
                                 .line = row->line,
                                 .heading = pair->name,
                                 .value = pair->value,
                                 .wanted = wanted};
    import_faults_add(reading->faults, &fault);
}

static void note(const struct import_reading *reading, struct span heading, const char *what)
{
    if (reading->note != NULL)
        reading->note(reading->note_arg, heading, what);
}

// The kept form of a cell; false when it has none.
static bool settle(const struct import_reading *reading, const struct import_pair *pair,
                   enum import_form form, struct span *out)
{
    struct buffer text;
    buffer_init(&text, IMPORT_CELL_MAX * 4);
    bool good = import_cell_read(form, pair->value, &text);
    char *kept
        = good ? arena_dup(reading->arena, text.data == NULL ? "" : text.data, text.len) : NULL;
    *out = (struct span){kept, kept == NULL ? 0 : text.len};
    buffer_clear(&text);
    return kept != NULL;
}

static struct import_field *find(struct import_fields *fields, struct span name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (span_equal(fields->list[i].name, name))
            return &fields->list[i];
    return NULL;
}

// Two columns for one field: the number of a person goes before the name; others have to agree.
static void put(const struct import_reading *reading, const struct import_row *row,
                struct import_fields *out, const struct import_field *field)
{
    struct import_field *there = find(out, field->name);
    if (there == NULL) {
        out->list[out->count++] = *field;
        return;
    }
    bool person = span_is(field->name, "person") || span_is(field->name, "site");
    if (there->text.len == 0)
        *there = *field;
    else if (!person && field->text.len > 0 && !span_equal(there->text, field->text)) {
        complain(reading, row, field->pair,
                 "两列说的是同一件事,但不一样 two columns say the same "
                 "thing differently");
        out->bad = true;
    }
}

static bool take_pair(const struct import_reading *reading, const struct import_pair *pair,
                      struct import_field *out, const char **wanted)
{
    struct import_column column = import_column_find(reading->kind, pair->name);
    *out = (struct import_field){.pair = pair};
    *wanted = NULL;
    if (column.field == NULL && !write_name_valid(pair->name)) {
        note(reading, pair->name,
             "这一列不认识,没有导入 this column is not known and was left out");
        return false;
    }
    out->name = column.field == NULL ? pair->name : span_of(column.field);
    if (column.assumed && !pair->json)
        note(reading, pair->name, "没有写单位,按元 no unit is written: taken as yuan");
    if (pair->json) {
        out->json = !is_string(pair);
        out->text = out->json ? pair->value : unescaped(reading->arena, pair->value);
        return true;
    }
    if (column.field == NULL) // as it stands: nobody here knows what it is
        out->text = pair->value;
    else if (!settle(reading, pair, column.form, &out->text))
        *wanted = import_cell_wanted(column.form);
    return *wanted == NULL;
}

// A number tells a person more surely than a name does, wherever its column stands.
static bool is_number_heading(struct span heading)
{
    return memmem(heading.data, heading.len, "号", strlen("号")) != NULL;
}

void import_fields_read(const struct import_reading *reading, const struct import_row *row,
                        struct import_fields *out)
{
    struct import_field field;
    const char *wanted;
    out->count = 0;
    out->bad = false;
    for (int numbers = 1; numbers >= 0; numbers--)
        for (size_t i = 0; i < row->count; i++) {
            const struct import_pair *pair = &row->pairs[i];
            if (is_number_heading(pair->name) != (numbers == 1))
                continue;
            if (take_pair(reading, pair, &field, &wanted))
                put(reading, row, out, &field);
            else if (wanted != NULL) {
                complain(reading, row, pair, wanted);
                out->bad = true;
            }
        }
}

const struct import_field *import_fields_find(const struct import_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (span_is(fields->list[i].name, name))
            return &fields->list[i];
    return NULL;
}

struct span import_fields_text(const struct import_fields *fields, const char *name)
{
    const struct import_field *field = import_fields_find(fields, name);
    return field == NULL ? (struct span){"", 0} : field->text;
}
