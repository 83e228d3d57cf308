// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_plan.h"

#include "server/storage/records.h"
#include "shared/data/field_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 512 << 20 };

enum err import_plan_begin(struct import_plan *plan, struct desk *desk, struct error *error)
{
    *plan = (struct import_plan){.desk = desk};
    arena_init(&plan->arena, ARENA_MAX);
    return desk_view(desk, &plan->view, error);
}

void import_plan_end(struct import_plan *plan)
{
    storage_close_view(plan->view);
    mem_free(plan->edits);
    mem_free(plan->ids);
    arena_clear(&plan->arena);
}

static const struct import_pair *find_pair(const struct import_row *row, const struct kind *kind,
                                           const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (span_is(row->pairs[i].name, name))
            return &row->pairs[i];
        const struct kind_field *field = kind == NULL ? NULL : kind_field_find(kind, span_of(name));
        if (field != NULL && span_is(row->pairs[i].name, field->zh))
            return &row->pairs[i];
    }
    return NULL;
}

// The plain text of a cell or of a JSON string; other JSON as it stands.
static struct span plain(struct import_plan *plan, const struct import_pair *pair)
{
    struct buffer text;
    if (pair == NULL || !pair->json || pair->value.len < 2 || pair->value.data[0] != '"')
        return pair == NULL ? (struct span){"", 0} : pair->value;
    buffer_init(&text, IMPORT_CELL_MAX * 4);
    canon_unescape((struct span){pair->value.data + 1, pair->value.len - 2}, &text);
    char *kept = arena_dup(&plan->arena, text.data == NULL ? "" : text.data, text.len);
    struct span out = {kept, kept == NULL ? 0 : text.len};
    buffer_clear(&text);
    return out;
}

static const struct kind *kind_of(struct import_plan *plan, const struct import_row *row)
{
    static const struct {
        const char *kind, *first, *second;
    } told[] = {{"assignment", "person", "site"},
                {"site", "contract_number", "address"},
                {"catalogue", "version", "content"},
                {"person", "name", "role"}};
    const struct import_pair *stated = find_pair(row, NULL, "kind");
    if (stated != NULL)
        return kind_find(plain(plan, stated));
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct kind *kind = kind_find(span_of(told[i].kind));
        bool site = strcmp(told[i].second, "site") == 0;
        if (find_pair(row, kind, told[i].first) != NULL
            && (find_pair(row, kind, told[i].second) != NULL
                || (site && find_pair(row, NULL, "工地") != NULL)))
            return kind;
    }
    return NULL;
}

// The id that a natural key makes: the same row imported again is the same record.
static struct uuid key_id(const char *kind, struct span a, struct span b, struct span c)
{
    struct buffer text[3];
    struct span parts[3] = {a, b, c}, values[3];
    for (size_t i = 0; i < 3; i++) {
        buffer_init(&text[i], IMPORT_CELL_MAX * 4);
        canon_put_string(&text[i], parts[i]);
        values[i] = (struct span){text[i].data, text[i].len};
    }
    struct uuid id = kind_key_id(kind, values, 3);
    for (size_t i = 0; i < 3; i++)
        buffer_clear(&text[i]);
    return id;
}

// The id of a kind that the table itself keys, by one field.
static struct uuid table_key_id(const char *kind, struct span key)
{
    struct buffer text;
    buffer_init(&text, IMPORT_CELL_MAX * 4);
    canon_put_string(&text, key);
    struct span value = {text.data, text.len};
    struct uuid id = kind_key_id(kind, &value, 1);
    buffer_clear(&text);
    return id;
}

static bool planned(const struct import_plan *plan, const struct uuid *id)
{
    for (size_t i = 0; i < plan->id_count; i++)
        if (uuid_equal(&plan->ids[i], id))
            return true;
    return false;
}

static bool known(struct import_plan *plan, const struct uuid *id)
{
    struct record_row row;
    return planned(plan, id) || records_get(plan->view, id, &row, NULL) == ERR_OK;
}

static enum err find_site(struct import_plan *plan, struct span text, struct uuid *out,
                          struct error *error)
{
    if (!uuid_parse(text, out))
        *out = key_id("site", text, (struct span){"", 0}, (struct span){"", 0});
    if (known(plan, out))
        return ERR_OK;
    return error_set(error, ERR_NOT_FOUND, "no site with the id or contract number \"%.*s\"",
                     (int)text.len, text.data);
}

