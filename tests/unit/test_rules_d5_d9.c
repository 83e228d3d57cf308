// SPDX-License-Identifier: Apache-2.0
// Rectifications (D5), sign-offs (D6), changes and deliveries (D9) by the default catalogue.
#include "tests/unit/default_service.h"

static void move(struct stage *stage, int number, int of, const char *step, int after)
{
    char fields[160], follows[32] = "";

    if (after)
        snprintf(follows, sizeof(follows), ",'after':@%d", after);
    snprintf(fields, sizeof(fields), "'of':@%d,'move':'%s','at':%d%s", of, step, number, follows);
    stage_put(stage, "move", number, fields);
}

static void d3_10_a_fail_opens_a_rectification(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "measurement", VERSION);
    stage_put(stage, "item_result", 200, "'attempt':@101,'item':'tools','result':'fail'");
    stage_put(stage, "item_result", 201, "'attempt':@999,'item':'tools','result':'fail'");
    stage_put(stage, "item_result", 202, "'attempt':@101,'item':'on_time','result':'pass'");
    assert_int_equal(defects(stage, "D3.10", 200), 1);
    assert_int_equal(defects(stage, "D3.10", 201), 1);
    assert_int_equal(defects(stage, "D3.10", 202), 0);
    stage_put(stage, "rectification", 400, "'of':@200");
    assert_int_equal(defects(stage, "D3.10", 200), 0);
}

static void d5_1_a_major_one_is_followed_by_somebody_to_the_end(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "rectification", 400, "'of':@1,'severity':'major'");
    assert_int_equal(defects(stage, "D5.1", 400), 1);
    // Until it is verified.
    move(stage, 410, 400, "assign", 0);
    stage->sample->author = FOREMAN;
    move(stage, 411, 400, "done", 410);
    stage->sample->author = INSPECTOR;
    move(stage, 412, 400, "verify", 411);
    stage_put(stage, "photo", 420, "'of':@400,'moment':'after'");
    assert_int_equal(defects(stage, "D5.1", 400), 0);
}

static void d5_1_an_assigned_one_has_a_holder_and_a_deadline(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "rectification", 400, "'of':@1,'severity':'major','follower':@2");
    assert_int_equal(defects(stage, "D5.1", 400), 0);
    move(stage, 410, 400, "assign", 0);
    assert_int_equal(defects(stage, "D5.1", 400), 1);
    stage_put(stage, "move", 410, "'of':@400,'move':'assign','at':1,'to':@3,'deadline':9");
    assert_int_equal(defects(stage, "D5.1", 400), 0);
}

static void d5_1_what_is_done_has_a_photo_after_the_work(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "rectification", 400, "'of':@1,'responsible':@3,'deadline':9");
    move(stage, 410, 400, "assign", 0);
    stage_put(stage, "photo", 420, "'of':@400,'moment':'before'");
    assert_int_equal(defects(stage, "D5.1", 400), 0);
    move(stage, 411, 400, "done", 410);
    assert_int_equal(defects(stage, "D5.1", 400), 1);
    stage_put(stage, "photo", 421, "'of':@400,'moment':'after','copy_of':@420");
    assert_int_equal(defects(stage, "D5.1", 400), 1); // a picture from before with marks in it
    stage_put(stage, "photo", 422, "'of':@400,'moment':'after'");
    assert_int_equal(defects(stage, "D5.1", 400), 0);
}

static void d5_1_the_deadline_of_the_newest_step_counts(void **state)
{
    struct stage *stage = *state;
    char fields[128];

    snprintf(fields, sizeof(fields), "'of':@1,'deadline':%lld", (long long)SAMPLE_NOW_MS);
    stage_put(stage, "rectification", 400, fields);
    assert_int_equal(deadline(stage, "rectification", 400)->due_ms, SAMPLE_NOW_MS);
    snprintf(fields, sizeof(fields), "'of':@400,'move':'assign','at':1,'to':@3,'deadline':%lld",
             (long long)SAMPLE_NOW_MS + 5000);
    stage_put(stage, "move", 410, fields);
    assert_int_equal(deadline(stage, "rectification", 400)->due_ms, SAMPLE_NOW_MS + 5000);
    stage->now_ms = SAMPLE_NOW_MS + 5001;
    assert_true(deadline(stage, "rectification", 400)->overdue);
    move(stage, 411, 400, "done", 410);
    assert_true(deadline(stage, "rectification", 400)->met);
}

