// SPDX-License-Identifier: Apache-2.0
// What the morning picture says about the service: the same findings in every format, each with
// the record that it opens into.
#include "server/reconcile/picture.h"

#include "server/reconcile/office_facts.h"
#include "server/reconcile/picture_csv.h"
#include "server/reconcile/picture_json.h"
#include "server/reconcile/picture_text.h"
#include "tests/unit/office_records.h"

enum { INSPECTOR = 2, INSPECTION = 300, PATROL = 310, OTHER_SITE = 50 };

static void set_scene(struct office *office, bool published)
{
    office_begin(office);
    if (published)
        office_publish(office);
    office_put(office, "person", INSPECTOR, "'name':'王','role':'inspector'");
    office_put(office, "site", SAMPLE_SITE, "'customer_name':'李','address':'A'");
    office_put(office, "inspection", INSPECTION, "'code':'closed_water','catalogue':'2026.3'");
    office_put(office, "patrol", PATROL, "'started_at':1000");
    office_commit(office);
}

static struct picture read_picture(struct office *office)
{
    const struct picture_service_options options = {.now_ms = SAMPLE_NOW_MS};
    struct picture picture;

    assert_ok(office, picture_read(office->reader, &options, &picture, &office->error));
    return picture;
}

static void d4_1_a_key_inspection_without_presence_is_in_the_nightly_picture(void **state)
{
    struct office *office = *state;
    struct uuid inspection = sample_id(INSPECTION), patrol = sample_id(PATROL);
    const struct picture_finding *finding;
    struct picture picture;

    set_scene(office, true);
    picture = read_picture(office);
    assert_int_equal(picture.service.sites, 1);
    assert_int_equal(picture.service.defects, 1);
    assert_int_equal(picture.service.overdue, 1);
    assert_int_equal(picture.service.unjudged, 0);
    assert_int_equal(picture.service.finding_count, 2);
    finding = &picture.service.findings[0];
    assert_int_equal(finding->what, SERVICE_DEFECT);
    assert_string_equal(finding->rule, "D4.1");
    assert_true(uuid_equal(&finding->record, &inspection));
    finding = &picture.service.findings[1];
    assert_int_equal(finding->what, SERVICE_OVERDUE);
    assert_string_equal(finding->code, "patrol_call");
    assert_true(uuid_equal(&finding->record, &patrol));
    assert_int_equal(finding->due_ms, 86401000);
    picture_clear(&picture);
}

static void every_format_shows_the_same_findings(void **state)
{
    static const char *const said[][4] = {
        // of the picture as text, CSV and JSON
        {"工地 sites 1   问题 defects 1   逾期 overdue 1   无法判断 unjudged 0",
         "\"total\",\"\",\"\",\"\",\"\",\"defects\",1,", "\"defects\":1,\"overdue\":1", ""},
        {"工地 site 018f0000-0000-7000-8000-000000000001  A", "\"overdue\",1,",
         "\"sites\":1,\"sites_unjudged\":0", ""},
        {"    问题 defect D4.1 ", "\"defect\",\"\",\"A\",\"018f0000-0000-7000-8000-000000000001\",",
         "\"site\":\"018f0000-0000-7000-8000-000000000001\",\"place\":\"A\"", ""},
        {"[018f0000-0000-7000-8000-00000000012c]", "\"018f0000-0000-7000-8000-00000000012c\"",
         "\"record\":\"018f0000-0000-7000-8000-00000000012c\",\"rule\":\"D4.1\"", ""},
        {"    逾期 overdue 1970-01-02 08:00 D4.2 ", "\"patrol_call\",1,\"D4.2 ",
         "\"code\":\"patrol_call\"", ""},
        {"[018f0000-0000-7000-8000-000000000136]", "\"018f0000-0000-7000-8000-000000000136\"",
         "\"due\":86401000", ""},
    };
    struct office *office = *state;
    struct buffer pages[3];
    struct picture picture;

    set_scene(office, true);
    picture = read_picture(office);
    for (int i = 0; i < 3; i++)
        buffer_init(&pages[i], 1 << 20);
    picture_text(&picture, &pages[0]);
    picture_csv(&picture, &pages[1]);
    picture_json(&picture, &pages[2]);
    for (size_t i = 0; i < COUNT(said); i++)
        for (int k = 0; k < 3; k++)
            if (!strstr(pages[k].data, said[i][k]))
                fail_msg("%s is not in:\n%s", said[i][k], pages[k].data);
    for (int i = 0; i < 3; i++)
        buffer_clear(&pages[i]);
    picture_clear(&picture);
}

