// SPDX-License-Identifier: Apache-2.0
// The gates of the seven nodes by the default catalogue: done when all of them hold, and each one
// that is missing or says otherwise keeps the node open and is named.
#include "tests/unit/default_service.h"

// What makes one condition true, and what makes it false although something was recorded.
struct step {
    const char *rule, *lack;                     // as the catalogue names the condition
    const char *form, *role, *good, *bad;        // a sign-off
    const char *kind, *good_fields, *bad_fields; // or another record
};
enum { EACH_STEP = -1, STEPS_MAX = 4 };

static void take(struct stage *stage, const struct step *step, int number, bool good)
{
    if (step->form)
        sign(stage, step->form, step->role, good ? step->good : step->bad);
    else
        stage_put(stage, step->kind, number, good ? step->good_fields : step->bad_fields);
}

// All steps but one, which is left out or goes wrong.
static void play(const char *code, const struct step *steps, int without, bool wrong)
{
    struct stage *stage = service_create();
    const struct progress_node *node;

    stage_start(stage, NODE, code, VERSION);
    for (int i = 0; i < STEPS_MAX && steps[i].rule; i++) {
        if (i != without || wrong)
            take(stage, &steps[i], 300 + i, i != without);
    }
    node = stage_node(stage, code);
    if (without == EACH_STEP) {
        stage_print(&node->missing);
        assert_int_equal(node->missing.count, 0);
        assert_int_equal(node->state, NODE_DONE);
    } else {
        assert_int_equal(node->state, NODE_UNDER_WAY);
        assert_int_equal(node->missing.count, 1);
        assert_int_equal(stage_count(&node->missing, steps[without].rule, steps[without].lack), 1);
        assert_true(node->missing.list[0].words.zh.len > 0);
    }
    stage_free(stage);
}

static void each_condition_counts(const char *code, const struct step *steps)
{
    play(code, steps, EACH_STEP, false);
    for (int i = 0; i < STEPS_MAX && steps[i].rule; i++) {
        play(code, steps, i, false);
        play(code, steps, i, true);
    }
}

#define CUSTOMER(of_rule, of_form, words)                                          \
    {                                                                              \
        .rule = (of_rule), .lack = (words), .form = (of_form), .role = "customer", \
        .good = "satisfied", .bad = "not_satisfied"                                \
    }
#define CALL(of_rule, subject, words)                                                            \
    {                                                                                            \
        .rule = (of_rule), .lack = (words), .kind = "call_back",                                 \
        .good_fields                                                                             \
            = "'of':@100,'about':'" subject "','at':1,'outcome':'reached','result':'satisfied'", \
        .bad_fields = "'of':@100,'about':'" subject                                              \
                      "','at':1,'outcome':'reached','result':'not_satisfied'"                    \
    }

static void d3_1_measurement_needs_the_customer_to_be_satisfied(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.1", "measurement_handbook", "signed the measurement handbook"),
    };

    (void)state;
    each_condition_counts("measurement", steps);
}

static void d3_2_design_needs_the_signed_drawings_and_the_passed_review(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.2", "drawings", "signed the drawings"),
        {.rule = "D3.2",
         .lack = "drawing review passed",
         .kind = "drawing_review",
         .good_fields = "'of':@101,'verdict':'passed'",
         .bad_fields = "'of':@101,'verdict':'redraw','redraw_due':'2026-12-01'"},
    };

    (void)state;
    each_condition_counts("design", steps);
}

static void d3_3_briefing_needs_customer_supervisor_or_foreman_and_the_call(void **state)
{
    static const char *const leaders[] = {"supervisor", "foreman"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct step steps[STEPS_MAX] = {
            CUSTOMER("D3.3", "briefing_confirmation", "the customer signed the briefing"),
            {.rule = "D3.3",
             .lack = "the supervisor or the foreman signed",
             .form = "briefing_confirmation",
             .role = leaders[i],
             .good = "satisfied",
             .bad = "not_satisfied"},
            CALL("D3.3", "node", "call-back after the briefing"),
        };

        each_condition_counts("briefing", steps);
    }
}

