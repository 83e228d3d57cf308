// SPDX-License-Identifier: Apache-2.0
// The rules of the house that the kind table carries, each by its id.
#include "shared/model/kind_choice.h"
#include "shared/model/kind_table.h"
#include "shared/model/move.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct kind *kind_of(const char *name)
{
    const struct kind *kind = kind_find(span_of(name));

    assert_non_null(kind);
    return kind;
}

static const struct kind_field *field_of(const char *kind, const char *name)
{
    const struct kind_field *field = kind_field_find(kind_of(kind), span_of(name));

    if (!field)
        fail_msg("%s has no %s", kind, name);
    return field;
}

static void assert_fields(const char *kind, const char *const *names)
{
    for (; *names; names++)
        field_of(kind, *names);
}

#define ASSERT_FIELDS(kind, ...) assert_fields(kind, (const char *const[]){__VA_ARGS__, NULL})

static void assert_worst(const char *kind, const char *name, const char *best, const char *worst)
{
    const struct kind_field *field = field_of(kind, name);
    size_t last = 0;

    assert_int_equal(field->policy, POLICY_WORST);
    while (field->choice[last + 1])
        last++;
    assert_string_equal(field->choice[0], best);
    assert_string_equal(field->choice[last], worst);
}

static void assert_key(const char *kind, const char *const *names)
{
    const char *const *key = kind_of(kind)->key;

    for (; *names; names++, key++)
        assert_string_equal(*key, *names);
    assert_null(*key);
}

#define ASSERT_KEY(kind, ...) assert_key(kind, (const char *const[]){__VA_ARGS__, NULL})

static void d2_1_a_site_says_who_where_how_much_and_when(void **state)
{
    (void)state;
    ASSERT_FIELDS("site", "customer_name", "customer_phone", "address", "contract_number",
                  "contract_date", "contract_amount_fen", "design_fee", "materials_amount_fen",
                  "planned_start", "planned_completion", "actual_start", "actual_completion",
                  "move_in_date", "store", "department");
    assert_int_equal(field_of("site", "contract_amount_fen")->policy, POLICY_BOTH);
    assert_int_equal(field_of("site", "materials_amount_fen")->policy, POLICY_BOTH);
    assert_ptr_equal(field_of("assignment", "role")->choice, kind_choice_roles); // the team
    assert_true(field_of("assignment", "person")->required);
}

static void d2_2_the_contact_sheet_has_a_contact_for_each_stage(void **state)
{
    (void)state;
    ASSERT_KEY("contact", "site", "stage");
    ASSERT_FIELDS("contact", "name", "phone", "duty", "supervisor_phone");
    assert_true(kind_may_write(kind_of("contact"), span_of("account_manager")));
    assert_false(kind_may_write(kind_of("contact"), span_of("inspector")));
    assert_false(kind_of("contact")->global); // goes to the tablets of its site, read offline
}

static void d2_3_the_handbook_has_a_due_date_and_a_day_it_was_handed_in(void **state)
{
    (void)state;
    assert_int_equal(field_of("site", "handbook_due")->type, TYPE_DATE);
    assert_int_equal(field_of("site", "handbook_handed_in")->type, TYPE_DATE);
}

static void d2_4_the_segment_of_an_owner_follows_from_the_move_in_date(void **state)
{
    (void)state;
    assert_int_equal(field_of("site", "move_in_date")->type, TYPE_DATE);
    assert_null(kind_field_find(kind_of("site"), span_of("segment"))); // derived, never typed in
}

static void d2_5_an_assignment_is_ended_not_taken_away(void **state)
{
    (void)state;
    assert_int_equal(field_of("assignment", "active")->type, TYPE_BOOLEAN);
    assert_true(field_of("assignment", "active")->required);
    assert_true(kind_of("assignment")->office_only);
}

static void d3_7_the_re_inspection_is_the_companys_own(void **state)
{
    (void)state;
    assert_true(field_of("re_inspection", "attempt")->required);
    assert_worst("re_inspection", "verdict", "qualified", "unqualified");
    assert_false(kind_may_write(kind_of("re_inspection"), span_of("inspector")));
}

static void d3_10_of_concurrent_results_the_worst_shows(void **state)
{
    (void)state;
    assert_worst("item_result", "result", "pass", "fail");
    assert_worst("patrol", "result", "pass", "fail");
    assert_worst("inspection", "result", "pass", "fail");
    assert_worst("simulated_round", "result", "pass", "fail");
    assert_worst("delivery", "checked", "pass", "fail");
    ASSERT_KEY("item_result", "attempt", "item");
}

