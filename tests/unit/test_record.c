// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/record_sample.h"

static void a_new_record_is_empty(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct record_value value;

    assert_state(fixture, &record, HEAD "{},\"writes\":[]}");
    assert_int_equal(record_values(&record, span_of("a"), &value, 1), 0);
    assert_int_equal(record_fields(&record, NULL, 0), 0);
    assert_int_equal(record_conflicts(&record, NULL, 0), 0);
    assert_false(record_deleted(&record));
    assert_false(record_field_conflicts(&record, span_of("a")));
    record_clear(&record);
}

static void an_edit_replaces_the_fields_it_saw(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);

    edit(fixture, &record, (struct dot){1, 1}, "a", "1");
    assert_state(fixture, &record,
                 HEAD "{" ACTOR("1") ":\"1\"},\"writes\":[{\"actor\":" ACTOR(
                     "1") ",\"counter\":\"1\","
                          "\"fields\":{\"a\":1,\"deleted\":false}" REST "]}");
    edit(fixture, &record, (struct dot){2, 5}, "b", "2");
    assert_state(fixture, &record,
                 HEAD "{" ACTOR("1") ":\"1\"," ACTOR("2") ":\"5\"},\"writes\":[{\"actor\":" ACTOR(
                     "1") ",\"counter\":\"1\",\"fields\":{\"a\":1}" REST
                          ",{\"actor\":" ACTOR("2") ",\"counter\":\"5\","
                                                    "\"fields\":{\"b\":2,\"deleted\":false}" REST
                                                    "]}");
    // The first write has no field left and goes.
    edit(fixture, &record, (struct dot){1, 2}, "a", "3");
    assert_int_equal(record.write_count, 2);
    assert_int_equal(record.writes[0].dot.counter, 2);
    assert_int_equal(record.writes[1].field_count, 1);
    record_clear(&record);
}

static void a_write_without_deleted_counts_as_one_that_is_not(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);

    edit(fixture, &record, (struct dot){1, 1}, "deleted", "true");
    assert_true(record_deleted(&record));
    edit(fixture, &record, (struct dot){1, 2}, "a", "1");
    assert_false(record_deleted(&record));
    record_clear(&record);
}

static void a_dot_that_is_known_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct field field = {span_of("a"), span_of("2")};
    struct write write;

    edit(fixture, &record, (struct dot){1, 5}, "a", "1");
    for (uint64_t counter = 1; counter <= 5; counter++) {
        write = make(fixture, &record, (struct dot){1, counter}, &field, 1);
        assert_int_equal(record_apply(&record, &write, NULL), ERR_OK);
    }
    assert_int_equal(record.write_count, 1);
    assert_true(span_is(record.writes[0].fields[0].value, "1"));
    record_clear(&record);
}

static void a_write_covers_only_what_its_context_covers(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct field field = {span_of("a"), span_of("3")};
    struct vector context = {0};
    struct write write;
    struct record_value values[3];

    edit(fixture, &record, (struct dot){1, 1}, "a", "1");
    vector_copy(&context, &record.vector);
    edit(fixture, &record, (struct dot){2, 1}, "b", "2");
    edit(fixture, &record, (struct dot){2, 2}, "a", "2");
    // Made when only (1,1) was known, so that (2,2) stands beside it.
    write = make(fixture, &record, (struct dot){3, 1}, &field, 1);
    write.context = context;
    assert_int_equal(record_apply(&record, &write, NULL), ERR_OK);
    assert_int_equal(record_values(&record, field.name, values, 3), 2);
    assert_true(span_is(values[0].value, "2") && values[0].dot.actor == 2);
    assert_true(span_is(values[1].value, "3") && values[1].dot.actor == 3);
    assert_true(record_field_conflicts(&record, field.name));
    vector_clear(&context);
    record_clear(&record);
}

static void a_write_of_another_record_is_invalid(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct field field = {span_of("a"), span_of("1")};
    struct write good = make(fixture, &record, (struct dot){1, 1}, &field, 1), write;

    write = good, write.id = fixture->person;
    assert_int_equal(record_apply(&record, &write, &fixture->error), ERR_INVALID);
    assert_string_equal(fixture->error.detail,
                        "record " ID ": id, site and kind are fixed for ever");
    write = good, write.site = fixture->person;
    assert_int_equal(record_apply(&record, &write, NULL), ERR_INVALID);
    write = good, write.kind = span_of("photo");
    assert_int_equal(record_apply(&record, &write, NULL), ERR_INVALID);
    assert_state(fixture, &record, HEAD "{},\"writes\":[]}");
    record_clear(&record);
}

