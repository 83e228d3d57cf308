// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_people.h"

#include "server/console/console.h"
#include "server/console/people_book.h"
#include "server/sync/office_edit.h"
#include "shared/model/canon.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { FIELDS_MOST = 4, VALUE_BYTES = 8192, NAME_CHARACTERS = 100, PHONE_CHARACTERS = 40 };

// Fields of an edit, by name in rising order; values in the call's arena.
struct drafting {
    struct route_call *call;
    struct field fields[FIELDS_MOST];
    size_t count;
    bool failed;
};

static void add_raw(struct drafting *drafting, const char *name, const char *bytes, size_t len)
{
    const char *kept = arena_dup(route_arena(drafting->call), bytes, len);

    if (!kept || drafting->count == FIELDS_MOST) {
        drafting->failed = true;
        return;
    }
    drafting->fields[drafting->count++] = (struct field){span_of(name), {kept, len}};
}

// A text; an empty one clears the field.
static void add_text(struct drafting *drafting, const char *name, const char *text)
{
    struct buffer value;

    if (!text)
        return;
    buffer_init(&value, VALUE_BYTES);
    if (!*text)
        buffer_append_text(&value, "null");
    else
        canon_put_string(&value, span_of(text));
    drafting->failed = drafting->failed || value.failed;
    if (!value.failed)
        add_raw(drafting, name, value.data, value.len);
    buffer_clear(&value);
}

static enum err write_edit(struct drafting *drafting, struct office_edit *edit, const char *act,
                           struct error *error)
{
    struct route_call *call = drafting->call;
    struct audit_row audit = console_audit(call, act);
    const char *why = route_text(call, "why");
    char id[UUID_TEXT];
    enum err err;

    audit.why = span_of(why);
    edit->fields = drafting->fields;
    edit->field_count = drafting->count;
    edit->person = *console_person(call);
    edit->audit = &audit;
    if (drafting->failed)
        return error_set(error, ERR_TOO_LARGE, "the values are too long");
    err = office_edit(console_office(call), edit, 1, error);
    if (err == ERR_PRECONDITION)
        return error_set(error, ERR_STALE,
                         "别人刚改过这个人，请重新打开再改 somebody else has just changed this "
                         "person: open it again");
    uuid_format(&edit->id, id);
    if (err == ERR_OK)
        json_put_text(route_answer(call), "id", id);
    return err;
}

static void add_person_fields(struct drafting *drafting)
{
    add_text(drafting, "name", route_text(drafting->call, "name"));
    add_text(drafting, "phone", route_text(drafting->call, "phone"));
    add_text(drafting, "role", route_text(drafting->call, "role"));
}

static enum err add_person(struct route_call *call, struct error *error)
{
    struct drafting drafting = {.call = call};
    struct office_edit edit = {.kind = "person"};

    add_person_fields(&drafting);
    return write_edit(&drafting, &edit, "person.add", error);
}

// NOT_FOUND unless there is such a person.
static enum err find_person(struct route_call *call, const struct uuid *person, struct error *error)
{
    struct record_row row;
    struct view *view = console_view(call, error);
    enum err err = view ? records_get(view, person, &row, error) : error->code;

    if (err == ERR_NOT_FOUND || (err == ERR_OK && (!span_is(row.kind, "person") || row.deleted)))
        return error_set(error, ERR_NOT_FOUND, "没有这个人 there is no such person");
    return err;
}

static enum err edit_person(struct route_call *call, struct error *error)
{
    struct drafting drafting = {.call = call};
    struct office_edit edit = {.kind = "person", .id = *route_uuid(call, "id")};
    const char *version = route_text(call, "version");
    enum err err = find_person(call, &edit.id, error);

    if (err != ERR_OK)
        return err;
    if (version && (!text_parse_u64(span_of(version), &edit.seen) || edit.seen == 0))
        return error_set(error, ERR_INVALID, "\"version\" is not the one that was shown");
    add_person_fields(&drafting);
    if (drafting.count == 0)
        return error_set(error, ERR_INVALID, "没有要改的内容 there is nothing to change");
    return write_edit(&drafting, &edit, "person.edit", error);
}

