// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_issues.h"

#include "server/console/site_reading.h"
#include "server/storage/records.h"
#include "server/sync/office_edit.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/model/canon.h"
#include "shared/model/move.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { ISSUES_MOST = 500, FIELDS_MOST = 8, NOTE_MAX = 2000, CAUSE_MAX = 255, VALUES_BYTES = 8192 };

// One issue of those that were named: what is to be written, or why it is left as it is.
struct one {
    struct uuid id, site;
    uint64_t seen; // of its record
    bool found, writes, already;
    struct error why;
    struct uuid after, beside; // of the step
    struct field fields[FIELDS_MOST];
    size_t count;
    struct buffer values;
};
struct bulk {
    struct route_call *call;
    struct one *list;
    size_t count;
    const struct uuid *once;
    struct site_reading reading; // of the site being looked at
};

// ---- fields ----

static void add(struct one *one, const char *name, size_t start)
{
    // Where they begin; the text may move while it grows.
    one->fields[one->count++] = (struct field){span_of(name), {NULL, one->values.len - start}};
}

static void add_text(struct one *one, const char *name, const char *text)
{
    const size_t start = one->values.len;

    canon_put_string(&one->values, span_of(text));
    add(one, name, start);
}

static void add_integer(struct one *one, const char *name, int64_t value)
{
    const size_t start = one->values.len;

    canon_put_integer(&one->values, value);
    add(one, name, start);
}

static void add_uuid(struct one *one, const char *name, const struct uuid *id)
{
    const size_t start = one->values.len;

    canon_put_uuid(&one->values, id);
    add(one, name, start);
}

// Sets the values of the fields, which were put in the order of their names.
static void end_fields(struct one *one)
{
    const char *at = one->values.data;

    for (size_t i = 0; i < one->count; i++) {
        one->fields[i].value.data = at;
        at += one->fields[i].value.len;
    }
}

// ---- what may be done with each ----

// The same request, sent again, makes the same record.
static struct uuid step_id(const struct bulk *bulk, const struct uuid *issue)
{
    struct digest digest;
    struct uuid id;

    hash_pair(bulk->once->bytes, sizeof(bulk->once->bytes), issue->bytes, sizeof(issue->bytes),
              &digest);
    memcpy(id.bytes, digest.bytes, sizeof(id.bytes));
    id.bytes[6] = (uint8_t)(0x80 | (id.bytes[6] & 0x0f));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

static void judge_step(struct bulk *bulk, struct one *one)
{
    const struct uuid id = step_id(bulk, &one->id);
    const struct facts *facts = &bulk->reading.facts.facts;
    struct move_standing standing;
    const struct move_question question = {.machine = move_machine_find(span_of("rectification")),
                                           .standing = &standing,
                                           .move = span_of("assign"),
                                           .person = *console_person(bulk->call)};

    if (facts_find(facts, &id)) {
        one->already = true;
        return;
    }
    move_fold(question.machine, facts, &one->id, &standing);
    if (move_check(&question, &one->why) != ERR_OK)
        return;
    if (standing.leaf_count > 0)
        one->after = standing.leaves[0]->record->id;
    if (standing.leaf_count > 1)
        one->beside = standing.leaves[1]->record->id;
    one->writes = true;
}

static void put_step(struct bulk *bulk, struct one *one)
{
    const char *note = route_text(bulk->call, "note");

    if (!uuid_is_nil(&one->after))
        add_uuid(one, "after", &one->after);
    add_integer(one, "at", console_now_ms(bulk->call));
    if (!uuid_is_nil(&one->beside))
        add_uuid(one, "beside", &one->beside);
    if (route_has(bulk->call, "deadline"))
        add_integer(one, "deadline", route_time_ms(bulk->call, "deadline", 0));
    add_text(one, "move", "assign");
    if (note)
        add_text(one, "note", note);
    add_uuid(one, "of", &one->id);
    add_uuid(one, "to", route_uuid(bulk->call, "to"));
}

static void judge_cause(struct bulk *bulk, struct one *one)
{
    const char *cause = route_text(bulk->call, "cause");
    const struct fact *fact = facts_find(&bulk->reading.facts.facts, &one->id);
    struct buffer now;

    buffer_init(&now, 2 * KIND_TEXT_MAX);
    fact_put_text(fact, "cause", &now);
    one->already = span_is((struct span){now.data, now.len}, cause) && !fact_json_conflicts(fact);
    one->writes = !one->already;
    buffer_clear(&now);
}

// ---- reading them, site by site ----

typedef void judge_one(struct bulk *bulk, struct one *one);

static enum err judge_site(struct bulk *bulk, size_t first, judge_one *judge, struct error *error)
{
    const struct uuid site = bulk->list[first].site;
    struct error why = {0};
    enum err err = console_may_site(bulk->call, CONSOLE_SETTLE, &site, &why);

