// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_disk.h"

#include "shared/data/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

enum { LOSSES = 1000, COMMITS = 12 };

static const struct database_migration migrations[]
    = {{1, "CREATE TABLE t (n INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT;"}};
static const char *const statements[] = {"INSERT INTO t (n, filler) VALUES (?1, zeroblob(900))",
                                         "SELECT coalesce(max(n), 0), count(*) FROM t"};

static void put(const struct disk *disk, const char *path, const char *text, bool synced)
{
    struct disk_file *file;
    assert_int_equal(disk->open(disk->ctx, path, DISK_CREATE, &file, NULL), ERR_OK);
    assert_int_equal(disk->write(file, 0, text, strlen(text)), ERR_OK);
    if (synced)
        assert_int_equal(disk->sync(file), ERR_OK);
    disk->close(file);
}

static bool holds(const struct disk *disk, const char *path, const char *text)
{
    struct buffer found;
    buffer_init(&found, 4096);
    enum err err = disk_read_file(disk, path, &found, NULL);
    bool same
        = err == ERR_OK && found.len == strlen(text) && memcmp(found.data, text, found.len) == 0;
    buffer_clear(&found);
    return same;
}

static void what_was_synced_with_its_folder_survives(void **state)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_disk *sim = sim_disk_create(seed);
        struct disk disk = sim_disk_handle(sim);
        put(&disk, "a", "durable", true);
        assert_int_equal(disk.sync_folder(disk.ctx, ""), ERR_OK);
        sim_disk_crash(sim);
        assert_true(holds(&disk, "a", "durable"));
        sim_disk_free(sim);
    }
}

static void what_was_not_synced_is_lost_at_some_power_loss_and_kept_at_another(void **state)
{
    unsigned names = 0, contents = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_disk *sim = sim_disk_create(seed);
        struct disk disk = sim_disk_handle(sim);
        put(&disk, "name", "synced without its folder", true);
        put(&disk, "content", "not synced", false);
        sim_disk_crash(sim);
        names += sim_disk_has_name(sim, "name");
        contents += holds(&disk, "content", "not synced");
        sim_disk_free(sim);
    }
    assert_in_range(names, 1, 99);
    assert_in_range(contents, 1, 99);
}

static void a_rename_without_a_folder_sync_leaves_the_old_or_the_new(void **state)
{
    unsigned kept = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_disk *sim = sim_disk_create(seed);
        struct disk disk = sim_disk_handle(sim);
        put(&disk, "a", "old", true);
        put(&disk, "b", "new", true);
        assert_int_equal(disk.sync_folder(disk.ctx, ""), ERR_OK);
        assert_int_equal(disk.rename(disk.ctx, "b", "a"), ERR_OK);
        sim_disk_crash(sim);
        assert_true(holds(&disk, "a", "old") || holds(&disk, "a", "new"));
        kept += holds(&disk, "a", "new");
        sim_disk_free(sim);
    }
    assert_in_range(kept, 1, 99);
}

static void a_failing_disk_fails_from_that_operation_until_the_power_loss(void **state)
{
    struct sim_disk *sim = sim_disk_create(1);
    struct disk disk = sim_disk_handle(sim);
    put(&disk, "a", "x", true);
    sim->fail_at = sim->operations + 1;
    assert_int_equal(disk.sync_folder(disk.ctx, ""), ERR_IO);
    assert_int_equal(disk.make_folder(disk.ctx, "f"), ERR_IO);
    sim_disk_crash(sim);
    assert_int_equal(disk.make_folder(disk.ctx, "f"), ERR_OK);
    sim_disk_free(sim);
}

static void a_full_disk_takes_no_more(void **state)
{
    struct sim_disk *sim = sim_disk_create(1);
    struct disk disk = sim_disk_handle(sim);
    struct disk_file *file;
    char bytes[600] = {0};
    sim->capacity_bytes = 1000;
    assert_int_equal(disk.open(disk.ctx, "a", DISK_CREATE, &file, NULL), ERR_OK);
    assert_int_equal(disk.write(file, 0, bytes, sizeof bytes), ERR_OK);
    assert_int_equal(disk.write(file, 600, bytes, sizeof bytes), ERR_FULL);
    disk.close(file);
    sim_disk_free(sim);
}

static enum err open_database(struct disk *disk, struct database **out)
{
    struct database_options options = {.disk = disk,
                                       .file = "t.db",
                                       .application_id = 77,
                                       .migrations = migrations,
                                       .migration_count = 1,
                                       .statements = statements,
                                       .statement_count = 2};
    return database_open(&options, out, NULL);
}

// Commits until the disk stops; returns the last number whose commit was said to be durable.
static int64_t commit_some(struct database *database, int64_t from)
{
    int64_t acked = from;
    for (int64_t n = from + 1; n <= from + COMMITS; n++) {
        if (database_begin(database, NULL) != ERR_OK)
            break;
        database_bind_integer(database_statement(database, 0), 1, n);
        if (database_run(database, database_statement(database, 0), NULL) != ERR_OK) {
            database_rollback(database);
            break;
        }
        if (database_commit(database, NULL) != ERR_OK)
            break;
        acked = n;
    }
    return acked;
}

// False when something acknowledged is missing, or the database is damaged.
static bool survives(struct sim_disk *sim, uint64_t seed)
{
    struct disk disk = sim_disk_handle(sim);
    struct database *database = NULL;
    bool good = open_database(&disk, &database) == ERR_OK;
    if (!good)
        return false;
    sim->fail_at = sim->operations + 1 + seed % 120;
    int64_t acked = commit_some(database, 0);
    database_close(database);
    sim_disk_crash(sim);
    database = NULL;
    good = open_database(&disk, &database) == ERR_OK && database_check(database, NULL) == ERR_OK;
    if (good) {
        sqlite3_stmt *newest = database_statement(database, 1);
        good = database_step(database, newest, NULL) == ERR_OK
               && database_integer(newest, 0) >= acked
               && database_integer(newest, 0) == database_integer(newest, 1);
        database_done(newest);
    }
    database_close(database);
    return good;
}

static unsigned count_survivors(bool ignore_syncs)
{
    unsigned good = 0;
    for (uint64_t seed = 1; seed <= LOSSES; seed++) {
        struct sim_disk *sim = sim_disk_create(seed);
        sim->ignore_syncs = ignore_syncs;
        good += survives(sim, seed);
        sim_disk_free(sim);
    }
    return good;
}

static void sqlite_loses_nothing_it_acknowledged_in_a_thousand_power_losses(void **state)
{
    assert_int_equal(count_survivors(false), LOSSES);
}

static void sqlite_loses_acknowledged_rows_when_syncs_are_ignored(void **state)
{
    assert_in_range(count_survivors(true), 0, LOSSES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_synced_with_its_folder_survives),
        cmocka_unit_test(what_was_not_synced_is_lost_at_some_power_loss_and_kept_at_another),
        cmocka_unit_test(a_rename_without_a_folder_sync_leaves_the_old_or_the_new),
        cmocka_unit_test(a_failing_disk_fails_from_that_operation_until_the_power_loss),
        cmocka_unit_test(a_full_disk_takes_no_more),
        cmocka_unit_test(sqlite_loses_nothing_it_acknowledged_in_a_thousand_power_losses),
        cmocka_unit_test(sqlite_loses_acknowledged_rows_when_syncs_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
