// SPDX-License-Identifier: Apache-2.0
// The list of issues, and one of them, through their routes.
#include "agent/store/replica_drop.h"
#include "agent/ui/issue_memory.h"
#include "tests/unit/act_desk.h"

// An issue of a site, found by hand.
static struct uuid found(struct desk *desk, const struct uuid *site, const char *more)
{
    ACT_OK(desk, desk_post(desk, "/api/issues", "\"site\":\"%s\",\"summary\":\"墙面开裂\"%s",
                           desk_id(site), more));
    return act_saved(desk, "rectification");
}

static struct uuid due_in(struct desk *desk, const struct uuid *site, int days)
{
    struct uuid foreman = desk_person(FOREMAN);
    char more[200];

    snprintf(more, sizeof(more), ",\"responsible\":\"%s\",\"deadline\":%lld", desk_id(&foreman),
             (long long)(desk->wall_ms + days * DESK_DAY_MS));
    return found(desk, site, more);
}

static void move(struct desk *desk, const struct uuid *id, const char *members)
{
    char path[80];

    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(id));
    ACT_OK(desk, desk_post(desk, path, "%s", members));
}

static void assert_row(struct desk *desk, size_t at, const struct uuid *id)
{
    char path[40];

    snprintf(path, sizeof(path), "rows.%zu.id", at);
    assert_string_equal(desk_text(desk, path), desk_id(id));
}

static void what_is_due_first_stands_on_top_and_what_is_verified_last(void **state)
{
    struct desk *desk = *state;
    struct uuid site = desk->site, officer = desk_person(FOREMAN);
    struct uuid late = due_in(desk, &site, 9), never = found(desk, &site, ""), soon, closed;

    closed = due_in(desk, &site, 1);
    soon = due_in(desk, &site, 2);
    desk_enter(desk, FOREMAN);
    move(desk, &closed, "\"move\":\"done\",\"note\":\"已补平\"");
    desk_enter(desk, INSPECTOR);
    move(desk, &closed, "\"move\":\"verify\"");
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 4);
    assert_row(desk, 0, &soon);
    assert_row(desk, 1, &late);
    assert_row(desk, 2, &never);
    assert_row(desk, 3, &closed);
    assert_int_equal(desk_integer(desk, "counts.assigned"), 2);
    assert_int_equal(desk_integer(desk, "counts.open"), 1);
    assert_int_equal(desk_integer(desk, "counts.verified"), 1);
    assert_true(json_is_null(desk_at(desk, "next")));
    assert_string_equal(desk_text(desk, "rows.0.holder.id"), desk_id(&officer));
    assert_string_equal(desk_text(desk, "rows.0.summary"), "墙面开裂");
    assert_string_equal(desk_text(desk, "rows.0.customer"), "张三");
    assert_string_equal(desk_text(desk, "rows.0.state.code"), "assigned");
    assert_string_equal(desk_text(desk, "rows.0.author.name"), "陈国强");
    assert_true(desk_truth(desk, "rows.0.unsent"));
}

static void the_list_is_filtered_by_site_state_and_delay(void **state)
{
    struct desk *desk = *state;
    struct uuid other = act_other_site(desk), here = due_in(desk, &desk->site, 1);
    struct uuid there = due_in(desk, &other, 5), open = found(desk, &other, "");

    desk->wall_ms += 2 * DESK_DAY_MS;
    desk_launch(desk);
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/issues?overdue=true"));
    assert_int_equal(desk_integer(desk, "total"), 1);
    assert_row(desk, 0, &here);
    assert_true(desk_truth(desk, "rows.0.overdue"));
    assert_int_equal(desk_integer(desk, "counts.overdue"), 1);
    ACT_OK(desk, desk_get(desk, "/api/issues?site=%s", desk_id(&other)));
    assert_int_equal(desk_integer(desk, "total"), 2);
    assert_row(desk, 0, &there);
    assert_int_equal(desk_integer(desk, "counts.overdue"), 0); // counts are of the site
    ACT_OK(desk, desk_get(desk, "/api/issues?state=open"));
    assert_int_equal(desk_integer(desk, "total"), 1);
    assert_row(desk, 0, &open);
    assert_int_equal(desk_integer(desk, "counts.assigned"), 2); // whatever is shown
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues?state=lost"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues?limit=201"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues?after=-1"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues?site=here"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues?state=open&state=done"));
}

