// SPDX-License-Identifier: Apache-2.0
// Presence, inspections, patrols and weekly reports as they are captured.
#include "agent/capture/inspect.h"
#include "agent/capture/patrol.h"
#include "agent/capture/presence.h"
#include "agent/capture/weekly.h"
#include "tests/unit/day_fixture.h"
#include "tests/unit/picture_sample.h"

// A picture taken 2026-11-22 09:30 in China at 30.5 N, 120.25 E.
static void take_picture(struct site_day *day)
{
    static const struct exif_sample exif = {.time = "2026:11:22 09:30:00",
                                            .offset = "+08:00",
                                            .north = "N",
                                            .east = "E",
                                            .latitude = {30, 1, 30, 1, 0, 1},
                                            .longitude = {120, 1, 15, 1, 0, 1}};
    struct buffer jpeg, whole;

    buffer_init(&jpeg, 1 << 20);
    buffer_init(&whole, 1 << 20);
    picture_jpeg(&jpeg, 16, 16, 0);
    picture_with_exif(&whole, (struct span){jpeg.data, jpeg.len}, &exif);
    day_photo(day, (struct span){whole.data, whole.len});
    buffer_clear(&jpeg);
    buffer_clear(&whole);
}

static void d4_1_presence_takes_time_and_place_from_the_photo(void **state)
{
    struct site_day *day = *state;
    struct presence given = {.inspection = span_of("closed_water")};

    take_picture(day);
    DAY_OK(day, presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.said.len, 0); // nothing is missing
    day_assert(day, &day->report.id, "at", "1795311000000");
    day_assert(day, &day->report.id, "latitude", "\"30.5000000\"");
    day_assert(day, &day->report.id, "longitude", "\"120.2500000\"");
    day_assert(day, &day->report.id, "photos", "1");
    day_assert(day, &day->report.id, "role", "\"inspector\"");
    day_assert(day, &day->report.id, "of", NULL);
}

