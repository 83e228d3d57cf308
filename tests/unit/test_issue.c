// SPDX-License-Identifier: Apache-2.0
#include "shared/model/issue.h"

#include "shared/model/hlc.h"
#include "tests/unit/move_sample.h"
#include "tests/unit/small_service.h"

enum { DUE_MS = 5000 };

// The issue after the steps; the author of the record is ANNA.
static const struct fact *issue_after(struct stage *stage, const char *more,
                                      const struct step *steps)
{
    const struct uuid id = sample_id(RECORD);
    char fields[200];

    snprintf(fields, sizeof(fields), "'of':@%d,'summary':'裂缝'%s", SAMPLE_SITE, more);
    stage->sample->author = ANNA;
    stage_put(stage, "rectification", RECORD, fields);
    for (; steps->id; steps++)
        put(stage->sample, steps);
    stage_settle(stage, NULL);
    return facts_find(&stage->sample->facts, &id);
}

static void assert_waits(const struct fact *fact, enum issue_turn turn, int who)
{
    const struct issue_wait wait = issue_wait(fact);

    assert_int_equal(wait.turn, turn);
    if (who)
        assert_id(&wait.who, who);
    else
        assert_true(uuid_is_nil(&wait.who));
}

static void what_nobody_was_given_waits_for_who_found_it(void **state)
{
    const struct fact *fact = issue_after(*state, "", (struct step[]){{0}});

    assert_int_equal(issue_state(fact), ISSUE_OPEN);
    assert_waits(fact, TURN_ASSIGN, ANNA);
    assert_int_equal(issue_due_ms(fact), 0);
}

static void a_follower_goes_before_who_found_it(void **state)
{
    assert_waits(issue_after(*state, ",'follower':@22", (struct step[]){{0}}), TURN_ASSIGN, CHEN);
}

static void what_is_given_waits_for_who_has_it_and_is_due(void **state)
{
    const struct fact *fact
        = issue_after(*state, "", (struct step[]){{60, ANNA, "assign", 0, 0, BO, DUE_MS}, {0}});

    assert_waits(fact, TURN_WORK, BO);
    assert_int_equal(issue_due_ms(fact), DUE_MS);
}

static void who_did_the_work_is_never_asked_to_look_at_it(void **state)
{
    const struct step by_other[]
        = {{60, ANNA, "assign", 0, 0, BO, 0}, {61, BO, "done", 60, 0, 0, 0}, {0}};

    assert_waits(issue_after(*state, "", by_other), TURN_CHECK, ANNA);
}

static void where_the_finder_did_the_work_anybody_else_may_look(void **state)
{
    const struct step by_finder[]
        = {{60, ANNA, "assign", 0, 0, ANNA, 0}, {61, ANNA, "done", 60, 0, 0, 0}, {0}};

    assert_waits(issue_after(*state, "", by_finder), TURN_CHECK, 0);
}

static void where_its_leader_did_the_work_who_found_it_looks(void **state)
{
    const struct step by_leader[]
        = {{60, ANNA, "assign", 0, 0, CHEN, 0}, {61, CHEN, "done", 60, 0, 0, 0}, {0}};

    assert_waits(issue_after(*state, ",'follower':@22", by_leader), TURN_CHECK, ANNA);
}

static void it_was_opened_when_its_first_write_was_made(void **state)
{
    struct standing writes[]
        = {{.time = hlc_start(20)}, {.time = hlc_start(10)}, {.time = hlc_start(30)}};
    struct record record = {.writes = writes, .write_count = 3};
    const struct fact fact = {.record = &record};

    (void)state;
    assert_int_equal(issue_opened_ms(&fact), 10);
    record.write_count = 0;
    assert_int_equal(issue_opened_ms(&fact), 0);
}

static void what_was_verified_waits_for_nobody_and_is_due_no_more(void **state)
{
    const struct step all[] = {{60, ANNA, "assign", 0, 0, BO, DUE_MS},
                               {61, BO, "done", 60, 0, 0, 0},
                               {62, ANNA, "verify", 61, 0, 0, 0},
                               {0}};
    const struct fact *fact = issue_after(*state, "", all);

    assert_int_equal(issue_state(fact), ISSUE_VERIFIED);
    assert_waits(fact, TURN_NOBODY, 0);
    assert_int_equal(issue_due_ms(fact), 0);
}

static void what_is_put_right_or_not_due_is_never_overdue(void **state)
{
    const struct issue_rank open = {.state = ISSUE_OPEN, .due_ms = DUE_MS},
                            given = {.state = ISSUE_ASSIGNED, .due_ms = DUE_MS},
                            done = {.state = ISSUE_DONE, .due_ms = DUE_MS},
                            verified = {.state = ISSUE_VERIFIED, .due_ms = DUE_MS},
                            without = {.state = ISSUE_ASSIGNED};

    (void)state;
    assert_true(issue_overdue(&open, DUE_MS + 1));
    assert_true(issue_overdue(&given, DUE_MS + 1));
    assert_false(issue_overdue(&given, DUE_MS)); // due is not over yet
    assert_false(issue_overdue(&done, DUE_MS + 1));
    assert_false(issue_overdue(&verified, DUE_MS + 1));
    assert_false(issue_overdue(&without, DUE_MS + 1));
}

static void the_first_due_comes_first_and_the_verified_last(void **state)
{
    const struct issue_rank soon = {sample_id(1), ISSUE_ASSIGNED, 10, 5},
                            later = {sample_id(2), ISSUE_OPEN, 20, 5},
                            never = {sample_id(3), ISSUE_OPEN, 0, 5},
                            closed = {sample_id(4), ISSUE_VERIFIED, 0, 9};

    (void)state;
    assert_true(issue_compare(&soon, &later) < 0);
    assert_true(issue_compare(&later, &never) < 0);
    assert_true(issue_compare(&never, &closed) < 0);
    assert_true(issue_compare(&closed, &soon) > 0);
    assert_true(issue_compare(&later, &soon) > 0);
    assert_true(issue_compare(&never, &later) > 0);
    assert_int_equal(issue_compare(&soon, &soon), 0);
}

static void where_nothing_is_due_first_the_newest_comes_first(void **state)
{
    const struct issue_rank new = {sample_id(4), ISSUE_VERIFIED, 1, 9},
                            old = {sample_id(1), ISSUE_VERIFIED, 2, 5},
                            same = {sample_id(5), ISSUE_VERIFIED, 0, 9};

    (void)state;
    assert_true(issue_compare(&new, &old) < 0);
    assert_true(issue_compare(&old, &new) > 0);
    assert_true(issue_compare(&new, &same) < 0); // by their ids
}

#define ON_STAGE(test) cmocka_unit_test_setup_teardown(test, open_stage, close_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_STAGE(what_nobody_was_given_waits_for_who_found_it),
        ON_STAGE(a_follower_goes_before_who_found_it),
        ON_STAGE(what_is_given_waits_for_who_has_it_and_is_due),
        ON_STAGE(who_did_the_work_is_never_asked_to_look_at_it),
        ON_STAGE(where_the_finder_did_the_work_anybody_else_may_look),
        ON_STAGE(what_was_verified_waits_for_nobody_and_is_due_no_more),
        ON_STAGE(where_its_leader_did_the_work_who_found_it_looks),
        cmocka_unit_test(it_was_opened_when_its_first_write_was_made),
        cmocka_unit_test(where_nothing_is_due_first_the_newest_comes_first),
        cmocka_unit_test(what_is_put_right_or_not_due_is_never_overdue),
        cmocka_unit_test(the_first_due_comes_first_and_the_verified_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
