// SPDX-License-Identifier: Apache-2.0
#include "server/storage/drills.h"
#include "server/storage/fact_counts.h"
#include "tests/unit/storage_fixture.h"

static void put(struct office *office, int64_t at_ms, const char *problem)
{
    struct drill_row drill = {.started_ms = at_ms,
                              .took_ms = 2000,
                              .restore_ms = 700,
                              .commit = 7,
                              .records = 5,
                              .entries = 9,
                              .blobs = 3,
                              .bytes = UINT64_C(9007199254740993), // no double holds it
                              .copied_bytes = 17,
                              .scheduled = true};

    snprintf(drill.place, sizeof(drill.place), "/srv/backup/%lld", (long long)at_ms);
    snprintf(drill.problem, sizeof(drill.problem), "%s", problem);
    office_begin(office);
    assert_ok(office, drills_put(office->storage, &drill, &office->error));
    office_commit(office);
}

static void the_last_backup_and_the_last_good_one_are_told_apart(void **state)
{
    struct office *office = *state;
    struct drill_row drill;

    assert_int_equal(drills_last(office->writer, false, &drill, &office->error), ERR_NOT_FOUND);
    put(office, 1000, "");
    put(office, 2000, "blob 8f2c: its bytes have another digest");
    assert_ok(office, drills_last(office->writer, false, &drill, &office->error));
    assert_int_equal(drill.started_ms, 2000);
    assert_string_equal(drill.problem, "blob 8f2c: its bytes have another digest");
    assert_ok(office, drills_last(office->writer, true, &drill, &office->error));
    assert_int_equal(drill.started_ms, 1000);
    assert_string_equal(drill.place, "/srv/backup/1000");
    assert_true(drill.scheduled);
    assert_false(drill.sealed);
    assert_true(drill.bytes == UINT64_C(9007199254740993));
    assert_int_equal(drill.restore_ms, 700);
    assert_int_equal(drill.copied_bytes, 17);
}

static bool count(void *arg, const struct drill_row *drill)
{
    (void)drill;
    ++*(int *)arg;
    return true;
}

static void a_list_is_as_long_as_asked(void **state)
{
    struct office *office = *state;
    int drills = 0;

    for (int i = 1; i <= 4; i++)
        put(office, i, "");
    assert_ok(office, drills_list(office->writer, 3, count, &drills, &office->error));
    assert_int_equal(drills, 3);
    assert_ok(office, drills_list(office->writer, 0, count, &drills, &office->error));
    assert_int_equal(drills, 7);
}

static void facts_are_counted_as_of_a_commit(void **state)
{
    struct office *office = *state;
    struct fact_counts counts;

    for (int i = 1; i <= 3; i++)
        put(office, i, "");
    assert_ok(office, fact_counts_read(office->writer, 2, &counts, &office->error));
    assert_int_equal(counts.commits, 2);
    assert_int_equal(counts.entries, 0);
    assert_ok(office, fact_counts_read(office->writer, 99, &counts, &office->error));
    assert_int_equal(counts.commits, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_backup_and_the_last_good_one_are_told_apart),
        TEST(a_list_is_as_long_as_asked),
        TEST(facts_are_counted_as_of_a_commit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
