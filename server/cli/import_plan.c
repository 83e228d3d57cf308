// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_plan.h"

#include "server/cli/import_fields.h"
#include "server/storage/records.h"
#include "shared/data/field_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 512 << 20, WORDS_MAX = 1 << 20, SHOWN = 80 };

enum err import_plan_begin(struct import_plan *plan, struct desk *desk, struct error *error)
{
    *plan = (struct import_plan){.desk = desk};
    arena_init(&plan->arena, ARENA_MAX);
    import_faults_begin(&plan->faults);
    buffer_init(&plan->changes, WORDS_MAX);
    buffer_init(&plan->notes, WORDS_MAX);
    enum err err = desk_view(desk, &plan->view, error);
    return err == ERR_OK ? import_stores_read(plan->view, &plan->arena, &plan->stores, error) : err;
}

void import_plan_end(struct import_plan *plan)
{
    storage_close_view(plan->view);
    mem_free(plan->edits);
    import_ids_clear(&plan->ids);
    import_faults_end(&plan->faults);
    buffer_clear(&plan->changes);
    buffer_clear(&plan->notes);
    arena_clear(&plan->arena);
}

// One row on its way to an edit.
struct planning {
    struct import_plan *plan;
    const struct import_row *row;
    const struct kind *kind;
    struct import_fields fields;
    struct office_edit edit;
    struct uuid person;   // of an assignment
    struct record record; // as the office holds it
    bool found;
    struct error *error; // of reading
};

// What is wrong with the row, at one of its cells or (pair NULL) as a whole. Always false.
static bool complain(const struct planning *p, enum err code, const struct import_pair *pair,
                     const char *wanted)
{
    struct import_fault fault
        = {.code = code, .file = p->plan->file, .line = p->row->line, .wanted = wanted};
    if (pair != NULL) {
        fault.heading = pair->name;
        fault.value = pair->value;
    }
    import_faults_add(&p->plan->faults, &fault);
    return false;
}

static void note(void *arg, struct span heading, const char *what)
{
    struct import_plan *plan = arg;
    char line[600];
    struct digest digest;
    int len = snprintf(line, sizeof line, "%s%s%.*s: %s", plan->file == NULL ? "" : plan->file,
                       plan->file == NULL ? "" : ": ", (int)(heading.len > 90 ? 90 : heading.len),
                       heading.data, what);
    if (len <= 0 || plan->note_count == IMPORT_NOTES_MAX)
        return;
    hash_once(line, strlen(line), &digest);
    for (size_t i = 0; i < plan->note_count; i++)
        if (digest_equal(&plan->noted[i], &digest))
            return;
    plan->noted[plan->note_count++] = digest;
    text_flatten(line);
    buffer_printf(&plan->notes, "%s\n", line);
}

