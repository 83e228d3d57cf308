// SPDX-License-Identifier: Apache-2.0
// Inspections and patrols (D4) by the default catalogue: presence, calls, weekly reports, rounds,
// visits.
#include "shared/base/when.h"
#include "tests/unit/default_service.h"

#define HOUR_MS INT64_C(3600000)
// 2026-11-22 09:00, a Sunday, in Shanghai.
#define NOW_MS SAMPLE_NOW_MS

static void d4_1_a_key_inspection_without_the_inspectors_presence_is_a_defect(void **state)
{
    static const char *const key[] = {"water_electric", "closed_water", "mid_term", "completion"};
    static const struct {
        const char *role_of, *fields;
        bool photo, enough;
    } presences[] = {
        {"inspector", "'of':@300,'person':@2,'at':1,'latitude':'31','longitude':'121'", true, true},
        // No photo, no place, the designer alone, another inspection's.
        {"inspector", "'of':@300,'person':@2,'at':1,'latitude':'31','longitude':'121'", false,
         false},
        {"inspector", "'of':@300,'person':@2,'at':1", true, false},
        {"designer", "'of':@300,'person':@5,'at':1,'latitude':'31','longitude':'121'", true, false},
        {"inspector", "'of':@999,'person':@2,'at':1,'latitude':'31','longitude':'121'", true,
         false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(key); i++) {
        for (size_t k = 0; k < COUNT(presences); k++) {
            struct stage *stage = service_create();
            char fields[128];

            snprintf(fields, sizeof(fields), "'code':'%s','catalogue':'" VERSION "'", key[i]);
            stage_put(stage, "inspection", 300, fields);
            assert_int_equal(defects(stage, "D4.1", 300), 1);
            stage_put(stage, "presence", 310, presences[k].fields);
            if (presences[k].photo)
                stage_put(stage, "photo", 320, "'of':@310");
            assert_int_equal(defects(stage, "D4.1", 300), presences[k].enough ? 0 : 1);
            stage_free(stage);
        }
    }
}

static void d4_1_other_inspections_need_no_inspector(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "inspection", 300, "'code':'material_arrival'");
    assert_int_equal(defects(stage, "D4.1", 300), 0);
    // Each one that lacks presence is named.
    stage_put(stage, "inspection", 301, "'code':'closed_water'");
    stage_put(stage, "inspection", 302, "'code':'mid_term'");
    assert_int_equal(defects(stage, "D4.1", 301) + defects(stage, "D4.1", 302), 2);
}