static void a_write_that_saw_more_must_wait(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct field field = {span_of("a"), span_of("1")};
    struct write write = make(fixture, &record, (struct dot){1, 2}, &field, 1);
    struct vector context = {0};

    vector_raise(&context, (struct dot){1, 1});
    write.context = context;
    assert_int_equal(record_apply(&record, &write, NULL), ERR_PRECONDITION);
    assert_state(fixture, &record, HEAD "{},\"writes\":[]}");
    // What it saw was rejected: the vector rises over that without a write.
    assert_int_equal(record_skip(&record, (struct dot){1, 1}), ERR_OK);
    assert_int_equal(record_apply(&record, &write, NULL), ERR_OK);
    assert_int_equal(record.write_count, 1);
    vector_clear(&context);
    record_clear(&record);
}

static void a_full_vector_closes_the_record(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture), other = new_record(fixture);
    struct field field = {span_of("a"), span_of("1")};
    struct write write = make(fixture, &record, (struct dot){VECTOR_MAX + 1, 1}, &field, 1);

    for (uint64_t i = 1; i <= VECTOR_MAX; i++)
        assert_int_equal(record_skip(&record, (struct dot){i, 1}), ERR_OK);
    assert_int_equal(record_skip(&record, write.dot), ERR_INVALID);
    assert_int_equal(record_apply(&record, &write, &fixture->error), ERR_INVALID);
    assert_non_null(strstr(fixture->error.detail, "4096 actors have written it, it is closed"));
    assert_int_equal(record_apply(&other, &write, NULL), ERR_OK);
    assert_int_equal(record_merge(&record, &other, &fixture->error), ERR_INVALID);
    assert_non_null(strstr(fixture->error.detail, "it is closed"));
    assert_int_equal(record.vector.count, VECTOR_MAX);
    assert_int_equal(record.write_count, 0);
    // An actor that is in it goes on.
    edit(fixture, &record, (struct dot){7, 2}, "a", "1");
    assert_int_equal(record.write_count, 1);
    record_clear(&record);
    record_clear(&other);
}

static void disjoint_concurrent_edits_merge_by_themselves(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);
    struct span names[4];

    edit(fixture, &a, (struct dot){1, 1}, "a", "1");
    edit(fixture, &b, (struct dot){2, 1}, "b", "2");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_int_equal(record_conflicts(&a, names, 4), 0);
    assert_int_equal(record_fields(&a, names, 4), 3);
    assert_true(span_is(names[0], "a") && span_is(names[1], "b") && span_is(names[2], "deleted"));
    assert_int_equal(record_fields(&a, names, 1), 3);
    record_clear(&a);
    record_clear(&b);
}

static void concurrent_edits_of_one_field_all_stand(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);
    struct record_value value;
    struct span names[4];

    edit(fixture, &a, (struct dot){2, 1}, "a", "1");
    edit(fixture, &b, (struct dot){1, 1}, "a", "2");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_int_equal(record_values(&a, span_of("a"), &value, 1), 2);
    assert_true(span_is(value.value, "2"));
    assert_int_equal(value.dot.actor, 1);
    assert_int_equal(value.time, 9);
    assert_true(uuid_equal(&value.person, &fixture->person));
    assert_int_equal(record_conflicts(&a, names, 4), 1);
    assert_true(span_is(names[0], "a"));
    assert_int_equal(record_conflicts(&a, NULL, 0), 1);
    // A person settles it; the answer covers both.
    edit(fixture, &a, (struct dot){2, 2}, "a", "3");
    assert_int_equal(record_conflicts(&a, names, 4), 0);
    assert_int_equal(record_merge(&b, &a, NULL), ERR_OK);
    assert_int_equal(record_values(&b, span_of("a"), &value, 1), 1);
    assert_true(span_is(value.value, "3"));
    record_clear(&a);
    record_clear(&b);
}