static void look_at_store(struct import_plan *plan, struct span name)
{
    char what[500], names[300];
    if (!import_stores_is_new(&plan->stores, name))
        return;
    import_stores_print(&plan->stores, names, sizeof names);
    snprintf(what, sizeof what, "新的门店名;已有 a store's name that is new; there are: %s", names);
    note(plan, name, what);
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

static bool known(struct import_plan *plan, const struct uuid *id)
{
    struct record_row row;
    return import_ids_find(&plan->ids, id) != NULL
           || records_get(plan->view, id, &row, NULL) == ERR_OK;
}

static bool find_site(const struct planning *p, const struct import_field *field, struct uuid *out)
{
    const struct span none = {"", 0};
    if (field->text.len == 0)
        return complain(p, ERR_INVALID, field->pair,
                        "工地的合同编号 the site's contract number is wanted");
    if (!uuid_parse(field->text, out))
        *out = key_id("site", field->text, none, none);
    return known(p->plan, out)
           || complain(p, ERR_NOT_FOUND, field->pair,
                       "没有这个合同编号的工地 no site with the id or contract number");
}

static bool find_person(const struct planning *p, const struct import_field *field,
                        struct uuid *out)
{
    const struct span none = {"", 0};
    struct error why = {0};
    if (field->text.len == 0)
        return complain(p, ERR_INVALID, field->pair, "工号或姓名 a staff number or name is wanted");
    if (!uuid_parse(field->text, out))
        *out = key_id("person", field->text, none, none);
    if (known(p->plan, out))
        return true;
    size_t named = import_ids_named(&p->plan->ids, field->text, out);
    if (named == 1)
        return true;
    char *name = arena_dup(&p->plan->arena, field->text.data, field->text.len);
    enum err err = named > 1      ? error_set(&why, ERR_CONFLICT,
                                              "几个人同名,请写工号 several have this name: give the "
                                                   "number")
                   : name == NULL ? ERR_TOO_LARGE
                                  : desk_person(p->plan->desk, name, out, &why);
    return err == ERR_OK || complain(p, err, field->pair, why.detail);
}

static bool identify_assignment(struct planning *p)
{
    const struct import_field *site = import_fields_find(&p->fields, "site"),
                              *person = import_fields_find(&p->fields, "person");
    char site_text[UUID_TEXT], person_text[UUID_TEXT];
    if (site == NULL || person == NULL)
        return complain(p, ERR_INVALID, NULL,
                        "工地和人员两列 columns for site and person are wanted");
    bool good = find_site(p, site, &p->edit.site);
    good = find_person(p, person, &p->person) && good;
    if (!good)
        return false;
    uuid_format(&p->edit.site, site_text);
    uuid_format(&p->person, person_text);
    p->edit.id = key_id("assignment", span_of(site_text), span_of(person_text),
                        import_fields_text(&p->fields, "role"));
    return true;
}

static bool identify_by_key(struct planning *p, bool has_id)
{
    static const struct {
        const char *kind, *key, *missing;
    } keys[] = {{"person", "number",
                 "工号是空的 number is empty: it tells who is who when imported "
                 "again"},
                {"site", "contract_number",
                 "合同编号是空的 contract_number is empty: it tells which "
                 "is which when imported again"},
                {"catalogue", "version", "version is empty"}};
    const struct span none = {"", 0};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(p->kind->name, keys[i].kind) != 0)
            continue;
        struct span value = import_fields_text(&p->fields, keys[i].key);
        if (value.len == 0 && !has_id)
            return complain(p, ERR_INVALID, NULL, keys[i].missing);
        p->edit.id = p->kind->key != NULL // the table's own: every program makes the same id
                         ? table_key_id(p->kind->name, value)
                         : key_id(p->kind->name, value, none, none);
    }
    return true;
}

static bool identify(struct planning *p)
{
    const struct import_field *id = import_fields_find(&p->fields, "id");
    bool good = strcmp(p->kind->name, "assignment") == 0 ? identify_assignment(p)
                                                         : identify_by_key(p, id != NULL);
    if (good && id != NULL && !uuid_parse(id->text, &p->edit.id))
        good = complain(p, ERR_INVALID, id->pair, "is no id (36 characters, lower case)");
    if (p->kind->own_site)
        p->edit.site = p->edit.id;
    return good;
}

static bool is_reference(struct span name)
{
    return span_is(name, "kind") || span_is(name, "id") || span_is(name, "site");
}

// Rules of the kind table for this one field.
static bool check_field(struct planning *p, const struct import_field *from,
                        const struct field *field)
{
    struct write write = {.id = p->edit.id,
                          .site = p->edit.site,
                          .kind = span_of(p->kind->name),
                          .fields = field,
                          .field_count = 1};
    struct kind_question question = {.write = &write};
    struct error why = {0};
    if (p->kind->write_once || kind_check(&question, &why) == ERR_OK)
        return true;
    return complain(p, ERR_INVALID, from->pair,
                    from->text.len == 0 ? "不能为空 something has to stand here" : why.detail);
}