static void d4_1_a_signed_key_node_without_presence_is_a_defect_of_the_node(void **state)
{
    static const struct {
        const char *code, *form;
    } nodes[] = {
        {"water_electric", "handbook"},
        {"mid_term", "handbook"},
        {"completion", "completion_acceptance"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(nodes); i++) {
        struct stage *stage = service_create();

        stage_start(stage, NODE, nodes[i].code, VERSION);
        assert_int_equal(stage_count(&stage_node(stage, nodes[i].code)->defects, "D4.1", NULL), 0);
        sign(stage, nodes[i].form, "customer", "satisfied");
        assert_int_equal(stage_count(&stage_node(stage, nodes[i].code)->defects, "D4.1", NULL), 1);
        stage_put(stage, "presence", 310,
                  "'of':@101,'person':@2,'at':1,'latitude':'31','longitude':'121'");
        assert_int_equal(stage_count(&stage_node(stage, nodes[i].code)->defects, "D4.1", NULL), 1);
        stage_put(stage, "photo", 320, "'of':@310");
        assert_int_equal(stage_count(&stage_node(stage, nodes[i].code)->defects, "D4.1", NULL), 0);
        stage_free(stage);
    }
}

static void d4_1_a_closed_water_test_is_done_with_the_inspector(void **state)
{
    struct stage *stage = *state;
    const struct progress_lacks *lacks;

    stage_start(stage, NODE, "water_electric", VERSION);
    stage_put(stage, "item_result", 300, "'attempt':@101,'item':'closed_water_test','result':'na'");
    lacks = &stage_node(stage, "water_electric")->defects;
    assert_int_equal(stage_count(lacks, "D4.1", NULL), 0);
    stage_put(stage, "item_result", 300,
              "'attempt':@101,'item':'closed_water_test','result':'pass'");
    lacks = &stage_node(stage, "water_electric")->defects;
    assert_int_equal(stage_count(lacks, "D4.1", NULL), 1);
    stage_put(stage, "photo", 320, "'of':@310");
    stage_put(stage, "presence", 310,
              "'of':@101,'inspection':'water_electric','person':@2,'at':1,'latitude':'31',"
              "'longitude':'121'");
    lacks = &stage_node(stage, "water_electric")->defects;
    assert_int_equal(stage_count(lacks, "D4.1", NULL), 1); // he was at the other inspection
    stage_put(stage, "presence", 310,
              "'of':@101,'inspection':'closed_water','person':@2,'at':1,'latitude':'31',"
              "'longitude':'121'");
    lacks = &stage_node(stage, "water_electric")->defects;
    assert_int_equal(stage_count(lacks, "D4.1", NULL), 0);
}

static void d4_2_a_patrol_without_its_call_within_24_hours_is_overdue(void **state)
{
    struct stage *stage = *state;
    char fields[128];

    snprintf(fields, sizeof(fields), "'started_at':%lld", (long long)NOW_MS);
    stage_put(stage, "patrol", 300, fields);
    assert_int_equal(deadline(stage, "patrol_call", 300)->due_ms, NOW_MS + 24 * HOUR_MS);
    stage->now_ms = NOW_MS + 24 * HOUR_MS;
    assert_false(deadline(stage, "patrol_call", 300)->overdue);
    stage->now_ms++;
    assert_true(deadline(stage, "patrol_call", 300)->overdue);
    // D7.6: no answer is not a result.
    stage_put(stage, "patrol_call", 310, "'patrol':@300,'at':1,'outcome':'no_answer'");
    stage_put(stage, "patrol_call", 311, "'patrol':@301,'at':1,'outcome':'reached'");
    assert_true(deadline(stage, "patrol_call", 300)->overdue);
    stage_put(stage, "patrol_call", 312, "'patrol':@300,'at':1,'outcome':'reached'");
    assert_true(deadline(stage, "patrol_call", 300)->met);
    assert_false(deadline(stage, "patrol_call", 300)->overdue);
}

static void d4_3_each_week_of_construction_needs_its_report(void **state)
{
    struct stage *stage = *state;
    size_t open = 0;
    bool met_week = false;

    assert_null(deadline(stage, "weekly_report", SAMPLE_SITE));
    stage_put(stage, "site", SAMPLE_SITE, "'actual_start':'2026-11-11'");
    stage_put(stage, "weekly_report", 300, "'week':'2026-W46'");
    stage_read(stage);
    for (size_t i = 0; i < stage->progress.deadline_count; i++) {
        const struct progress_deadline *due = &stage->progress.deadlines[i];

        if (!due->deadline->weekly)
            continue;
        open += !due->met;
        met_week = met_week || (due->met && strcmp(due->week, "2026-W46") == 0);
    }
    assert_true(met_week);
    assert_int_equal(open, 1);
    // Not before the week is over.
    assert_string_equal(deadline(stage, "weekly_report", SAMPLE_SITE)->week, "2026-W47");
    assert_false(deadline(stage, "weekly_report", SAMPLE_SITE)->overdue);
    // With the end of its Sunday.
    stage->now_ms = deadline(stage, "weekly_report", SAMPLE_SITE)->due_ms + 1;
    assert_int_equal(stage->now_ms, NOW_MS + 15 * HOUR_MS);
    assert_true(deadline(stage, "weekly_report", SAMPLE_SITE)->overdue);
    stage_put(stage, "site", SAMPLE_SITE,
              "'actual_start':'2026-11-11','actual_completion':'2026-11-20'");
    assert_null(deadline(stage, "weekly_report", SAMPLE_SITE));
}

static void d4_4_completion_is_signed_after_three_rounds_of_simulated_acceptance(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "completion", VERSION);
    stage_put(stage, "simulated_round", 301, "'round':1,'result':'pass'");
    stage_put(stage, "simulated_round", 302, "'round':2,'result':'fail'");
    stage_put(stage, "simulated_round", 303, "'round':3");
    assert_int_equal(stage_count(&stage_node(stage, "completion")->defects, "D4.4", NULL), 0);
    sign(stage, "completion_acceptance", "customer", "satisfied");
    assert_true(stage_count(&stage_node(stage, "completion")->defects, "D4.4", NULL) > 0);
    stage_put(stage, "simulated_round", 303, "'round':3,'result':'pass'");
    assert_int_equal(stage_count(&stage_node(stage, "completion")->defects, "D4.4", NULL), 0);
}