static void d5_3_reopened_holder_and_who_did_it_are_told(void **state)
{
    struct stage *stage = *state;
    struct uuid foreman = sample_id(FOREMAN);
    const struct fact *fact;
    int64_t reopened;

    stage_put(stage, "rectification", 400, "'of':@1,'crew':'A','item':'tiles'");
    stage_put(stage, "move", 410, "'of':@400,'move':'assign','at':1,'to':@3");
    stage->sample->author = FOREMAN;
    move(stage, 411, 400, "done", 410);
    stage->sample->author = INSPECTOR;
    move(stage, 412, 400, "verify", 411);
    stage_read(stage);
    fact = sample_fact(stage->sample, 400);
    assert_true(fact_is(fact, "state", "verified"));
    assert_true(fact_refers(fact, "done_by", &foreman));
    assert_true(fact_refers(fact, "holder", &foreman));
    assert_true(fact_integer(fact, "reopened", &reopened) && reopened == 0);
    assert_false(fact_true(fact, "unsettled"));
    move(stage, 413, 400, "reopen", 412);
    stage_read(stage);
    fact = sample_fact(stage->sample, 400);
    assert_true(fact_is(fact, "state", "assigned"));
    assert_true(fact_integer(fact, "reopened", &reopened) && reopened == 1);
}

static void d6_4_a_voided_signature_counts_no_more(void **state)
{
    struct stage *stage = *state;
    char fields[96];
    int number;

    stage_start(stage, NODE, "measurement", VERSION);
    number = sign(stage, "measurement_handbook", "customer", "satisfied");
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
    snprintf(fields, sizeof(fields), "'signoff':@%d,'reason':'wrong person'", number);
    stage_put(stage, "void", 600, fields);
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_node(stage, "measurement")->signoffs, 0);
    assert_true(fact_true(sample_fact(stage->sample, number), "voided"));
    assert_false(fact_true(sample_fact(stage->sample, number), "counts"));
    // What is voided was no last word: the one before stands.
    sign(stage, "measurement_handbook", "customer", "satisfied");
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
    number = sign(stage, "measurement_handbook", "customer", "not_satisfied");
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_UNDER_WAY);
    snprintf(fields, sizeof(fields), "'signoff':@%d,'reason':'misread'", number);
    stage_put(stage, "void", 601, fields);
    assert_int_equal(stage_node(stage, "measurement")->state, NODE_DONE);
}

static void d6_5_several_people_sign_the_same_content(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "briefing", VERSION);
    sign(stage, "briefing_confirmation", "customer", "satisfied");
    sign(stage, "briefing_confirmation", "foreman", "satisfied");
    sign(stage, "briefing_confirmation", "designer", "satisfied");
    assert_int_equal(stage_node(stage, "briefing")->signoffs, 3);
    assert_int_equal(stage_node(stage, "briefing")->changed, 0);
    assert_int_equal(stage_node(stage, "briefing")->missing.count, 1);
}

