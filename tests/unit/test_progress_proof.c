// SPDX-License-Identifier: Apache-2.0
// What signatures, moves and records written once prove, and what follows when they do not.
#include "tests/unit/small_service.h"

static const struct stage_signature customer = {
    .of = ATTEMPT,
    .node = NODE,
    .form = "paper",
    .role = "customer",
    .name = "李",
    .verdict = "satisfied",
    .version = "1",
};

static void d6_2_a_later_edit_marks_the_node_until_it_is_signed_again(void **state)
{
    struct stage *stage = *state;
    struct stage_signature wife = customer;

    stage_start(stage, NODE, "start", "1");
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'a','result':'pass'");
    stage_sign(stage, &customer);
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    stage_put(stage, "item_result", RESULT,
              "'attempt':@101,'item':'a','result':'pass','note':'later'");
    assert_int_equal(stage_node(stage, "start")->state, NODE_CHANGED);
    assert_int_equal(stage_node(stage, "start")->changed, 1);
    assert_int_equal(stage_node(stage, "start")->missing.count, 1);
    // Any customer may sign it again.
    wife.name = "赵";
    stage_sign(stage, &wife);
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "start")->changed, 0);
    assert_int_equal(stage_node(stage, "start")->signoffs, 2);
}

static void d6_2_a_signature_beside_the_gate_that_changed_marks_the_node_too(void **state)
{
    struct stage *stage = *state;
    struct stage_signature foreman = customer;
    int number;

    foreman.role = "foreman";
    foreman.name = "张";
    stage_start(stage, NODE, "start", "1");
    stage_sign(stage, &customer);
    number = stage_sign(stage, &foreman);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'a','result':'pass'");
    stage_sign(stage, &customer);
    assert_int_equal(stage_node(stage, "start")->missing.count, 0);
    assert_int_equal(stage_node(stage, "start")->state, NODE_CHANGED);
    // Voided, or never signed at all, it asks for nothing.
    {
        char fields[64];

        snprintf(fields, sizeof(fields), "'signoff':@%d,'reason':'again'", number);
        stage_put(stage, "void", 600, fields);
    }
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "start")->signoffs, 2);
    foreman.verdict = "absent";
    stage_sign(stage, &foreman);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'a','result':'na'");
    stage_sign(stage, &customer);
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
}

static void defects_are_conditions_that_hold(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    assert_int_equal(stage_node(stage, "start")->defects.count, 0);
    assert_int_equal(stage->progress.defects.count, 0);
    stage_sign(stage, &customer);
    stage_put(stage, "change_order", 700, "'category':'customer_request','description':'x'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->defects, "D4.1", "nobody"), 1);
    assert_int_equal(stage_count(&stage->progress.defects, "D9.1", "a change"), 1);
}

static void d5_1_moves_that_no_rule_allows_and_open_branches_are_defects(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    stage_put(stage, "rectification", 500, "'of':@101");
    stage_put(stage, "move", 510, "'of':@500,'move':'verify','at':1");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D5.1", "no rule allows"), 1);
    stage_put(stage, "rectification", 501, "'of':@100");
    stage_put(stage, "move", 520, "'of':@501,'move':'assign','at':1,'to':@2");
    stage_put(stage, "move", 521, "'of':@501,'move':'done','at':1,'after':@520");
    stage_put(stage, "move", 522, "'of':@501,'move':'assign','at':1,'after':@520");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D5.1", "two tablets"), 1);
}

static void d5_2_who_did_the_work_does_not_verify_it(void **state)
{
    struct stage *stage = *state;
    struct span text;

    stage_put(stage, "rectification", 501, "'of':@1");
    stage_put(stage, "move", 520, "'of':@501,'move':'assign','at':1,'to':@2");
    stage_put(stage, "move", 521, "'of':@501,'move':'done','at':1,'after':@520");
    stage_put(stage, "move", 522, "'of':@501,'move':'verify','at':1,'after':@521");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D5.1", "no rule allows"), 1);
    assert_int_equal(fact_value(sample_fact(stage->sample, 501), "state", &text), ERR_OK);
    assert_true(span_is(text, "\"done\""));
    stage->sample->author = 3;
    stage_put(stage, "move", 522, "'of':@501,'move':'verify','at':1,'after':@521");
    stage_read(stage);
    assert_int_equal(stage->progress.defects.count, 0);
    assert_true(fact_is(sample_fact(stage->sample, 501), "state", "verified"));
}

static void d6_2_a_seal_that_does_not_verify_is_a_defect_and_counts_for_nothing(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    stage->sealed = true;
    stage->broken = stage_sign(stage, &customer);
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_count(&stage->progress.defects, "D6.2", "by 李 does not verify"), 1);
    stage->broken = 0;
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    assert_int_equal(stage->progress.defects.count, 0);
}

static void d6_2_a_record_that_says_other_than_it_was_sealed_is_a_defect(void **state)
{
    struct stage *stage = *state;
    static char fields[4 * SIGNOFF_TEXT_MAX];
    struct stage_signature given = customer;

    stage->sealed = true;
    stage_start(stage, NODE, "start", "1");
    given.verdict = "not_satisfied";
    facts_settle(&stage->sample->facts);
    stage_seal(stage, &given, 800, fields, sizeof(fields));
    memcpy(strstr(fields, "'verdict':'not_satisfied'"), "'verdict':    'satisfied'", 25);
    stage_put(stage, "signoff", 800, fields);
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_count(&stage->progress.defects, "D6.2", "than it was sealed: verdict"),
                     1);
    // And one without a sealed text.
    stage_put(stage, "signoff", 801, "'of':@101,'form':'paper','role':'customer'");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D6.2", "does not verify"), 1);
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
}

static void d6_4_what_is_written_once_and_was_edited_or_deleted_is_a_defect(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "presence", 300, "'person':@2,'at':1");
    stage_put(stage, "zebra", 301, "'deleted':true");
    stage_put(stage, "note", 302, "'deleted':true");
    stage_read(stage);
    assert_int_equal(stage->progress.defects.count, 0);
    stage_put(stage, "presence", 300, "'person':@2,'at':1,'deleted':true");
    sample_put_both(stage->sample, "patrol_call", 303, "'outcome':'reached'",
                    "'outcome':'no_answer'");
    stage_read(stage);
    assert_int_equal(stage_count(&stage->progress.defects, "D6.4", "written once"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(d6_2_a_later_edit_marks_the_node_until_it_is_signed_again),
        TEST(d6_2_a_signature_beside_the_gate_that_changed_marks_the_node_too),
        TEST(defects_are_conditions_that_hold),
        TEST(d5_1_moves_that_no_rule_allows_and_open_branches_are_defects),
        TEST(d5_2_who_did_the_work_does_not_verify_it),
        TEST(d6_2_a_seal_that_does_not_verify_is_a_defect_and_counts_for_nothing),
        TEST(d6_2_a_record_that_says_other_than_it_was_sealed_is_a_defect),
        TEST(d6_4_what_is_written_once_and_was_edited_or_deleted_is_a_defect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
