// SPDX-License-Identifier: Apache-2.0
// Rectifications through the interface: opened, said more of, moved to their end.
#include "tests/unit/act_desk.h"

static int move(struct desk *desk, const struct uuid *id, const char *members)
{
    char path[100];

    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(id));
    return desk_post(desk, path, "%s", members);
}

static int edit(struct desk *desk, const struct uuid *id, const char *members)
{
    char path[100];

    snprintf(path, sizeof(path), "/api/issues/%s", desk_id(id));
    return desk_post(desk, path, "%s", members);
}

static void the_camera_opens_one_and_chips_say_the_rest(void **state)
{
    struct desk *desk = *state;
    struct uuid foreman = desk_person(FOREMAN), id;
    char members[200];

    ACT_OK(desk,
           act_photo(desk, "/api/issues", act_jpeg, "site=%s&room=kitchen", desk_id(&desk->site)));
    id = act_saved(desk, "rectification");
    ACT_FIELD(desk, &id, "room", "\"kitchen\"");
    act_saved(desk, "photo");
    ACT_OK(desk, edit(desk, &id, "\"category\":\"水电\""));
    ACT_OK(desk, edit(desk, &id, "\"severity\":\"major\""));
    snprintf(members, sizeof(members), "\"responsible\":\"%s\"", desk_id(&foreman));
    ACT_OK(desk, edit(desk, &id, members));
    ACT_OK(desk, edit(desk, &id, "\"deadline\":1790086400000"));
    act_saved(desk, "move"); // who and when are known: assigned
    ACT_FIELD(desk, &id, "category", "\"水电\"");
    ACT_OK(desk, edit(desk, &id, "\"summary\":\"插座歪斜\",\"crew\":\"一队\""));
    ACT_FIELD(desk, &id, "summary", "\"插座歪斜\"");
}

static void one_is_opened_of_a_record_and_only_once(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design");
    char members[200];

    snprintf(members, sizeof(members), "\"of\":\"%s\",\"summary\":\"图纸缺尺寸\"",
             desk_id(&attempt));
    ACT_OK(desk, desk_post(desk, "/api/issues", "%s", members));
    ACT_REFUSED(desk, ERR_EXISTS, "rectification", desk_post(desk, "/api/issues", "%s", members));
}

static void each_parameter_is_judged_by_name(void **state)
{
    static const struct act_wrong of_opening[] = {
        {"", "of"},
        {"\"summary\":\"x\",\"severity\":\"bad\"", "severity"},
        {"\"summary\":5", "summary"},
        {"\"summary\":\"x\",\"responsible\":\"me\"", "responsible"},
        {"\"summary\":\"x\",\"deadline\":true", "deadline"},
        {"\"summary\":\"x\",\"room\":{}", "room"},
        {"\"summary\":\"x\",\"colour\":\"red\"", "colour"},
        {0},
    };
    static const struct act_wrong of_site[] = {
        {"", "问题描述必填"},
        {"\"of\":\"00000000-0000-7000-8000-000000000001\",\"summary\":\"x\"", "of"},
        {"\"summary\":\"x\",\"responsible\":\"00000000-0000-7000-8000-00000000b001\"", "deadline"},
        {0},
    };
    struct desk *desk = *state;
    char before[100];

    act_refuse_each(desk, "/api/issues", "\"item\":null", of_opening);
    snprintf(before, sizeof(before), "\"site\":\"%s\"", desk_id(&desk->site));
    act_refuse_each(desk, "/api/issues", before, of_site);
}

static void d5_1_it_goes_from_open_to_verified_and_back(void **state)
{
    struct desk *desk = *state;
    struct uuid id = act_failed(desk), foreman = desk_person(FOREMAN);
    char path[100], assign[200];

    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(&id));
    snprintf(assign, sizeof(assign),
             "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":1790086400000,\"crew\":\"一队\"",
             desk_id(&foreman));
    ACT_REFUSED(desk, ERR_PRECONDITION, "assign",
                move(desk, &id, "\"move\":\"done\",\"note\":\"x\""));
    ACT_OK(desk, move(desk, &id, assign));
    ACT_FIELD(desk, &id, "crew", "\"一队\"");
    ACT_REFUSED(desk, ERR_INVALID, "整改后照片", move(desk, &id, "\"move\":\"done\""));
    desk_enter(desk, FOREMAN);
    ACT_OK(desk, act_photo(desk, path, act_jpeg, "move=done"));
    ACT_REFUSED(desk, ERR_DENIED, "", move(desk, &id, "\"move\":\"verify\"")); // D5.2
    desk_enter(desk, INSPECTOR);
    ACT_REFUSED(desk, ERR_INVALID, "原因", move(desk, &id, "\"move\":\"reject\""));
    ACT_OK(desk, move(desk, &id, "\"move\":\"reject\",\"note\":\"还不平\""));
    desk_enter(desk, FOREMAN);
    ACT_OK(desk, move(desk, &id, "\"move\":\"done\",\"note\":\"重做\""));
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, move(desk, &id, "\"move\":\"verify\""));
    ACT_OK(desk, move(desk, &id, "\"move\":\"reopen\",\"note\":\"又裂\",\"settle\":true"));
}

static void each_parameter_of_a_move_is_judged(void **state)
{
    static const struct act_wrong wrong[] = {
        {"", "move"},
        {"\"move\":\"fly\"", "move"},
        {"\"move\":\"assign\",\"to\":\"wang\"", "to"},
        {"\"move\":\"assign\",\"deadline\":\"soon\"", "deadline"},
        {"\"move\":\"assign\"", "交给谁"},
        {"\"move\":\"done\",\"settle\":1", "settle"},
        {"\"move\":\"done\",\"at\":-5", "at"},
        {"\"move\":\"done\",\"crew\":1", "crew"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid id = act_failed(desk), gone = desk_uuid(0x404);
    char path[100];

    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(&id));
    act_refuse_each(desk, path, "\"note\":null", wrong);
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet", move(desk, &gone, "\"move\":\"done\""));
    gone = act_started(desk, "design"); // a record, but no rectification
    ACT_REFUSED(desk, ERR_NOT_FOUND, "rectification", move(desk, &gone, "\"move\":\"done\""));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "rectification", edit(desk, &gone, "\"room\":\"x\""));
    ACT_REFUSED(desk, ERR_INVALID, "nothing", edit(desk, &id, "\"room\":null"));
}

static void a_move_that_is_tapped_twice_is_made_once(void **state)
{
    struct desk *desk = *state;
    struct uuid id = act_failed(desk), foreman = desk_person(FOREMAN);
    char assign[200];
    int64_t entries;

    snprintf(assign, sizeof(assign), "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":1790086400000",
             desk_id(&foreman));
    ACT_OK(desk, move(desk, &id, assign));
    entries = desk_entries(desk);
    act_same_tap(desk);
    ACT_OK(desk, move(desk, &id, assign));
    assert_int_equal(desk_entries(desk), entries);
    act_auditor(desk);
    ACT_REFUSED(desk, ERR_DENIED, "审计", move(desk, &id, assign));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(the_camera_opens_one_and_chips_say_the_rest),
        DESK(one_is_opened_of_a_record_and_only_once),
        DESK(each_parameter_is_judged_by_name),
        DESK(d5_1_it_goes_from_open_to_verified_and_back),
        DESK(each_parameter_of_a_move_is_judged),
        DESK(a_move_that_is_tapped_twice_is_made_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
