// SPDX-License-Identifier: Apache-2.0
// Two people on one tablet: each sees the sites they work for, and acts there only.
#include "agent/ui/own_site.h"

#include "tests/unit/act_desk.h"

static void assign(struct desk *desk, uint64_t number, int who, const char *active)
{
    struct uuid id = desk_uuid(0xa5500 + number), person = desk_person(who);
    char fields[160];

    snprintf(fields, sizeof(fields), "\"active\":%s,\"person\":\"%s\",\"role\":\"foreman\"", active,
             desk_id(&person));
    desk_office(desk, "assignment", &id, fields);
}

static struct uuid found(struct desk *desk)
{
    ACT_OK(desk, desk_post(desk, "/api/issues", "\"site\":\"%s\",\"summary\":\"墙角空鼓\"",
                           desk_id(&desk->site)));
    return desk_made(desk);
}

static void a_colleagues_site_is_not_seen(void **state)
{
    struct desk *desk = *state;
    struct uuid issue = found(desk); // before anybody was assigned: everybody's

    assign(desk, 1, FOREMAN, "true");
    DESK_STATUS(desk, 200, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 0);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 0);
    DESK_STATUS(desk, 404, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/issues/%s", desk_id(&issue)));
    DESK_STATUS(desk, 200, desk_get(desk, "/api/outbox")); // what waits is told, not what it says
    assert_null(strstr(desk->body.data, "墙角空鼓"));
    assert_int_equal(desk_count(desk, "rows") > 0, true);

    desk_enter(desk, FOREMAN);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/today"));
    assert_int_equal(desk_count(desk, "sites"), 1);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 1);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
}

static void nobody_writes_at_a_colleagues_site(void **state)
{
    struct desk *desk = *state;
    struct uuid issue = found(desk);
    int64_t entries;

    assign(desk, 1, FOREMAN, "true");
    entries = desk_entries(desk);
    ACT_REFUSED(
        desk, ERR_NOT_FOUND, "not on this tablet",
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"x\"", desk_id(&desk->site)));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_post(desk, "/api/notes", "\"of\":\"%s\",\"text\":\"x\"", desk_id(&issue)));
    ACT_REFUSED(
        desk, ERR_NOT_FOUND, "not on this tablet",
        desk_post(desk, "/api/nodes", "\"site\":\"%s\",\"code\":\"design\"", desk_id(&desk->site)));
    assert_int_equal(desk_entries(desk), entries);
}

static void a_colleagues_sign_off_is_neither_voided_nor_handed_out(void **state)
{
    struct desk *desk = *state;
    struct uuid id = desk_uuid(0x51);
    char path[80];

    desk_office(desk, "signoff", &id, "\"role\":\"customer\",\"name\":\"张三\"");
    snprintf(path, sizeof(path), "/api/signoffs/%s/void", desk_id(&id));
    assign(desk, 1, FOREMAN, "true");
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_post(desk, path, "\"reason\":\"签错了\""));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_get(desk, "/api/signoffs/%s/file", desk_id(&id)));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
    assign(desk, 2, INSPECTOR, "true");
    DESK_STATUS(desk, 200, desk_post(desk, path, "\"reason\":\"签错了\""));
}

static void an_assignment_that_ended_shows_nothing_and_a_new_one_does(void **state)
{
    struct desk *desk = *state;

    found(desk);
    assign(desk, 1, FOREMAN, "true");
    assign(desk, 2, INSPECTOR, "false");
    DESK_STATUS(desk, 404, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    assign(desk, 3, INSPECTOR, "true");
    DESK_STATUS(desk, 200, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    DESK_STATUS(desk, 200, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_colleagues_site_is_not_seen, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(nobody_writes_at_a_colleagues_site, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(a_colleagues_sign_off_is_neither_voided_nor_handed_out,
                                        desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(an_assignment_that_ended_shows_nothing_and_a_new_one_does,
                                        desk_setup, desk_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