static void d3_13_a_catalogue_is_written_once_and_a_node_names_its_version(void **state)
{
    (void)state;
    assert_true(kind_of("catalogue")->write_once && kind_of("catalogue")->office_only);
    ASSERT_KEY("catalogue", "version");
    ASSERT_FIELDS("node", "catalogue");
    ASSERT_FIELDS("inspection", "catalogue");
    assert_int_equal(field_of("node", "code")->type, TYPE_TEXT); // no node is named in C
}

static void d3_14_a_node_done_again_is_another_attempt(void **state)
{
    (void)state;
    ASSERT_KEY("node", "site", "code");
    ASSERT_KEY("attempt", "node", "n");
    assert_int_equal(field_of("attempt", "n")->min, 1);
}

static void d3_15_a_drawing_review_has_points_redraw_and_delivery(void **state)
{
    (void)state;
    assert_worst("drawing_review", "verdict", "passed", "redraw");
    ASSERT_FIELDS("drawing_review", "deducted_points", "redraw_due", "attended", "delivered_on");
    assert_int_equal(field_of("drawing_review", "deducted_points")->max, 100);
}

static void d4_1_a_presence_is_person_time_and_place_for_ever(void **state)
{
    (void)state;
    assert_true(kind_of("presence")->write_once);
    assert_true(field_of("presence", "person")->required && field_of("presence", "at")->required);
    ASSERT_FIELDS("presence", "inspection", "of", "latitude", "longitude");
}

static void d4_2_the_call_after_a_patrol_says_who_when_and_outcome(void **state)
{
    (void)state;
    assert_true(kind_of("patrol_call")->write_once);
    assert_true(field_of("patrol_call", "patrol")->required);
    assert_true(field_of("patrol_call", "at")->required);
    assert_true(field_of("patrol_call", "outcome")->required);
    ASSERT_FIELDS("patrol_call", "result", "problems", "measures");
}

static void d4_3_a_week_has_one_report_of_three_things(void **state)
{
    (void)state;
    ASSERT_KEY("weekly_report", "site", "week");
    ASSERT_FIELDS("weekly_report", "customer_opinions", "materials_deliveries", "design_defects");
}

static void d4_4_there_are_three_simulated_rounds(void **state)
{
    (void)state;
    ASSERT_KEY("simulated_round", "site", "round");
    assert_int_equal(field_of("simulated_round", "round")->min, 1);
    assert_int_equal(field_of("simulated_round", "round")->max, 3);
}

static void d4_5_a_measured_value_is_a_decimal_at_a_point(void **state)
{
    (void)state;
    ASSERT_KEY("measured_value", "of", "item", "point");
    assert_int_equal(field_of("measured_value", "value")->type, TYPE_DECIMAL);
    assert_true(field_of("measured_value", "value")->required);
    ASSERT_FIELDS("measured_value", "unit", "target");
}

static void d4_8_a_spot_check_says_who_when_and_verdict(void **state)
{
    (void)state;
    ASSERT_FIELDS("spot_check", "of", "person");
    assert_true(field_of("spot_check", "at")->required);
    assert_worst("spot_check", "verdict", "qualified", "unqualified");
    assert_false(kind_may_write(kind_of("spot_check"), span_of("inspector")));
}

static void d5_1_a_rectification_has_item_person_deadline_and_severity(void **state)
{
    (void)state;
    ASSERT_KEY("rectification", "of");
    ASSERT_FIELDS("rectification", "item", "responsible", "deadline", "follower", "crew", "room");
    assert_worst("rectification", "severity", "minor", "major");
    assert_ptr_equal(field_of("photo", "moment")->choice, kind_choice_moments);
    assert_null(kind_field_find(kind_of("rectification"), span_of("state"))); // of its moves
    assert_true(kind_of("move")->write_once);
}

static void d6_1_a_sign_off_binds_person_verdict_handwriting_time_place_and_statement(void **state)
{
    static const char *const needed[]
        = {"of",        "form",    "role",   "name", "verdict",    "signed_at",
           "statement", "content", "sealed", "seal", "certificate"};

    (void)state;
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        assert_true(field_of("signoff", needed[i])->required);
    ASSERT_FIELDS("signoff", "node", "handwriting", "rendering", "latitude", "longitude", "score",
                  "reason");
    assert_int_equal(field_of("signoff", "content")->min, 64);
    assert_ptr_equal(field_of("signoff", "verdict")->choice, kind_choice_verdicts);
}

