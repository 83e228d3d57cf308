// SPDX-License-Identifier: Apache-2.0
// The first screen and the lists that pickers offer, through their routes.
#include "agent/store/incoming.h"
#include "agent/store/office_time.h"
#include "agent/store/replica_drop.h"
#include "tests/unit/act_desk.h"

// The entry of a list whose `member` is `text`: "phrases.3", or fails.
static const char *entry(struct desk *desk, const char *list, const char *member, const char *text)
{
    static char path[80];
    size_t count = desk_count(desk, list), i;

    for (i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s.%zu.%s", list, i, member);
        if (strcmp(desk_text(desk, path), text) == 0)
            break;
    }
    if (i == count)
        fail_msg("no %s with %s %s", list, member, text);
    snprintf(path, sizeof(path), "%s.%zu", list, i);
    return path;
}

static const char *member(const char *entry_path, const char *name)
{
    static char path[8][120];
    static unsigned next;
    char *out = path[next++ % 8];

    snprintf(out, 120, "%s.%s", entry_path, name);
    return out;
}

static void d3_pickers_offer_what_the_newest_catalogue_has(void **state)
{
    struct desk *desk = *state;
    const char *at;

    ACT_OK(desk, desk_get(desk, "/api/words"));
    assert_int_equal(desk_count(desk, "nodes"), 7);
    assert_string_equal(desk_text(desk, "nodes.3.code"), "water_electric");
    assert_int_equal(desk_integer(desk, "nodes.3.number"), 4);
    assert_true(desk_count(desk, "nodes.3.forms") >= 1);
    at = entry(desk, "inspections", "code", "closed_water");
    assert_true(desk_truth(desk, member(at, "key")));
    assert_string_equal(desk_text(desk, member(at, "node")), "water_electric");
    at = entry(desk, "phrases", "code", "waterproofing");
    assert_string_equal(desk_text(desk, member(at, "field")), "rectification.category");
    assert_true(json_is_null(desk_at(desk, member(at, "item"))));
    at = entry(desk, "phrases", "item", "pressure_test");
    assert_string_equal(desk_text(desk, member(at, "field")), "item_result.note");
    assert_int_equal(desk_count(desk, "people"), PEOPLE);
    at = entry(desk, "people", "name", "王铁军");
    assert_string_equal(desk_text(desk, member(at, "role.code")), "foreman");
    // Names of choices have a dot in them.
    assert_non_null(json_member(desk_at(desk, "choices"), "item_result.result"));
    assert_null(json_member(desk_at(desk, "choices"), "call_back.outcome")); // the office's
    assert_int_equal(desk_integer(desk, "deadlines_chips.1.hours"), 72);
}

static void what_a_role_may_not_write_is_not_offered(void **state)
{
    struct desk *desk = *state;

    ACT_OK(desk, desk_get(desk, "/api/words"));
    assert_true(desk_count(desk, "may") > 10);
    for (const struct json *kind = json_first(desk_at(desk, "may")); kind; kind = json_next(kind)) {
        const char *name;

        assert_true(json_text(kind, &name));
        assert_string_not_equal(name, "spot_check"); // D4.8: by superiors
        assert_string_not_equal(name, "call_back");
    }
    act_auditor(desk);
    ACT_OK(desk, desk_get(desk, "/api/words"));
    assert_int_equal(desk_count(desk, "may"), 0);
}

static void without_a_catalogue_it_is_said_what_to_do(void **state)
{
    struct desk *desk = desk_bare();

    (void)state;
    desk_keys(desk);
    DESK_OK(desk, setting_write(desk->tablet.store, "sync", span_of("127.0.0.1:1"), &desk->error));
    DESK_OK(desk, setting_write(desk->tablet.store, "device", span_of(desk_id(&desk->device)),
                                &desk->error));
    desk_list_persons(desk, 1);
    DESK_OK(desk, tablet_load_identity(&desk->tablet, &desk->error));
    desk_launch(desk);
    desk_enter(desk, INSPECTOR);
    DESK_STATUS(desk, 404, desk_get(desk, "/api/words"));
    act_assert_error(desk, ERR_NOT_FOUND, "let it sync once");
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 0);
    ACT_OK(desk, desk_get(desk, "/api/me"));
    desk_destroy(desk);
}

// ---- today ----

static void a_card_says_where_how_far_and_what_is_open(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), foreman = desk_person(FOREMAN);

    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 1);
    assert_string_equal(desk_text(desk, "sites.0.customer"), "张三");
    assert_string_equal(desk_text(desk, "sites.0.node.code"), "water_electric");
    assert_int_equal(desk_integer(desk, "sites.0.node.number"), 4);
    assert_string_equal(desk_text(desk, "sites.0.node.state"), "under_way");
    assert_int_equal(desk_count(desk, "sites.0.nodes"), 7);
    assert_string_equal(desk_text(desk, "sites.0.nodes.3"), "under_way");
    assert_string_equal(desk_text(desk, "sites.0.nodes.0"), "not_started");
    assert_int_equal(desk_integer(desk, "sites.0.open_issues"), 1);
    assert_int_equal(desk_integer(desk, "sites.0.overdue"), 0);
    assert_int_equal(desk_integer(desk, "sites.0.unsent"), 4); // node, attempt, result, issue
    assert_true(desk_truth(desk, "sites.0.downloaded"));
    assert_int_equal(desk_integer(desk, "loose"), 0);

    char path[80];
    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(&fix));
    ACT_OK(desk, desk_post(desk, path, "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":%lld",
                           desk_id(&foreman), (long long)(desk->wall_ms + 1000)));
    desk->wall_ms += 5000;
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_integer(desk, "sites.0.overdue"), 1);
}