static void d3_4_water_electric_needs_the_handbook_and_the_call_about_the_designer(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.4", "handbook", "signed the service handbook"),
        CALL("D3.4", "designer_service", "designer's service"),
    };

    (void)state;
    each_condition_counts("water_electric", steps);
}

static void d3_5_mid_term_needs_the_handbook_the_form_and_the_call(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.5", "handbook", "signed the service handbook"),
        {.rule = "D3.5",
         .lack = "signed the mid-term acceptance: qualified",
         .form = "mid_term_acceptance",
         .role = "customer",
         .good = "qualified",
         .bad = "unqualified"},
        CALL("D3.5", "mid_term_acceptance", "about the mid-term acceptance"),
    };

    (void)state;
    each_condition_counts("mid_term", steps);
}

static void d3_6_main_materials_need_the_ratio_and_both_designers_praised(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.6", "designer_service", "about the designer"),
        CUSTOMER("D3.6", "materials_designer_service", "about the materials designer"),
        {.rule = "D3.9",
         .lack = "materials ratio reached",
         .kind = "site",
         .good_fields = "'contract_amount_fen':200,'materials_amount_fen':300"},
    };

    (void)state;
    play("materials", steps, EACH_STEP, false);
    for (int i = 0; i < 2; i++) {
        play("materials", steps, i, false);
        play("materials", steps, i, true);
    }
}

static void d3_7_completion_needs_the_customer_the_re_inspection_and_the_call(void **state)
{
    static const struct step steps[STEPS_MAX] = {
        CUSTOMER("D3.7", "completion_acceptance", "signed the completion acceptance"),
        {.rule = "D3.7",
         .lack = "re-inspection: qualified",
         .kind = "re_inspection",
         .good_fields = "'attempt':@101,'at':1,'verdict':'qualified'",
         .bad_fields = "'attempt':@101,'at':1,'verdict':'unqualified'"},
        CALL("D3.7", "completion", "after completion"),
    };

    (void)state;
    each_condition_counts("completion", steps);
}

static void a_call_that_nobody_answered_is_no_result_and_the_last_one_counts(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "water_electric", VERSION);
    sign(stage, "handbook", "customer", "satisfied");
    stage_put(stage, "call_back", 300,
              "'of':@100,'about':'designer_service','at':1,'outcome':'no_answer'");
    assert_int_equal(stage_node(stage, "water_electric")->missing.count, 1);
    // About something else, or of another node.
    stage_put(stage, "call_back", 301,
              "'of':@100,'about':'node','at':1,'outcome':'reached','result':'satisfied'");
    stage_put(stage, "call_back", 302,
              "'of':@999,'about':'designer_service','at':1,'outcome':'reached',"
              "'result':'satisfied'");
    assert_int_equal(stage_node(stage, "water_electric")->missing.count, 1);
    stage_put(stage, "call_back", 303,
              "'of':@100,'about':'designer_service','at':1,'outcome':'reached',"
              "'result':'not_satisfied'");
    stage_put(stage, "call_back", 304,
              "'of':@101,'about':'designer_service','at':1,'outcome':'reached',"
              "'result':'satisfied'");
    assert_int_equal(stage_node(stage, "water_electric")->state, NODE_DONE);
    stage_put(stage, "call_back", 305,
              "'of':@100,'about':'designer_service','at':1,'outcome':'no_answer'");
    assert_int_equal(stage_node(stage, "water_electric")->state, NODE_DONE);
    stage_put(stage, "call_back", 306,
              "'of':@100,'about':'designer_service','at':1,'outcome':'reached',"
              "'result':'not_satisfied'");
    assert_int_equal(stage_node(stage, "water_electric")->state, NODE_UNDER_WAY);
}

