// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/database_fixture.h"
#include "tests/unit/failing_vfs.h"

static void a_rollback_takes_all_of_it_back(void **state)
{
    struct database *database = open_writer(*state);

    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(put(database, 1, "a"), ERR_OK);
    database_rollback(database);
    database_rollback(database);
    assert_int_equal(count(database), 0);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(put(database, 1, "a"), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_int_equal(count(database), 1);
    database_close(database);
}

static void a_commit_of_nothing_says_so(void **state)
{
    struct database *database = open_writer(*state);

    assert_int_equal(database_commit(database, NULL), ERR_IO);
    database_close(database);
}

static void a_deferred_constraint_fails_the_commit_and_ends_it(void **state)
{
    struct database *database = open_writer(*state);
    sqlite3_stmt *statement;

    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(put(database, 1, "a"), ERR_OK);
    statement = database_statement(database, PUT_CHILD);
    database_bind_integer(statement, 1, 99);
    assert_int_equal(database_run(database, statement, NULL), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_INVALID);
    assert_int_equal(count(database), 0);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    database_close(database);
}

static void a_row_left_standing_does_not_stop_a_commit(void **state)
{
    struct database *database = open_writer(*state);
    sqlite3_stmt *statement;

    assert_int_equal(put(database, 1, "a"), ERR_OK);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    statement = database_statement(database, COUNT);
    assert_int_equal(database_step(database, statement, NULL), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_false(sqlite3_stmt_busy(statement));
    database_close(database);
}

static void readers_see_one_snapshot_while_the_writer_commits(void **state)
{
    struct database *writer = open_writer(*state), *reader = open_reader(*state);

    assert_int_equal(put(writer, 1, "a"), ERR_OK);
    assert_int_equal(database_begin_read(reader, NULL), ERR_OK);
    assert_int_equal(put(writer, 2, "b"), ERR_OK);
    assert_int_equal(count(reader), 1); // the first look comes after the second write
    assert_int_equal(put(writer, 3, "c"), ERR_OK);
    assert_int_equal(count(reader), 1);
    database_end_read(reader);
    assert_int_equal(count(reader), 3);
    assert_int_equal(put(reader, 4, "d"), ERR_DENIED);
    database_close(reader);
    database_close(writer);
}

static void a_checkpoint_does_not_wait_for_a_reader(void **state)
{
    struct database *writer = open_writer(*state), *reader = open_reader(*state);

    assert_int_equal(put(writer, 1, "a"), ERR_OK);
    assert_int_equal(database_begin_read(reader, NULL), ERR_OK);
    assert_int_equal(put(writer, 2, "b"), ERR_OK);
    assert_int_equal(database_checkpoint(writer, NULL), ERR_BUSY);
    assert_int_equal(ask(writer, "PRAGMA busy_timeout"), 5000);
    database_end_read(reader);
    assert_int_equal(database_checkpoint(writer, NULL), ERR_OK);
    assert_int_equal(size_of(*state, "a.db-wal"), 0);
    assert_int_equal(database_checkpoint(reader, NULL), ERR_INTERNAL);
    database_close(reader);
    database_close(writer);
}

static void closing_a_reader_never_checkpoints(void **state)
{
    struct database *reader, *writer;
    off_t database_size, log_size;
    pid_t child = fork();

    if (child == 0) { // a writer that dies with its work in the log
        writer = open_writer(*state);
        _exit(put(writer, 1, "a") == ERR_OK && put(writer, 2, "b") == ERR_OK ? 0 : 1);
    }
    waitpid(child, NULL, 0);
    database_size = size_of(*state, "a.db");
    log_size = size_of(*state, "a.db-wal");
    assert_true(log_size > 0);
    reader = open_reader(*state);
    assert_int_equal(count(reader), 2);
    database_close(reader);
    assert_int_equal(size_of(*state, "a.db"), database_size);
    assert_int_equal(size_of(*state, "a.db-wal"), log_size);

    writer = open_writer(*state);
    assert_int_equal(count(writer), 2);
    database_close(writer);
    assert_true(size_of(*state, "a.db") > database_size);
    assert_int_equal(size_of(*state, "a.db-wal"), -1);
}

static void a_full_disk_refuses_and_recovers(void **state)
{
    struct database *database = open_writer(*state);
    char text[3000];
    enum err code = ERR_OK;
    int64_t before, key = 0;

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(put(database, key++, "first"), ERR_OK);
    ask(database, "PRAGMA max_page_count=40");
    before = count(database);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    while (!code && key < 100)
        code = put(database, key++, text);
    assert_int_equal(code, ERR_FULL);
    // SQLite may have rolled back: either way nothing of it is there, and the commit says so.
    if (sqlite3_get_autocommit(database_handle(database)))
        assert_int_equal(database_commit(database, NULL), ERR_IO);
    database_rollback(database);
    assert_int_equal(count(database), before);

    ask(database, "PRAGMA max_page_count=4000");
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    for (key = 1; key < 100; key++)
        assert_int_equal(put(database, key, text), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_int_equal(count(database), 100);
    assert_int_equal(database_check(database, NULL), ERR_OK);
    database_close(database);
}

static struct database *open_failing(struct place *place)
{
    failing_register();
    failing_never();
    place->disk.sqlite_vfs = FAILING_VFS;
    return open_writer(place);
}

static void begin_and_put(struct database *database, int64_t key)
{
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(put(database, key, "a"), ERR_OK);
}

static void copy_file(struct place *place, const char *from, const char *to)
{
    struct buffer bytes;

    buffer_init(&bytes, 64 << 20);
    assert_int_equal(disk_read_file(&place->disk, from, &bytes, NULL), ERR_OK);
    assert_int_equal(disk_write_file(&place->disk, to, bytes.data, bytes.len, NULL), ERR_OK);
    buffer_clear(&bytes);
}

// What an open after a power loss would find: database and log as they are now.
static int64_t count_after_power_loss(struct place *place)
{
    struct database_options options = options_of(place);
    struct database *database = NULL;
    int64_t rows;

    copy_file(place, "a.db", "lost.db");
    copy_file(place, "a.db-wal", "lost.db-wal");
    options.file = "lost.db";
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    rows = count(database);
    database_close(database);
    return rows;
}

static void a_failed_sync_leaves_the_outcome_open(void **state)
{
    struct database *database = open_failing(*state);
    struct error error = {0};

    begin_and_put(database, 1);
    failing_plan.syncs_until = 1;
    failing_plan.result = SQLITE_IOERR_FSYNC;
    assert_int_equal(database_commit(database, &error), ERR_UNKNOWN_COMMIT);
    assert_int_equal(error.code, ERR_UNKNOWN_COMMIT);
    assert_non_null(strstr(error.detail, "commit"));
    failing_never();
    // This process does not see it, but a power loss would bring it back: nothing may be said yet.
    assert_int_equal(count(database), 0);
    assert_int_equal(count_after_power_loss(*state), 1);
    // The next commit settles it.
    begin_and_put(database, 2);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_int_equal(count(database), 1);
    assert_int_equal(count_after_power_loss(*state), 1);
    database_close(database);
}

static void a_write_refused_for_space_is_surely_not_committed(void **state)
{
    struct database *database = open_failing(*state);
    int writes, refused = 0;
    enum err code;

    begin_and_put(database, 1);
    failing_plan.writes_seen = 0;
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    writes = failing_plan.writes_seen;
    assert_true(writes > 1);
    for (int at = 1; at <= writes; at++, refused++) {
        begin_and_put(database, 1 + at);
        failing_plan.writes_until = at;
        failing_plan.result = SQLITE_FULL;
        code = database_commit(database, NULL);
        if (code == ERR_OK)
            break; // a later commit needs fewer writes: no header of a fresh log
        assert_int_equal(code, ERR_FULL);
        assert_int_equal(count_after_power_loss(*state), 1);
        assert_int_equal(count(database), 1);
        assert_int_equal(database_begin(database, NULL), ERR_OK);
        database_rollback(database);
    }
    failing_never();
    assert_true(refused > 0);
    begin_and_put(database, 100);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_int_equal(database_check(database, NULL), ERR_OK);
    database_close(database);
}

static void a_failed_write_leaves_the_outcome_open(void **state)
{
    struct database *database = open_failing(*state);

    begin_and_put(database, 1);
    failing_plan.writes_until = 1;
    failing_plan.result = SQLITE_IOERR_WRITE;
    assert_int_equal(database_commit(database, NULL), ERR_UNKNOWN_COMMIT);
    failing_never();
    assert_int_equal(count(database), 0);
    begin_and_put(database, 1);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    database_close(database);
}

static void a_failed_checkpoint_does_not_spoil_a_commit(void **state)
{
    struct database *database = open_failing(*state);
    int syncs = 0;

    ask(database, "PRAGMA wal_autocheckpoint=1");
    for (int64_t key = 0; key < 20; key++) {
        begin_and_put(database, key);
        failing_plan.syncs_until = 2; // the first is the commit's, the second the checkpoint's
        failing_plan.result = SQLITE_IOERR_FSYNC;
        assert_int_equal(database_commit(database, NULL), ERR_OK);
        syncs += failing_plan.syncs_until == 0;
        failing_never();
        assert_int_equal(count(database), key + 1);
    }
    assert_true(syncs > 0); // some did fail
    assert_int_equal(database_check(database, NULL), ERR_OK);
    database_close(database);
}

// Kills a first open at its `at`th write or sync; false when it came through.
static bool killed_at(struct place *place, int at, bool sync)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct database *database = NULL;
        struct database_options options = options_of(place);

        failing_plan.kill_instead = true;
        *(sync ? &failing_plan.syncs_until : &failing_plan.writes_until) = at;
        _exit((int)database_open(&options, &database, NULL));
    }
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status);
}