// The tablet's clock is a year behind and the office has told so.
static void what_is_overdue_is_judged_by_the_offices_time(void **state)
{
    struct desk *desk = *state;
    struct uuid foreman = desk_person(FOREMAN), fix = act_failed(desk);
    char path[80];

    snprintf(path, sizeof(path), "/api/issues/%s/moves", desk_id(&fix));
    ACT_OK(desk, desk_post(desk, path, "\"move\":\"assign\",\"to\":\"%s\",\"deadline\":%lld",
                           desk_id(&foreman), (long long)(desk->wall_ms + DESK_DAY_MS)));
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_integer(desk, "sites.0.overdue"), 0);
    office_time_set(desk->tablet.store, 365 * DESK_DAY_MS);
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_integer(desk, "sites.0.overdue"), 1);
    assert_int_equal(desk_integer(desk, "now_ms"), desk->wall_ms + 365 * DESK_DAY_MS);
    desk_restart(desk);
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_integer(desk, "sites.0.overdue"), 1);
}

static void what_is_due_first_stands_on_top(void **state)
{
    struct desk *desk = *state;
    struct uuid other = act_other_site(desk);

    // A patrol there: its call is due within a day (D4.2).
    ACT_OK(desk,
           desk_post(desk, "/api/patrols", "\"site\":\"%s\",\"result\":\"pass\"", desk_id(&other)));
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 2);
    assert_string_equal(desk_text(desk, "sites.0.customer"), "李四");
    assert_string_equal(desk_text(desk, "sites.0.why.kind"), "due");
    assert_int_equal(desk_integer(desk, "sites.0.at_ms"), desk->wall_ms + DESK_DAY_MS);
    assert_string_equal(desk_text(desk, "sites.1.why.kind"), "work");
    desk->wall_ms += 2 * DESK_DAY_MS;
    desk_launch(desk);
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_string_equal(desk_text(desk, "sites.0.why.kind"), "overdue");
}

static void what_is_for_another_role_is_not_due_for_who_looks(void **state)
{
    struct desk *desk = *state;

    // The call after a patrol is the inspector's (D4.2).
    ACT_OK(desk, desk_post(desk, "/api/patrols", "\"site\":\"%s\",\"result\":\"pass\"",
                           desk_id(&desk->site)));
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_string_equal(desk_text(desk, "sites.0.why.kind"), "due");
    desk_enter(desk, FOREMAN);
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_string_equal(desk_text(desk, "sites.0.why.kind"), "work");
}

static void a_site_that_went_takes_its_card_and_what_waits_is_told(void **state)
{
    struct desk *desk = *state;

    act_failed(desk);
    DESK_OK(desk, replica_drop(desk->tablet.store, &desk->site, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 0);
    assert_int_equal(desk_integer(desk, "loose"), 4);
    DESK_STATUS(desk, 404, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    act_assert_error(desk, ERR_NOT_FOUND, "not on this tablet");
}

static void a_site_of_which_small_files_are_to_come_is_not_downloaded(void **state)
{
    struct desk *desk = *state;
    struct uuid photo = desk_uuid(0x9001);
    char fields[300];

    snprintf(fields, sizeof(fields),
             "\"digest\":\"%064d\",\"of\":\"%s\",\"size\":9,\"thumbnail\":\"%064d\"", 1,
             desk_id(&desk->site), 2);
    desk_office(desk, "photo", &photo, fields);
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_false(desk_truth(desk, "sites.0.downloaded"));
}

static void nobody_reads_it_while_it_is_locked_or_the_customers(void **state)
{
    static const char *const paths[]
        = {"/api/today", "/api/words", "/api/issues", "/api/me", "/api/conflicts", "/api/outbox"};
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_OK(desk, desk_post(desk, "/api/customer", "\"of\":\"%s\",\"form\":\"handbook\"",
                           desk_id(&attempt)));
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        DESK_STATUS(desk, 403, desk_get(desk, "%s", paths[i]));
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_send(desk, &(struct desk_request){.method = HTTP_POST,
                                                        .path = "/api/lock",
                                                        .type = "application/json",
                                                        .body = {"{}", 2}}));
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        DESK_STATUS(desk, 401, desk_get(desk, "%s", paths[i]));
}

static void an_unknown_word_in_the_query_is_refused(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 422, desk_get(desk, "/api/today?day=tomorrow"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/words?version=%%zz"));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/sites/%%2e%%2e"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(d3_pickers_offer_what_the_newest_catalogue_has),
        DESK(what_a_role_may_not_write_is_not_offered),
        cmocka_unit_test(without_a_catalogue_it_is_said_what_to_do),
        DESK(a_card_says_where_how_far_and_what_is_open),
        DESK(what_is_overdue_is_judged_by_the_offices_time),
        DESK(what_is_due_first_stands_on_top),
        DESK(what_is_for_another_role_is_not_due_for_who_looks),
        DESK(a_site_that_went_takes_its_card_and_what_waits_is_told),
        DESK(a_site_of_which_small_files_are_to_come_is_not_downloaded),
        DESK(nobody_reads_it_while_it_is_locked_or_the_customers),
        DESK(an_unknown_word_in_the_query_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
