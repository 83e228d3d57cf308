// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_issue.h"

#include "agent/capture/rectify.h"
#include "agent/capture/rectify_edit.h"
#include "agent/ui/act.h"

// What people say of an issue, when it is opened and later.
#define WHAT                                                                                  \
    ACT_TEXT("summary", false), ACT_WORD("item", false), ACT_WORD("category", false),         \
        ACT_WORD("room", false), ACT_CHOICE("severity", kind_choice_severities, false),       \
        ACT_WORD("crew", false), ACT_UUID("responsible", false), ACT_UUID("follower", false), \
        ACT_TIME("deadline")

static const char *const what[] = {"summary", "item",        "category", "room",     "severity",
                                   "crew",    "responsible", "follower", "deadline", NULL};

static const struct route_parameter open_parameters[]
    = {ACT_UUID("of", false), ACT_UUID("site", false), WHAT, ACT_PHOTO_PARAMETERS, ACT_ONCE};

static enum err open_one(struct route_call *call, struct error *error)
{
    struct rectify_finding given = {.of = act_uuid(call, "of")};
    struct act act;
    enum err code;

    if (route_has(call, "of") == route_has(call, "site"))
        return error_set(error, ERR_INVALID,
                         "of (来源记录 the record it comes from) 或 or site (单独立 on its own)");
    code = act_begin_of(&act, call, route_has(call, "of") ? "of" : "site", error);
    if (!code)
        code = act_fields(&act, "rectification", what, &given.fields, error);
    if (!code)
        code = rectify_open(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter edit_parameters[] = {ACT_ID, WHAT, ACT_ONCE};

static enum err edit(struct route_call *call, struct error *error)
{
    struct rectify_edit given = {.id = *route_uuid(call, "id")};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "rectification", what, &given.fields, error);
    if (!code)
        code = rectify_edit(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const char *const moves[] = {"assign", "done", "verify", "reject", "reopen", NULL};
static const struct route_parameter move_parameters[] = {
    ACT_ID,
    ACT_CHOICE("move", moves, true),
    ACT_UUID("to", false),
    ACT_WORD("crew", false),
    ACT_TIME("deadline"),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_TRUTH("settle"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err move(struct route_call *call, struct error *error)
{
    static const char *const of_move[] = {"to", "deadline", "note", "at", NULL};
    static const char *const of_record[] = {"crew", NULL};
    struct rectify_step given = {.id = *route_uuid(call, "id"),
                                 .move = moves[route_choice(call, "move")],
                                 .settle = route_truth(call, "settle")};
    struct deed_fields crew = {0};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "move", of_move, &given.fields, error);
    if (!code)
        code = act_fields(&act, "rectification", of_record, &crew, error);
    given.crew = crew.count > 0 ? crew.list : NULL;
    if (!code)
        code = rectify_move(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

const struct route act_issue_routes[] = {
    ACT_ROUTE("/api/issues", true, open_parameters, open_one,
              "opens a rectification, of a record or on its own; its photo is from before"),
    ACT_ROUTE("/api/issues/:id", false, edit_parameters, edit,
              "says more of one; it is assigned once who and when are known"),
    ACT_ROUTE("/api/issues/:id/moves", true, move_parameters, move,
              "a step; the photo of done is from after the work"),
};
const size_t act_issue_route_count = ACT_COUNT(act_issue_routes);