static void a_site_that_cannot_be_judged_says_why(void **state)
{
    struct office *office = *state;
    struct picture picture;

    set_scene(office, false);
    picture = read_picture(office);
    assert_int_equal(picture.service.sites, 1);
    assert_int_equal(picture.service.unjudged, 1);
    assert_int_equal(picture.service.finding_count, 1);
    assert_int_equal(picture.service.findings[0].what, SERVICE_UNJUDGED);
    assert_non_null(strstr(picture.service.findings[0].en, "no catalogue"));
    picture_clear(&picture);
}

static void a_long_list_says_in_text_how_many_more_there_are(void **state)
{
    struct office *office = *state;
    struct picture picture;
    struct buffer page;

    set_scene(office, true);
    office_begin(office);
    for (int i = 0; i < 60; i++)
        office_put(office, "patrol", 1000 + i, "'started_at':1000");
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.service.overdue, 61);
    buffer_init(&page, 1 << 20);
    picture_text(&picture, &page);
    assert_non_null(strstr(page.data, "还有 12 项,见 CSV 或 JSON · 12 more, see CSV or JSON"));
    buffer_clear(&page);
    picture_clear(&picture);
}

static void sites_are_read_one_after_the_other(void **state)
{
    struct office *office = *state;
    struct uuid site = sample_id(SAMPLE_SITE), none = sample_id(OTHER_SITE);
    struct office_facts facts = {0};
    struct progress progress;
    size_t count;

    office_facts_close(&facts);
    set_scene(office, true);
    assert_ok(office, view_begin(office->reader, &office->error));
    assert_ok(office, office_facts_open(office->reader, NULL, &facts, &office->error));
    assert_ok(office, office_facts_load(&facts, &site, &office->error));
    assert_int_equal(facts.facts.count, 4);
    assert_non_null(facts_of_kind(&facts.facts, "person", &count));
    assert_ok(office, office_facts_progress(&facts, SAMPLE_NOW_MS, &progress, &office->error));
    assert_int_equal(progress.node_count, 7);
    assert_ok(office, office_facts_load(&facts, &none, &office->error));
    assert_int_equal(facts.facts.count, 1);
    assert_ok(office, office_facts_progress(&facts, SAMPLE_NOW_MS, &progress, &office->error));
    assert_null(progress.record);
    office_facts_close(&facts);
    view_end(office->reader);
}

// D6.2: what counts as changed since it was signed, and who signed last, must be the same here as
// on the tablets, which do not know when the office received what.
static void a_tablet_whose_clock_is_ahead_does_not_part_office_and_tablets(void **state)
{
    const struct written ahead = {.one = "'text':'one'",
                                  .other = "'text':'other'",
                                  .time_ms = SAMPLE_NOW_MS + INT64_C(86400000)};
    struct office *office = *state;
    struct uuid site = sample_id(SAMPLE_SITE), id = sample_id(OTHER_SITE);
    struct office_facts facts = {0};
    const struct fact *note;

    set_scene(office, true);
    office_begin(office);
    office_put_written(office, "note", OTHER_SITE, &ahead);
    office_commit(office);
    assert_ok(office, view_begin(office->reader, &office->error));
    assert_ok(office, office_facts_open(office->reader, NULL, &facts, &office->error));
    assert_ok(office, office_facts_load(&facts, &site, &office->error));
    note = facts_find(&facts.facts, &id);
    assert_non_null(note);
    assert_true(fact_is(note, "text", "one"));
    assert_int_equal(note->time, hlc_start(SAMPLE_NOW_MS + INT64_C(86400000)));
    office_facts_close(&facts);
    view_end(office->reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(d4_1_a_key_inspection_without_presence_is_in_the_nightly_picture),
        TEST(every_format_shows_the_same_findings),
        TEST(a_site_that_cannot_be_judged_says_why),
        TEST(a_long_list_says_in_text_how_many_more_there_are),
        TEST(sites_are_read_one_after_the_other),
        TEST(a_tablet_whose_clock_is_ahead_does_not_part_office_and_tablets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
