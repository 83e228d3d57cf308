// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/item_set.h"

#include "agent/capture/inspect.h"
#include "agent/capture/measure.h"
#include "tests/unit/day_fixture.h"

static enum err set(struct site_day *day, const struct uuid *of, const char *item,
                    const char *result, const char *note)
{
    struct item_answer answer = {span_of(item), span_of(result)};
    struct item_set given = {.of = *of, .answers = &answer, .count = 1};

    if (note)
        given.fields = day_fields(day, "item_result", note, NULL);
    return item_set(&day->options, &given, DAY_ARGUMENTS(day));
}

static void d3_10_a_result_is_pass_fail_or_na_in_either_language(void **state)
{
    static const struct {
        const char *given, *kept;
    } cases[]
        = {{"pass", "\"pass\""}, {"na", "\"na\""}, {"合格", "\"pass\""}, {"不适用", "\"na\""}};
    struct site_day *day = *state;
    struct node_started started = day_start(day, "briefing");

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        DAY_OK(day, set(day, &started.node, "site_conditions", cases[i].given, NULL));
        assert_int_equal(day->report.count, 1);
        day_assert(day, &day->report.id, "result", cases[i].kept);
    }
    DAY_REFUSED(day, ERR_INVALID, "good", set(day, &started.node, "site_conditions", "good", NULL));
    assert_int_equal(day_count(day, "item_result"), 1); // one for each attempt and item
}

static void d3_10_a_fail_needs_a_note_or_a_photo(void **state)
{
    struct site_day *day = *state;
    struct uuid node = day_start(day, "water_electric").node;

    DAY_REFUSED(day, ERR_INVALID, "note or a photo", set(day, &node, "standard", "fail", NULL));
    DAY_REFUSED(day, ERR_INVALID, "note or a photo",
                set(day, &node, "standard", "不合格", "note="));
    DAY_OK(day, set(day, &node, "standard", "不合格", "note=偏差大"));
    DAY_OK(day, set(day, &node, "standard", "fail", NULL)); // it has its note
    day_photo(day, span_of("\xff\xd8\xff routes"));
    DAY_OK(day, set(day, &node, "routes", "fail", NULL));
    DAY_OK(day, set(day, &node, "routes", "fail", NULL)); // it has its photo
}

// A photo of concealed works is taken before anybody can judge them.
static void an_item_gets_photos_and_words_before_its_answer(void **state)
{
    struct site_day *day = *state;
    struct uuid node = day_start(day, "water_electric").node, result;

    DAY_REFUSED(day, ERR_INVALID, "is wanted", set(day, &node, "routes", "", NULL));
    day_photo(day, span_of("\xff\xd8\xff routes"));
    DAY_OK(day, set(day, &node, "routes", "", NULL));
    result = day_saved(day, "item_result");
    assert_int_equal(day_count(day, "photo"), 1);
    DAY_OK(day, set(day, &node, "routes", "", "note=东墙"));
    assert_int_equal(day_count(day, "item_result"), 1);
    DAY_OK(day, set(day, &node, "routes", "pass", NULL));
    day_assert(day, &result, "result", "\"pass\"");
    DAY_OK(day, set(day, &node, "routes", "", "note=西墙"));
    day_assert(day, &result, "result", "\"pass\""); // what was answered stays
    day_assert(day, &result, "note", "\"西墙\"");
    assert_int_equal(day_count(day, "rectification"), 0);
}

static void d3_10_a_fail_opens_its_rectification_once_in_the_same_group(void **state)
{
    struct site_day *day = *state;
    struct uuid node = day_start(day, "water_electric").node, result, fix;

    DAY_OK(day, set(day, &node, "standard", "fail", "note=偏差大"));
    assert_string_equal(day->report.saved[0].label, "符合施工标准: 不合格 fail");
    result = day_saved(day, "item_result");
    fix = day_saved(day, "rectification");
    assert_true(uuid_equal(&day->report.id, &result));
    day_assert(day, &fix, "state", "\"open\"");
    day_assert(day, &fix, "item", "\"standard\"");
    day_assert(day, &fix, "severity", "\"normal\"");
    day_assert(day, &fix, "summary", "\"符合施工标准: 偏差大\"");
    DAY_OK(day, set(day, &node, "standard", "fail", "note=还是"));
    assert_int_equal(day->report.count, 1);
    assert_true(day_said(day, "已有整改"));
    assert_int_equal(day_count(day, "rectification"), 1);
    DAY_OK(day, set(day, &node, "standard", "pass", NULL)); // what is open stays open (D3.12)
    day_assert(day, &fix, "state", "\"open\"");
}

