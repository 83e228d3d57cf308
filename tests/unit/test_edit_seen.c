// SPDX-License-Identifier: Apache-2.0
// An edit in the office that says what its maker has seen.
#include "server/storage/records.h"
#include "tests/unit/office_fixture.h"

static int open_bench(void **state)
{
    *state = calloc(1, sizeof(struct bench));
    bench_open(*state);
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

static uint64_t seq_of(struct bench *bench, const struct uuid *id)
{
    struct record_row row;

    assert_int_equal(records_get(storage_writer(office_storage(bench->office)), id, &row, NULL),
                     ERR_OK);
    return row.seq;
}

static enum err edit(struct bench *bench, const struct uuid *id, uint64_t seen, const char *kind)
{
    const struct field fields[] = {FIELD("name", "\"李\""), FIELD("role", "\"foreman\"")};
    struct office_edit wish
        = {.seen = seen, .id = *id, .kind = kind, .fields = fields, .field_count = 2};

    return office_edit(bench->office, &wish, 1, &bench->error);
}

static void what_changed_since_it_was_seen_is_not_overwritten(void **state)
{
    struct bench *bench = *state;
    struct uuid id = bench_person(bench);
    uint64_t first = seq_of(bench, &id), second;

    assert_int_equal(edit(bench, &id, first, "person"), ERR_OK);
    second = seq_of(bench, &id);
    assert_true(second > first);
    assert_int_equal(edit(bench, &id, first, "person"), ERR_PRECONDITION);
    assert_int_equal(seq_of(bench, &id), second);
    assert_int_equal(edit(bench, &id, second, "person"), ERR_OK);
    assert_int_equal(edit(bench, &id, 0, "person"), ERR_OK);
}

static void a_new_record_is_made_only_where_there_is_none(void **state)
{
    struct bench *bench = *state;
    struct random random = random_system();
    struct uuid id = random_uuid_v7(&random, bench->now_ms), other = bench_person(bench);

    assert_int_equal(edit(bench, &id, 7, "person"), ERR_PRECONDITION);
    assert_int_equal(edit(bench, &id, OFFICE_EDIT_NEW, "person"), ERR_OK);
    assert_int_equal(edit(bench, &id, OFFICE_EDIT_NEW, "person"), ERR_EXISTS);
    assert_int_equal(edit(bench, &other, OFFICE_EDIT_NEW, "person"), ERR_EXISTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_changed_since_it_was_seen_is_not_overwritten,
                                        open_bench, close_bench),
        cmocka_unit_test_setup_teardown(a_new_record_is_made_only_where_there_is_none, open_bench,
                                        close_bench),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
