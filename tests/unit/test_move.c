// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/move_sample.h"

static void each_machine_has_states_that_its_rules_reach(void **state)
{
    (void)state;
    assert_int_equal(move_machine_count, 3);
    assert_null(move_machine_find(span_of("note")));
    for (size_t i = 0; i < move_machine_count; i++) {
        const struct move_machine *machine = &move_machines[i];
        const struct fact_field *field = fact_field_find(span_of(machine->kind), span_of("state"));

        assert_ptr_equal(move_machine_find(span_of(machine->kind)), machine);
        assert_non_null(kind_find(span_of(machine->kind)));
        for (size_t j = 0; machine->states[j] || field->choice[j]; j++)
            assert_string_equal(machine->states[j], field->choice[j]);
        for (size_t j = 0; j < machine->rule_count; j++) {
            const struct move_rule *rule = &machine->rules[j];
            bool from = false, to = false;

            for (size_t k = 0; machine->states[k]; k++) {
                from = from || strcmp(machine->states[k], rule->from) == 0;
                to = to || strcmp(machine->states[k], rule->to) == 0;
            }
            assert_true(from && to && rule->zh[0] && rule->en[0]);
        }
    }
}

// D5.1
static void a_rectification_goes_its_way_to_verified(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, BO, 5000},  {101, BO, "done", 100, 0, 0, 0},
        {102, ANNA, "reject", 101, 0, 0, 6000}, {103, BO, "done", 102, 0, 0, 0},
        {104, CHEN, "verify", 103, 0, 0, 0},    {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "verified");
    assert_int_equal(standing.leaf_count, 1);
    assert_int_equal(standing.showing, 1);
    assert_leaf(&standing, 0, 104);
    assert_id(&standing.done_by, BO);
    assert_id(&standing.holder, BO);
    assert_int_equal(standing.deadline_ms, 6000);
    assert_int_equal(standing.refused, 0);
    assert_int_equal(standing.reopened, 0);
}

// D5.1: from every state every move, allowed and forbidden.
static void each_state_allows_its_moves_and_no_other(void **state)
{
    static const char *const names[]
        = {"assign", "done", "verify", "reject", "reopen", "open", "approve", ""};
    static const struct {
        const char *state;
        int moves;                    // of the way below that lead there
        const char *to[COUNT(names)]; // NULL: forbidden
    } rows[] = {
        {"open", 0, {"assigned"}},
        {"assigned", 1, {"assigned", "done"}},
        {"done", 2, {NULL, NULL, "verified", "assigned"}},
        {"verified", 3, {NULL, NULL, NULL, NULL, "assigned"}},
    };
    static const struct step way[] = {{100, ANNA, "assign", 0, 0, 0, 0},
                                      {101, BO, "done", 100, 0, 0, 0},
                                      {102, CHEN, "verify", 101, 0, 0, 0}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t j = 0; j < COUNT(names); j++) {
            struct sample *sample = sample_create();
            struct step step
                = {110, ANNA, names[j], rows[i].moves ? 99 + rows[i].moves : 0, 0, 0, 0};
            const char *to = rows[i].to[j];
            struct move_standing standing;

            for (int k = 0; k < rows[i].moves; k++)
                put(sample, &way[k]);
            put(sample, &step);
            standing = fold(sample, "rectification");
            assert_string_equal(standing.state, to ? to : rows[i].state);
            assert_int_equal(standing.refused, to ? 0 : 1);
            sample_free(sample);
        }
}

// D5.2
static void who_did_the_work_does_not_verify_it(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {102, BO, "verify", 101, 0, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.refused, 1);
    assert_leaf(&standing, 0, 101);
}

// D5.2: also not by way of another branch.
static void who_did_the_work_of_a_branch_does_not_verify_it_beside(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},     {101, BO, "done", 100, 0, 0, 0},
        {102, CHEN, "done", 100, 0, 0, 0},     {103, BO, "verify", 102, 101, 0, 0},
        {104, ANNA, "verify", 102, 101, 0, 0}, {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_int_equal(standing.refused, 1);
    assert_string_equal(standing.state, "verified");
    assert_leaf(&standing, 0, 104);
    assert_int_equal(standing.leaf_count, 1);
}

// D5.3
static void what_is_reopened_is_counted(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {102, ANNA, "verify", 101, 0, 0, 0},
        {103, ANNA, "reopen", 102, 0, CHEN, 0},
        {104, CHEN, "done", 103, 0, 0, 0},
        {105, ANNA, "verify", 104, 0, 0, 0},
        {106, ANNA, "reopen", 105, 0, 0, 0},
        {107, ANNA, "reopen", 106, 0, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.reopened, 2);
    assert_int_equal(standing.refused, 1);
    assert_id(&standing.holder, CHEN);
    assert_id(&standing.done_by, CHEN);
}