static void several_answers_come_in_one_group_and_all_or_nothing(void **state)
{
    struct site_day *day = *state;
    struct item_answer answers[] = {{span_of("site_conditions"), span_of("pass")},
                                    {span_of("positions_marked"), span_of("na")},
                                    {span_of("nonsense"), span_of("pass")}};
    struct item_set given = {.of = day_start(day, "briefing").node, .answers = answers, .count = 3};

    DAY_REFUSED(day, ERR_NOT_FOUND, "nonsense",
                item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    given.count = 2;
    given.fields = day_fields(day, "item_result", "note=x", NULL);
    DAY_REFUSED(day, ERR_INVALID, "one item", item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    given.fields.count = 0;
    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_int_equal(day->report.count, 2);
    given.count = 0;
    DAY_REFUSED(day, ERR_INVALID, "no item", item_set(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void d3_8_items_are_those_of_the_catalogue_with_the_nearest_suggested(void **state)
{
    struct site_day *day = *state;
    struct uuid node = day_start(day, "briefing").node, nobody = tablet_uuid(1);

    DAY_REFUSED(day, ERR_NOT_FOUND, "site_conditions",
                set(day, &node, "site_condition", "pass", NULL));
    DAY_REFUSED(day, ERR_NOT_FOUND, "item list", set(day, &node, "routes", "pass", NULL));
    DAY_REFUSED(day, ERR_NOT_FOUND, "not on this tablet",
                set(day, &nobody, "routes", "pass", NULL));
    DAY_REFUSED(day, ERR_INVALID, "has no check items",
                set(day, &day->tablet->site, "routes", "pass", NULL));
    DAY_OK(day, set(day, &node, "现场条件核实", "pass", NULL));
    day_assert(day, &day->report.id, "item", "\"site_conditions\"");
}

static void d3_13_a_node_keeps_the_version_it_was_started_with(void **state)
{
    struct site_day *day = *state;
    struct node_started first = day_start(day, "briefing"), other;
    struct node_start again = {.code = span_of("briefing"), .again = true};

    day_catalogue(day, 2, "2027.1"); // which calls it otherwise
    day_assert(day, &first.node, "catalogue", "\"2026.1\"");
    other = day_start(day, "briefing");
    assert_true(uuid_equal(&first.attempt, &other.attempt));
    assert_int_equal(day->report.count, 0);
    day_assert(day, &first.node, "catalogue", "\"2026.1\"");
    DAY_OK(day, node_start(&day->options, &again, &other, DAY_ARGUMENTS(day)));
    assert_int_equal(other.n, 2);
    DAY_OK(day, set(day, &first.node, "site_conditions", "pass", NULL));
    other = day_start(day, "mid_term");
    day_assert(day, &other.node, "catalogue", "\"2027.1\"");
}

static void d3_14_a_node_done_again_keeps_its_first_attempt(void **state)
{
    struct site_day *day = *state;
    struct node_started first = day_start(day, "completion"), second; // out of order
    struct node_start again = {.code = span_of("竣验"), .again = true};
    struct item_answer answer = {span_of("design_intent"), span_of("pass")};
    struct item_set given = {.of = first.node, .attempt = 1, .answers = &answer, .count = 1};

    DAY_OK(day, node_start(&day->options, &again, &second, DAY_ARGUMENTS(day)));
    assert_int_equal(second.n, 2);
    assert_true(uuid_equal(&first.node, &second.node));
    assert_false(uuid_equal(&first.attempt, &second.attempt));
    assert_int_equal(day_count(day, "attempt"), 2);
    DAY_OK(day, set(day, &first.node, "design_intent", "pass", NULL));
    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    assert_int_equal(day_count(day, "item_result"), 2); // of the second, and of the first
    given.attempt = 3;
    DAY_REFUSED(day, ERR_NOT_FOUND, "3", item_set(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void a_node_is_started_by_code_words_or_number(void **state)
{
    static const char *const names[] = {"water_electric", "水电", "4"};
    struct site_day *day = *state;
    struct node_started started, first = {0};
    struct node_start wrong = {.code = span_of("water_elektric")};

    for (size_t i = 0; i < 3; i++) {
        started = day_start(day, names[i]);
        first = i == 0 ? started : first;
        assert_true(uuid_equal(&started.node, &first.node));
    }
    DAY_REFUSED(day, ERR_NOT_FOUND, "water_electric",
                node_start(&day->options, &wrong, &started, DAY_ARGUMENTS(day)));
}

static void two_tablets_start_the_same_node_and_attempt(void **state)
{
    struct site_day *day = *state, *other = day_create(2);
    struct node_started here = day_start(day, "briefing"), there = day_start(other, "briefing");

    assert_true(uuid_equal(&here.node, &there.node));
    assert_true(uuid_equal(&here.attempt, &there.attempt));
    day_give(day, other);
    assert_int_equal(day_count(other, "node"), 1);
    day_free(other);
}

static void d4_5_a_measured_value_is_judged_by_its_tolerance(void **state)
{
    static const struct {
        const char *item, *value, *target, *passes;
    } cases[] = {
        {"wall_flat", "3", "", "true"},           {"wall_flat", "3.01", "", "false"},
        {"room_height", "2800", "2850", "false"}, {"room_height", "2800", "2800", "true"},
        {"room_height", "2800", "", NULL}, // no target, no verdict
    };
    struct site_day *day = *state;
    struct inspect_start start = {.code = span_of("measured_survey")};
    struct measure given = {.point = span_of("客厅东墙")};

    DAY_OK(day, inspect_start(&day->options, &start, DAY_ARGUMENTS(day)));
    given.of = day->report.id;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        given.item = span_of(cases[i].item);
        given.value = span_of(cases[i].value);
        given.target = span_of(cases[i].target);
        DAY_OK(day, measure_set(&day->options, &given, DAY_ARGUMENTS(day)));
        day_assert(day, &day->report.id, "unit", "\"mm\"");
        if (cases[i].passes)
            day_assert(day, &day->report.id, "passes", cases[i].passes);
    }
    day_assert(day, &day->report.id, "passes", "true"); // the target that was given before stays
    given.item = span_of("wall_flat");
    given.value = span_of("drei");
    DAY_REFUSED(day, ERR_INVALID, "drei", measure_set(&day->options, &given, DAY_ARGUMENTS(day)));
    given.of = day_start(day, "briefing").node;
    given.item = span_of("site_conditions");
    DAY_REFUSED(day, ERR_INVALID, "item set",
                measure_set(&day->options, &given, DAY_ARGUMENTS(day)));
}

static void d6_2_who_changes_what_was_signed_is_told(void **state)
{
    struct site_day *day = *state;
    struct node_started started = day_start(day, "briefing");
    struct deed_fields fields = day_fields(
        day, "signoff", day_ref(day, "of", &started.attempt), "form=briefing_confirmation",
        "role=customer", "name=张三", "verdict=satisfied", "signed_at=1790000000000",
        "statement=0000000000000000000000000000000000000000000000000000000000000000",
        "content=0000000000000000000000000000000000000000000000000000000000000000", "sealed=x",
        "seal=x", "certificate=x", NULL);
    struct draft draft = {.kind = span_of("signoff"),
                          .site = day->tablet->site,
                          .fields = fields.list,
                          .field_count = fields.count};
    struct capture_result result;

    DAY_OK(day, set(day, &started.node, "site_conditions", "pass", NULL));
    assert_false(day_said(day, "签后变更"));
    assert_ok(day->tablet, tablet_try(day->tablet, &draft, &result));
    DAY_OK(day, set(day, &started.node, "site_conditions", "na", NULL));
    assert_true(day_said(day, "签后变更"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(d3_10_a_result_is_pass_fail_or_na_in_either_language),
        DAY(d3_10_a_fail_needs_a_note_or_a_photo),
        DAY(an_item_gets_photos_and_words_before_its_answer),
        DAY(d3_10_a_fail_opens_its_rectification_once_in_the_same_group),
        DAY(several_answers_come_in_one_group_and_all_or_nothing),
        DAY(d3_8_items_are_those_of_the_catalogue_with_the_nearest_suggested),
        DAY(d3_13_a_node_keeps_the_version_it_was_started_with),
        DAY(d3_14_a_node_done_again_keeps_its_first_attempt),
        DAY(a_node_is_started_by_code_words_or_number),
        DAY(two_tablets_start_the_same_node_and_attempt),
        DAY(d4_5_a_measured_value_is_judged_by_its_tolerance),
        DAY(d6_2_who_changes_what_was_signed_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