static void equal_values_are_no_conflict(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);

    edit(fixture, &a, (struct dot){1, 1}, "a", "\"x\"");
    edit(fixture, &b, (struct dot){2, 1}, "a", "\"x\"");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_int_equal(record_values(&a, span_of("a"), NULL, 0), 2);
    assert_false(record_field_conflicts(&a, span_of("a")));
    assert_int_equal(record_conflicts(&a, NULL, 0), 0);
    record_clear(&a);
    record_clear(&b);
}

static void deleting_beside_an_edit_is_a_conflict(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);

    edit(fixture, &a, (struct dot){1, 1}, "deleted", "true");
    edit(fixture, &b, (struct dot){2, 1}, "a", "1");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_false(record_deleted(&a));
    assert_true(record_field_conflicts(&a, span_of("deleted")));
    edit(fixture, &a, (struct dot){1, 2}, "deleted", "true");
    assert_true(record_deleted(&a));
    // A tombstone is kept: an old state does not bring the record back.
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_true(record_deleted(&a));
    record_clear(&a);
    record_clear(&b);
}

static void what_the_other_side_has_superseded_goes(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);

    edit(fixture, &a, (struct dot){1, 1}, "a", "1");
    edit(fixture, &a, (struct dot){1, 2}, "b", "1");
    assert_int_equal(record_merge(&b, &a, NULL), ERR_OK);
    edit(fixture, &b, (struct dot){2, 1}, "a", "2");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_int_equal(a.write_count, 2);
    assert_true(dot_compare(a.writes[0].dot, (struct dot){1, 2}) == 0);
    assert_int_equal(a.writes[0].field_count, 1);
    assert_true(dot_compare(a.writes[1].dot, (struct dot){2, 1}) == 0);
    record_clear(&a);
    record_clear(&b);
}

static void a_merge_does_not_tie_the_two_records_together(void **state)
{
    struct fixture *fixture = *state;
    struct record a = new_record(fixture), b = new_record(fixture);

    edit(fixture, &a, (struct dot){1, 1}, "a", "1");
    assert_int_equal(record_merge(&b, &a, NULL), ERR_OK);
    edit(fixture, &b, (struct dot){2, 1}, "a", "2");
    assert_int_equal(a.writes[0].field_count, 2);
    assert_true(span_is(a.writes[0].fields[0].value, "1"));
    assert_int_equal(record_merge(&a, &a, NULL), ERR_OK);
    assert_int_equal(a.write_count, 1);
    record_clear(&a);
    record_clear(&b);
}

static void one_dot_with_different_bytes_is_corrupt_and_nothing_changes(void **state)
{
    static const char good[] = HEAD "{" ACTOR("1") ":\"2\"},\"writes\":[{\"actor\":" ACTOR(
        "1") ",\"counter\":\"1\",\"fields\":{\"b\":1,\"c\":1}" REST
             ",{\"actor\":" ACTOR("1") ",\"counter\":\"2\",\"fields\":{\"a\":1}" REST "]}";
    static const char *const others[] = {
        OTHER("\"c\":2", REST),
        OTHER("\"a\":1,\"b\":2", REST),
        OTHER("\"b\":1", ",\"person\":\"" PERSON "\",\"time\":\"8\"}"),
        OTHER("\"b\":1", ",\"person\":\"" ID "\",\"time\":\"9\"}"),
    };
    struct fixture *fixture = *state;
    struct record record = read_record(fixture, good);

    for (size_t i = 0; i < COUNT(others); i++) {
        struct record other = read_record(fixture, others[i]);

        assert_int_equal(record_merge(&record, &other, &fixture->error), ERR_CORRUPT);
        assert_string_equal(fixture->error.detail,
                            "record " ID ": two different writes are dot 0000000000000001 1");
        assert_int_equal(record_merge(&other, &record, NULL), ERR_CORRUPT);
        assert_state(fixture, &record, good);
        assert_state(fixture, &other, others[i]);
        record_clear(&other);
    }
    record_clear(&record);
}

static void remains_of_one_write_that_share_no_field_cancel_out(void **state)
{
    struct fixture *fixture = *state;
    struct record record
        = read_record(fixture, HEAD "{" ACTOR("1") ":\"1\"},\"writes\":[{\"actor\":" ACTOR(
                                   "1") ",\"counter\":\"1\",\"fields\":{\"b\":1}" REST "]}");
    struct record other = read_record(fixture, OTHER("\"c\":1", REST));

    assert_int_equal(record_merge(&record, &other, NULL), ERR_OK);
    assert_int_equal(record.write_count, 1);
    assert_int_equal(record.writes[0].dot.actor, 2);
    record_clear(&record);
    record_clear(&other);
}

