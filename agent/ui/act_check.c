// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_check.h"

#include "agent/capture/item_set.h"
#include "agent/capture/measure.h"
#include "agent/capture/node_start.h"
#include "agent/ui/act.h"

static const struct route_parameter start_parameters[] = {
    ACT_SITE,
    {.name = "code", .type = ROUTE_TEXT, .required = true, .max = CATALOGUE_CODE_MAX},
    ACT_TRUTH("again"),
    ACT_NOTE,
    ACT_TIME("started_at"),
    ACT_ONCE,
};

static enum err start(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"note", "started_at", NULL};
    struct node_start given
        = {.code = span_of(route_text(call, "code")), .again = route_truth(call, "again")};
    struct node_started started;
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = act_fields(&act, "attempt", names, &given.fields, error);
    if (!code)
        code = node_start(&act.deed.options, &given, &started, &act.report, error);
    return act_end(&act, code);
}

#define PLACE ACT_UUID("of", true), ACT_ATTEMPT, ACT_WORD("item", true)

static const struct route_parameter item_parameters[] = {
    PLACE,
    ACT_CHOICE("result", kind_choice_results, false),
    ACT_NOTE,
    ACT_WORD("room", false),
    ACT_FEN,
    ACT_CHOICE("severity", kind_choice_severities, false),
    ACT_UUID("responsible", false),
    ACT_WORD("crew", false),
    ACT_TIME("deadline"),
    ACT_UUID("follower", false),
    ACT_WORD("category", false),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err set_item(struct route_call *call, struct error *error)
{
    static const char *const result[] = {"note", "room", "amount_fen", NULL};
    static const char *const fix[]
        = {"severity", "responsible", "crew", "deadline", "follower", "category", NULL};
    int result_given = route_choice(call, "result");
    struct item_answer answer
        = {.item = span_of(route_text(call, "item")),
           .result = span_of(result_given < 0 ? NULL : kind_choice_results[result_given])};
    struct item_set given = {.of = *route_uuid(call, "of"),
                             .attempt = route_integer(call, "attempt", 0),
                             .answers = &answer,
                             .count = 1};
    struct act act;
    enum err code = act_begin_of(&act, call, "of", error);

    if (!code)
        code = act_fields(&act, "item_result", result, &given.fields, error);
    if (!code)
        code = act_fields(&act, "rectification", fix, &given.fix, error);
    if (!code)
        code = item_set(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter measure_parameters[] = {
    PLACE,
    ACT_WORD("point", true),
    {.name = "value", .type = ROUTE_DECIMAL, .required = true},
    {.name = "target", .type = ROUTE_DECIMAL},
    ACT_ONCE,
};

static enum err measure(struct route_call *call, struct error *error)
{
    struct measure given = {.of = *route_uuid(call, "of"),
                            .attempt = route_integer(call, "attempt", 0),
                            .item = span_of(route_text(call, "item")),
                            .point = span_of(route_text(call, "point")),
                            .value = span_of(route_decimal(call, "value")),
                            .target = span_of(route_decimal(call, "target"))};
    struct act act;
    enum err code = act_begin_of(&act, call, "of", error);

    if (!code)
        code = measure_set(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

const struct route act_check_routes[] = {
    ACT_ROUTE("/api/nodes", false, start_parameters, start,
              "starts a node of a site; again: one more attempt"),
    ACT_ROUTE(
        "/api/items", true, item_parameters, set_item,
        "answers a check item, or adds a note or photo to it; a fail opens its rectification"),
    ACT_ROUTE("/api/measures", false, measure_parameters, measure,
              "a measured value of an item, at a point"),
};
const size_t act_check_route_count = ACT_COUNT(act_check_routes);
