// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_visit.h"

#include "agent/capture/inspect.h"
#include "agent/capture/patrol.h"
#include "agent/capture/presence.h"
#include "agent/capture/weekly.h"
#include "agent/ui/act.h"
#include "shared/base/when.h"

enum { ROUNDS = 3 };

static const struct route_parameter presence_parameters[] = {
    ACT_SITE,
    ACT_WORD("inspection", true),
    ACT_UUID("of", false),
    ACT_UUID("person", false),
    ACT_TIME("at"),
    {.name = "latitude", .type = ROUTE_DECIMAL},
    {.name = "longitude", .type = ROUTE_DECIMAL},
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err presence(struct route_call *call, struct error *error)
{
    struct presence given = {.inspection = span_of(route_text(call, "inspection")),
                             .of = act_uuid(call, "of"),
                             .person = act_uuid(call, "person"),
                             .at_ms = route_time_ms(call, "at", 0),
                             .latitude = span_of(route_decimal(call, "latitude")),
                             .longitude = span_of(route_decimal(call, "longitude"))};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = presence_add(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter inspection_parameters[] = {
    ACT_SITE,
    ACT_WORD("code", true),
    ACT_UUID("node", false),
    ACT_TIME("started_at"),
    ACT_CHOICE("result", kind_choice_results, false),
    ACT_NOTE,
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err start_inspection(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"started_at", "result", "note", NULL};
    struct inspect_start given
        = {.code = span_of(route_text(call, "code")), .node = act_uuid(call, "node")};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = act_fields(&act, "inspection", names, &given.fields, error);
    if (!code)
        code = inspect_start(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter end_parameters[] = {
    ACT_ID,   ACT_CHOICE("result", kind_choice_results, true), ACT_NOTE, ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err end_inspection(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"result", "note", NULL};
    struct inspect_end given = {.id = *route_uuid(call, "id")};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "inspection", names, &given.fields, error);
    if (!code)
        code = inspect_end(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter patrol_parameters[] = {
    ACT_SITE,
    ACT_CHOICE("result", kind_choice_results, true),
    ACT_NOTE,
    ACT_TIME("started_at"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err patrol(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"result", "note", "started_at", NULL};
    const struct act_form form = {"patrol", names, patrol_add};

    return act_save(call, &form, error);
}

static const struct route_parameter call_parameters[] = {
    ACT_ID,
    ACT_CHOICE("outcome", kind_choice_outcomes, true),
    ACT_TEXT("result", false),
    ACT_TEXT("problems", false),
    ACT_TEXT("measures", false),
    ACT_TIME("at"),
    ACT_ONCE,
};

static enum err phone(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"outcome", "result", "problems", "measures", "at", NULL};
    struct patrol_call given = {.patrol = *route_uuid(call, "id")};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "patrol_call", names, &given.fields, error);
    if (!code)
        code = patrol_call(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter round_parameters[] = {
    ACT_SITE,
    {.name = "round", .type = ROUTE_INTEGER, .required = true, .min = 1, .max = ROUNDS},
    ACT_CHOICE("result", kind_choice_results, false),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err simulate(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"round", "result", "note", "at", NULL};
    const struct act_form form = {"simulated_round", names, inspect_round};

    return act_save(call, &form, error);
}

static const struct route_parameter week_parameters[] = {
    ACT_SITE,
    {.name = "week", .type = ROUTE_TEXT, .max = WHEN_WEEK_TEXT - 1},
    ACT_TEXT("customer_opinions", false),
    ACT_TEXT("materials_deliveries", false),
    ACT_TEXT("design_defects", false),
    ACT_ONCE,
};

// The week that is given, else the present one.
static enum err put_week(struct act *act, struct field *field, struct error *error)
{
    const char *given = route_text(act->call, "week");
    struct buffer value;
    char week[WHEN_WEEK_TEXT];
    enum err code = when_parse_week(span_of(given ? given : "this"),
                                    clock_wall_ms(&ui_of(act->call)->clock), week, error);

    if (code)
        return error_wrap(error, code, "week");
    buffer_init(&value, WHEN_WEEK_TEXT + 2);
    canon_put_string(&value, span_of(week));
    *field = (struct field){span_of("week"),
                            {arena_dup(route_arena(act->call), value.data, value.len), value.len}};
    buffer_clear(&value);
    return ERR_OK;
}

static enum err week(struct route_call *call, struct error *error)
{
    static const char *const names[]
        = {"customer_opinions", "materials_deliveries", "design_defects", NULL};
    struct deed_fields fields = {0};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = act_fields(&act, "weekly_report", names, &fields, error);
    if (!code)
        code = put_week(&act, &act.fields[fields.count], error);
    fields.count++;
    if (!code)
        code = weekly_set(&act.deed.options, &fields, &act.report, error);
    return act_end(&act, code);
}

const struct route act_visit_routes[] = {
    ACT_ROUTE("/api/presence", true, presence_parameters, presence,
              "who was there, when and where; the photo is the proof"),
    ACT_ROUTE("/api/inspections", true, inspection_parameters, start_inspection,
              "starts an inspection of the catalogue"),
    ACT_ROUTE("/api/inspections/:id/end", true, end_parameters, end_inspection,
              "the outcome of an inspection"),
    ACT_ROUTE("/api/patrols", true, patrol_parameters, patrol,
              "a patrol; the customer is phoned afterwards"),
    ACT_ROUTE("/api/patrols/:id/calls", false, call_parameters, phone,
              "an attempt to phone the customer; no answer is kept, and the call stays due"),
    ACT_ROUTE("/api/rounds", true, round_parameters, simulate,
              "a round of simulated acceptance, made or changed"),
    ACT_ROUTE("/api/weekly", false, week_parameters, week,
              "the week's report of three things; this week when none is given"),
};
const size_t act_visit_route_count = ACT_COUNT(act_visit_routes);
