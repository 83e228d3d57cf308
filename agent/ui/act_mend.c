// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_mend.h"

#include "agent/capture/note_add.h"
#include "agent/capture/settle.h"
#include "agent/capture/undo.h"
#include "agent/ui/act.h"

static const struct route_parameter note_parameters[] = {
    ACT_UUID("of", false),
    ACT_UUID("site", false),
    ACT_TEXT("text", true),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err note(struct route_call *call, struct error *error)
{
    struct note_add given = {.of = act_uuid(call, "of"), .text = span_of(route_text(call, "text"))};
    struct act act;
    enum err code;

    if (route_has(call, "of") == route_has(call, "site"))
        return error_set(error, ERR_INVALID,
                         "of (记录 a record) 或 or site (工地 a site), one of them");
    code = act_begin_of(&act, call, route_has(call, "of") ? "of" : "site", error);
    if (!code)
        code = note_add(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter settle_parameters[] = {
    ACT_UUID("record", true),
    {.name = "field", .type = ROUTE_TEXT, .required = true, .max = FIELD_NAME_MAX},
    {.name = "dot", .type = ROUTE_TEXT, .max = ACTOR_TEXT + 20},
    ACT_TEXT("value", false),
    ACT_ONCE,
};

// "00000000000000a1:17": the value that was chosen, as it is told.
static bool read_dot(const char *text, struct dot *out)
{
    struct span actor = {text, ACTOR_TEXT - 1}, counter = span_of(text);

    if (counter.len <= ACTOR_TEXT || text[ACTOR_TEXT - 1] != ':')
        return false;
    counter = (struct span){text + ACTOR_TEXT, counter.len - ACTOR_TEXT};
    return actor_parse(actor, &out->actor) && text_parse_u64(counter, &out->counter);
}

static enum err settle(struct route_call *call, struct error *error)
{
    const char *dot = route_text(call, "dot");
    struct settle given = {.record = *route_uuid(call, "record"),
                           .field = route_text(call, "field"),
                           .text = route_text(call, "value")};
    struct act act;
    enum err code;

    if (!dot == !given.text)
        return error_set(error, ERR_INVALID,
                         "dot (选其中一个 one of the values) 或 or value (另写 another one)");
    if (dot && !read_dot(dot, &given.dot))
        return error_set(error, ERR_INVALID, "dot: \"%.40s\" is none of a value", dot);
    code = act_begin_of(&act, call, "record", error);
    if (!code)
        code = settle_run(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter undo_parameters[]
    = {{.name = "undo", .type = ROUTE_JSON, .required = true}, ACT_ONCE};

static enum err undo(struct route_call *call, struct error *error)
{
    const struct json *acts = route_json(call, "undo");
    struct uuid record;
    struct act act;
    enum err code;

    if (!undo_record(acts, &record))
        return error_set(error, ERR_INVALID, "undo: not what an answer carried");
    code = act_begin_record(&act, call, &record, error);
    if (!code)
        code = undo_run(&act.deed.options, acts, &act.report, error);
    return act_end(&act, code);
}

const struct route act_mend_routes[] = {
    ACT_ROUTE("/api/notes", true, note_parameters, note, "a note, of a record or of the site"),
    ACT_ROUTE("/api/conflicts/:record", false, settle_parameters, settle,
              "settles a field in conflict: dot takes one of its values, value writes another"),
    ACT_ROUTE("/api/undo", false, undo_parameters, undo,
              "undoes a deed that is not final, by what its answer carried as undo"),
};
const size_t act_mend_route_count = ACT_COUNT(act_mend_routes);
