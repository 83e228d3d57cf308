// SPDX-License-Identifier: Apache-2.0
// Being on site through the interface: presence, inspections, patrols with their calls, rounds, the
// week's report.
#include "tests/unit/act_desk.h"

// "site":"<id>", with what follows
static const char *at_site(struct desk *desk, const char *more)
{
    static char members[600];

    snprintf(members, sizeof(members), "\"site\":\"%s\"%s%s", desk_id(&desk->site),
             more[0] ? "," : "", more);
    return members;
}

static void d4_1_presence_is_who_when_where_with_a_photo(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "inspection"},
        {"\"inspection\":\"tea_party\"", "tea_party"},
        {"\"inspection\":\"design\",\"latitude\":\"31.2\"", "latitude"},
        {"\"inspection\":\"design\",\"latitude\":\"91\",\"longitude\":\"0\"", "90"},
        {"\"inspection\":\"design\",\"latitude\":31.2,\"longitude\":121", "latitude"},
        {"\"inspection\":\"design\",\"of\":\"x\"", "of"},
        {"\"inspection\":\"design\",\"of\":\"00000000-0000-7000-8000-000000000404\"",
         "not on this"},
        {"\"inspection\":\"design\",\"person\":7", "person"},
        {"\"inspection\":\"design\",\"at\":\"now\"", "at"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), id;

    ACT_OK(desk, act_photo(desk, "/api/presence", act_jpeg,
                           "site=%s&inspection=water_electric&of=%s&latitude=31.2&longitude=121.5",
                           desk_id(&desk->site), desk_id(&attempt)));
    id = act_saved(desk, "presence");
    ACT_FIELD(desk, &id, "latitude", "\"31.2\"");
    ACT_FIELD(desk, &id, "at", "1790000000000");
    assert_string_equal(desk_text(desk, "undo"), "(none)"); // it is final
    act_refuse_each(desk, "/api/presence", at_site(desk, ""), wrong);
}

static void an_inspection_is_started_and_ended(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "code"},
        {"\"code\":\"tea_party\"", "tea_party"},
        {"\"code\":\"measured_survey\",\"result\":\"ok\"", "result"},
        {"\"code\":\"measured_survey\",\"node\":1", "node"},
        {"\"code\":\"measured_survey\",\"started_at\":\"x\"", "started_at"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid id;
    char path[100];

    act_refuse_each(desk, "/api/inspections", at_site(desk, ""), wrong);
    ACT_OK(desk, desk_post(desk, "/api/inspections", "%s",
                           at_site(desk, "\"code\":\"measured_survey\"")));
    id = desk_made(desk);
    snprintf(path, sizeof(path), "/api/inspections/%s/end", desk_id(&id));
    ACT_REFUSED(desk, ERR_INVALID, "result", desk_post(desk, path, "\"note\":\"x\""));
    ACT_REFUSED(desk, ERR_INVALID, "", desk_post(desk, path, "\"result\":\"fail\""));
    ACT_OK(desk, act_photo(desk, path, act_jpeg, "result=fail"));
    ACT_FIELD(desk, &id, "result", "\"fail\"");
    id = desk->site;
    snprintf(path, sizeof(path), "/api/inspections/%s/end", desk_id(&id));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "inspection", desk_post(desk, path, "\"result\":\"pass\""));
}