// D9.2
static void a_change_order_is_a_loop_that_closes_or_is_cancelled(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "approve", 0, 0, 0, 0},
        {101, BO, "carry_out", 100, 0, 0, 0},
        {102, CHEN, "cancel", 101, 0, 0, 0}, // too late
        {103, CHEN, "confirm", 101, 0, 0, 0},
    };
    struct sample *sample = *state;

    for (size_t i = 0; i < COUNT(steps); i++)
        put(sample, &steps[i]);
    struct move_standing standing = fold(sample, "change_order");

    assert_string_equal(standing.state, "confirmed");
    assert_int_equal(standing.refused, 1);
    assert_true(uuid_is_nil(&standing.done_by));
}

static void a_change_order_may_be_cancelled_before_it_is_carried_out(void **state)
{
    const struct move_machine *machine = move_machine_find(span_of("change_order"));

    (void)state;
    assert_non_null(move_rule_find(machine, "issued", span_of("cancel")));
    assert_non_null(move_rule_find(machine, "approved", span_of("cancel")));
    assert_null(move_rule_find(machine, "carried_out", span_of("cancel")));
    assert_null(move_rule_find(machine, "confirmed", span_of("cancel")));
    assert_null(move_rule_find(machine, "issued", span_of("carry_out")));
}

// D9.3
static void a_delivery_is_accepted_or_refused_when_it_has_arrived(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "accept", 0, 0, 0, 0}, // nothing is there yet
        {101, ANNA, "arrive", 0, 0, 0, 0},
        {102, ANNA, "refuse", 101, 0, 0, 0},
        {103, ANNA, "accept", 102, 0, 0, 0}, // it went back
    };
    struct sample *sample = *state;

    for (size_t i = 0; i < COUNT(steps); i++)
        put(sample, &steps[i]);
    struct move_standing standing = fold(sample, "delivery");

    assert_string_equal(standing.state, "refused");
    assert_int_equal(standing.refused, 2);
}

static enum err ask(struct sample *sample, const struct move_standing *standing, const char *move,
                    int person)
{
    struct move_question question
        = {move_machine_find(span_of("rectification")), standing, span_of(move), sample_id(person)};

    return move_check(&question, &sample->error);
}

static void a_move_that_the_state_forbids_is_refused_with_what_is_possible(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {0},
    };
    struct sample *sample = *state;
    struct move_standing standing = fold_steps(sample, steps);

    assert_int_equal(ask(sample, &standing, "assign", ANNA), ERR_PRECONDITION);
    assert_non_null(strstr(sample->error.detail, "待复查"));
    assert_non_null(strstr(sample->error.detail, "verify, 复查退回 reject"));
    assert_int_equal(ask(sample, &standing, "reject", BO), ERR_OK); // one may take back one's own
    standing.state = "confirmed";
    struct move_question question
        = {move_machine_find(span_of("change_order")), &standing, span_of("cancel"), uuid_nil};
    assert_int_equal(move_check(&question, &sample->error), ERR_PRECONDITION);
    assert_non_null(strstr(sample->error.detail, "possible: 无 none"));
}

// D5.2
static void whoever_did_the_work_of_a_branch_that_shows_is_asked_to_leave_it(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {102, CHEN, "done", 100, 0, 0, 0},
        {0},
    };
    struct sample *sample = *state;
    struct move_standing standing = fold_steps(sample, steps);

    assert_int_equal(standing.showing, 2);
    assert_int_equal(ask(sample, &standing, "verify", BO), ERR_DENIED);
    assert_non_null(strstr(sample->error.detail, "D5.2"));
    assert_int_equal(ask(sample, &standing, "verify", CHEN), ERR_DENIED);
    assert_int_equal(ask(sample, &standing, "verify", ANNA), ERR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_machine_has_states_that_its_rules_reach),
        TEST(a_rectification_goes_its_way_to_verified),
        TEST(each_state_allows_its_moves_and_no_other),
        TEST(who_did_the_work_does_not_verify_it),
        TEST(who_did_the_work_of_a_branch_does_not_verify_it_beside),
        TEST(what_is_reopened_is_counted),
        TEST(a_change_order_is_a_loop_that_closes_or_is_cancelled),
        TEST(a_change_order_may_be_cancelled_before_it_is_carried_out),
        TEST(a_delivery_is_accepted_or_refused_when_it_has_arrived),
        TEST(a_move_that_the_state_forbids_is_refused_with_what_is_possible),
        TEST(whoever_did_the_work_of_a_branch_that_shows_is_asked_to_leave_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
