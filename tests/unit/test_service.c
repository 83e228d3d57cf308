// SPDX-License-Identifier: Apache-2.0
// Verdicts of the company, contact sheet, complaints, and who may write on a tablet.
#include "agent/capture/appraise.h"
#include "agent/capture/author.h"
#include "agent/capture/complain.h"
#include "agent/capture/complain_time.h"
#include "agent/capture/contact.h"
#include "agent/store/office_time.h"
#include "tests/unit/day_fixture.h"

static void d2_2_a_stage_has_one_contact_with_what_the_sheet_asks_for(void **state)
{
    struct site_day *day = *state;
    struct uuid designer = day_person(DESIGNER), manager = tablet_uuid(0xaa);
    struct deed_fields fields = day_fields(day, "contact", "stage=briefing", NULL);

    day_office(day, "person", &manager, "\"name\":\"客户经理\",\"role\":\"account_manager\"");
    day->options.person = manager;
    DAY_REFUSED(day, ERR_INVALID, "--name",
                contact_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "contact", "stage=briefing", day_ref(day, "person", &designer),
                        "duty=交底", NULL);
    DAY_OK(day, contact_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "监督电话"));
    day_assert(day, &day->report.id, "name", "\"吴佳怡\"");
    day_assert(day, &day->report.id, "phone", "\"13800000002\"");
    fields = day_fields(day, "contact", "stage=briefing", "supervisor_phone=400", NULL);
    DAY_OK(day, contact_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.said.len, 0);
    assert_int_equal(day_count(day, "contact"), 1);
    day_assert(day, &day->report.id, "name", "\"吴佳怡\"");
}

static void d8_1_a_complaint_is_taken_in_with_the_customers_words(void **state)
{
    struct site_day *day = *state;
    struct complain given = {.of = uuid_nil};
    struct node_started started = day_start(day, "briefing");

    DAY_REFUSED(day, ERR_INVALID, "--words",
                complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    given.fields = day_fields(day, "complaint", "words=地砖不平", NULL);
    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "received_at", "1790000000000");
    day_assert_person(day, &day->report.id, "follower", INSPECTOR); // D8.3
    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_int_equal(day_count(day, "complaint"), 2); // of nothing in particular: each its own
    given.of = started.attempt;
    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    DAY_REFUSED(day, ERR_EXISTS, "already",
                complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    given.of = tablet_uuid(1);
    DAY_REFUSED(day, ERR_NOT_FOUND, "not on this tablet",
                complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
}

static int64_t received_ms(struct site_day *day)
{
    struct complain given
        = {.of = uuid_nil, .fields = day_fields(day, "complaint", "words=漏水", NULL)};

    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    return office_time_plausible_ms(day->tablet->store);
}

static void assert_received(struct site_day *day, const struct uuid *complaint, int64_t ms)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)ms);
    day_assert(day, complaint, "received_at", text);
}

static size_t mended(struct site_day *day)
{
    size_t changed = 99;

    assert_ok(day->tablet, complain_time_mend(day->tablet->store, &changed, &day->tablet->error));
    return changed;
}

// D8.4: what is promised counts from when the customer spoke, not from what a dead battery says.
static void d8_4_a_complaint_has_the_offices_time_whatever_the_clock_says(void **state)
{
    const int64_t year_ms = 365 * DAY_MS;
    struct site_day *day = *state;
    struct tablet *tablet = day->tablet;
    struct uuid first, second;

    // Before any contact: a year wrong, and put right by the boot clock.
    tablet->wall_ms = TABLET_START_MS - year_ms;
    assert_true(received_ms(day) == TABLET_START_MS - year_ms);
    first = day->report.id;
    assert_int_equal(mended(day), 0); // nobody knows yet
    tablet->wall_ms += 3600000;
    tablet->boot_ms += 3600000;
    office_time_set(tablet->store, year_ms);
    assert_int_equal(mended(day), 1);
    assert_received(day, &first, TABLET_START_MS);
    assert_int_equal(mended(day), 0);
    // In the same boot nobody can set it wrong, also over a restart of the program.
    tablet->wall_ms += 10 * year_ms;
    tablet_restart(tablet);
    day->options.store = tablet->store;
    tablet->boot_ms += 60000;
    assert_true(office_time(tablet->store).sure);
    assert_true(received_ms(day) == TABLET_START_MS + 3660000);
    assert_received(day, &day->report.id, TABLET_START_MS + 3660000);
    assert_int_equal(mended(day), 0);
    // Started anew with a dead battery: never before the last contact; then as it arrives.
    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b2");
    tablet->boot_ms = 1000;
    tablet->wall_ms = 0;
    assert_false(office_time(tablet->store).sure);
    assert_true(received_ms(day) == TABLET_START_MS + 3600000);
    second = day->report.id;
    assert_received(day, &second, TABLET_START_MS + 3600000);
    tablet->wall_ms = TABLET_START_MS + 10 * year_ms; // nor ten years after it
    received_ms(day);
    assert_received(day, &day->report.id, TABLET_START_MS + 3600000);
    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b3");
    office_time_set(tablet->store, TABLET_START_MS + DAY_MS - tablet->wall_ms);
    assert_int_equal(mended(day), 2);
    assert_received(day, &second, TABLET_START_MS + DAY_MS);
}

// What somebody set meanwhile stands.
static void a_time_that_was_set_by_hand_is_not_mended(void **state)
{
    struct site_day *day = *state;
    struct complain given
        = {.of = uuid_nil,
           .fields = day_fields(day, "complaint", "words=漏水", "received_at=1780000000000", NULL)};

    DAY_OK(day, complain_add(&day->options, &given, DAY_ARGUMENTS(day)));
    office_time_set(day->tablet->store, DAY_MS);
    assert_int_equal(mended(day), 0);
    day_assert(day, &day->report.id, "received_at", "1780000000000");
}

