// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/settle.h"

#include "tests/unit/day_fixture.h"

// Two tablets that worked at the same site while apart.
struct pair {
    struct site_day *one, *other;
    struct uuid result;
};

static struct uuid set(struct site_day *day, const struct uuid *node, const char *result,
                       const char *note)
{
    struct item_answer answer = {span_of("standard"), span_of(result)};
    struct item_set given = {.of = *node,
                             .answers = &answer,
                             .count = 1,
                             .fields = day_fields(day, "item_result", note, "amount_fen=1", NULL)};

    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    return day_saved(day, "item_result");
}

static int setup_pair(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));
    struct uuid node;

    pair->one = day_create(1);
    pair->other = day_create(2);
    node = day_start(pair->one, "water_electric").node;
    day_give(pair->one, pair->other);
    pair->result = set(pair->one, &node, "pass", "note=走向好");
    pair->other->tablet->wall_ms += 60000;
    set(pair->other, &node, "na", "note=未做");
    day_give(pair->other, pair->one);
    *state = pair;
    return 0;
}

static int free_pair(void **state)
{
    struct pair *pair = *state;

    day_free(pair->one);
    day_free(pair->other);
    free(pair);
    return 0;
}

static enum err settle(struct pair *pair, const struct settle *given)
{
    return settle_run(&pair->one->options, given, DAY_ARGUMENTS(pair->one));
}

// The dot of the value of a field that reads like this.
static struct dot dot_of(struct pair *pair, const char *field, const char *value)
{
    struct record_value values[4];
    struct site_facts facts;
    const struct fact *fact;
    struct dot dot = {0};
    size_t count;

    day_facts(pair->one, &facts);
    fact = facts_find(&facts.facts, &pair->result);
    count = record_values(fact->record, span_of(field), values, 4);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++)
        if (span_is(values[i].value, value))
            dot = values[i].dot;
    site_facts_clear(&facts);
    assert_true(dot.actor != 0);
    return dot;
}

static void one_of_the_two_is_taken_and_the_other_tablet_agrees(void **state)
{
    struct pair *pair = *state;
    struct settle given = {.record = pair->result, .field = "result"};

    given.dot = dot_of(pair, "result", "\"pass\"");
    DAY_OK(pair->one, settle(pair, &given));
    day_assert(pair->one, &pair->result, "result", "\"pass\"");
    DAY_REFUSED(pair->one, ERR_PRECONDITION, "settled already", settle(pair, &given));
    given = (struct settle){.record = pair->result, .field = "note"};
    given.dot = dot_of(pair, "note", "\"未做\"");
    DAY_OK(pair->one, settle(pair, &given));
    day_give(pair->one, pair->other);
    day_assert(pair->other, &pair->result, "result", "\"pass\"");
    day_assert(pair->other, &pair->result, "note", "\"未做\"");
}

static void a_person_may_write_another_value_of_the_type(void **state)
{
    struct pair *pair = *state;
    struct settle given = {.record = pair->result, .field = "result", .text = "great"};

    DAY_REFUSED(pair->one, ERR_INVALID, "great", settle(pair, &given));
    given.text = "fail";
    DAY_OK(pair->one, settle(pair, &given));
    day_assert(pair->one, &pair->result, "result", "\"fail\"");
    given = (struct settle){.record = pair->result, .field = "note"};
    DAY_OK(pair->one, settle(pair, &given));
    day_assert(pair->one, &pair->result, "note", NULL);
}

static void what_is_in_no_conflict_is_left_alone(void **state)
{
    struct pair *pair = *state;
    struct settle given = {.record = pair->result, .field = "amount_fen", .text = "5"};

    DAY_REFUSED(pair->one, ERR_PRECONDITION, "no conflict", settle(pair, &given));
    given.field = "nonsense";
    DAY_REFUSED(pair->one, ERR_PRECONDITION, "no conflict", settle(pair, &given));
    given = (struct settle){.record = tablet_uuid(0x404), .field = "result"};
    DAY_REFUSED(pair->one, ERR_NOT_FOUND, "on this tablet", settle(pair, &given));
    given = (struct settle){.record = pair->result, .field = "result", .dot = {7, 7}};
    DAY_REFUSED(pair->one, ERR_NOT_FOUND, "look again", settle(pair, &given));
}

static void what_the_role_may_not_write_the_office_settles(void **state)
{
    struct pair *pair = *state;
    struct settle given = {.record = pair->result, .field = "result", .text = "pass"};
    struct uuid auditor = tablet_uuid(0xbaad);

    day_office(pair->one, "person", &auditor, "\"name\":\"审计\",\"role\":\"auditor\"");
    pair->one->options.person = auditor;
    DAY_REFUSED(pair->one, ERR_DENIED, "the office settles this", settle(pair, &given));
    pair->one->options.person = day_person(INSPECTOR);
    given = (struct settle){.record = pair->one->tablet->site, .field = "address", .text = "x"};
    DAY_REFUSED(pair->one, ERR_DENIED, "ask the office", settle(pair, &given));
    assert_false(settle_is_ours(kind_find(span_of("signoff")), span_of("inspector")));
    assert_false(settle_is_ours(kind_find(span_of("re_inspection")), span_of("inspector")));
    assert_true(settle_is_ours(kind_find(span_of("re_inspection")), span_of("re_inspector")));
    assert_false(settle_is_ours(NULL, span_of("inspector")));
}

#define PAIR(name) cmocka_unit_test_setup_teardown(name, setup_pair, free_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR(one_of_the_two_is_taken_and_the_other_tablet_agrees),
        PAIR(a_person_may_write_another_value_of_the_type),
        PAIR(what_is_in_no_conflict_is_left_alone),
        PAIR(what_the_role_may_not_write_the_office_settles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