static void pages_follow_one_another(void **state)
{
    struct desk *desk = *state;
    struct uuid ids[5];

    for (int i = 0; i < 5; i++)
        ids[i] = due_in(desk, &desk->site, i + 1);
    ACT_OK(desk, desk_get(desk, "/api/issues?limit=2"));
    assert_int_equal(desk_count(desk, "rows"), 2);
    assert_int_equal(desk_integer(desk, "next"), 2);
    ACT_OK(desk, desk_get(desk, "/api/issues?limit=2&after=2"));
    assert_row(desk, 0, &ids[2]);
    assert_int_equal(desk_integer(desk, "next"), 4);
    ACT_OK(desk, desk_get(desk, "/api/issues?limit=2&after=4"));
    assert_row(desk, 0, &ids[4]);
    assert_true(json_is_null(desk_at(desk, "next")));
    ACT_OK(desk, desk_get(desk, "/api/issues?after=1000"));
    assert_int_equal(desk_count(desk, "rows"), 0);
    assert_int_equal(desk_integer(desk, "total"), 5);
}

// What is kept from call to call follows every change: of the site, of people, of which sites there
// are.
static void the_list_follows_what_changes(void **state)
{
    struct desk *desk = *state;
    struct uuid other = act_other_site(desk), id = due_in(desk, &desk->site, 3);
    struct uuid foreman = desk_person(FOREMAN);
    char path[80];

    due_in(desk, &other, 1);
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 2);
    snprintf(path, sizeof(path), "/api/issues/%s", desk_id(&id));
    ACT_OK(desk, desk_post(desk, path, "\"severity\":\"major\",\"category\":\"painting\""));
    ACT_OK(desk, desk_get(desk, "/api/issues?site=%s", desk_id(&desk->site)));
    assert_string_equal(desk_text(desk, "rows.0.severity.code"), "major");
    assert_string_equal(desk_text(desk, "rows.0.category.en"), "painting");
    desk_office(desk, "person", &foreman, "\"name\":\"王工\",\"role\":\"foreman\"");
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_string_equal(desk_text(desk, "rows.1.holder.name"), "王工");
    DESK_OK(desk, replica_drop(desk->tablet.store, &other, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 1);
    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&id)));
    struct uuid photo = act_saved(desk, "photo");
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "rows.0.photos"), 1);
    assert_string_equal(desk_text(desk, "rows.0.cover"), desk_id(&photo));
}

static void words_that_somebody_typed_stand_as_they_are(void **state)
{
    struct desk *desk = *state;

    found(desk, &desk->site, ",\"category\":\"a \\\"b\\\" \\\\ c\",\"room\":\"\\\"\"");
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_string_equal(desk_text(desk, "rows.0.category.code"), "a \"b\" \\ c");
    assert_string_equal(desk_text(desk, "rows.0.category.zh"), "a \"b\" \\ c");
    assert_string_equal(desk_text(desk, "rows.0.room"), "\"");
}

// ---- one of them ----

static const char *may(struct desk *desk, const char *name, const char *member)
{
    static char path[60];

    for (size_t i = 0; i < desk_count(desk, "may"); i++) {
        snprintf(path, sizeof(path), "may.%zu.move", i);
        if (strcmp(desk_text(desk, path), name) == 0) {
            snprintf(path, sizeof(path), "may.%zu.%s", i, member);
            return path;
        }
    }
    fail_msg("%s is no step from here", name);
    return NULL;
}