    if (err == ERR_OK)
        err = site_reading_open(bulk->call, &site, "issues", &bulk->reading, error);
    else if (err == ERR_NOT_FOUND || err == ERR_DENIED)
        err = ERR_OK; // not for this caller: it stays as it is, like what is not there
    else
        return error_set(error, err, "%s", why.detail);
    for (size_t i = first; err == ERR_OK && i < bulk->count; i++) {
        struct one *one = &bulk->list[i];
        const struct fact *fact = NULL;

        if (!uuid_equal(&one->site, &site))
            continue;
        if (bulk->reading.facts.view)
            fact = facts_find(&bulk->reading.facts.facts, &one->id);
        one->found = fact && span_is(fact->record->kind, "rectification");
        if (one->found)
            judge(bulk, one);
    }
    site_reading_close(&bulk->reading);
    bulk->reading = (struct site_reading){0};
    return err;
}

static enum err find_sites(struct bulk *bulk, struct error *error)
{
    struct view *view = console_view(bulk->call, error);
    enum err err = view ? ERR_OK : error->code;

    for (size_t i = 0; err == ERR_OK && i < bulk->count; i++) {
        struct record_row row;

        err = records_get(view, &bulk->list[i].id, &row, error);
        if (err == ERR_OK) {
            bulk->list[i].site = row.site;
            bulk->list[i].seen = row.seq;
        }
        if (err == ERR_NOT_FOUND)
            err = ERR_OK;
    }
    return err;
}

static bool is_first_of_site(const struct bulk *bulk, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (uuid_equal(&bulk->list[i].site, &bulk->list[at].site))
            return false;
    return !uuid_is_nil(&bulk->list[at].site);
}

static enum err begin(struct bulk *bulk, struct route_call *call, judge_one *judge,
                      struct error *error)
{
    size_t count;
    const struct uuid *ids = route_uuids(call, "issues", &count);
    enum err err;

    *bulk = (struct bulk){.call = call, .once = route_uuid(call, "once")};
    bulk->list = mem_alloc_array(count + 1, sizeof(*bulk->list));
    for (size_t i = 0; i < count; i++) {
        bool doubled = false;

        for (size_t k = 0; k < bulk->count && !doubled; k++)
            doubled = uuid_equal(&bulk->list[k].id, &ids[i]);
        if (doubled)
            continue;
        bulk->list[bulk->count].id = ids[i];
        buffer_init(&bulk->list[bulk->count++].values, VALUES_BYTES);
    }
    err = find_sites(bulk, error);
    for (size_t i = 0; err == ERR_OK && i < bulk->count; i++)
        if (is_first_of_site(bulk, i))
            err = judge_site(bulk, i, judge, error);
    return err;
}

static void end(struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->count; i++)
        buffer_clear(&bulk->list[i].values);
    mem_free(bulk->list);
}

// ---- one commit, and what came of each ----

static void put_results(const struct bulk *bulk)
{
    struct json_writer *json = route_answer(bulk->call);
    int64_t done = 0;

    json_array_open(json, "results");
    for (size_t i = 0; i < bulk->count; i++) {
        const struct one *one = &bulk->list[i];

        done += one->writes || one->already;
        json_object_open(json, NULL);
        fact_json_id(json, "id", &one->id);
        json_put_boolean(json, "done", one->writes || one->already);
        if (!one->found)
            json_put_text(
                json, "why_not",
                "没有这个问题，或它属于您不能处理的门店 there is no such issue, or it is of a "
                "store whose issues you may not settle");
        else
            json_put_text(json, "why_not", one->writes || one->already ? NULL : one->why.detail);
        json_object_close(json);
    }
    json_array_close(json);
    json_put_integer(json, "done", done);
}