static void d4_4_round_3_closes_what_rounds_1_and_2_found(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "simulated_round", 301, "'round':1,'result':'fail'");
    stage_put(stage, "rectification", 400, "'of':@301");
    stage_put(stage, "simulated_round", 303, "'round':3,'result':'fail'");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D4.4", NULL), 0);
    stage_put(stage, "simulated_round", 303, "'round':3,'result':'pass'");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D4.4", NULL), 1);
    stage_put(stage, "move", 401, "'of':@400,'move':'assign','at':1,'to':@3");
    stage->sample->author = FOREMAN;
    stage_put(stage, "move", 402, "'of':@400,'move':'done','at':1,'after':@401");
    stage->sample->author = INSPECTOR;
    stage_put(stage, "move", 403, "'of':@400,'move':'verify','at':1,'after':@402");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D4.4", NULL), 0);
}

static void d4_5_whether_a_measured_value_passes_is_computed_exactly(void **state)
{
    static const struct {
        const char *item, *value;
        int passes; // -1: nothing can be said
    } cases[] = {
        {"tile_joint", "0.5", 1},     {"tile_joint", "0.500000000000001", 0},
        {"tile_joint", "-0.1", 0},    {"wall_vertical", "4", 1},
        {"wall_vertical", "4.01", 0}, {"unheard", "4", -1},
    };
    struct stage *stage = *state;

    stage_put(stage, "inspection", 300, "'code':'measured_survey','catalogue':'" VERSION "'");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct fact *fact;
        struct span value;
        char fields[160];

        snprintf(fields, sizeof(fields), "'of':@300,'item':'%s','point':'1','value':'%s'",
                 cases[i].item, cases[i].value);
        stage_put(stage, "measured_value", 310, fields);
        stage_read(stage);
        fact = sample_fact(stage->sample, 310);
        assert_true(fact_true(fact, "passes") == (cases[i].passes == 1));
        assert_true((fact_value(fact, "passes", &value) == ERR_NOT_FOUND)
                    == (cases[i].passes == -1));
    }
}

// A room is compared with the drawing: the value brings its target, the catalogue the tolerance.
static void d4_5_a_value_with_a_target_of_its_own_has_the_tolerance_of_its_item(void **state)
{
    static const struct {
        const char *value;
        bool passes;
    } cases[]
        = {{"2700", true}, {"2690", true}, {"2710", true}, {"2689.9", false}, {"2711", false}};
    struct stage *stage = *state;

    stage_put(stage, "inspection", 300, "'code':'measured_survey','catalogue':'" VERSION "'");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[160];

        snprintf(fields, sizeof(fields),
                 "'of':@300,'item':'room_height','point':'1','value':'%s','target':'2700'",
                 cases[i].value);
        stage_put(stage, "measured_value", 310, fields);
        stage_read(stage);
        assert_true(fact_true(sample_fact(stage->sample, 310), "passes") == cases[i].passes);
    }
}