static void d3_15_a_drawing_review_that_asks_for_a_redraw_says_by_when(void **state)
{
    struct site_day *day = *state;
    struct appraise given = {.of = day_start(day, "design").node};

    day->options.person = day_person(REVIEWER);
    DAY_REFUSED(day, ERR_INVALID, "--verdict",
                appraise_drawing(&day->options, &given, DAY_ARGUMENTS(day)));
    given.fields = day_fields(day, "drawing_review", "verdict=redraw", "deducted_points=15", NULL);
    DAY_REFUSED(day, ERR_INVALID, "--redraw-due",
                appraise_drawing(&day->options, &given, DAY_ARGUMENTS(day)));
    given.fields = day_fields(day, "drawing_review", "verdict=redraw", "deducted_points=15",
                              "redraw_due=2026-12-01", "attended=true", NULL);
    DAY_OK(day, appraise_drawing(&day->options, &given, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "deducted_points", "15");
    day->options.person = day_person(INSPECTOR);
    DAY_REFUSED(day, ERR_DENIED, "inspector",
                appraise_drawing(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void d3_7_the_company_re_inspects_an_attempt(void **state)
{
    struct site_day *day = *state;
    struct node_started started = day_start(day, "completion");
    struct appraise given
        = {.of = started.node,
           .fields = day_fields(day, "re_inspection", "verdict=unqualified", NULL)};
    char attempt[UUID_TEXT + 2] = "\"";

    uuid_format(&started.attempt, attempt + 1);
    attempt[UUID_TEXT] = '"';
    day->options.person = day_person(RE_INSPECTOR);
    DAY_REFUSED(day, ERR_INVALID, "--note",
                appraise_completion(&day->options, &given, DAY_ARGUMENTS(day)));
    given.fields = day_fields(day, "re_inspection", "verdict=qualified", NULL);
    DAY_OK(day, appraise_completion(&day->options, &given, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "attempt", attempt);
    given.attempt = 2;
    DAY_REFUSED(day, ERR_NOT_FOUND, "attempt",
                appraise_completion(&day->options, &given, DAY_ARGUMENTS(day)));
    given.of = day->tablet->site;
    DAY_REFUSED(day, ERR_INVALID, "--node",
                appraise_completion(&day->options, &given, DAY_ARGUMENTS(day)));
    given.of = uuid_nil;
    DAY_REFUSED(day, ERR_INVALID, "--node",
                appraise_completion(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void d4_8_a_superior_checks_a_site_or_a_patrol(void **state)
{
    struct site_day *day = *state;
    struct appraise given = {.fields = day_fields(day, "spot_check", "verdict=qualified", NULL)};

    day->options.person = day_person(MANAGER);
    DAY_OK(day, appraise_spot(&day->options, &given, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "of", NULL);
    day_assert(day, &day->report.id, "at", "1790000000000");
    given.of = tablet_uuid(1);
    DAY_REFUSED(day, ERR_NOT_FOUND, "not on this tablet",
                appraise_spot(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void only_persons_of_the_list_write_on_a_tablet(void **state)
{
    static const char list[]
        = "[{\"id\":\"018f0000-0000-7000-8000-000000000001\",\"name\":\"甲\",\"role\":"
          "\"inspector\"},"
          "{\"id\":\"018f0000-0000-7000-8000-000000000002\",\"name\":\"乙\",\"role\":\"designer\"},"
          "{\"id\":\"018f0000-0000-7000-8000-000000000003\",\"name\":\"乙\",\"role\":\"foreman\"},"
          "{\"id\":\"nonsense\",\"name\":\"丙\"},{\"name\":\"丁\"}]";
    struct site_day *day = *state;
    struct store *store = day->tablet->store;
    struct error *error = &day->tablet->error;
    struct uuid id, wanted;

    assert_int_equal(author_find(store, "甲", &id, error), ERR_AUTH);
    assert_ok(day->tablet, setting_write(store, "persons", span_of(list), error));
    assert_ok(day->tablet, author_find(store, "甲", &id, error));
    assert_true(uuid_parse(span_of("018f0000-0000-7000-8000-000000000001"), &wanted));
    assert_true(uuid_equal(&id, &wanted));
    assert_ok(day->tablet, author_find(store, "018f0000-0000-7000-8000-000000000003", &id, error));
    assert_int_equal(author_find(store, "乙", &id, error), ERR_INVALID);
    assert_int_equal(author_find(store, "丙", &id, error), ERR_DENIED);
    assert_non_null(strstr(error->detail, "甲"));
    assert_int_equal(author_find(store, "", &id, error), ERR_DENIED);
    assert_ok(day->tablet, setting_write(store, "persons", span_of("{"), error));
    assert_int_equal(author_find(store, "甲", &id, error), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(d2_2_a_stage_has_one_contact_with_what_the_sheet_asks_for),
        DAY(d8_1_a_complaint_is_taken_in_with_the_customers_words),
        DAY(d8_4_a_complaint_has_the_offices_time_whatever_the_clock_says),
        DAY(a_time_that_was_set_by_hand_is_not_mended),
        DAY(d3_15_a_drawing_review_that_asks_for_a_redraw_says_by_when),
        DAY(d3_7_the_company_re_inspects_an_attempt),
        DAY(d4_8_a_superior_checks_a_site_or_a_patrol),
        DAY(only_persons_of_the_list_write_on_a_tablet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