static enum err commit(struct bulk *bulk, const char *kind, struct error *error)
{
    const bool step = strcmp(kind, "move") == 0;
    struct office_edit *edits = mem_alloc_array(bulk->count + 1, sizeof(*edits));
    struct audit_row audit = console_audit(bulk->call, step ? "issue.assign" : "issue.cause");
    size_t count = 0;
    enum err err = ERR_OK;

    for (size_t i = 0; i < bulk->count; i++) {
        struct one *one = &bulk->list[i];

        if (!one->writes)
            continue;
        end_fields(one);
        edits[count++] = (struct office_edit){
            .seen = step ? OFFICE_EDIT_NEW : one->seen,
            .id = step ? step_id(bulk, &one->id) : one->id,
            .site = one->site,
            .person = *console_person(bulk->call),
            .kind = kind,
            .fields = one->fields,
            .field_count = one->count,
            .audit = &audit,
        };
    }
    audit.subject_kind = span_of("rectification");
    if (count > 0)
        err = office_edit(console_office(bulk->call), edits, count, error);
    mem_free(edits);
    return err;
}

static enum err check_person(struct route_call *call, struct error *error)
{
    struct record_row row;
    struct view *view = console_view(call, error);
    enum err err = view ? records_get(view, route_uuid(call, "to"), &row, error) : error->code;

    if (err == ERR_NOT_FOUND || (err == ERR_OK && (!span_is(row.kind, "person") || row.deleted)))
        return error_set(error, ERR_NOT_FOUND,
                         "没有这个人；没有分派任何问题 there is no such person; nothing was given");
    return err;
}

static enum err assign(struct route_call *call, struct error *error)
{
    struct bulk bulk = {.count = 0};
    enum err err = check_person(call, error);

    if (err == ERR_OK)
        err = begin(&bulk, call, judge_step, error);

    for (size_t i = 0; err == ERR_OK && i < bulk.count; i++)
        if (bulk.list[i].writes)
            put_step(&bulk, &bulk.list[i]);
    if (err == ERR_OK)
        err = commit(&bulk, "move", error);
    if (err == ERR_OK)
        put_results(&bulk);
    end(&bulk);
    return err;
}

static enum err say_cause(struct route_call *call, struct error *error)
{
    struct bulk bulk;
    enum err err = begin(&bulk, call, judge_cause, error);

    for (size_t i = 0; err == ERR_OK && i < bulk.count; i++)
        if (bulk.list[i].writes)
            add_text(&bulk.list[i], "cause", route_text(call, "cause"));
    if (err == ERR_OK)
        err = commit(&bulk, "rectification", error);
    if (err == ERR_OK)
        put_results(&bulk);
    end(&bulk);
    return err;
}

static const struct route_parameter assign_parameters[] = {
    {.name = "issues", .type = ROUTE_UUIDS, .required = true, .max = ISSUES_MOST},
    {.name = "to", .type = ROUTE_UUID, .required = true},
    {.name = "deadline", .type = ROUTE_TIME_MS},
    {.name = "note", .type = ROUTE_TEXT, .max = NOTE_MAX},
    {.name = "once", .type = ROUTE_UUID, .required = true},
};
static const struct route_parameter cause_parameters[] = {
    {.name = "issues", .type = ROUTE_UUIDS, .required = true, .max = ISSUES_MOST},
    {.name = "cause", .type = ROUTE_TEXT, .required = true, .max = CAUSE_MAX},
    {.name = "once", .type = ROUTE_UUID, .required = true},
};

const struct route act_issues_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/issues/assign",
     .access = CONSOLE_SETTLE,
     .changes = true,
     .parameters = assign_parameters,
     .parameter_count = COUNT(assign_parameters),
     .handler = assign,
     .purpose = "gives issues to a person, with a deadline, in one commit: {results [{id, done, "
                "why_not}], done}; what cannot be given stays as it is and says why"},
    {.method = HTTP_POST,
     .path = "/api/issues/cause",
     .access = CONSOLE_SETTLE,
     .changes = true,
     .parameters = cause_parameters,
     .parameter_count = COUNT(cause_parameters),
     .handler = say_cause,
     .purpose = "says the root cause of issues (a code of the catalogue, or plain words), in one "
                "commit: {results, done}"},
};
const size_t act_issues_route_count = COUNT(act_issues_routes);
