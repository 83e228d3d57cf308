// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_settle.h"

#include "server/console/console.h"
#include "server/console/read_office_conflict.h"
#include "server/storage/records.h"
#include "server/sync/office_edit.h"
#include "shared/data/field_text.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { VALUES_MOST = 64, DOT_TEXT = 48, SEEN_TEXT = 24 };

// A record that is to be decided on, as the caller saw it.
struct settling {
    struct route_call *call;
    struct arena *arena; // of the call
    struct record record;
    struct office_edit edits[VALUES_MOST];
    struct field fields[VALUES_MOST];
    size_t count;
    struct audit_row audit;
};

// ---- what is there ----

static enum err changed(struct error *error)
{
    return error_set(
        error, ERR_PRECONDITION,
        "这条记录在您查看后又有了变化；没有改动任何数据；请重新查看后再决定 the record has "
        "changed since you looked at it; nothing was changed; look again, then decide");
}

static enum err open_record(struct settling *settling, struct error *error)
{
    struct view *view = console_view(settling->call, error);
    struct record_row row;
    uint64_t seen;
    const char *bytes;
    enum err err
        = view ? records_get(view, route_uuid(settling->call, "id"), &row, error) : error->code;

    if (err != ERR_OK)
        return err;
    bytes = arena_dup(settling->arena, row.state.data, row.state.len); // before the next reading
    err = console_may_site(settling->call, CONSOLE_SETTLE, &row.site, error);
    if (err != ERR_OK)
        return err;
    if (!text_parse_u64(span_of(route_text(settling->call, "seen")), &seen) || seen != row.seq)
        return changed(error);
    if (!bytes)
        return error_set(error, ERR_TOO_LARGE, "the record does not fit in memory");
    settling->edits[0].seen = row.seq;
    return record_parse((struct span){bytes, row.state.len}, settling->arena, &settling->record,
                        error);
}

// ---- what is to stand ----

static void add(struct settling *settling, struct span value)
{
    const size_t i = settling->count++;
    char *kind = arena_take(settling->arena, KIND_NAME_MAX + 1);

    if (kind)
        text_copy(kind, KIND_NAME_MAX + 1, settling->record.kind);
    settling->fields[i] = (struct field){span_of(route_text(settling->call, "field")), value};
    settling->edits[i] = (struct office_edit){.seen = i ? 0 : settling->edits[0].seen,
                                              .id = settling->record.id,
                                              .site = settling->record.site,
                                              .person = *console_person(settling->call),
                                              .kind = kind ? kind : "",
                                              .fields = &settling->fields[i],
                                              .field_count = 1,
                                              .beside = i > 0,
                                              .audit = &settling->audit,
                                              .ruling = true};
}

static bool parse_dot(const char *text, struct dot *out)
{
    const char *colon = strchr(text, ':');

    return colon && actor_parse((struct span){text, (size_t)(colon - text)}, &out->actor)
           && text_parse_u64(span_of(colon + 1), &out->counter);
}

// The value that stands with this dot.
static enum err take(struct settling *settling, const char *text, struct error *error)
{
    struct record_value values[VALUES_MOST];
    struct span field = span_of(route_text(settling->call, "field"));
    size_t count = record_values(&settling->record, field, values, VALUES_MOST);
    struct dot dot;

    if (!parse_dot(text, &dot))
        return error_set(error, ERR_INVALID,
                         "dot \"%s\": 不是本页给出的值 is no value of this page", text);
    for (size_t i = 0; i < count && i < VALUES_MOST; i++)
        if (dot_compare(values[i].dot, dot) == 0) {
            add(settling, values[i].value);
            return ERR_OK;
        }
    return changed(error);
}

static enum err write_other(struct settling *settling, const char *text, struct error *error)
{
    struct field field = {.name = span_of(route_text(settling->call, "field"))};
    enum err err
        = field_text_value(settling->record.kind, span_of(text), settling->arena, &field, error);

    if (err == ERR_OK)
        add(settling, field.value);
    return err;
}

// ---- the deed ----

typedef enum err chooser(struct settling *settling, struct error *error);

static enum err decide(struct route_call *call, const char *act, chooser *choose,
                       struct error *error)
{
    struct settling *settling = arena_take(route_arena(call), sizeof(*settling));
    enum err err;