static void d6_4_a_sign_off_is_voided_by_a_record_with_a_reason(void **state)
{
    (void)state;
    assert_true(kind_of("signoff")->write_once);
    assert_true(kind_of("void")->write_once);
    assert_true(field_of("void", "signoff")->required && field_of("void", "reason")->required);
    assert_int_equal(field_of("void", "reason")->min, 1);
    assert_true(kind_of("counter_seal")->write_once && kind_of("counter_seal")->office_only);
}

static void d6_5_people_who_sign_the_same_have_records_of_their_own(void **state)
{
    (void)state;
    assert_null(kind_of("signoff")->key);
}

static void d6_6_a_complaint_comes_from_what_it_was_opened_by(void **state)
{
    (void)state;
    ASSERT_KEY("complaint", "of");
    assert_true(field_of("complaint", "words")->required);
    assert_int_equal(field_of("complaint", "words")->min, 1);
}

static void d9_1_a_change_order_has_one_of_eight_kinds_and_says_what_it_touches(void **state)
{
    const struct kind_field *category = field_of("change_order", "category");
    size_t count = 0;

    (void)state;
    while (category->choice[count])
        count++;
    assert_int_equal(count, 8);
    assert_true(category->required);
    ASSERT_FIELDS("change_order", "amount_fen", "asked_by", "approved_by", "due", "touches_promise",
                  "promise_approved_by", "noticed_at");
    assert_int_equal(field_of("change_order", "amount_fen")->policy, POLICY_BOTH);
}

static void d9_2_a_change_order_is_issued_carried_out_and_confirmed(void **state)
{
    const struct move_machine *machine = move_machine_find(span_of("change_order"));

    (void)state;
    assert_string_equal(machine->states[0], "issued");
    assert_string_equal(move_rule_find(machine, "approved", span_of("carry_out"))->to,
                        "carried_out");
    assert_string_equal(move_rule_find(machine, "carried_out", span_of("confirm"))->to,
                        "confirmed");
    ASSERT_FIELDS("change_order", "issued_at");
}

static void d9_3_a_delivery_is_ordered_arrives_and_is_checked(void **state)
{
    (void)state;
    ASSERT_FIELDS("delivery", "ordered_on", "due", "arrived_on", "checked", "refused_reason");
    assert_true(field_of("delivery", "product")->required);
    assert_true(field_of("photo", "of")->required); // its photos are records of it
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d2_1_a_site_says_who_where_how_much_and_when),
        cmocka_unit_test(d2_2_the_contact_sheet_has_a_contact_for_each_stage),
        cmocka_unit_test(d2_3_the_handbook_has_a_due_date_and_a_day_it_was_handed_in),
        cmocka_unit_test(d2_4_the_segment_of_an_owner_follows_from_the_move_in_date),
        cmocka_unit_test(d2_5_an_assignment_is_ended_not_taken_away),
        cmocka_unit_test(d3_7_the_re_inspection_is_the_companys_own),
        cmocka_unit_test(d3_10_of_concurrent_results_the_worst_shows),
        cmocka_unit_test(d3_13_a_catalogue_is_written_once_and_a_node_names_its_version),
        cmocka_unit_test(d3_14_a_node_done_again_is_another_attempt),
        cmocka_unit_test(d3_15_a_drawing_review_has_points_redraw_and_delivery),
        cmocka_unit_test(d4_1_a_presence_is_person_time_and_place_for_ever),
        cmocka_unit_test(d4_2_the_call_after_a_patrol_says_who_when_and_outcome),
        cmocka_unit_test(d4_3_a_week_has_one_report_of_three_things),
        cmocka_unit_test(d4_4_there_are_three_simulated_rounds),
        cmocka_unit_test(d4_5_a_measured_value_is_a_decimal_at_a_point),
        cmocka_unit_test(d4_8_a_spot_check_says_who_when_and_verdict),
        cmocka_unit_test(d5_1_a_rectification_has_item_person_deadline_and_severity),
        cmocka_unit_test(d6_1_a_sign_off_binds_person_verdict_handwriting_time_place_and_statement),
        cmocka_unit_test(d6_4_a_sign_off_is_voided_by_a_record_with_a_reason),
        cmocka_unit_test(d6_5_people_who_sign_the_same_have_records_of_their_own),
        cmocka_unit_test(d6_6_a_complaint_comes_from_what_it_was_opened_by),
        cmocka_unit_test(d9_1_a_change_order_has_one_of_eight_kinds_and_says_what_it_touches),
        cmocka_unit_test(d9_2_a_change_order_is_issued_carried_out_and_confirmed),
        cmocka_unit_test(d9_3_a_delivery_is_ordered_arrives_and_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
