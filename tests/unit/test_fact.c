// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "tests/unit/facts_sample.h"

static void a_site_without_records_has_no_facts(void **state)
{
    struct sample *sample = *state;
    size_t count = 9;

    facts_settle(&sample->facts);
    assert_true(sample->facts.settled);
    assert_null(facts_of_kind(&sample->facts, "note", &count));
    assert_int_equal(count, 0);
    assert_null(sample_fact(sample, 1));
}

static void facts_of_a_kind_stand_together_by_id(void **state)
{
    struct sample *sample = *state;
    const struct fact *notes;
    size_t count;

    for (int i = 100; i < 300; i++)
        sample_put(sample, i % 2 ? "note" : "photo", 1000 - i, "'text':'x'");
    sample_put(sample, "site", SAMPLE_SITE, "'address':'A'");
    assert_false(sample->facts.settled);
    facts_settle(&sample->facts);
    notes = facts_of_kind(&sample->facts, "note", &count);
    assert_int_equal(count, 100);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(notes[i].kind->name, "note");
        assert_true(i == 0 || uuid_compare(&notes[i - 1].record->id, &notes[i].record->id) < 0);
    }
    for (int i = 100; i < 300; i++)
        assert_non_null(sample_fact(sample, 1000 - i));
    assert_null(sample_fact(sample, 5));
    assert_null(sample_fact(sample, 5000));
    assert_null(facts_of_kind(&sample->facts, "patrol", &count));
    assert_null(facts_of_kind(&sample->facts, "zebra", &count));
    assert_non_null(facts_of_kind(&sample->facts, "site", &count));
    assert_int_equal(count, 1);
}

static void a_record_added_twice_counts_once_as_last_added(void **state)
{
    struct sample *sample = *state;
    size_t count;

    sample_put(sample, "note", 7, "'text':'old'");
    sample_put(sample, "note", 8, "'text':'other'");
    sample_put(sample, "note", 7, "'text':'middle'");
    sample_put(sample, "note", 7, "'text':'new'");
    facts_settle(&sample->facts);
    assert_int_equal(sample->facts.count, 2);
    assert_non_null(facts_of_kind(&sample->facts, "note", &count));
    assert_int_equal(count, 2);
    assert_true(fact_is(sample_fact(sample, 7), "text", "new"));
    assert_true(fact_is(sample_fact(sample, 8), "text", "other"));
}

static void a_record_of_a_kind_nobody_knows_is_a_fact_too(void **state)
{
    struct sample *sample = *state;
    int64_t number;

    sample_put(sample, "zebra", 7, "'stripes':12");
    facts_settle(&sample->facts);
    assert_null(sample_fact(sample, 7)->kind);
    assert_true(fact_integer(sample_fact(sample, 7), "stripes", &number));
    assert_int_equal(number, 12);
}

static void values_are_read_as_their_types(void **state)
{
    struct sample *sample = *state;
    struct uuid id = sample_id(9), other = sample_id(10), found;
    const struct fact *fact;
    struct buffer plain;
    struct span raw;
    int64_t number;

    sample_put(sample, "zebra", 7,
               "'of':@9,'n':-5,'yes':true,'no':false,'gone':null,'text':'a\\nb','plain':'p'");
    facts_settle(&sample->facts);
    fact = sample_fact(sample, 7);
    assert_true(fact_text(fact, "text", &raw) && span_is(raw, "a\\nb"));
    buffer_init(&plain, 16);
    assert_true(fact_put_text(fact, "text", &plain));
    assert_false(fact_put_text(fact, "n", &plain));
    assert_false(fact_put_text(NULL, "text", &plain));
    assert_string_equal(plain.data, "a\nb");
    buffer_clear(&plain);
    buffer_init(&plain, 2);
    assert_false(fact_put_text(fact, "text", &plain)); // full
    buffer_clear(&plain);
    assert_false(fact_text(fact, "n", &raw));
    assert_false(fact_text(fact, "gone", &raw));
    assert_int_equal(fact_value(fact, "gone", &raw), ERR_NOT_FOUND);
    assert_int_equal(fact_value(fact, "never", &raw), ERR_NOT_FOUND);
    assert_true(fact_is(fact, "plain", "p"));
    assert_false(fact_is(fact, "plain", "q"));
    assert_false(fact_is(fact, "n", "-5"));
    assert_true(fact_integer(fact, "n", &number) && number == -5);
    assert_false(fact_integer(fact, "plain", &number));
    assert_false(fact_integer(fact, "never", &number));
    assert_true(fact_true(fact, "yes"));
    assert_false(fact_true(fact, "no"));
    assert_false(fact_true(fact, "never"));
    assert_true(fact_uuid(fact, "of", &found) && uuid_equal(&found, &id));
    assert_false(fact_uuid(fact, "plain", &found));
    assert_false(fact_uuid(fact, "never", &found));
    assert_true(fact_refers(fact, "of", &id));
    assert_false(fact_refers(fact, "of", &other));
    assert_false(fact_refers(fact, "never", &id));
}

