// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/named.h"

#include "tests/unit/day_fixture.h"

static void a_site_is_named_by_what_people_know_of_it(void **state)
{
    static const char *const names[] = {"HT2026-007", "江边路", "江边路 1 号", "张三", "-007"};
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    char id[UUID_TEXT];
    struct uuid found;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_ok(tablet, named_site(tablet->store, "--site", names[i], &found, &tablet->error));
        assert_true(uuid_equal(&found, &tablet->site));
    }
    uuid_format(&tablet->site, id);
    assert_ok(tablet, named_site(tablet->store, "--site", id, &found, &tablet->error));
    assert_true(uuid_equal(&found, &tablet->site));
}

// Another site on the same tablet.
static void another_site(struct site_day *day, const char *fields)
{
    struct uuid first = day->tablet->site;

    day->tablet->site = tablet_uuid(0x517f);
    day_office(day, "site", &day->tablet->site, fields);
    day->tablet->site = first;
}

static void what_several_sites_fit_is_refused_and_names_them(void **state)
{
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct uuid found;

    another_site(day, "\"address\":\"江边路 2 号\",\"contract_number\":\"HT2026-0071\","
                      "\"customer_name\":\"T2026\"");
    assert_int_equal(named_site(tablet->store, "--site", "江边", &found, &tablet->error),
                     ERR_INVALID);
    assert_non_null(strstr(tablet->error.detail, "HT2026-007 江边路 1 号"));
    assert_non_null(strstr(tablet->error.detail, "HT2026-0071 江边路 2 号"));
    // An exact name goes before one that only contains it.
    assert_ok(tablet, named_site(tablet->store, "--site", "HT2026-007", &found, &tablet->error));
    assert_true(uuid_equal(&found, &tablet->site));
    assert_ok(tablet, named_site(tablet->store, "--site", "T2026", &found, &tablet->error));
    assert_false(uuid_equal(&found, &tablet->site));
    assert_int_equal(named_site(tablet->store, "--site", "山边", &found, &tablet->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(tablet->error.detail, "HT2026-007"));
    assert_int_equal(named_site(tablet->store, "--site", "", &found, &tablet->error),
                     ERR_NOT_FOUND);
}

static void an_empty_tablet_says_to_sync(void **state)
{
    struct tablet *tablet = *state;
    struct uuid found;

    assert_int_equal(named_site(tablet->store, "--site", "x", &found, &tablet->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(tablet->error.detail, "plumb sync"));
}

static void a_person_is_named_by_name_or_phone(void **state)
{
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct uuid found, foreman = day_person(FOREMAN);

    assert_ok(tablet, named_person(tablet->store, "to", "王铁军", &found, &tablet->error));
    assert_true(uuid_equal(&found, &foreman));
    assert_ok(tablet, named_person(tablet->store, "to", "13800000001", &found, &tablet->error));
    assert_true(uuid_equal(&found, &foreman));
    assert_int_equal(named_person(tablet->store, "to", "1380000", &found, &tablet->error),
                     ERR_INVALID);
    assert_int_equal(named_person(tablet->store, "to", "王铁兵", &found, &tablet->error),
                     ERR_NOT_FOUND);
}

static void a_record_is_named_by_a_unique_part_of_its_id(void **state)
{
    static const char *const kinds[] = {"node", NULL}, *const others[]
                                                       = {"attempt", "patrol", NULL};
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct node_started started = day_start(day, "briefing");
    char id[UUID_TEXT], part[UUID_TEXT];
    struct named_question question = {kinds, "--node", part};
    struct named_record found;

    uuid_format(&started.node, id);
    snprintf(part, sizeof(part), "%.8s", id);
    assert_ok(tablet, named_record(tablet->store, &question, &found, &tablet->error));
    assert_true(uuid_equal(&found.id, &started.node));
    assert_true(uuid_equal(&found.site, &tablet->site));
    assert_string_equal(found.kind, "node");
    question.kinds = others;
    assert_int_equal(named_record(tablet->store, &question, &found, &tablet->error), ERR_NOT_FOUND);
    question.kinds = NULL;
    snprintf(part, sizeof(part), "%s", id + 28); // its end
    assert_ok(tablet, named_record(tablet->store, &question, &found, &tablet->error));
    snprintf(part, sizeof(part), "%s", id);
    assert_ok(tablet, named_record(tablet->store, &question, &found, &tablet->error));
    snprintf(part, sizeof(part), "%.3s", id);
    assert_int_equal(named_record(tablet->store, &question, &found, &tablet->error), ERR_INVALID);
    snprintf(part, sizeof(part), "%.36s", "00000000-0000-7000-8000-000000000000");
    assert_int_equal(named_record(tablet->store, &question, &found, &tablet->error), ERR_NOT_FOUND);
    snprintf(part, sizeof(part), "0000"); // every person's id begins so
    assert_int_equal(named_record(tablet->store, &question, &found, &tablet->error), ERR_INVALID);
    assert_non_null(strstr(tablet->error.detail, "write more"));
}

static void a_node_is_named_by_site_and_code(void **state)
{
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct node_started started = day_start(day, "briefing");
    struct named_record found;

    assert_ok(tablet,
              named_node(tablet->store, "--node", "江边路/briefing", &found, &tablet->error));
    assert_true(uuid_equal(&found.id, &started.node));
    assert_true(uuid_equal(&found.site, &tablet->site));
    assert_int_equal(named_node(tablet->store, "--node", "江边路/mid_term", &found, &tablet->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(tablet->error.detail, "node start"));
    assert_int_equal(named_node(tablet->store, "--node", "山边/briefing", &found, &tablet->error),
                     ERR_NOT_FOUND);
    assert_int_equal(named_node(tablet->store, "--node", "zzzz", &found, &tablet->error),
                     ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(a_site_is_named_by_what_people_know_of_it),
        DAY(what_several_sites_fit_is_refused_and_names_them),
        TEST(an_empty_tablet_says_to_sync),
        DAY(a_person_is_named_by_name_or_phone),
        DAY(a_record_is_named_by_a_unique_part_of_its_id),
        DAY(a_node_is_named_by_site_and_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
