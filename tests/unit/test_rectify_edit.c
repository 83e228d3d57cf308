// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/rectify_edit.h"

#include "tests/unit/day_fixture.h"

static struct uuid opened(struct site_day *day)
{
    struct uuid node = day_start(day, "water_electric").node;

    return day_fail(day, &node, "standard");
}

static enum err edit(struct site_day *day, const struct uuid *id, struct deed_fields fields)
{
    struct rectify_edit given = {.id = *id, .fields = fields};

    return rectify_edit(&day->options, &given, DAY_ARGUMENTS(day));
}

static struct deed_fields one(struct site_day *day, const char *text)
{
    return day_fields(day, "rectification", text, NULL);
}

static struct deed_fields responsible(struct site_day *day, int person)
{
    struct uuid id = day_person(person);

    return one(day, day_ref(day, "responsible", &id));
}

static void d5_1_it_is_assigned_as_soon_as_who_and_when_are_known(void **state)
{
    struct site_day *day = *state;
    struct uuid id = opened(day);

    DAY_OK(day, edit(day, &id, one(day, "room=厨房")));
    DAY_OK(day, edit(day, &id, responsible(day, FOREMAN)));
    day_assert(day, &id, "state", "\"open\"");
    DAY_OK(day, edit(day, &id, one(day, "deadline=1790600000000")));
    day_assert(day, &id, "state", "\"assigned\"");
    day_assert_person(day, &id, "holder", FOREMAN);
    day_assert(day, &id, "due_at", "1790600000000");
    day_assert(day, &id, "room", "\"厨房\"");
    tablet_check(day->tablet);
}

static void another_chip_gives_it_to_somebody_else_and_the_same_chip_changes_nothing(void **state)
{
    struct site_day *day = *state;
    struct uuid id = opened(day);

    DAY_OK(day, edit(day, &id, one(day, "deadline=1790600000000")));
    DAY_OK(day, edit(day, &id, responsible(day, FOREMAN)));
    day_assert(day, &id, "state", "\"assigned\"");
    assert_int_equal(day_count(day, "move"), 1);
    DAY_OK(day, edit(day, &id, responsible(day, FOREMAN)));
    assert_int_equal(day_count(day, "move"), 1);
    DAY_OK(day, edit(day, &id, responsible(day, DESIGNER)));
    day_assert_person(day, &id, "holder", DESIGNER);
    day_assert(day, &id, "due_at", "1790600000000");
    DAY_OK(day, edit(day, &id, one(day, "deadline=1790700000000")));
    day_assert_person(day, &id, "holder", DESIGNER);
    day_assert(day, &id, "due_at", "1790700000000");
    assert_int_equal(day_count(day, "move"), 3);
}

static void d5_1_a_major_one_gets_a_follower(void **state)
{
    struct site_day *day = *state;
    struct uuid id = opened(day);

    DAY_OK(day, edit(day, &id, one(day, "severity=major")));
    day_assert_person(day, &id, "follower", INSPECTOR);
    assert_true(day_said(day, "followed to the end"));
    day->options.person = day_person(MANAGER);
    DAY_OK(day, edit(day, &id, one(day, "severity=major")));
    day_assert_person(day, &id, "follower", INSPECTOR);
}

static void what_is_done_is_rejected_before_it_is_given_to_another(void **state)
{
    struct site_day *day = *state;
    struct uuid id = opened(day);
    struct rectify_step done = {.id = id, .move = "done"};

    DAY_OK(day, edit(day, &id, one(day, "deadline=1790600000000")));
    DAY_OK(day, edit(day, &id, responsible(day, FOREMAN)));
    done.fields = day_fields(day, "move", "note=改好", NULL);
    DAY_OK(day, rectify_move(&day->options, &done, DAY_ARGUMENTS(day)));
    DAY_REFUSED(day, ERR_PRECONDITION, "reject", edit(day, &id, responsible(day, DESIGNER)));
    DAY_REFUSED(day, ERR_PRECONDITION, "reject", edit(day, &id, one(day, "deadline=1")));
    DAY_OK(day, edit(day, &id, one(day, "room=客厅"))); // where it is may be said at any time
    DAY_REFUSED(day, ERR_INVALID, "nothing", edit(day, &id, (struct deed_fields){NULL, 0}));
    id = day_person(FOREMAN);
    DAY_REFUSED(day, ERR_NOT_FOUND, "rectification", edit(day, &id, one(day, "room=x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(d5_1_it_is_assigned_as_soon_as_who_and_when_are_known),
        DAY(another_chip_gives_it_to_somebody_else_and_the_same_chip_changes_nothing),
        DAY(d5_1_a_major_one_gets_a_follower),
        DAY(what_is_done_is_rejected_before_it_is_given_to_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