static void a_signature_of_another_role_form_or_attempt_opens_no_gate(void **state)
{
    struct stage *stage = *state;
    struct stage_signature other = {
        .of = 151,
        .node = NODE,
        .form = "measurement_handbook",
        .role = "customer",
        .name = "李",
        .verdict = "satisfied",
        .version = VERSION,
    };

    stage_start(stage, NODE, "measurement", VERSION);
    stage_put(stage, "attempt", 151, "'node':@150,'n':1");
    sign(stage, "measurement_handbook", "designer", "satisfied");
    sign(stage, "handbook", "customer", "satisfied");
    stage_sign(stage, &other);
    assert_int_equal(stage_node(stage, "measurement")->missing.count, 1);
    // All customers who sign must be satisfied.
    sign(stage, "measurement_handbook", "customer", "satisfied");
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
    other.of = ATTEMPT;
    other.name = "赵";
    other.verdict = "not_satisfied";
    stage_sign(stage, &other);
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_UNDER_WAY);
    // She changes her mind.
    other.verdict = "satisfied";
    stage_sign(stage, &other);
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
}

static void d3_9_the_materials_ratio_is_exact_at_its_boundary(void **state)
{
    static const struct {
        const char *fields;
        size_t missing;
    } cases[] = {
        {"'contract_amount_fen':200,'materials_amount_fen':300", 0},
        {"'contract_amount_fen':200,'materials_amount_fen':299", 1},
        {"'contract_amount_fen':201,'materials_amount_fen':301", 1},
        {"'contract_amount_fen':201,'materials_amount_fen':302", 0},
        {"'contract_amount_fen':0,'materials_amount_fen':0", 0},
        // 2^53/2 and above: a floating-point number would round it.
        {"'contract_amount_fen':2000000000000000,'materials_amount_fen':3000000000000000", 0},
        {"'contract_amount_fen':2000000000000000,'materials_amount_fen':2999999999999999", 1},
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        stage_put(stage, "site", SAMPLE_SITE, cases[i].fields);
        assert_int_equal(stage_count(&stage_node(stage, "materials")->missing, "D3.9", NULL),
                         cases[i].missing);
    }
}

static void d3_9_two_amounts_or_none_leave_the_ratio_open_and_say_why(void **state)
{
    struct stage *stage = *state;
    const struct progress_lack *lack;

    sample_put_both(stage->sample, "site", SAMPLE_SITE,
                    "'contract_amount_fen':200,'materials_amount_fen':300",
                    "'materials_amount_fen':400");
    lack = &stage_node(stage, "materials")->missing.list[0];
    assert_true(span_is(lack->rule, "D3.9") && lack->unknown && lack->conflict);
    assert_true(span_is(lack->field, "materials_amount_fen"));
    stage_put(stage, "site", SAMPLE_SITE, "'contract_amount_fen':200");
    lack = &stage_node(stage, "materials")->missing.list[0];
    assert_true(span_is(lack->rule, "D3.9") && lack->unknown && !lack->conflict);
}

static void d3_12_open_rectifications_do_not_undo_a_completion_and_stay_open(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "completion", VERSION);
    stage_put(stage, "item_result", 200,
              "'attempt':@101,'item':'surface_quality','result':'fail','note':'scratch'");
    stage_put(stage, "rectification", 400, "'of':@200");
    sign(stage, "completion_acceptance", "customer", "satisfied");
    stage_put(stage, "re_inspection", 300, "'attempt':@101,'at':1,'verdict':'qualified'");
    stage_put(stage, "call_back", 301,
              "'of':@100,'about':'completion','at':1,'outcome':'reached','result':'satisfied'");
    assert_int_equal(stage_node(stage, "completion")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "completion")->open_rectifications, 1);
    stage_put(stage, "move", 401, "'of':@400,'move':'assign','at':1,'to':@3");
    stage->sample->author = FOREMAN;
    stage_put(stage, "move", 402, "'of':@400,'move':'done','at':1,'after':@401");
    assert_int_equal(stage_node(stage, "completion")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "completion")->open_rectifications, 1);
    stage->sample->author = INSPECTOR;
    stage_put(stage, "move", 403, "'of':@400,'move':'verify','at':1,'after':@402");
    assert_int_equal(stage_node(stage, "completion")->open_rectifications, 0);
    assert_int_equal(stage_node(stage, "completion")->state, NODE_DONE);
}

static void d3_14_nodes_are_done_in_any_order(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "measurement", VERSION);
    stage_start(stage, 500, "completion", VERSION);
    sign(stage, "measurement_handbook", "customer", "satisfied");
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "completion")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_node(stage, "design")->state, NODE_NOT_STARTED);
}