static bool read_field(struct planning *p, const struct import_field *from, struct field *out)
{
    char text[UUID_TEXT];
    struct span kind = span_of(p->kind->name), value = from->text;
    struct error why = {0};
    out->name = from->name;
    if (span_is(out->name, "person") && !uuid_is_nil(&p->person)) {
        uuid_format(&p->person, text);
        value = span_of(text);
    }
    if (from->json)
        out->value = value;
    else if (field_text_value(kind, value, &p->plan->arena, out, &why) != ERR_OK)
        return complain(p, ERR_INVALID, from->pair, why.detail);
    return check_field(p, from, out);
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

static struct span shortened(struct span text)
{
    return text.len > SHOWN ? (struct span){text.data, SHOWN} : text;
}

static void say_field(const struct planning *p, const struct field *field, const char *before_it)
{
    const struct kind_field *table = kind_field_find(p->kind, field->name);
    struct span name = table == NULL ? field->name : span_of(table->zh);
    struct span before = span_of("null"), value = shortened(field->value);
    struct record_value shown;
    if (kind_shown(&p->record, field->name, 0, &shown) == ERR_OK)
        before = shortened(shown.value);
    buffer_printf(&p->plan->changes, "%s%.*s %.*s → %.*s", before_it, (int)name.len, name.data,
                  (int)before.len, before.data, (int)value.len, value.data);
}

static void say_change(const struct planning *p, const struct field *fields, size_t count)
{
    static const char *const keys[] = {"contract_number", "number", "site", "version"};
    struct import_plan *plan = p->plan;
    struct span key = {"", 0};
    if ((p->found && count == 0) || plan->change_count++ >= IMPORT_CHANGES_SHOWN)
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && key.len == 0; i++)
        key = shortened(import_fields_text(&p->fields, keys[i]));
    buffer_printf(&plan->changes, "%s%sline %zu: %s %s %.*s", plan->file == NULL ? "" : plan->file,
                  plan->file == NULL ? "" : ": ", p->row->line,
                  p->found ? "修改 change" : "新建 make", p->kind->zh, (int)key.len, key.data);
    for (size_t i = 0; i < count && p->found; i++)
        say_field(p, &fields[i], i == 0 ? ": " : ", ");
    buffer_append_char(&plan->changes, '\n');
}

// A new record lacks nothing that its kind needs.
static bool check_required(struct planning *p, const struct field *fields, size_t count)
{
    char wanted[200];
    bool good = true;
    for (size_t i = 0; i < p->kind->field_count && !p->found; i++) {
        const struct kind_field *field = &p->kind->fields[i];
        bool has = !field->required;
        for (size_t j = 0; j < count && !has; j++)
            has = span_is(fields[j].name, field->name);
        if (has)
            continue;
        snprintf(wanted, sizeof wanted, "缺少“%s” %s is missing", field->zh, field->en);
        good = complain(p, ERR_INVALID, NULL, wanted);
    }
    return good;
}

static enum err fill_fields(struct planning *p)
{
    struct field *fields = arena_take(&p->plan->arena, (p->fields.count + 2) * sizeof *fields);
    size_t count = 0;
    bool good = !p->fields.bad;
    if (fields == NULL)
        return error_set(p->error, ERR_TOO_LARGE, "the import is too large");
    for (size_t i = 0; i < p->fields.count; i++) {
        const struct import_field *from = &p->fields.list[i];
        if (is_reference(from->name))
            continue;
        if (!read_field(p, from, &fields[count]))
            good = false;
        else
            count += worth_writing(p, &fields[count]);
    }
    bool assignment = strcmp(p->kind->name, "assignment") == 0;
    if (assignment && !p->found && import_fields_find(&p->fields, "active") == NULL)
        fields[count++] = (struct field){span_of("active"), span_of("true")};
    if (good)
        good = check_required(p, fields, count);
    qsort(fields, count, sizeof *fields, by_name);
    p->edit.fields = fields;
    p->edit.field_count = good ? count : 0;
    if (!good)
        return ERR_OK;
    look_at_store(p->plan, import_fields_text(&p->fields, "store"));
    say_change(p, fields, count);
    p->plan->made += !p->found;
    p->plan->changed += p->found && count > 0;
    p->plan->same += p->found && count == 0;
    return ERR_OK;
}