static void a_conflict_is_shown_by_its_policy_or_not_at_all(void **state)
{
    struct sample *sample = *state;
    struct span value;
    int64_t number;

    // The worst result, the newest text; of money there is no single value.
    sample_put_both(sample, "item_result", 7, "'result':'fail','note':'a','amount_fen':1",
                    "'result':'pass','note':'b','amount_fen':2");
    facts_settle(&sample->facts);
    assert_true(fact_is(sample_fact(sample, 7), "result", "fail"));
    assert_true(fact_is(sample_fact(sample, 7), "note", "b"));
    assert_int_equal(fact_value(sample_fact(sample, 7), "amount_fen", &value), ERR_CONFLICT);
    assert_true(span_is(value, "1"));
    assert_false(fact_integer(sample_fact(sample, 7), "amount_fen", &number));
}

static void a_derived_field_is_read_like_any_other(void **state)
{
    struct sample *sample = *state;
    static const struct field derived[]
        = {{{"counts", 6}, {"true", 4}}, {{"text", 4}, {"\"derived\"", 9}}};
    struct fact fact;

    sample_put(sample, "note", 7, "'text':'written','of':@9");
    facts_settle(&sample->facts);
    fact = *sample_fact(sample, 7);
    fact.derived = derived;
    fact.derived_count = 2;
    assert_true(fact_true(&fact, "counts"));
    assert_true(fact_is(&fact, "text", "derived"));
    assert_true(fact_refers(&fact, "of",
                            &(struct uuid){{0x01, 0x8f, 0, 0, 0, 0, 0x70, 0, 0x80, [15] = 9}}));
}

static void the_author_wrote_first_and_the_time_is_the_newest(void **state)
{
    struct sample *sample = *state;
    struct uuid author, wanted = sample_id(21), nobody;
    struct vector vector = {0};
    const struct fact *fact;

    sample->author = 20;
    sample->time_ms = SAMPLE_NOW_MS + 60000;
    sample_put(sample, "note", 6, "'text':'other'");
    sample->author = 21;
    sample->time_ms = SAMPLE_NOW_MS;
    sample_put_both(sample, "note", 7, "'text':'a'", "'text':'b'");
    facts_settle(&sample->facts);
    fact = sample_fact(sample, 7);
    author = fact_author(fact);
    assert_true(uuid_equal(&author, &wanted));
    assert_true(fact->time == hlc_start(SAMPLE_NOW_MS + 1));
    // Whichever comes first by its dot.
    sample->step_ms = -1000;
    sample_put_both(sample, "note", 8, "'text':'a'", "'text':'b'");
    facts_settle(&sample->facts);
    assert_true(sample_fact(sample, 8)->time == hlc_start(SAMPLE_NOW_MS + 2));
    // All its writes were rejected: nobody is left.
    nobody = fact_author(&(struct fact){.record = &(struct record){.vector = vector}});
    assert_true(uuid_is_nil(&nobody));
}

static void of_two_first_writes_the_lower_time_then_dot_is_the_author(void **state)
{
    struct standing writes[] = {
        {.dot = {1, 1}, .time = 9, .person = sample_id(1)},
        {.dot = {2, 1}, .time = 8, .person = sample_id(2)},
        {.dot = {3, 1}, .time = 8, .person = sample_id(3)},
    };
    struct record record = {.writes = writes, .write_count = 3};
    struct uuid author = fact_author(&(struct fact){.record = &record}), wanted = sample_id(2);

    assert_true(uuid_equal(&author, &wanted));
}

static void a_time_ahead_of_its_receipt_counts_as_the_receipt(void **state)
{
    struct sample *sample = *state;
    struct span text;

    sample_put(sample, "note", 7, "'text':'a'");
    text = (struct span){sample->text.data, sample->text.len};
    assert_int_equal(facts_add(&sample->facts, text, SAMPLE_NOW_MS - 200000, NULL), ERR_OK);
    facts_settle(&sample->facts);
    assert_true(sample_fact(sample, 7)->time == hlc_start(SAMPLE_NOW_MS - 200000));
}

