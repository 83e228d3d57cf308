// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_backup.h"
#include "tests/unit/database_fixture.h"
#include "tests/unit/failing_vfs.h"

static struct disk target_in(struct place *place)
{
    struct disk target;
    char path[256];

    path_of(place, "target", path);
    assert_int_equal(disk_system_open(path, true, &target, NULL), ERR_OK);
    return target;
}

static int64_t count_in(const struct disk *target, const char *file)
{
    struct place place = {.disk = *target};
    struct database_options options = options_of(&place);
    struct database *database = NULL;
    int64_t rows;

    options.file = file;
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    assert_int_equal(database_check(database, NULL), ERR_OK);
    rows = count(database);
    database_close(database);
    return rows;
}

static bool only_name(void *arg, const char *name)
{
    size_t *names = arg;

    (void)name;
    ++*names;
    return true;
}

static size_t names_in(const struct disk *target)
{
    size_t names = 0;

    assert_int_equal(target->list(target->ctx, "", only_name, &names), ERR_OK);
    return names;
}

static void a_copy_holds_one_snapshot_with_the_same_identity(void **state)
{
    struct database *writer = open_writer(*state), *reader = open_reader(*state);
    struct disk target = target_in(*state);

    assert_int_equal(put(writer, 1, "a"), ERR_OK);
    assert_int_equal(database_begin_read(reader, NULL), ERR_OK);
    assert_int_equal(put(writer, 2, "b"), ERR_OK);
    assert_int_equal(database_backup(reader, &target, "copy.db", NULL), ERR_OK);
    database_end_read(reader);
    assert_int_equal(names_in(&target), 1);
    assert_int_equal(count_in(&target, "copy.db"), 1);
    assert_int_equal(database_backup(writer, &target, "copy2.db", NULL), ERR_OK);
    assert_int_equal(count_in(&target, "copy2.db"), 2);
    database_close(reader);
    database_close(writer);
    disk_system_close(&target);
}

static void an_earlier_copy_is_never_overwritten(void **state)
{
    struct database *writer = open_writer(*state);
    struct disk target = target_in(*state);

    assert_int_equal(database_backup(writer, &target, "copy.db", NULL), ERR_OK);
    assert_int_equal(put(writer, 1, "a"), ERR_OK);
    assert_int_equal(database_backup(writer, &target, "copy.db", NULL), ERR_EXISTS);
    assert_int_equal(database_backup(writer, &((struct place *)*state)->disk, "a.db", NULL),
                     ERR_EXISTS);
    assert_int_equal(database_backup(writer, &target, "../copy.db", NULL), ERR_INVALID);
    assert_int_equal(count_in(&target, "copy.db"), 0);
    database_close(writer);
    disk_system_close(&target);
}

static void what_a_crash_left_is_replaced(void **state)
{
    struct database *writer = open_writer(*state);
    struct disk target = target_in(*state);

    assert_int_equal(disk_write_file(&target, "copy.db.part", "half", 4, NULL), ERR_OK);
    assert_int_equal(disk_write_file(&target, "copy.db.part-journal", "old", 3, NULL), ERR_OK);
    assert_int_equal(database_backup(writer, &target, "copy.db", NULL), ERR_OK);
    assert_int_equal(names_in(&target), 1);
    assert_int_equal(count_in(&target, "copy.db"), 0);
    database_close(writer);
    disk_system_close(&target);
}

static void a_full_target_leaves_nothing_behind(void **state)
{
    struct database *writer = open_writer(*state);
    struct disk target = target_in(*state);

    failing_register();
    target.sqlite_vfs = FAILING_VFS;
    for (int at = 1; at < 4; at++) {
        failing_never();
        failing_plan.writes_until = at;
        failing_plan.result = SQLITE_FULL;
        assert_int_equal(database_backup(writer, &target, "copy.db", NULL), ERR_FULL);
        assert_int_equal(names_in(&target), 0);
    }
    failing_never();
    assert_int_equal(database_backup(writer, &target, "copy.db", NULL), ERR_OK);
    database_close(writer);
    disk_system_close(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_holds_one_snapshot_with_the_same_identity),
        TEST(an_earlier_copy_is_never_overwritten),
        TEST(what_a_crash_left_is_replaced),
        TEST(a_full_target_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
