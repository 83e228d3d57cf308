// SPDX-License-Identifier: Apache-2.0
// Complaints, verdicts of the company, and the contact sheet, through the interface.
#include "tests/unit/act_desk.h"

static const char *at_site(struct desk *desk, const char *more)
{
    static char members[600];

    snprintf(members, sizeof(members), "\"site\":\"%s\",%s", desk_id(&desk->site), more);
    return members;
}

static void d8_1_a_complaint_is_taken_in_and_is_final(void **state)
{
    static const struct act_wrong wrong[] = {
        {"\"words\":\" \"", "words"},
        {"\"words\":\"x\",\"severity\":\"bad\"", "severity"},
        {"\"words\":\"x\",\"complained\":\"wang\"", "complained"},
        {"\"words\":\"x\",\"follower\":1", "follower"},
        {"\"words\":\"x\",\"received_at\":\"x\"", "received_at"},
        {"\"words\":\"x\",\"of\":\"00000000-0000-7000-8000-000000000404\"", "not on this tablet"},
        {"\"words\":\"x\",\"channel\":1", "channel"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid id, inspector = desk_person(INSPECTOR);
    char follower[60], before[100];

    snprintf(before, sizeof(before), "\"site\":\"%s\"", desk_id(&desk->site));
    act_refuse_each(desk, "/api/complaints", before, wrong);
    ACT_OK(desk,
           act_photo(desk, "/api/complaints", act_jpeg,
                     "site=%s&words=leaks&severity=major&channel=phone", desk_id(&desk->site)));
    id = act_saved(desk, "complaint");
    ACT_FIELD(desk, &id, "words", "\"leaks\"");
    snprintf(follower, sizeof(follower), "\"%s\"", desk_id(&inspector)); // D8.3
    ACT_FIELD(desk, &id, "follower", follower);
    assert_true(json_is_null(json_member(desk->json, "undo")));
}

static void d3_15_d3_7_d4_8_the_company_judges_by_the_role_that_may(void **state)
{
    static const struct act_wrong of_review[] = {
        {"\"note\":\"x\"", "verdict"},
        {"\"verdict\":\"fine\"", "verdict"},
        {"\"verdict\":\"redraw\"", "重画要有期限"},
        {"\"verdict\":\"passed\",\"deducted_points\":101", "deducted_points"},
        {"\"verdict\":\"passed\",\"attended\":\"yes\"", "attended"},
        {"\"verdict\":\"redraw\",\"redraw_due\":\"soon\"", "redraw_due"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id;
    char of[100];

    snprintf(of, sizeof(of), "\"of\":\"%s\"", desk_id(&attempt));
    ACT_REFUSED(desk, ERR_DENIED, "巡检员",
                desk_post(desk, "/api/reviews", "%s,\"verdict\":\"passed\"", of));
    desk_enter(desk, REVIEWER);
    act_refuse_each(desk, "/api/reviews", of, of_review);
    ACT_OK(desk,
           desk_post(desk, "/api/reviews",
                     "%s,\"verdict\":\"redraw\",\"redraw_due\":\"2026-10-01\",\"deducted_points\":"
                     "12,\"attended\":true",
                     of));
    id = act_saved(desk, "drawing_review");
    ACT_FIELD(desk, &id, "redraw_due", "\"2026-10-01\"");
    ACT_FIELD(desk, &id, "attended", "true");
    ACT_REFUSED(desk, ERR_DENIED, "审图员",
                desk_post(desk, "/api/re-inspections", "%s,\"verdict\":\"qualified\"", of));
    desk_enter(desk, RE_INSPECTOR);
    ACT_REFUSED(desk, ERR_INVALID, "原因",
                desk_post(desk, "/api/re-inspections", "%s,\"verdict\":\"unqualified\"", of));
    ACT_OK(desk, desk_post(desk, "/api/re-inspections", "%s,\"verdict\":\"qualified\"", of));
    desk_enter(desk, MANAGER);
    ACT_OK(desk, desk_post(desk, "/api/spot-checks", "%s",
                           at_site(desk, "\"verdict\":\"unqualified\",\"note\":\"杂乱\"")));
    ACT_REFUSED(desk, ERR_INVALID, "verdict",
                desk_post(desk, "/api/spot-checks", "%s", at_site(desk, "\"verdict\":\"ok\"")));
}

static void d2_2_a_contact_is_made_and_changed(void **state)
{
    struct desk *desk = *state;
    struct uuid id, officer = desk_person(OFFICER);
    char members[200];

    ACT_REFUSED(desk, ERR_DENIED, "巡检员",
                desk_post(desk, "/api/contacts", "%s",
                          at_site(desk, "\"stage\":\"design\",\"name\":\"小李\"")));
    id = desk_person(INSPECTOR);
    desk_office(desk, "person", &id, "\"name\":\"陈国强\",\"role\":\"project_manager\"");
    ACT_REFUSED(desk, ERR_INVALID, "stage",
                desk_post(desk, "/api/contacts", "%s", at_site(desk, "\"name\":\"小李\"")));
    ACT_REFUSED(desk, ERR_INVALID, "联系人",
                desk_post(desk, "/api/contacts", "%s", at_site(desk, "\"stage\":\"design\"")));
    snprintf(members, sizeof(members), "\"stage\":\"design\",\"person\":\"%s\",\"duty\":\"设计\"",
             desk_id(&officer));
    ACT_OK(desk, desk_post(desk, "/api/contacts", "%s", at_site(desk, members)));
    id = act_saved(desk, "contact");
    ACT_FIELD(desk, &id, "name", "\"赵丽娟\"");
    ACT_OK(desk, desk_post(desk, "/api/contacts", "%s",
                           at_site(desk, "\"stage\":\"design\",\"phone\":\"010-1\"")));
    ACT_FIELD(desk, &id, "phone", "\"010-1\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(d8_1_a_complaint_is_taken_in_and_is_final),
        DESK(d3_15_d3_7_d4_8_the_company_judges_by_the_role_that_may),
        DESK(d2_2_a_contact_is_made_and_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