static void what_is_no_state_is_refused_and_nothing_was_added(void **state)
{
    struct sample *sample = *state;

    assert_int_equal(facts_add(&sample->facts, span_of("{}"), 0, &sample->error), ERR_PARSE);
    assert_int_equal(sample->facts.count, 0);
    sample_put(sample, "note", 7, "'text':'a'");
    facts_settle(&sample->facts);
    assert_int_equal(sample->facts.count, 1);
}

// Whatever step the memory ends at.
static void a_site_larger_than_its_memory_is_too_large(void **state)
{
    struct sample *sample = *state;
    struct span text;
    bool filled = false;

    sample_put(sample, "note", 7, "'text':'a'");
    text = (struct span){sample->text.data, sample->text.len};
    for (size_t size = 16; !filled; size += 16) {
        struct arena arena;
        struct facts facts;
        enum err result;

        arena_init(&arena, size);
        facts_init(&facts, &arena);
        result = facts_add(&facts, text, 0, &sample->error);
        filled = result == ERR_OK;
        assert_int_equal(facts.count, filled);
        if (!filled) {
            assert_int_equal(result, ERR_TOO_LARGE);
            assert_non_null(strstr(sample->error.detail, "more records than fit"));
        }
        facts_clear(&facts);
        assert_int_equal(facts.count, 0);
        arena_clear(&arena);
        assert_true(size < 65536);
    }
}

static void derived_fields_are_found_by_kind_and_name(void **state)
{
    const struct fact_field *field;

    field = fact_field_find(span_of("note"), span_of("photos"));
    assert_non_null(field);
    assert_int_equal(field->type, TYPE_INTEGER);
    field = fact_field_find(span_of("delivery"), span_of("state"));
    assert_string_equal(field->choice[0], "ordered");
    assert_null(fact_field_find(span_of("note"), span_of("state")));
    assert_null(fact_field_find(span_of("note"), span_of("nothing")));
    for (size_t i = 0; i < fact_field_count; i++) {
        assert_true(*fact_fields[i].zh && *fact_fields[i].en);
        assert_true((fact_fields[i].type == TYPE_CHOICE) == (fact_fields[i].choice != NULL));
    }
}

static void the_steps_of_a_record_are_found_by_their_ids(void **state)
{
    struct sample *sample = *state;
    const struct fact_step *steps;
    struct uuid id;
    size_t count;

    for (int i = 0; i < 30; i++) { // of three records in turn, and one of nothing
        char fields[60];

        snprintf(fields, sizeof(fields), i == 29 ? "'move':'done'" : "'of':@%d,'move':'done'",
                 60 + i % 3);
        sample_put(sample, "move", 500 - i, fields);
    }
    sample_put(sample, "note", 600, "'of':@60");
    facts_settle(&sample->facts);
    for (int record = 60; record < 63; record++) {
        id = sample_id(record);
        steps = facts_steps(&sample->facts, &id, &count);
        assert_int_equal(count, record == 62 ? 9 : 10);
        for (size_t i = 0; i < count; i++) {
            assert_true(fact_refers(steps[i].move, "of", &id));
            assert_true(i == 0
                        || uuid_compare(&steps[i - 1].move->record->id, &steps[i].move->record->id)
                               < 0);
        }
    }
    id = sample_id(63);
    assert_null(facts_steps(&sample->facts, &id, &count));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_site_without_records_has_no_facts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(facts_of_a_kind_stand_together_by_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_added_twice_counts_once_as_last_added, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_record_of_a_kind_nobody_knows_is_a_fact_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(values_are_read_as_their_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_conflict_is_shown_by_its_policy_or_not_at_all, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_derived_field_is_read_like_any_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_author_wrote_first_and_the_time_is_the_newest, set_up,
                                        tear_down),
        cmocka_unit_test(of_two_first_writes_the_lower_time_then_dot_is_the_author),
        cmocka_unit_test_setup_teardown(a_time_ahead_of_its_receipt_counts_as_the_receipt, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_state_is_refused_and_nothing_was_added, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_site_larger_than_its_memory_is_too_large, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_steps_of_a_record_are_found_by_their_ids, set_up,
                                        tear_down),
        cmocka_unit_test(derived_fields_are_found_by_kind_and_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