static void d4_6_visits_after_move_in_are_due_by_the_calendar(void **state)
{
    static const struct {
        const char *code, *due;
    } visits[] = {
        {"visit_3_months", "2026-11-30 23:59"},  {"visit_11_months", "2027-07-31 23:59"},
        {"check_12_months", "2027-08-31 23:59"}, {"visit_23_months", "2028-07-31 23:59"},
        {"visit_35_months", "2029-07-31 23:59"}, {"review_48_months", "2030-08-31 23:59"},
    };
    struct stage *stage = *state;

    assert_null(deadline(stage, "visit_3_months", SAMPLE_SITE));
    stage_put(stage, "site", SAMPLE_SITE, "'move_in_date':'2026-08-31'");
    for (size_t i = 0; i < COUNT(visits); i++) {
        const struct progress_deadline *due = deadline(stage, visits[i].code, SAMPLE_SITE);
        char text[WHEN_SHORT_TEXT], fields[96];

        when_format(due->due_ms, text);
        assert_string_equal(text, visits[i].due);
        assert_false(due->met);
        stage->now_ms = due->due_ms + 1;
        assert_true(deadline(stage, visits[i].code, SAMPLE_SITE)->overdue);
        snprintf(fields, sizeof(fields), "'code':'%s','result':'pass'", visits[i].code);
        stage_put(stage, "inspection", 300 + (int)i, fields);
        assert_true(deadline(stage, visits[i].code, SAMPLE_SITE)->met);
    }
}

static void d4_7_the_company_walks_before_the_owners_open_day(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "inspection", 300, "'code':'open_day','started_at':2000");
    assert_int_equal(defects(stage, "D4.7", 300), 1);
    stage_put(stage, "inspection", 301, "'code':'own_walk','started_at':2001");
    assert_int_equal(defects(stage, "D4.7", 300), 1);
    stage_put(stage, "inspection", 301, "'code':'own_walk','started_at':1999");
    assert_int_equal(defects(stage, "D4.7", 300), 0);
}

static void d4_8_a_spot_check_tells_who_when_and_verdict(void **state)
{
    struct stage *stage = *state;
    struct uuid patrol = sample_id(300), author = sample_id(FOREMAN);
    int64_t at;

    stage->sample->author = FOREMAN;
    stage_put(stage, "spot_check", 310, "'of':@300,'person':@2,'at':7,'verdict':'unqualified'");
    stage_read(stage);
    assert_true(fact_refers(sample_fact(stage->sample, 310), "of", &patrol));
    assert_true(fact_refers(sample_fact(stage->sample, 310), "author", &author));
    assert_true(fact_is(sample_fact(stage->sample, 310), "author_role", "foreman"));
    assert_true(fact_integer(sample_fact(stage->sample, 310), "at", &at) && at == 7);
    assert_true(fact_is(sample_fact(stage->sample, 310), "verdict", "unqualified"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d4_1_a_key_inspection_without_the_inspectors_presence_is_a_defect),
        TEST(d4_1_other_inspections_need_no_inspector),
        cmocka_unit_test(d4_1_a_signed_key_node_without_presence_is_a_defect_of_the_node),
        TEST(d4_1_a_closed_water_test_is_done_with_the_inspector),
        TEST(d4_2_a_patrol_without_its_call_within_24_hours_is_overdue),
        TEST(d4_3_each_week_of_construction_needs_its_report),
        TEST(d4_4_completion_is_signed_after_three_rounds_of_simulated_acceptance),
        TEST(d4_4_round_3_closes_what_rounds_1_and_2_found),
        TEST(d4_5_whether_a_measured_value_passes_is_computed_exactly),
        TEST(d4_5_a_value_with_a_target_of_its_own_has_the_tolerance_of_its_item),
        TEST(d4_6_visits_after_move_in_are_due_by_the_calendar),
        TEST(d4_7_the_company_walks_before_the_owners_open_day),
        TEST(d4_8_a_spot_check_tells_who_when_and_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
