// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_change.h"

#include "agent/capture/change.h"
#include "agent/capture/goods.h"
#include "agent/ui/act.h"

static const struct route_parameter change_parameters[] = {
    ACT_SITE,
    ACT_CHOICE("category", kind_choice_changes, true),
    ACT_TEXT("description", true),
    ACT_FEN,
    ACT_WORD("asked_by", true),
    {.name = "due", .type = ROUTE_TEXT, .required = true, .max = ACT_DATE_MAX},
    ACT_TRUTH("touches_promise"),
    ACT_TIME("issued_at"),
    ACT_ONCE,
};

static enum err issue(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"category", "description",     "amount_fen", "asked_by",
                                        "due",      "touches_promise", "issued_at",  NULL};
    const struct act_form form = {"change_order", names, change_add};

    return act_save(call, &form, error);
}

static const char *const change_moves[] = {"approve", "carry_out", "cancel", NULL};
static const struct route_parameter step_parameters[] = {
    ACT_ID,
    ACT_CHOICE("move", change_moves, true),
    ACT_UUID("approved_by", false),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_TRUTH("settle"),
    ACT_ONCE,
};

static enum err step(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"note", "at", NULL};
    struct change_step given = {.id = *route_uuid(call, "id"),
                                .move = change_moves[route_choice(call, "move")],
                                .approved_by = act_uuid(call, "approved_by"),
                                .settle = route_truth(call, "settle")};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "move", names, &given.fields, error);
    if (!code)
        code = change_move(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter promise_parameters[]
    = {ACT_ID, ACT_UUID("approved_by", false), ACT_TIME("noticed_at"), ACT_ONCE};

static enum err promise(struct route_call *call, struct error *error)
{
    struct change_promise given = {.id = *route_uuid(call, "id"),
                                   .approved_by = act_uuid(call, "approved_by"),
                                   .noticed_ms = route_time_ms(call, "noticed_at", 0)};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code && uuid_is_nil(&given.approved_by) && given.noticed_ms == 0)
        code = error_set(error, ERR_INVALID,
                         "请填客户部批准人或告知客户的时间 who approved it for the customer "
                         "department, or when the customer was told, is wanted");
    if (!code)
        code = change_settle_promise(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

static const struct route_parameter order_parameters[] = {
    ACT_SITE,
    ACT_WORD("product", true),
    ACT_WORD("supplier", false),
    ACT_WORD("quantity", false),
    ACT_DATE("ordered_on"),
    ACT_DATE("due"),
    ACT_NOTE,
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err order(struct route_call *call, struct error *error)
{
    static const char *const names[]
        = {"product", "supplier", "quantity", "ordered_on", "due", "note", NULL};
    const struct act_form form = {"delivery", names, goods_order};

    return act_save(call, &form, error);
}

static const char *const goods_moves[] = {"arrive", "accept", "refuse", NULL};
static const struct route_parameter goods_parameters[] = {
    ACT_ID,
    ACT_CHOICE("move", goods_moves, true),
    ACT_NOTE,
    ACT_TEXT("refused_reason", false),
    ACT_DATE("arrived_on"),
    ACT_TIME("at"),
    ACT_TRUTH("settle"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err move_goods(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"note", "refused_reason", "arrived_on", NULL};
    struct goods_step given = {.id = *route_uuid(call, "id"),
                               .move = goods_moves[route_choice(call, "move")],
                               .at_ms = route_time_ms(call, "at", 0),
                               .settle = route_truth(call, "settle")};
    struct act act;
    enum err code = act_begin_of(&act, call, "id", error);

    if (!code)
        code = act_fields(&act, "delivery", names, &given.fields, error);
    if (!code)
        code = goods_move(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

const struct route act_change_routes[] = {
    ACT_ROUTE("/api/changes", false, change_parameters, issue, "issues a change order"),
    ACT_ROUTE("/api/changes/:id/moves", false, step_parameters, step,
              "a step of a change order; the customer confirms it by signing"),
    ACT_ROUTE("/api/changes/:id/promise", false, promise_parameters, promise,
              "what a change that touches a promise needs: who approved it, when the customer was "
              "told"),
    ACT_ROUTE("/api/deliveries", true, order_parameters, order, "materials that were ordered"),
    ACT_ROUTE("/api/deliveries/:id/moves", true, goods_parameters, move_goods,
              "they arrived, were accepted or refused"),
};
const size_t act_change_route_count = ACT_COUNT(act_change_routes);