static void d5_an_issue_tells_its_way_and_what_may_follow(void **state)
{
    struct desk *desk = *state;
    struct uuid id = act_failed(desk), foreman = desk_person(FOREMAN);
    char members[200];

    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&id)));
    assert_int_equal(desk_count(desk, "steps"), 0);
    assert_string_equal(desk_text(desk, "of_kind"), "item_result");
    assert_string_equal(desk_text(desk, "item"), "standard");
    assert_string_equal(desk_text(desk, "item_words.en"), "to the construction standard");
    assert_true(json_is_null(desk_at(desk, may(desk, "assign", "why_not"))));
    snprintf(members, sizeof(members),
             "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":1890000000000", desk_id(&foreman));
    move(desk, &id, members);
    desk_enter(desk, FOREMAN);
    char path[80];
    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(&id));
    ACT_OK(desk, act_photo(desk, path, act_jpeg, "move=done"));
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&id)));
    assert_int_equal(desk_count(desk, "steps"), 2);
    assert_string_equal(desk_text(desk, "steps.0.move"), "assign");
    assert_string_equal(desk_text(desk, "steps.0.to.name"), "王铁军");
    assert_int_equal(desk_integer(desk, "steps.0.deadline"), 1890000000000);
    assert_string_equal(desk_text(desk, "steps.1.author.name"), "王铁军");
    assert_int_equal(desk_count(desk, "after"), 1);
    assert_int_equal(desk_count(desk, "before"), 0);
    assert_string_equal(desk_text(desk, "done_by.name"), "王铁军");
    // D5.2: who did it does not verify it; somebody else may.
    assert_non_null(strstr(desk_text(desk, may(desk, "verify", "why_not")), "D5.2"));
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&id)));
    assert_true(json_is_null(desk_at(desk, may(desk, "verify", "why_not"))));
    act_auditor(desk);
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&id)));
    assert_non_null(strstr(desk_text(desk, may(desk, "verify", "why_not")), "role"));
}

// Another tablet gave it to somebody else meanwhile.
static void branches_of_two_tablets_are_told(void **state)
{
    struct desk *desk = *state;
    struct uuid id = act_failed(desk), foreman = desk_person(FOREMAN), theirs = desk_uuid(0x6001);
    char members[300];

    snprintf(members, sizeof(members),
             "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":1890000000000", desk_id(&foreman));
    move(desk, &id, members);
    move(desk, &id, "\"move\":\"done\",\"note\":\"ok\"");
    snprintf(members, sizeof(members),
             "\"at\":1790000000001,\"deadline\":1890000000000,\"move\":\"assign\",\"of\":\"%s\","
             "\"to\":\"%s\"",
             desk_id(&id), desk_id(&foreman));
    desk_office(desk, "move", &theirs, members);
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&id)));
    assert_true(desk_truth(desk, "unsettled"));
    assert_int_equal(desk_count(desk, "branches"), 2);
    assert_int_equal(desk_count(desk, "steps"), 3);
}

static void what_is_no_issue_or_not_here_is_said(void **state)
{
    struct desk *desk = *state;
    struct uuid gone = desk_uuid(0x404), attempt = act_started(desk, "design");

    DESK_STATUS(desk, 404, desk_get(desk, "/api/issues/%s", desk_id(&gone)));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues/%s", desk_id(&attempt)));
    act_assert_error(desk, ERR_INVALID, "is not shown here");
    DESK_STATUS(desk, 422, desk_get(desk, "/api/issues/x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(what_is_due_first_stands_on_top_and_what_is_verified_last),
        DESK(the_list_is_filtered_by_site_state_and_delay),
        DESK(pages_follow_one_another),
        DESK(the_list_follows_what_changes),
        DESK(words_that_somebody_typed_stand_as_they_are),
        DESK(d5_an_issue_tells_its_way_and_what_may_follow),
        DESK(branches_of_two_tablets_are_told),
        DESK(what_is_no_issue_or_not_here_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