// ---- assignments ----

// The assignment of this person at this site in this role, to be taken up again; nil: none yet.
static enum err find_assignment(struct route_call *call, struct uuid *out, struct error *error)
{
    const struct uuid *person = route_uuid(call, "person"), *site = route_uuid(call, "site");
    struct view *view = console_view(call, error);
    struct people_book book = {0};
    enum err err = view ? people_book_read(view, route_arena(call), &book, error) : error->code;

    *out = uuid_nil;
    for (size_t i = 0; err == ERR_OK && i < book.assignment_count; i++)
        if (uuid_equal(&book.assignments[i].person, person)
            && uuid_equal(&book.assignments[i].site, site)
            && strcmp(book.assignments[i].role, route_text(call, "role")) == 0)
            *out = book.assignments[i].id;
    people_book_clear(&book);
    return err;
}

static enum err assign(struct route_call *call, struct error *error)
{
    struct drafting drafting = {.call = call};
    const struct uuid *person = route_uuid(call, "person"), *site = route_uuid(call, "site");
    bool active = route_truth(call, "active");
    struct office_edit edit = {.kind = "assignment", .site = *site};
    char id[UUID_TEXT];
    enum err err = console_may_site(call, CONSOLE_PEOPLE | CONSOLE_SETTLE, site, error);

    if (err == ERR_OK)
        err = find_person(call, person, error);
    if (err == ERR_OK)
        err = find_assignment(call, &edit.id, error);
    if (err != ERR_OK)
        return err;
    if (uuid_is_nil(&edit.id) && !active)
        return error_set(error, ERR_NOT_FOUND,
                         "这个人没有分配到这个工地 this person is not assigned to this site");
    uuid_format(person, id);
    add_raw(&drafting, "active", active ? "true" : "false", active ? 4 : 5);
    if (uuid_is_nil(&edit.id)) {
        add_text(&drafting, "person", id);
        add_text(&drafting, "role", route_text(call, "role"));
    }
    return write_edit(&drafting, &edit, active ? "assignment.give" : "assignment.take", error);
}

#define WHY                                           \
    {                                                 \
        .name = "why", .type = ROUTE_TEXT, .max = 500 \
    }
#define PERSON_FIELDS(needed)                                                            \
    {.name = "name", .type = ROUTE_TEXT, .required = (needed), .max = NAME_CHARACTERS},  \
        {.name = "role", .type = ROUTE_TEXT, .required = (needed), .max = ACCOUNT_ROLE}, \
    {                                                                                    \
        .name = "phone", .type = ROUTE_TEXT, .max = PHONE_CHARACTERS                     \
    }
static const struct route_parameter add_parameters[] = {
    PERSON_FIELDS(true),
    WHY,
};
static const struct route_parameter edit_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    PERSON_FIELDS(false),
    {.name = "version", .type = ROUTE_TEXT, .max = 20},
    WHY,
};
static const struct route_parameter assign_parameters[] = {
    {.name = "person", .type = ROUTE_UUID, .required = true},
    {.name = "site", .type = ROUTE_UUID, .required = true},
    {.name = "role", .type = ROUTE_TEXT, .required = true, .max = ACCOUNT_ROLE},
    {.name = "active", .type = ROUTE_TRUTH, .required = true},
    WHY,
};

#define POST(address, who, list, does, says)                                                       \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .access = (who), .changes = true,                  \
        .parameters = (list), .parameter_count = COUNT(list), .handler = (does), .purpose = (says) \
    }
const struct route act_people_routes[] = {
    POST("/api/people", CONSOLE_PEOPLE, add_parameters, add_person, "a new person: `id`"),
    POST("/api/people/:id", CONSOLE_PEOPLE, edit_parameters, edit_person,
         "edits a person; an empty phone clears it; refused (STALE) when it is not at `version` "
         "any more"),
    POST("/api/assignments", CONSOLE_PEOPLE | CONSOLE_SETTLE, assign_parameters, assign,
         "gives a person a site to work at, or takes it away"),
};
const size_t act_people_route_count = COUNT(act_people_routes);