static void d4_1_what_is_missing_of_a_presence_is_told(void **state)
{
    struct site_day *day = *state;
    struct presence given = {.inspection = span_of("closed_water")};

    DAY_OK(day, presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "照片"));
    assert_true(day_said(day, "地点"));
    given.latitude = span_of("30.1");
    DAY_REFUSED(day, ERR_INVALID, "go together",
                presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
    given.inspection = span_of("roof");
    DAY_REFUSED(day, ERR_INVALID, "roof", presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void d4_1_what_is_given_goes_before_the_photo(void **state)
{
    struct site_day *day = *state;
    struct node_started started = day_start(day, "mid_term");
    struct presence given = {.inspection = span_of("mid_term"),
                             .of = started.node,
                             .person = day_person(FOREMAN),
                             .at_ms = 1790000000000,
                             .latitude = span_of("31"),
                             .longitude = span_of("121")};
    char attempt[UUID_TEXT + 2] = "\"";

    take_picture(day);
    DAY_OK(day, presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
    uuid_format(&started.attempt, attempt + 1);
    attempt[UUID_TEXT] = '"';
    day_assert(day, &day->report.id, "of", attempt); // of the node's present attempt
    day_assert(day, &day->report.id, "at", "1790000000000");
    day_assert(day, &day->report.id, "latitude", "\"31\"");
    day_assert_person(day, &day->report.id, "person", FOREMAN);
    given.of = tablet_uuid(1);
    DAY_REFUSED(day, ERR_NOT_FOUND, "not on this tablet",
                presence_add(&day->options, &given, DAY_ARGUMENTS(day)));
}

static struct patrol_calls calls_of(struct site_day *day, const struct uuid *patrol)
{
    struct patrol_calls calls;
    struct site_facts facts;

    day_facts(day, &facts);
    calls = patrol_calls_of(&facts.facts, patrol);
    site_facts_clear(&facts);
    return calls;
}

static void d4_2_a_patrol_is_followed_by_a_call(void **state)
{
    struct site_day *day = *state;
    struct deed_fields fields = day_fields(day, "patrol", "result=fail", NULL);
    struct patrol_call call = {.fields = day_fields(day, "patrol_call", "outcome=reached", NULL)};

    DAY_REFUSED(day, ERR_INVALID, "note or a photo",
                patrol_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "patrol", "note=杂乱", NULL);
    DAY_REFUSED(day, ERR_INVALID, "--result",
                patrol_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "patrol", "result=fail", "note=杂乱", NULL);
    DAY_OK(day, patrol_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "patrol call"));
    assert_true(day_said(day, "fix open"));
    call.patrol = day->report.id;
    DAY_REFUSED(day, ERR_INVALID, "--result",
                patrol_call(&day->options, &call, DAY_ARGUMENTS(day)));
    call.fields = day_fields(day, "patrol_call", "outcome=no_answer", NULL); // D7.6
    DAY_OK(day, patrol_call(&day->options, &call, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "stays due"));
    assert_false(calls_of(day, &call.patrol).reached);
    call.fields = day_fields(day, "patrol_call", "outcome=reached", "result=已告知", NULL);
    DAY_OK(day, patrol_call(&day->options, &call, DAY_ARGUMENTS(day)));
    assert_int_equal(calls_of(day, &call.patrol).attempts, 2);
    assert_true(calls_of(day, &call.patrol).reached);
    call.patrol = tablet_uuid(1);
    DAY_REFUSED(day, ERR_NOT_FOUND, "patrol",
                patrol_call(&day->options, &call, DAY_ARGUMENTS(day)));
}

static void d4_3_the_weekly_report_tells_three_things(void **state)
{
    struct site_day *day = *state;
    struct deed_fields fields
        = day_fields(day, "weekly_report", "week=2026-W47", "customer_opinions=无",
                     "materials_deliveries=瓷砖到", NULL);

    DAY_REFUSED(day, ERR_INVALID, "--defects",
                weekly_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "weekly_report", "week=2026-W47", "customer_opinions=无",
                        "materials_deliveries=瓷砖到", "design_defects=无", NULL);
    DAY_OK(day, weekly_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "weekly_report", "week=2026-W47", "design_defects=少一个插座", NULL);
    DAY_OK(day, weekly_set(&day->options, &fields, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "design_defects", "\"少一个插座\"");
    assert_int_equal(day_count(day, "weekly_report"), 1); // one for each site and week
}

static void d4_4_simulated_acceptance_runs_in_three_rounds(void **state)
{
    struct site_day *day = *state;
    struct deed_fields fields = day_fields(day, "simulated_round", "round=1", "result=fail", NULL);
    struct item_answer answer = {span_of("sim_function"), span_of("pass")};
    struct item_set items = {.answers = &answer, .count = 1};

    DAY_REFUSED(day, ERR_INVALID, "note or a photo",
                inspect_round(&day->options, &fields, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "simulated_round", "round=1", "result=pass", NULL);
    DAY_OK(day, inspect_round(&day->options, &fields, DAY_ARGUMENTS(day)));
    items.of = day->report.id;
    DAY_OK(day, item_set(&day->options, &items, DAY_ARGUMENTS(day)));
    answer.item = span_of("sim_looks"); // of the third round
    DAY_REFUSED(day, ERR_NOT_FOUND, "sim_looks",
                item_set(&day->options, &items, DAY_ARGUMENTS(day)));
    fields = day_fields(day, "simulated_round", "round=4", NULL);
    DAY_REFUSED(day, ERR_INVALID, "round",
                inspect_round(&day->options, &fields, DAY_ARGUMENTS(day)));
}

static void d4_5_inspections_are_those_of_the_catalogue(void **state)
{
    struct site_day *day = *state;
    struct inspect_start given = {.code = span_of("closed_watr")};
    struct node_started started = day_start(day, "water_electric");
    struct inspect_end end = {0};
    char node[UUID_TEXT + 2] = "\"";

    DAY_REFUSED(day, ERR_NOT_FOUND, "closed_water",
                inspect_start(&day->options, &given, DAY_ARGUMENTS(day)));
    given.code = span_of("防水闭水试验");
    DAY_OK(day, inspect_start(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "presence add"));
    uuid_format(&started.node, node + 1);
    node[UUID_TEXT] = '"';
    day_assert(day, &day->report.id, "code", "\"closed_water\"");
    day_assert(day, &day->report.id, "catalogue", "\"2026.1\"");
    day_assert(day, &day->report.id, "node", node);
    end.id = day->report.id;
    DAY_REFUSED(day, ERR_INVALID, "--result", inspect_end(&day->options, &end, DAY_ARGUMENTS(day)));
    end.fields = day_fields(day, "inspection", "result=fail", NULL);
    DAY_REFUSED(day, ERR_INVALID, "note or a photo",
                inspect_end(&day->options, &end, DAY_ARGUMENTS(day)));
    end.fields = day_fields(day, "inspection", "result=fail", "note=渗漏", NULL);
    DAY_OK(day, inspect_end(&day->options, &end, DAY_ARGUMENTS(day)));
    day_assert(day, &end.id, "result", "\"fail\"");
    given = (struct inspect_start){.code = span_of("work_log"), .node = tablet_uuid(1)};
    DAY_REFUSED(day, ERR_NOT_FOUND, "node",
                inspect_start(&day->options, &given, DAY_ARGUMENTS(day)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(d4_1_presence_takes_time_and_place_from_the_photo),
        DAY(d4_1_what_is_missing_of_a_presence_is_told),
        DAY(d4_1_what_is_given_goes_before_the_photo),
        DAY(d4_2_a_patrol_is_followed_by_a_call),
        DAY(d4_3_the_weekly_report_tells_three_things),
        DAY(d4_4_simulated_acceptance_runs_in_three_rounds),
        DAY(d4_5_inspections_are_those_of_the_catalogue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