static void a_migration_killed_at_any_write_goes_on_at_the_next_start(void **state)
{
    struct place *place = *state;
    unsigned kills = 0;
    int at = 1;

    failing_register();
    failing_never();
    place->disk.sqlite_vfs = FAILING_VFS;
    for (bool sync = false;; sync = true) {
        for (at = 1; killed_at(place, at, sync); at++, kills++) {
            struct database *database = open_writer(place);

            assert_int_equal(ask(database, "PRAGMA user_version"), 2);
            assert_int_equal(put(database, 1, "a"), ERR_OK);
            assert_int_equal(database_check(database, NULL), ERR_OK);
            database_close(database);
            assert_int_equal(place->disk.remove(place->disk.ctx, "a.db"), ERR_OK);
        }
        assert_int_equal(place->disk.remove(place->disk.ctx, "a.db"), ERR_OK);
        place->disk.remove(place->disk.ctx, "a.db-wal");
        place->disk.remove(place->disk.ctx, "a.db-shm");
        if (sync)
            break;
    }
    assert_true(kills > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_rollback_takes_all_of_it_back),
        TEST(a_commit_of_nothing_says_so),
        TEST(a_deferred_constraint_fails_the_commit_and_ends_it),
        TEST(a_row_left_standing_does_not_stop_a_commit),
        TEST(readers_see_one_snapshot_while_the_writer_commits),
        TEST(a_checkpoint_does_not_wait_for_a_reader),
        TEST(closing_a_reader_never_checkpoints),
        TEST(a_full_disk_refuses_and_recovers),
        TEST(a_failed_sync_leaves_the_outcome_open),
        TEST(a_write_refused_for_space_is_surely_not_committed),
        TEST(a_failed_write_leaves_the_outcome_open),
        TEST(a_failed_checkpoint_does_not_spoil_a_commit),
        TEST(a_migration_killed_at_any_write_goes_on_at_the_next_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
