// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_plan.h"

#include "server/storage/records.h"
#include "shared/data/field_text.h"

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

static enum err identify_assignment(struct import_plan *plan, const struct import_row *row,
                                    const struct kind *kind, struct office_edit *edit,
                                    struct uuid *person, struct error *error)
{
    const struct import_pair *site = find_pair(row, NULL, "site");
    char site_text[UUID_TEXT], person_text[UUID_TEXT];
    if (site == NULL)
        site = find_pair(row, NULL, "工地");
    enum err err = find_site(plan, plain(plan, site), &edit->site, error);
    if (err == ERR_OK)
        err = find_person(plan, plain(plan, find_pair(row, kind, "person")), person, error);
    if (err != ERR_OK)
        return err;
    uuid_format(&edit->site, site_text);
    uuid_format(person, person_text);
    edit->id = key_id("assignment", span_of(site_text), span_of(person_text),
                      plain(plan, find_pair(row, kind, "role")));
    return ERR_OK;
}

static enum err identify(struct import_plan *plan, const struct import_row *row,
                         const struct kind *kind, struct office_edit *edit, struct uuid *person,
                         struct error *error)
{
    static const struct {
        const char *kind, *key;
    } keys[] = {{"person", "number"}, {"site", "contract_number"}, {"catalogue", "version"}};
    const struct import_pair *id = find_pair(row, NULL, "id");
    enum err err = ERR_OK;
    if (strcmp(kind->name, "assignment") == 0)
        err = identify_assignment(plan, row, kind, edit, person, error);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct span value = plain(plan, find_pair(row, kind, keys[i].key));
        if (strcmp(kind->name, keys[i].kind) != 0)
            continue;
        if (value.len == 0 && id == NULL)
            return error_set(error, ERR_INVALID,
                             "%s is empty: it tells who is who when imported again", keys[i].key);
        edit->id = key_id(kind->name, value, (struct span){"", 0}, (struct span){"", 0});
    }
    if (err == ERR_OK && id != NULL && !uuid_parse(plain(plan, id), &edit->id))
        err = error_set(error, ERR_INVALID, "id \"%.*s\" is no id", (int)id->value.len,
                        id->value.data);
    if (kind->own_site)
        edit->site = edit->id;
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

static enum err read_field(struct import_plan *plan, const struct kind *kind,
                           const struct import_pair *pair, const struct uuid *person,
                           struct field *out, struct error *error)
{
    char text[UUID_TEXT];
    out->name = field_name(kind, pair->name);
    if (span_is(out->name, "person") && !uuid_is_nil(person)) {
        uuid_format(person, text);
        return field_text_value(span_of(kind->name), span_of(text), &plan->arena, out, error);
    }
    if (!pair->json)
        return field_text_value(span_of(kind->name), pair->value, &plan->arena, out, error);
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

static enum err load(struct import_plan *plan, const struct uuid *id, struct record *out,
                     bool *found, struct error *error)
{
    struct record_row row;
    enum err err = records_get(plan->view, id, &row, error);
    *found = err == ERR_OK;
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    char *state = arena_dup(&plan->arena, row.state.data, row.state.len);
    if (state == NULL)
        return error_set(error, ERR_TOO_LARGE, "the import is too large");
    return record_parse((struct span){state, row.state.len}, &plan->arena, out, error);
}

static int by_name(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

static enum err fill_fields(struct import_plan *plan, const struct import_row *row,
                            const struct kind *kind, const struct uuid *person,
                            struct office_edit *edit, struct error *error)
{
    struct field *fields = arena_take(&plan->arena, (row->count + 2) * sizeof *fields);
    struct record record = {0};
    bool found = false, active = find_pair(row, kind, "active") != NULL;
    size_t count = 0;
    enum err err = fields == NULL ? error_set(error, ERR_TOO_LARGE, "the import is too large")
                                  : load(plan, &edit->id, &record, &found, error);
    for (size_t i = 0; err == ERR_OK && i < row->count; i++) {
        if (is_reference(row->pairs[i].name))
            continue;
        err = read_field(plan, kind, &row->pairs[i], person, &fields[count], error);
        bool empty_new = !found && span_is(fields[count].value, "null");
        count += err == ERR_OK && !empty_new && !(found && shows(&record, &fields[count]));
    }
    if (err == ERR_OK && strcmp(kind->name, "assignment") == 0 && !active && !found)
        fields[count++] = (struct field){span_of("active"), span_of("true")};
    if (err == ERR_OK)
        qsort(fields, count, sizeof *fields, by_name);
    plan->made += err == ERR_OK && !found;
    plan->changed += found && count > 0;
    plan->same += found && count == 0;
    record_clear(&record);
    edit->fields = fields;
    edit->field_count = count;
    return err;
}

enum err import_plan_row(void *arg, const struct import_row *row, struct error *error)
{
    struct import_plan *plan = arg;
    struct office_edit edit = {0};
    struct uuid person = uuid_nil;
    const struct kind *kind = kind_of(plan, row);
    if (kind == NULL)
        return error_set(
            error, ERR_INVALID,
            "cannot tell what this is: a `kind` column, or the columns of people, sites, "
            "assignments or the catalogue are wanted");
    enum err err = identify(plan, row, kind, &edit, &person, error);
    if (err == ERR_OK && planned(plan, &edit.id))
        err = error_set(error, ERR_CONFLICT, "%s: the same record stands twice in this import",
                        kind->name);
    edit.kind = kind->name;
    if (err == ERR_OK)
        err = fill_fields(plan, row, kind, &person, &edit, error);
    if (err != ERR_OK)
        return err;
    if (plan->id_count == IMPORT_EDITS_MAX)
        return error_set(error, ERR_TOO_LARGE, "more than %d rows", IMPORT_EDITS_MAX);
    plan->ids = mem_resize(plan->ids, (plan->id_count + 1) * sizeof *plan->ids);
    plan->ids[plan->id_count++] = edit.id;
    if (edit.field_count == 0)
        return ERR_OK;
    plan->edits = mem_resize(plan->edits, (plan->edit_count + 1) * sizeof *plan->edits);
    plan->edits[plan->edit_count++] = edit;
    return ERR_OK;
}