static void d6_6_not_satisfied_opens_a_complaint(void **state)
{
    static const struct {
        const char *code, *form, *verdict, *satisfied;
    } cases[] = {
        {"measurement", "measurement_handbook", "not_satisfied", "satisfied"},
        {"mid_term", "mid_term_acceptance", "unqualified", "qualified"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct stage *stage = service_create();
        char fields[96];
        int number;

        stage_start(stage, NODE, cases[i].code, VERSION);
        number = sign(stage, cases[i].form, "customer", cases[i].satisfied);
        assert_int_equal(defects(stage, "D6.6", number), 0);
        number = sign(stage, cases[i].form, "customer", cases[i].verdict);
        assert_int_equal(defects(stage, "D6.6", number), 1);
        snprintf(fields, sizeof(fields), "'of':@%d,'words':'late','received_at':1", number);
        stage_put(stage, "complaint", 700, fields);
        assert_int_equal(defects(stage, "D6.6", number), 0);
        stage_free(stage);
    }
}

static void d9_1_a_change_that_touches_a_promise_is_approved_and_told_before(void **state)
{
    static const struct {
        const char *fields;
        size_t defects;
    } cases[] = {
        {"'category':'sales_effect','description':'x','touches_promise':true", 1},
        {"'category':'sales_effect','description':'x','touches_promise':true,'noticed_at':1", 1},
        {"'category':'sales_effect','description':'x','touches_promise':true,"
         "'promise_approved_by':@2",
         1},
        {"'category':'sales_effect','description':'x','touches_promise':true,"
         "'promise_approved_by':@2,'noticed_at':1",
         0},
        // Told afterwards.
        {"'category':'sales_effect','description':'x','touches_promise':true,"
         "'promise_approved_by':@2,'noticed_at':99999",
         1},
        {"'category':'sales_effect','description':'x','touches_promise':false", 0},
        {"'category':'sales_effect','description':'x'", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct stage *stage = service_create();

        stage_put(stage, "change_order", 800, cases[i].fields);
        assert_int_equal(defects(stage, "D9.1", 800), 0);
        move(stage, 810, 800, "approve", 0);
        assert_int_equal(defects(stage, "D9.1", 800), 0);
        move(stage, 811, 800, "carry_out", 810);
        assert_int_equal(defects(stage, "D9.1", 800), cases[i].defects);
        stage_free(stage);
    }
}

static void d9_1_a_change_is_due_on_its_day(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "change_order", 800,
              "'category':'design_error','description':'x','due':'2026-11-21'");
    assert_true(deadline(stage, "change_order", 800)->overdue);
    move(stage, 810, 800, "approve", 0);
    assert_true(deadline(stage, "change_order", 800)->overdue);
    move(stage, 811, 800, "carry_out", 810);
    assert_true(deadline(stage, "change_order", 800)->met);
}

static void d9_2_a_confirmed_change_has_the_customers_signature(void **state)
{
    struct stage *stage = *state;
    const struct stage_signature customer = {
        .of = 800,
        .form = "change_order",
        .role = "customer",
        .name = "李",
        .verdict = "satisfied",
        .version = VERSION,
    };
    struct stage_signature other = customer;

    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    move(stage, 810, 800, "approve", 0);
    move(stage, 811, 800, "carry_out", 810);
    move(stage, 812, 800, "confirm", 811);
    assert_int_equal(defects(stage, "D9.2", 800), 1);
    stage_put(stage, "change_order", 801, "'category':'design_error','description':'x'");
    other.of = 801;
    stage_sign(stage, &other);
    assert_int_equal(defects(stage, "D9.2", 800), 1);
    stage_sign(stage, &customer);
    assert_int_equal(defects(stage, "D9.2", 800), 0);
    // It was signed as it stood.
    stage_put(stage, "change_order", 800, "'category':'design_error','description':'y'");
    assert_int_equal(defects(stage, "D9.2", 800), 1);
}

static void d9_3_deliveries_come_in_time_with_photos_and_a_reason_when_refused(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "delivery", 900, "'product':'tiles','due':'2026-11-21'");
    assert_true(deadline(stage, "delivery", 900)->overdue);
    move(stage, 910, 900, "arrive", 0);
    assert_true(deadline(stage, "delivery", 900)->met);
    assert_int_equal(defects(stage, "D9.3", 900), 0);
    move(stage, 911, 900, "refuse", 910);
    assert_int_equal(defects(stage, "D9.3", 900), 2);
    stage_put(stage, "photo", 920, "'of':@900");
    assert_int_equal(defects(stage, "D9.3", 900), 1);
    stage_put(stage, "delivery", 900, "'product':'tiles','due':'2026-11-21','refused_reason':'x'");
    assert_int_equal(defects(stage, "D9.3", 900), 0);
}

static void d2_2_the_contact_sheet_is_made_at_contract_signing(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "site", SAMPLE_SITE, "'contract_date':'2026-11-20'");
    assert_true(deadline(stage, "contact_sheet", SAMPLE_SITE)->overdue);
    stage_put(stage, "contact", 930, "'stage':'design','name':'林'");
    assert_true(deadline(stage, "contact_sheet", SAMPLE_SITE)->met);
}

static void d2_3_the_handbook_is_due_on_its_day(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "site", SAMPLE_SITE, "'handbook_due':'2026-11-21'");
    assert_true(deadline(stage, "handbook_handed_in", SAMPLE_SITE)->overdue);
    stage_put(stage, "site", SAMPLE_SITE,
              "'handbook_due':'2026-11-21','handbook_handed_in':'2026-11-21'");
    assert_true(deadline(stage, "handbook_handed_in", SAMPLE_SITE)->met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(d2_2_the_contact_sheet_is_made_at_contract_signing),
        TEST(d2_3_the_handbook_is_due_on_its_day),
        TEST(d3_10_a_fail_opens_a_rectification),
        TEST(d5_1_a_major_one_is_followed_by_somebody_to_the_end),
        TEST(d5_1_an_assigned_one_has_a_holder_and_a_deadline),
        TEST(d5_1_what_is_done_has_a_photo_after_the_work),
        TEST(d5_1_the_deadline_of_the_newest_step_counts),
        TEST(d5_3_reopened_holder_and_who_did_it_are_told),
        TEST(d6_4_a_voided_signature_counts_no_more),
        TEST(d6_5_several_people_sign_the_same_content),
        cmocka_unit_test(d6_6_not_satisfied_opens_a_complaint),
        cmocka_unit_test(d9_1_a_change_that_touches_a_promise_is_approved_and_told_before),
        TEST(d9_1_a_change_is_due_on_its_day),
        TEST(d9_2_a_confirmed_change_has_the_customers_signature),
        TEST(d9_3_deliveries_come_in_time_with_photos_and_a_reason_when_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