static void d3_8_each_item_of_each_node_needs_its_result(void **state)
{
    static const struct {
        const char *code;
        size_t items, concealed;
    } nodes[] = {
        {"measurement", 7, 0}, {"design", 6, 0},    {"briefing", 5, 0},   {"water_electric", 6, 1},
        {"mid_term", 7, 2},    {"materials", 6, 0}, {"completion", 3, 0},
    };
    struct stage *stage = *state;

    assert_int_equal(stage->list[0]->node_count, COUNT(nodes));
    for (size_t i = 0; i < COUNT(nodes); i++)
        stage_start(stage, NODE + 10 * (int)i, nodes[i].code, VERSION);
    for (size_t i = 0; i < COUNT(nodes); i++) {
        const struct progress_node *node = stage_node(stage, nodes[i].code);

        assert_int_equal(node->node->number, (int64_t)i + 1);
        assert_int_equal(stage_count(&node->unready, "D3.8", "has no result yet"), nodes[i].items);
        assert_int_equal(stage_count(&node->unready, "D3.11", NULL), nodes[i].concealed);
    }
}

static void d3_15_a_redraw_is_due_on_its_day_and_needs_one(void **state)
{
    struct stage *stage = *state;
    const struct progress_deadline *due;

    stage_start(stage, NODE, "design", VERSION);
    stage_put(stage, "drawing_review", 300, "'of':@101,'verdict':'redraw'");
    assert_int_equal(stage_count(&stage_node(stage, "design")->defects, "D3.15", NULL), 1);
    stage_put(stage, "drawing_review", 300,
              "'of':@101,'verdict':'redraw','redraw_due':'2026-11-22','deducted_points':5");
    assert_int_equal(stage_count(&stage_node(stage, "design")->defects, "D3.15", NULL), 0);
    due = deadline(stage, "redraw", 300);
    assert_false(due->met || due->overdue);
    // By the end of that day in Shanghai.
    assert_int_equal(due->due_ms, SAMPLE_NOW_MS + INT64_C(54000000) - 1);
    stage_put(stage, "drawing_review", 302,
              "'of':@999,'verdict':'passed','redraw_due':'2026-11-22'");
    assert_null(deadline(stage, "redraw", 302));
    due = deadline(stage, "redraw", 300);
    stage->now_ms = due->due_ms + 1;
    assert_true(deadline(stage, "redraw", 300)->overdue);
    stage_put(stage, "drawing_review", 301, "'of':@101,'verdict':'passed'");
    assert_true(deadline(stage, "redraw", 300)->met);
    assert_int_equal(stage_count(&stage_node(stage, "design")->missing, "D3.2", "review"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d3_1_measurement_needs_the_customer_to_be_satisfied),
        cmocka_unit_test(d3_2_design_needs_the_signed_drawings_and_the_passed_review),
        cmocka_unit_test(d3_3_briefing_needs_customer_supervisor_or_foreman_and_the_call),
        cmocka_unit_test(d3_4_water_electric_needs_the_handbook_and_the_call_about_the_designer),
        cmocka_unit_test(d3_5_mid_term_needs_the_handbook_the_form_and_the_call),
        cmocka_unit_test(d3_6_main_materials_need_the_ratio_and_both_designers_praised),
        cmocka_unit_test(d3_7_completion_needs_the_customer_the_re_inspection_and_the_call),
        TEST(a_call_that_nobody_answered_is_no_result_and_the_last_one_counts),
        TEST(a_signature_of_another_role_form_or_attempt_opens_no_gate),
        TEST(d3_8_each_item_of_each_node_needs_its_result),
        TEST(d3_9_the_materials_ratio_is_exact_at_its_boundary),
        TEST(d3_9_two_amounts_or_none_leave_the_ratio_open_and_say_why),
        TEST(d3_12_open_rectifications_do_not_undo_a_completion_and_stay_open),
        TEST(d3_14_nodes_are_done_in_any_order),
        TEST(d3_15_a_redraw_is_due_on_its_day_and_needs_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
