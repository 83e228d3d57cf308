// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_write.h"

#include "server/rest/rest_record.h"
#include "server/storage/site_store.h"
#include "server/sync/office_edit.h"
#include "shared/base/memory.h"
#include "shared/model/canon.h"
#include "shared/model/kind.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 64, VALUE_BYTES_MAX = 64 << 10, ARENA_BYTES = 8 << 20, BY_BYTES = 160 };

// What a request asks for, as it came.
struct wish {
    struct route_call *call;
    struct rest_reader reader;
    struct uuid id;
    const char *kind;
    struct uuid site;
    struct field fields[FIELDS_MOST];
    size_t field_count;
    bool create;   // If-None-Match: *
    uint64_t seen; // If-Match
};

static enum err take_value(struct wish *wish, const struct json *value, struct span *out,
                           struct error *error)
{
    struct buffer text;
    const char *string, *copy;
    int64_t integer;
    bool truth;

    buffer_init(&text, VALUE_BYTES_MAX);
    if (json_is_null(value))
        buffer_append_text(&text, "null");
    else if (json_text(value, &string))
        canon_put_string(&text, span_of(string));
    else if (json_boolean(value, &truth))
        buffer_append_text(&text, truth ? "true" : "false");
    else if (json_integer(value, &integer))
        canon_put_integer(&text, integer);
    else
        text.failed = true;
    copy = text.failed ? NULL : arena_dup(route_arena(wish->call), text.data, text.len);
    *out = (struct span){copy, text.len};
    buffer_clear(&text);
    return copy ? ERR_OK
                : error_set(error, ERR_INVALID,
                            "fields.%.64s: a text, whole number, true, false or null is wanted "
                            "(decimals are texts)",
                            json_key(value));
}