static void d4_2_a_patrol_is_followed_by_its_calls(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "result"},
        {"\"result\":\"fail\"", "note or a photo"},
        {"\"result\":\"good\"", "result"},
        {"\"result\":\"pass\",\"started_at\":\"x\"", "started_at"},
        {0},
    };
    static const struct act_wrong wrong_call[] = {
        {"", "outcome"},
        {"\"outcome\":\"maybe\"", "outcome"},
        {"\"outcome\":\"no_answer\",\"problems\":1", "problems"},
        {"\"outcome\":\"no_answer\",\"measures\":[]", "measures"},
        {"\"outcome\":\"no_answer\",\"at\":\"x\"", "at"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid patrol, call;
    char path[100];

    act_refuse_each(desk, "/api/patrols", at_site(desk, ""), wrong);
    ACT_OK(desk, desk_post(desk, "/api/patrols", "%s",
                           at_site(desk, "\"result\":\"fail\",\"note\":\"现场乱\"")));
    patrol = desk_made(desk);
    assert_true(desk_count(desk, "notes") > 0);
    snprintf(path, sizeof(path), "/api/patrols/%s/calls", desk_id(&patrol));
    act_refuse_each(desk, path, "\"result\":null", wrong_call);
    ACT_OK(desk, desk_post(desk, path, "\"outcome\":\"no_answer\""));
    ACT_OK(desk, desk_post(desk, path,
                           "\"outcome\":\"reached\",\"result\":\"已告知\",\"problems\":\"现场乱\","
                           "\"measures\":\"当日清理\""));
    call = act_saved(desk, "patrol_call");
    ACT_FIELD(desk, &call, "measures", "\"当日清理\"");
    desk_enter(desk, DESIGNER);
    ACT_REFUSED(desk, ERR_DENIED, "设计师",
                desk_post(desk, "/api/patrols", "%s", at_site(desk, "\"result\":\"pass\"")));
}

static void d4_4_rounds_are_made_and_changed(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "round"},
        {"\"round\":4", "round"},
        {"\"round\":\"1\"", "round"},
        {"\"round\":1,\"result\":\"x\"", "result"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid first, again;

    act_refuse_each(desk, "/api/rounds", at_site(desk, ""), wrong);
    ACT_OK(desk, desk_post(desk, "/api/rounds", "%s", at_site(desk, "\"round\":2")));
    first = desk_made(desk);
    ACT_OK(desk, desk_post(desk, "/api/rounds", "%s",
                           at_site(desk, "\"round\":2,\"result\":\"pass\",\"note\":\"齐全\"")));
    again = desk_made(desk);
    assert_true(uuid_equal(&first, &again));
    ACT_FIELD(desk, &first, "result", "\"pass\"");
}

static void d4_3_the_week_is_this_one_unless_another_is_named(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "周报"},
        {"\"week\":\"2026-W99\",\"customer_opinions\":\"无\"", "week"},
        {"\"customer_opinions\":\"无\"", "weekly report"},
        {"\"design_defects\":1", "design_defects"},
        {0},
    };
    static const char three[] = "\"customer_opinions\":\"无\",\"materials_deliveries\":\"瓷砖到\","
                                "\"design_defects\":\"无\"";
    struct desk *desk = *state;
    struct uuid id;

    act_refuse_each(desk, "/api/weekly", at_site(desk, ""), wrong);
    ACT_OK(desk, desk_post(desk, "/api/weekly", "%s", at_site(desk, three)));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "week", "\"2026-W39\""); // of 2026-09-21
    ACT_OK(desk, desk_post(desk, "/api/weekly", "\"week\":\"2026-W38\",%s", at_site(desk, three)));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "week", "\"2026-W38\"");
    ACT_FIELD(desk, &id, "materials_deliveries", "\"瓷砖到\"");
}

static void a_record_of_another_site_is_not_found_here(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), other = act_other_site(desk);

    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_post(desk, "/api/presence",
                          "\"site\":\"%s\",\"inspection\":\"design\",\"of\":\"%s\"",
                          desk_id(&other), desk_id(&attempt)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(d4_1_presence_is_who_when_where_with_a_photo),
        DESK(an_inspection_is_started_and_ended),
        DESK(d4_2_a_patrol_is_followed_by_its_calls),
        DESK(d4_4_rounds_are_made_and_changed),
        DESK(d4_3_the_week_is_this_one_unless_another_is_named),
        DESK(a_record_of_another_site_is_not_found_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