static void another_record_is_not_merged(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture), other;

    record_init(&other, &fixture->arena, &fixture->id, &fixture->person, span_of("note"));
    assert_int_equal(record_merge(&record, &other, NULL), ERR_INVALID);
    record_clear(&record);
    record_clear(&other);
}

// A record with many writes is read, edited and merged within an arena of every size: either it
// works or nothing changes.
static void a_full_arena_leaves_the_record_as_it_was(void **state)
{
    static const char text[] = HEAD "{" ACTOR("1") ":\"9\"},\"writes\":[{\"actor\":" ACTOR(
        "1") ",\"counter\":\"1\",\"fields\":{\"a\":1}" REST "]}";
    struct fixture *fixture = *state;
    struct record other = new_record(fixture);
    struct field field = {span_of("b"), span_of("1")};
    unsigned outcomes[2][2] = {{0}};

    edit(fixture, &other, (struct dot){2, 1}, "a", "1");
    for (size_t room = 0; room < 1024; room += 16) {
        struct arena arena;
        struct record record;
        struct write write;
        enum err applied, merged;

        arena_init(&arena, room);
        if (record_parse(span_of(text), &arena, &record, &fixture->error) != ERR_OK) {
            assert_non_null(strstr(fixture->error.detail, "more memory than allowed"));
            arena_clear(&arena);
            continue;
        }
        merged = record_merge(&record, &other, NULL);
        if (merged != ERR_OK)
            assert_state(fixture, &record, text);
        arena.failed = 0;
        write = make(fixture, &record, (struct dot){3, 1}, &field, 1);
        buffer_reset(&fixture->text);
        record_format(&record, &fixture->text);
        applied = record_apply(&record, &write, &fixture->error);
        if (applied != ERR_OK) {
            char *before = buffer_take(&fixture->text);

            assert_int_equal(applied, ERR_TOO_LARGE);
            assert_state(fixture, &record, before);
            free(before);
        }
        assert_true(merged == ERR_OK || merged == ERR_TOO_LARGE);
        outcomes[merged == ERR_OK][applied == ERR_OK]++;
        record_clear(&record);
        arena_clear(&arena);
    }
    assert_true(outcomes[0][0] && outcomes[0][1] && outcomes[1][0] && outcomes[1][1]);
    record_clear(&other);
}

static void a_record_without_memory_for_its_kind_takes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct field field = {span_of("a"), span_of("1")};
    struct record record;
    struct arena arena;
    struct write write;

    arena_init(&arena, 0);
    record_init(&record, &arena, &fixture->id, &fixture->id, span_of("note"));
    write = make(fixture, &record, (struct dot){1, 1}, &field, 1);
    write.kind = span_of("note");
    assert_int_equal(record_apply(&record, &write, NULL), ERR_INVALID);
    record_clear(&record);
    arena_clear(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_new_record_is_empty),
        TEST(an_edit_replaces_the_fields_it_saw),
        TEST(a_write_without_deleted_counts_as_one_that_is_not),
        TEST(a_dot_that_is_known_changes_nothing),
        TEST(a_write_covers_only_what_its_context_covers),
        TEST(a_write_of_another_record_is_invalid),
        TEST(a_write_that_saw_more_must_wait),
        TEST(a_full_vector_closes_the_record),
        TEST(disjoint_concurrent_edits_merge_by_themselves),
        TEST(concurrent_edits_of_one_field_all_stand),
        TEST(equal_values_are_no_conflict),
        TEST(deleting_beside_an_edit_is_a_conflict),
        TEST(what_the_other_side_has_superseded_goes),
        TEST(a_merge_does_not_tie_the_two_records_together),
        TEST(one_dot_with_different_bytes_is_corrupt_and_nothing_changes),
        TEST(remains_of_one_write_that_share_no_field_cancel_out),
        TEST(another_record_is_not_merged),
        TEST(a_full_arena_leaves_the_record_as_it_was),
        TEST(a_record_without_memory_for_its_kind_takes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