static int by_name(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

static enum err take_fields(struct wish *wish, const struct json *fields, struct error *error)
{
    enum err err = json_is_object(fields) && json_first(fields)
                       ? ERR_OK
                       : error_set(error, ERR_INVALID,
                                   "\"fields\": an object with at least one member is wanted");

    for (const struct json *member = err == ERR_OK ? json_first(fields) : NULL;
         member && err == ERR_OK; member = json_next(member)) {
        struct field *field = &wish->fields[wish->field_count];

        if (wish->field_count == FIELDS_MOST)
            return error_set(error, ERR_TOO_LARGE, "more than %d fields", FIELDS_MOST);
        field->name = span_of(json_key(member));
        err = take_value(wish, member, &field->value, error);
        wish->field_count++;
    }
    if (err == ERR_OK)
        qsort(wish->fields, wish->field_count, sizeof(wish->fields[0]), by_name);
    return err;
}

// If-Match: "VERSION", or If-None-Match: *. One of them, so that nobody overwrites unseen.
static enum err take_condition(struct wish *wish, struct error *error)
{
    const struct http_request *request = route_request(wish->call);
    const char *match = http_request_header(request, "If-Match", NULL);
    const char *none = http_request_header(request, "If-None-Match", NULL);
    size_t len = match ? strlen(match) : 0;

    if (!match && none && strcmp(none, "*") == 0) {
        wish->create = true;
        return ERR_OK;
    }
    if (match && !none && len > 2 && match[0] == '"' && match[len - 1] == '"'
        && text_parse_u64((struct span){match + 1, len - 2}, &wish->seen) && wish->seen > 0
        && wish->seen < OFFICE_EDIT_NEW)
        return ERR_OK;
    return error_set(error, ERR_PRECONDITION,
                     "one of If-Match: \"VERSION\" (of what you read) and If-None-Match: * (for a "
                     "new record) is wanted");
}

// What makes proof, what tablets obey, and what has a place of its own is not written from outside.
static enum err check_kind(const struct wish *wish, struct error *error)
{
    static const char *const closed[]
        = {"signoff", "void", "counter_seal", "catalogue", "device", "photo"};
    bool people = strcmp(wish->kind, "person") == 0 || strcmp(wish->kind, "assignment") == 0;

    if (!kind_find(span_of(wish->kind)))
        return error_set(error, ERR_INVALID, "\"%.64s\" is no kind of record", wish->kind);
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
        if (strcmp(wish->kind, closed[i]) == 0)
            return error_set(error, ERR_DENIED, "records of kind %s are not written from outside",
                             wish->kind);
    return rest_need(wish->call, people ? TOKEN_WRITE_PEOPLE : TOKEN_WRITE_RECORDS, error);
}

// A token of one store writes nothing into, and moves nothing to, another one.
static enum err check_store(struct wish *wish, struct error *error)
{
    const char *store = wish->reader.token->store;
    const struct kind *kind = kind_find(span_of(wish->kind));
    char there[SITE_STORE];
    struct record_row site = {.site = wish->site, .kind = span_of("")};
    struct buffer wanted;
    bool fits = true;

    // What belongs to a site needs one that is there.
    if (!kind->global && !kind->own_site
        && site_store_read(wish->reader.view, &wish->site, there, error) != ERR_OK)
        return error->code;
    if (!store[0])
        return ERR_OK;
    if (kind->global && !kind->own_site)
        return error_set(error, ERR_DENIED, "this token is of one store; %s is of all", wish->kind);
    buffer_init(&wanted, 1024);
    canon_put_string(&wanted, span_of(store));
    if (kind->own_site) {
        bool said = false;

        for (size_t i = 0; i < wish->field_count; i++)
            if (span_is(wish->fields[i].name, "store")) {
                said = true;
                fits = span_equal(wish->fields[i].value, (struct span){wanted.data, wanted.len});
            }
        fits = fits && (said || !wish->create);
    } else {
        fits = rest_record_within(&wish->reader, &site);
    }
    buffer_clear(&wanted);
    return fits ? ERR_OK : error_set(error, ERR_NOT_FOUND, "there is no such site");
}

static bool holds(const struct record *record, const struct field *field, int64_t received_ms)
{
    struct record_value shown;

    if (kind_shown(record, field->name, received_ms, &shown) != ERR_OK)
        return span_is(field->value, "null");
    return span_equal(shown.value, field->value);
}

// Whether the record says already what is to be written: an answer that was lost, asked again.
static bool is_done(const struct wish *wish, const struct record_row *row)
{
    struct record record = {0};
    struct arena arena;
    bool done = span_is(row->kind, wish->kind);

    arena_init(&arena, ARENA_BYTES);
    done = done && record_parse(row->state, &arena, &record, NULL) == ERR_OK;
    for (size_t i = 0; i < wish->field_count && done; i++)
        done = holds(&record, &wish->fields[i], row->received_ms);
    record_clear(&record);
    arena_clear(&arena);
    return done;
}

static enum err answer(struct wish *wish, struct error *error)
{
    struct view *view = rest_view(wish->call, error);
    char version[REST_RECORD_VERSION];
    struct record_row row;
    enum err err = view ? records_get(view, &wish->id, &row, error) : error->code;

    if (err != ERR_OK)
        return err;
    rest_record_version(&row, version);
    http_response_header(route_response(wish->call), "ETag", "\"%s\"", version);
    rest_record_put(&wish->reader, route_answer(wish->call), &row);
    return ERR_OK;
}

static enum err write_it(struct wish *wish, struct error *error)
{
    struct audit_row by = rest_audit(wish->call);
    struct office_edit edit = {.audit = &by,
                               .seen = wish->create ? OFFICE_EDIT_NEW : wish->seen,
                               .id = wish->id,
                               .site = wish->site,
                               .kind = wish->kind,
                               .fields = wish->fields,
                               .field_count = wish->field_count,
                               .label = wish->kind};
    enum err err;

    by.act = span_of("record.set");
    err = office_edit(rest_office(wish->call), &edit, 1, error);

    if (err == ERR_EXISTS)
        err = error_set(error, ERR_PRECONDITION, "there is a record with this id, and it differs");
    if (err == ERR_OK && wish->create)
        route_response(wish->call)->status = 201;
    rest_refresh(wish->call);
    return err;
}

// The record as it stands: its kind and site are what they are.
static enum err look(struct wish *wish, struct record_row *row, bool *there, struct error *error)
{
    enum err err = records_get(wish->reader.view, &wish->id, row, error);

    *there = err == ERR_OK;
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (!span_is(row->kind, wish->kind))
        return error_set(error, ERR_INVALID, "the record is of another kind");
    if (!uuid_is_nil(&wish->site) && !uuid_equal(&wish->site, &row->site))
        return error_set(error, ERR_INVALID, "the record belongs to another site");
    wish->site = row->site;
    if (!rest_record_within(&wish->reader, row))
        return error_set(error, ERR_NOT_FOUND, "there is no such record");
    return records_get(wish->reader.view, &wish->id, row, error); // the look-up read on the view
}

static enum err put(struct route_call *call, const char *kind, struct error *error)
{
    struct wish *wish = arena_take(route_arena(call), sizeof(*wish));
    const struct uuid *site = route_uuid(call, "site");
    struct view *view = rest_view(call, error);
    struct record_row row;
    bool there = false;
    enum err err = view ? ERR_OK : error->code;

    if (err != ERR_OK)
        return err;
    wish->call = call;
    wish->reader = rest_record_reader(call, view);
    wish->id = *route_uuid(call, "id");
    wish->kind = kind;
    wish->site = site ? *site : uuid_nil;
    err = check_kind(wish, error);
    if (err == ERR_OK)
        err = take_condition(wish, error);
    if (err == ERR_OK)
        err = take_fields(wish, route_json(call, "fields"), error);
    if (err == ERR_OK)
        err = look(wish, &row, &there, error);
    if (err == ERR_OK)
        err = check_store(wish, error);
    if (err == ERR_OK && !(there && is_done(wish, &row)))
        err = write_it(wish, error);
    return err == ERR_OK ? answer(wish, error) : err;
}

static enum err put_record(struct route_call *call, struct error *error)
{
    return put(call, route_text(call, "kind"), error);
}

static enum err put_site(struct route_call *call, struct error *error)
{
    return put(call, "site", error);
}

static enum err put_person(struct route_call *call, struct error *error)
{
    return put(call, "person", error);
}

static enum err put_assignment(struct route_call *call, struct error *error)
{
    return put(call, "assignment", error);
}

#define ID                                                 \
    {                                                      \
        .name = "id", .type = ROUTE_UUID, .required = true \
    }
#define SITE                               \
    {                                      \
        .name = "site", .type = ROUTE_UUID \
    }
#define FIELDS                                                 \
    {                                                          \
        .name = "fields", .type = ROUTE_JSON, .required = true \
    }
#define KIND                                                            \
    {                                                                   \
        .name = "kind", .type = ROUTE_TEXT, .required = true, .max = 64 \
    }
static const struct route_parameter parameters[] = {ID, FIELDS, SITE};
static const struct route_parameter record_parameters[] = {ID, FIELDS, SITE, KIND};

const struct route rest_write_routes[] = {
    {.method = HTTP_PUT,
     .path = "/rest/v1/records/:id",
     .access = TOKEN_WRITE_RECORDS | TOKEN_WRITE_PEOPLE,
     .changes = true,
     .parameters = record_parameters,
     .parameter_count = 4,
     .handler = put_record,
     .purpose = "Writes fields of a record, or makes it. The same twice is done once."},
    {.method = HTTP_PUT,
     .path = "/rest/v1/sites/:id",
     .access = TOKEN_WRITE_RECORDS,
     .changes = true,
     .parameters = parameters,
     .parameter_count = 3,
     .handler = put_site,
     .purpose = "Writes fields of a site, or makes it."},
    {.method = HTTP_PUT,
     .path = "/rest/v1/people/:id",
     .access = TOKEN_WRITE_PEOPLE,
     .changes = true,
     .parameters = parameters,
     .parameter_count = 3,
     .handler = put_person,
     .purpose = "Writes fields of a person, or makes one."},
    {.method = HTTP_PUT,
     .path = "/rest/v1/assignments/:id",
     .access = TOKEN_WRITE_PEOPLE,
     .changes = true,
     .parameters = parameters,
     .parameter_count = 3,
     .handler = put_assignment,
     .purpose = "Writes fields of an assignment, or makes one."},
};
const struct rest_answer rest_write_answers[] = {
    {.schema = "Record",
     .zh = "写一条记录的字段,或新建。同样的请求重复发送只生效一次。",
     .writes = true},
    {.schema = "Record", .zh = "写一个工地的字段,或新建。", .writes = true},
    {.schema = "Record", .zh = "写一个人的字段,或新建。", .writes = true},
    {.schema = "Record", .zh = "写一次派工的字段,或新建。", .writes = true},
};
const size_t rest_write_route_count = sizeof(rest_write_routes) / sizeof(rest_write_routes[0]);
_Static_assert(sizeof(rest_write_routes) / sizeof(rest_write_routes[0])
                   == sizeof(rest_write_answers) / sizeof(rest_write_answers[0]),
               "an answer beside each route");