static enum err find_person(struct import_plan *plan, struct span text, struct uuid *out,
                            struct error *error)
{
    if (!uuid_parse(text, out))
        *out = key_id("person", text, (struct span){"", 0}, (struct span){"", 0});
    if (known(plan, out))
        return ERR_OK;
    char *name = arena_dup(&plan->arena, text.data, text.len);
    return name == NULL ? ERR_TOO_LARGE : desk_person(plan->desk, name, out, error);
}

// One row on its way to an edit.
struct planning {
    struct import_plan *plan;
    const struct import_row *row;
    const struct kind *kind;
    struct office_edit edit;
    struct uuid person;   // of an assignment
    struct record record; // as the office holds it
    bool found;
    struct error *error;
};

static struct span column(struct planning *p, const char *name)
{
    return plain(p->plan, find_pair(p->row, p->kind, name));
}

static enum err identify_assignment(struct planning *p)
{
    const struct import_pair *site = find_pair(p->row, NULL, "site");
    char site_text[UUID_TEXT], person_text[UUID_TEXT];
    if (site == NULL)
        site = find_pair(p->row, NULL, "工地");
    enum err err = find_site(p->plan, plain(p->plan, site), &p->edit.site, p->error);
    if (err == ERR_OK)
        err = find_person(p->plan, column(p, "person"), &p->person, p->error);
    if (err != ERR_OK)
        return err;
    uuid_format(&p->edit.site, site_text);
    uuid_format(&p->person, person_text);
    p->edit.id = key_id("assignment", span_of(site_text), span_of(person_text), column(p, "role"));
    return ERR_OK;
}

static enum err identify_by_key(struct planning *p, bool has_id)
{
    static const struct {
        const char *kind, *key;
    } keys[] = {{"person", "number"}, {"site", "contract_number"}, {"catalogue", "version"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(p->kind->name, keys[i].kind) != 0)
            continue;
        struct span value = column(p, keys[i].key);
        if (value.len == 0 && !has_id)
            return error_set(p->error, ERR_INVALID,
                             "%s is empty: it tells who is who when imported again", keys[i].key);
        p->edit.id = p->kind->key != NULL // the table's own: every program makes the same id
                         ? table_key_id(p->kind->name, value)
                         : key_id(p->kind->name, value, (struct span){"", 0}, (struct span){"", 0});
    }
    return ERR_OK;
}

static enum err identify(struct planning *p)
{
    const struct import_pair *id = find_pair(p->row, NULL, "id");
    enum err err = strcmp(p->kind->name, "assignment") == 0 ? identify_assignment(p)
                                                            : identify_by_key(p, id != NULL);
    if (err == ERR_OK && id != NULL && !uuid_parse(plain(p->plan, id), &p->edit.id))
        err = error_set(p->error, ERR_INVALID, "id \"%.*s\" is no id", (int)id->value.len,
                        id->value.data);
    if (p->kind->own_site)
        p->edit.site = p->edit.id;
    return err;
}

static bool is_reference(struct span name)
{
    return span_is(name, "kind") || span_is(name, "id") || span_is(name, "site")
           || span_is(name, "工地");
}

// A column's field name: as it stands, or found by its Chinese label.
static struct span field_name(const struct kind *kind, struct span column)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (span_is(column, kind->fields[i].zh))
            return span_of(kind->fields[i].name);
    return column;
}

static enum err read_field(struct planning *p, const struct import_pair *pair, struct field *out)
{
    char text[UUID_TEXT];
    struct span kind = span_of(p->kind->name);
    out->name = field_name(p->kind, pair->name);
    if (span_is(out->name, "person") && !uuid_is_nil(&p->person)) {
        uuid_format(&p->person, text);
        return field_text_value(kind, span_of(text), &p->plan->arena, out, p->error);
    }
    if (!pair->json)
        return field_text_value(kind, pair->value, &p->plan->arena, out, p->error);
    out->value = pair->value;
    return ERR_OK;
}

