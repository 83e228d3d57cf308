// SPDX-License-Identifier: Apache-2.0
// Change orders and deliveries through the interface.
#include "tests/unit/act_desk.h"

static int move(struct desk *desk, const char *what, const struct uuid *id, const char *members)
{
    char path[100];

    snprintf(path, sizeof(path), "/api/%s/%s/moves", what, desk_id(id));
    return desk_post(desk, path, "%s", members);
}

static const char *before(struct desk *desk)
{
    static char members[100];

    snprintf(members, sizeof(members), "\"site\":\"%s\"", desk_id(&desk->site));
    return members;
}

#define CHANGE                                                                                 \
    "\"category\":\"customer_request\",\"description\":\"移插座\",\"asked_by\":\"张三\"," \
    "\"due\":\"2026-10-01\""

static void d9_1_a_change_is_issued_approved_and_carried_out(void **state)
{
    static const struct act_wrong wrong[] = {
        {"\"category\":\"whim\"", "category"},
        {"\"category\":\"customer_request\"", "description"},
        {"\"category\":\"customer_request\",\"description\":\"x\",\"asked_by\":\"y\"", "due"},
        {"\"category\":\"customer_request\",\"description\":\"x\",\"due\":\"2026-10-01\"",
         "asked_by"},
        {CHANGE ",\"amount_fen\":\"100\"", "amount_fen"},
        {CHANGE ",\"touches_promise\":1", "touches_promise"},
        {CHANGE ",\"issued_at\":\"x\"", "issued_at"},
        {"\"category\":\"customer_request\",\"description\":\"x\",\"asked_by\":\"y\",\"due\":"
         "\"soon\"",
         "due"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid id, manager = desk_person(MANAGER), officer = desk_person(OFFICER);
    char members[200], path[100];

    ACT_REFUSED(desk, ERR_DENIED, "巡检员",
                desk_post(desk, "/api/changes", "%s," CHANGE, before(desk)));
    desk_enter(desk, DESIGNER);
    act_refuse_each(desk, "/api/changes", before(desk), wrong);
    ACT_OK(desk,
           desk_post(desk, "/api/changes",
                     "%s," CHANGE ",\"amount_fen\":-5000,\"touches_promise\":true", before(desk)));
    id = act_saved(desk, "change_order");
    ACT_REFUSED(desk, ERR_INVALID, "move", move(desk, "changes", &id, "\"move\":\"confirm\""));
    ACT_REFUSED(desk, ERR_PRECONDITION, "approve",
                move(desk, "changes", &id, "\"move\":\"carry_out\""));
    snprintf(members, sizeof(members), "\"move\":\"approve\",\"approved_by\":\"%s\"",
             desk_id(&manager));
    ACT_OK(desk, move(desk, "changes", &id, members));
    ACT_REFUSED(desk, ERR_PRECONDITION, "客户",
                move(desk, "changes", &id, "\"move\":\"carry_out\""));
    snprintf(path, sizeof(path), "/api/changes/%s/promise", desk_id(&id));
    ACT_REFUSED(desk, ERR_INVALID, "客户部", desk_post(desk, path, "\"noticed_at\":null"));
    snprintf(members, sizeof(members), "\"approved_by\":\"%s\",\"noticed_at\":1789990000000",
             desk_id(&officer));
    ACT_OK(desk, desk_post(desk, path, "%s", members));
    ACT_OK(desk, move(desk, "changes", &id, "\"move\":\"carry_out\",\"note\":\"完成\""));
}

static void d9_3_a_delivery_arrives_and_is_refused_with_a_reason(void **state)
{
    static const struct act_wrong wrong[] = {
        {"\"product\":\"\"", "product"},
        {"\"product\":\"瓷砖\",\"due\":\"soon\"", "due"},
        {"\"product\":\"瓷砖\",\"quantity\":40", "quantity"},
        {"\"product\":\"瓷砖\",\"ordered_on\":\"2026-13-01\"", "ordered_on"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid id;
    char path[100];

    act_refuse_each(desk, "/api/deliveries", before(desk), wrong);
    ACT_OK(desk, desk_post(desk, "/api/deliveries",
                           "%s,\"product\":\"瓷砖\",\"quantity\":\"40 箱\",\"due\":\"2026-10-01\"",
                           before(desk)));
    id = act_saved(desk, "delivery");
    ACT_REFUSED(desk, ERR_PRECONDITION, "arrive",
                move(desk, "deliveries", &id, "\"move\":\"accept\""));
    ACT_REFUSED(desk, ERR_INVALID, "move", move(desk, "deliveries", &id, "\"move\":\"eat\""));
    ACT_OK(desk,
           move(desk, "deliveries", &id, "\"move\":\"arrive\",\"arrived_on\":\"2026-09-20\""));
    ACT_FIELD(desk, &id, "arrived_on", "\"2026-09-20\"");
    ACT_REFUSED(desk, ERR_INVALID, "拒收", move(desk, "deliveries", &id, "\"move\":\"refuse\""));
    snprintf(path, sizeof(path), "/api/deliveries/%s/moves", desk_id(&id));
    ACT_OK(desk, act_photo(desk, path, act_jpeg, "move=refuse&refused_reason=broken"));
    ACT_FIELD(desk, &id, "checked", "\"fail\"");
    act_saved(desk, "photo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(d9_1_a_change_is_issued_approved_and_carried_out),
        DESK(d9_3_a_delivery_arrives_and_is_refused_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