static void digest_row(const struct planning *p, struct digest *out)
{
    struct hash_stream *hash = hash_stream_create();
    for (size_t i = 0; i < p->fields.count; i++) {
        const struct import_field *field = &p->fields.list[i];
        hash_stream_add(hash, field->name.data, field->name.len);
        hash_stream_add(hash, "", 1);
        hash_stream_add(hash, field->text.data, field->text.len);
        hash_stream_add(hash, "", 1);
    }
    hash_stream_finish(hash, out);
    hash_stream_free(hash);
}

// Whether the row is the first about its record. The very same again is passed over.
static bool is_first(struct planning *p)
{
    const struct import_id *there = import_ids_find(&p->plan->ids, &p->edit.id);
    struct import_id id = {.id = p->edit.id, .line = p->row->line, .file = p->plan->file};
    struct span name = import_fields_text(&p->fields, "name");
    char wanted[400];
    digest_row(p, &id.content);
    if (there == NULL) {
        import_ids_add(&p->plan->ids, &id);
        if (strcmp(p->kind->name, "person") == 0 && name.len > 0)
            import_ids_add_name(&p->plan->ids, name, &p->edit.id);
        return true;
    }
    if (digest_equal(&there->content, &id.content)) {
        p->plan->repeated++;
        return false;
    }
    snprintf(wanted, sizeof wanted,
             "与 %.200s%sline %zu 是同一条,但内容不同 the same record as there, with other values",
             there->file == NULL ? "" : there->file, there->file == NULL ? "" : ": ", there->line);
    return complain(p, ERR_CONFLICT, NULL, wanted);
}

// What the office refuses later is named by the line it came from.
static const char *label_of(struct import_plan *plan, const struct import_row *row)
{
    char text[300];
    int len = snprintf(text, sizeof text, "%.250s%sline %zu", plan->file == NULL ? "" : plan->file,
                       plan->file == NULL ? "" : ": ", row->line);
    return len > 0 ? arena_dup(&plan->arena, text, (size_t)len) : NULL;
}

static enum err plan_row(struct planning *p)
{
    struct import_plan *plan = p->plan;
    struct import_reading reading = {.kind = p->kind,
                                     .file = plan->file,
                                     .arena = &plan->arena,
                                     .faults = &plan->faults,
                                     .note = note,
                                     .note_arg = plan};
    import_fields_read(&reading, p->row, &p->fields);
    if (!identify(p) || !is_first(p))
        return ERR_OK;
    p->edit.label = label_of(plan, p->row);
    enum err err = load(p);
    if (err == ERR_OK)
        err = fill_fields(p);
    if (err != ERR_OK || p->edit.field_count == 0)
        return err;
    plan->edits = mem_resize(plan->edits, (plan->edit_count + 1) * sizeof *plan->edits);
    plan->edits[plan->edit_count++] = p->edit;
    return ERR_OK;
}

enum err import_plan_row(void *arg, const struct import_row *row, struct error *error)
{
    struct import_plan *plan = arg;
    struct planning *p = mem_alloc(sizeof *p);
    enum err err = ERR_OK;
    *p = (struct planning){
        .plan = plan, .row = row, .kind = import_fields_kind(row, &plan->arena), .error = error};
    p->edit.kind = p->kind == NULL ? NULL : p->kind->name;
    bool assignment = p->kind != NULL && strcmp(p->kind->name, "assignment") == 0;
    if (assignment != plan->assignments)
        ;
    else if (p->kind == NULL)
        complain(p, ERR_INVALID, NULL,
                 "看不出这是什么:要有人员、工地、派工的列,或写明 kind cannot tell what this is: a "
                 "`kind` column, or the columns of people, sites, assignments or the catalogue "
                 "are wanted");
    else if (plan->ids.count == IMPORT_EDITS_MAX)
        err = error_set(error, ERR_TOO_LARGE, "more than %d rows", IMPORT_EDITS_MAX);
    else
        err = plan_row(p);
    record_clear(&p->record);
    mem_free(p);
    return err;
}