// Whether the record shows this value already.
static bool shows(const struct record *record, const struct field *field)
{
    struct record_value shown;
    enum err err = kind_shown(record, field->name, 0, &shown);
    if (err == ERR_NOT_FOUND)
        return span_is(field->value, "null");
    return err == ERR_OK && !record_field_conflicts(record, field->name)
           && span_equal(shown.value, field->value);
}

static enum err load(struct planning *p)
{
    struct record_row row;
    enum err err = records_get(p->plan->view, &p->edit.id, &row, p->error);
    p->found = err == ERR_OK;
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    char *state = arena_dup(&p->plan->arena, row.state.data, row.state.len);
    if (state == NULL)
        return error_set(p->error, ERR_TOO_LARGE, "the import is too large");
    struct span text = {state, row.state.len};
    return record_parse(text, &p->plan->arena, &p->record, p->error);
}

static int by_name(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

// Whether a value is worth a write: a new record has no use for nulls, an old one none for what it
// shows.
static bool worth_writing(const struct planning *p, const struct field *field)
{
    return p->found ? !shows(&p->record, field) : !span_is(field->value, "null");
}

static enum err fill_fields(struct planning *p)
{
    struct field *fields = arena_take(&p->plan->arena, (p->row->count + 2) * sizeof *fields);
    size_t count = 0;
    if (fields == NULL)
        return error_set(p->error, ERR_TOO_LARGE, "the import is too large");
    for (size_t i = 0; i < p->row->count; i++) {
        if (is_reference(p->row->pairs[i].name))
            continue;
        enum err err = read_field(p, &p->row->pairs[i], &fields[count]);
        if (err != ERR_OK)
            return err;
        count += worth_writing(p, &fields[count]);
    }
    bool assignment = strcmp(p->kind->name, "assignment") == 0;
    if (assignment && !p->found && find_pair(p->row, p->kind, "active") == NULL)
        fields[count++] = (struct field){span_of("active"), span_of("true")};
    qsort(fields, count, sizeof *fields, by_name);
    p->plan->made += !p->found;
    p->plan->changed += p->found && count > 0;
    p->plan->same += p->found && count == 0;
    p->edit.fields = fields;
    p->edit.field_count = count;
    return ERR_OK;
}

static enum err plan_row(struct planning *p)
{
    enum err err = identify(p);
    if (err == ERR_OK && planned(p->plan, &p->edit.id))
        err = error_set(p->error, ERR_CONFLICT, "%s: the same record stands twice in this import",
                        p->kind->name);
    if (err == ERR_OK)
        err = load(p);
    if (err == ERR_OK)
        err = fill_fields(p);
    record_clear(&p->record);
    return err;
}

// What the office refuses later is named by the line it came from.
static const char *label_of(struct import_plan *plan, const struct import_row *row)
{
    char text[300];
    int len = snprintf(text, sizeof text, "%.250s%sline %zu", plan->file == NULL ? "" : plan->file,
                       plan->file == NULL ? "" : ": ", row->line);
    return len > 0 ? arena_dup(&plan->arena, text, (size_t)len) : NULL;
}

enum err import_plan_row(void *arg, const struct import_row *row, struct error *error)
{
    struct import_plan *plan = arg;
    struct planning p = {.plan = plan, .row = row, .kind = kind_of(plan, row), .error = error};
    if (p.kind == NULL)
        return error_set(error, ERR_INVALID,
                         "cannot tell what this is: a `kind` column, or the columns of people, "
                         "sites, assignments or the catalogue are wanted");
    if (plan->id_count == IMPORT_EDITS_MAX)
        return error_set(error, ERR_TOO_LARGE, "more than %d rows", IMPORT_EDITS_MAX);
    p.edit.kind = p.kind->name;
    p.edit.label = label_of(plan, row);
    enum err err = plan_row(&p);
    if (err != ERR_OK)
        return err;
    plan->ids = mem_resize(plan->ids, (plan->id_count + 1) * sizeof *plan->ids);
    plan->ids[plan->id_count++] = p.edit.id;
    if (p.edit.field_count == 0)
        return ERR_OK;
    plan->edits = mem_resize(plan->edits, (plan->edit_count + 1) * sizeof *plan->edits);
    plan->edits[plan->edit_count++] = p.edit;
    return ERR_OK;
}