    if (!settling)
        return error_set(error, ERR_TOO_LARGE, "the record does not fit in memory");
    *settling = (struct settling){
        .call = call, .arena = route_arena(call), .audit = console_audit(call, act)};
    settling->audit.why = span_of(route_text(call, "why"));
    err = open_record(settling, error);
    if (err != ERR_OK)
        return err;
    err = choose(settling, error);
    if (err == ERR_OK)
        err = office_edit(console_office(call), settling->edits, settling->count, error);
    record_clear(&settling->record);
    return err == ERR_PRECONDITION && settling->count ? changed(error) : err;
}

static enum err choose_value(struct settling *settling, struct error *error)
{
    const char *dot = route_text(settling->call, "dot"),
               *value = route_text(settling->call, "value");

    if (!record_field_conflicts(&settling->record, span_of(route_text(settling->call, "field"))))
        return error_set(error, ERR_PRECONDITION,
                         "“%.40s”没有冲突，或已有人裁定 it is in no conflict, or settled already",
                         route_text(settling->call, "field"));
    if (!dot == !value)
        return error_set(error, ERR_INVALID, "dot 或 value 给一个 give either dot or value");
    return dot ? take(settling, dot, error) : write_other(settling, value, error);
}

// All the values that stood before: the conflict is there again, for somebody else to decide.
static enum err choose_past(struct settling *settling, struct error *error)
{
    struct span field = span_of(route_text(settling->call, "field"));
    struct view *view = console_view(settling->call, error);
    const struct past_change *change;
    struct record_past past = {0};
    enum err err = view ? record_past_read(view, &settling->record.id, &past, error) : error->code;

    if (err == ERR_OK
        && (!read_office_conflict_settled(&past, field, &change)
            || record_field_conflicts(&settling->record, field)))
        err = error_set(error, ERR_PRECONDITION,
                        "没有可撤销的裁定：之后又有人写过，或已撤销 there is no decision to undo: "
                        "somebody wrote since, or it was undone");
    for (size_t i = 0; err == ERR_OK && i < change->stood_count && i < VALUES_MOST; i++) {
        const char *copy = arena_dup(settling->arena, change->stood[i].data, change->stood[i].len);

        if (copy)
            add(settling, (struct span){copy, change->stood[i].len});
        else
            err = error_set(error, ERR_TOO_LARGE, "the values do not fit in memory");
    }
    record_past_clear(&past);
    return err;
}

static enum err post_settle(struct route_call *call, struct error *error)
{
    return decide(call, "conflict.settle", choose_value, error);
}

static enum err post_undo(struct route_call *call, struct error *error)
{
    return decide(call, "conflict.undo", choose_past, error);
}

static const struct route_parameter settle_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "seen", .type = ROUTE_TEXT, .required = true, .max = SEEN_TEXT},
    {.name = "field", .type = ROUTE_TEXT, .required = true, .max = FIELD_NAME_MAX},
    {.name = "dot", .type = ROUTE_TEXT, .max = DOT_TEXT},
    {.name = "value", .type = ROUTE_TEXT},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = 1000},
};
static const struct route_parameter undo_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "seen", .type = ROUTE_TEXT, .required = true, .max = SEEN_TEXT},
    {.name = "field", .type = ROUTE_TEXT, .required = true, .max = FIELD_NAME_MAX},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = 1000},
};

const struct route act_settle_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/conflicts/:id",
     .access = CONSOLE_SETTLE,
     .changes = true,
     .parameters = settle_parameters,
     .parameter_count = COUNT(settle_parameters),
     .handler = post_settle,
     .purpose = "settles a field: takes the value that stands with `dot`, or writes `value` (as "
                "people type it; empty clears it); PRECONDITION when the record is not as `seen`"},
    {.method = HTTP_POST,
     .path = "/api/conflicts/:id/undo",
     .access = CONSOLE_SETTLE,
     .changes = true,
     .parameters = undo_parameters,
     .parameter_count = COUNT(undo_parameters),
     .handler = post_undo,
     .purpose = "undoes what the office settled: all the values that stood stand again, as a "
                "conflict, unless somebody wrote to the field since"},
};
const size_t act_settle_route_count = COUNT(act_settle_routes);
