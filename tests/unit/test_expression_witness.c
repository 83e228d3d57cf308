// SPDX-License-Identifier: Apache-2.0
// The records that a condition which holds is about.
#include "shared/model/expression.h"

#include "tests/unit/facts_sample.h"

struct seen {
    struct uuid ids[8];
    size_t count;
};

static void see(void *ctx, const struct fact *fact)
{
    struct seen *seen = ctx;

    seen->ids[seen->count++] = fact->record->id;
}

// The numbers of the records, in order; 0 ends them.
static void assert_witnesses(struct sample *sample, const char *condition, const int *numbers)
{
    const struct expression_scope scope = {0};
    const struct expression_world world = {.facts = &sample->facts};
    const struct expression *expression;
    struct seen seen = {0};

    facts_settle(&sample->facts);
    if (expression_parse(span_of(condition), &scope, &sample->arena, &expression, &sample->error)
        != ERR_OK)
        fail_msg("%s", sample->error.detail);
    expression_witnesses(expression, &world, see, &seen);
    for (size_t i = 0; numbers[i]; i++) {
        struct uuid id = sample_id(numbers[i]);

        assert_true(i < seen.count && uuid_equal(&seen.ids[i], &id));
        assert_true(i + 1 == seen.count || numbers[i + 1]);
    }
    assert_true(numbers[0] || seen.count == 0);
}

static void each_record_of_an_any_is_named_and_of_an_and_the_first(void **state)
{
    struct sample *sample = *state;

    sample_put(sample, "change_order", 7, "'amount_fen':200");
    sample_put(sample, "change_order", 8, "'amount_fen':100");
    sample_put(sample, "change_order", 9, "'amount_fen':300");
    sample_put(sample, "change_order", 10, "'description':'no amount'");
    sample_put(sample, "change_order", 11, "'amount_fen':300,'deleted':true");
    assert_witnesses(sample, "any(change_order where amount_fen > 100)", (int[]){7, 9, 0});
    assert_witnesses(sample, "none(patrol) and any(change_order where amount_fen > 200)",
                     (int[]){9, 0});
    assert_witnesses(sample, "any(change_order where amount_fen > 900)", (int[]){0});
}

static void what_has_no_such_form_names_nothing(void **state)
{
    struct sample *sample = *state;

    sample_put(sample, "change_order", 7, "'amount_fen':200");
    assert_witnesses(sample, "none(patrol)", (int[]){0});
    assert_witnesses(sample, "none(patrol) and count(change_order) > 0", (int[]){0});
    assert_witnesses(sample, "none(patrol) or any(change_order)", (int[]){0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_record_of_an_any_is_named_and_of_an_and_the_first,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_has_no_such_form_names_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
