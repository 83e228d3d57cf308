// SPDX-License-Identifier: Apache-2.0
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "agent/store/store_inside.h"
#include "tests/unit/failing_vfs.h"
#include "tests/unit/tablet_fixture.h"

#include <pthread.h>

static void settings_are_set_replaced_and_removed(void **state)
{
    struct tablet *tablet = *state;
    struct buffer text;

    buffer_init(&text, 8);
    assert_int_equal(setting_read(tablet->store, "epoch", &text, NULL), ERR_NOT_FOUND);
    assert_ok(tablet, setting_write(tablet->store, "epoch", span_of("1"), &tablet->error));
    assert_ok(tablet, setting_write(tablet->store, "epoch", span_of("22"), &tablet->error));
    tablet_restart(tablet);
    assert_ok(tablet, setting_read(tablet->store, "epoch", &text, &tablet->error));
    assert_string_equal(text.data, "22");
    assert_ok(tablet,
              setting_write(tablet->store, "epoch", span_of("much too long"), &tablet->error));
    assert_int_equal(setting_read(tablet->store, "epoch", &text, NULL), ERR_TOO_LARGE);
    assert_ok(tablet, setting_write(tablet->store, "epoch", span_of(""), &tablet->error));
    assert_int_equal(setting_read(tablet->store, "epoch", &text, NULL), ERR_NOT_FOUND);
    buffer_clear(&text);
}

// They are prepared at their first use: none waits there with a mistake.
static void every_statement_is_one_that_the_database_understands(void **state)
{
    struct tablet *tablet = *state;

    for (unsigned i = 0; i < STORE_SQL_COUNT; i++)
        if (store_inside_statement(tablet->store, (enum store_sql)i) == NULL)
            fail_msg("%s", store_sql_list[i]);
}

static void transactions_do_not_nest_and_end_once(void **state)
{
    struct tablet *tablet = *state;
    struct buffer text;

    buffer_init(&text, 64);
    assert_int_equal(store_commit(tablet->store, &tablet->error), ERR_PRECONDITION);
    store_rollback(tablet->store);
    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_int_equal(store_begin(tablet->store, &tablet->error), ERR_PRECONDITION);
    assert_ok(tablet, setting_write(tablet->store, "a", span_of("1"), &tablet->error));
    store_rollback(tablet->store);
    assert_int_equal(setting_read(tablet->store, "a", &text, NULL), ERR_NOT_FOUND);
    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_ok(tablet, setting_write(tablet->store, "a", span_of("1"), &tablet->error));
    assert_ok(tablet, store_commit(tablet->store, &tablet->error));
    assert_ok(tablet, setting_read(tablet->store, "a", &text, &tablet->error));
    buffer_clear(&text);
}

static void *write_fifty(void *arg)
{
    for (int i = 0; i < 50; i++)
        tablet_write(arg, NULL, "\"a\"");
    return NULL;
}

static void threads_wait_for_each_other(void **state)
{
    struct tablet *tablet = *state;
    pthread_t other;

    assert_int_equal(pthread_create(&other, NULL, write_fifty, tablet), 0);
    for (int i = 0; i < 50; i++) {
        assert_ok(tablet, store_begin(tablet->store, &tablet->error));
        assert_ok(tablet, setting_write(tablet->store, "a", span_of("1"), &tablet->error));
        store_rollback(tablet->store);
    }
    pthread_join(other, NULL);
    assert_int_equal(tablet_figures(tablet).entries, 50);
    tablet_check(tablet);
}

static int setup_failing(void **state)
{
    struct tablet *tablet = tablet_create();

    failing_register();
    failing_never();
    tablet->disk.sqlite_vfs = FAILING_VFS;
    tablet_open(tablet);
    tablet_write(tablet, NULL, "\"first\"");
    *state = tablet;
    return 0;
}

// Whatever a failing commit is answered with, it is what happened.
static void assert_told_the_truth(struct tablet *tablet, int *saved)
{
    struct journal_figures before = tablet_figures(tablet), after;
    struct capture_result result;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"text\"");
    struct uuid id = draft.id = tablet_uuid((uint64_t)before.entries + 1000);
    enum err code = tablet_try(tablet, &draft, &result);
    char *text;

    failing_never();
    after = tablet_figures(tablet);
    text = tablet_state(tablet, &id);
    if (code == ERR_OK) {
        assert_non_null(text);
        assert_int_equal(after.entries, before.entries + 1);
        ++*saved;
    } else {
        assert_int_equal(code, ERR_IO);
        assert_null(text);
        assert_int_equal(after.entries, before.entries);
        assert_true(digest_equal(&after.chain, &before.chain));
    }
    free(text);
}

static void a_failed_sync_is_looked_into_before_it_is_answered(void **state)
{
    struct tablet *tablet = *state;
    int saved = 0;

    for (int at = 1; at <= 3; at++) {
        failing_plan.syncs_until = at;
        failing_plan.result = SQLITE_IOERR_FSYNC;
        assert_told_the_truth(tablet, &saved);
        tablet_write(tablet, NULL, "\"goes on\"");
    }
    assert_true(saved > 0); // what the log has is there, though its sync failed
    tablet_check(tablet);
    tablet_restart(tablet);
    tablet_check(tablet);
}

static void a_failed_write_at_any_place_is_answered_with_the_truth(void **state)
{
    struct tablet *tablet = *state;
    int saved = 0, tried = 0;

    for (int at = 1; at <= 14; at++, tried++) {
        failing_plan.writes_until = at;
        failing_plan.result = SQLITE_IOERR_WRITE;
        assert_told_the_truth(tablet, &saved);
        tablet_write(tablet, NULL, "\"goes on\"");
    }
    assert_true(saved > 0 && saved < tried);
    tablet_check(tablet);
}

static void a_setting_is_told_by_its_stamp(void **state)
{
    struct tablet *tablet = *state;
    struct buffer text;

    buffer_init(&text, 64);
    for (int at = 1; at <= 8; at++) {
        char value[16];
        enum err code, found;

        snprintf(value, sizeof(value), "v%d", at);
        failing_plan.writes_until = at;
        failing_plan.result = SQLITE_IOERR_WRITE;
        code = setting_write(tablet->store, "a", span_of(value), &tablet->error);
        failing_never();
        found = setting_read(tablet->store, "a", &text, NULL);
        if (code == ERR_OK)
            assert_string_equal(text.data, value);
        else
            assert_true(found == ERR_NOT_FOUND || strcmp(text.data, value) != 0);
    }
    buffer_clear(&text);
}

static void what_cannot_be_looked_into_stays_unknown_until_it_can(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result result;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"text\"");
    struct buffer text;

    buffer_init(&text, 64);
    failing_plan.syncs_until = 1;
    failing_plan.result = SQLITE_IOERR_FSYNC;
    tablet->disk.sqlite_vfs = "gone";
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_UNKNOWN_COMMIT);
    assert_int_not_equal(store_begin(tablet->store, &tablet->error), ERR_OK);
    assert_int_not_equal(setting_read(tablet->store, "a", &text, &tablet->error), ERR_OK);
    tablet->disk.sqlite_vfs = FAILING_VFS;
    failing_never();
    assert_in_range(tablet_figures(tablet).entries, 1, 2);
    tablet_write(tablet, NULL, "\"goes on\"");
    tablet_check(tablet);
    buffer_clear(&text);
}

static bool has_reserve(struct tablet *tablet)
{
    struct disk_file *file = NULL;
    bool has = tablet->disk.open(tablet->disk.ctx, "reserve", DISK_READ, &file, NULL) == ERR_OK;

    tablet->disk.close(file);
    return has;
}

static void fill_disk(void)
{
    failing_plan.writes_until = 1;
    failing_plan.result = SQLITE_FULL;
}

static void a_text_is_saved_from_the_reserve_when_the_disk_is_full(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result result;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"text\"");

    assert_true(has_reserve(tablet));
    fill_disk();
    assert_ok(tablet, tablet_try(tablet, &draft, &result));
    assert_false(has_reserve(tablet));
    assert_int_equal(result.dot.counter, 2);
    fill_disk();
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_FULL); // nothing is left to give
    assert_int_equal(tablet_figures(tablet).entries, 2);
    // There is room again: the next commit that is no text makes it anew.
    tablet_write(tablet, NULL, "\"b\"");
    assert_false(has_reserve(tablet));
    assert_ok(tablet, setting_write(tablet->store, "a", span_of("1"), &tablet->error));
    assert_true(has_reserve(tablet));
    tablet_check(tablet);
}

static void what_comes_by_sync_does_not_use_the_reserve(void **state)
{
    struct tablet *tablet = *state;

    fill_disk();
    assert_int_equal(setting_write(tablet->store, "a", span_of("1"), &tablet->error), ERR_FULL);
    assert_true(has_reserve(tablet));
    tablet_check(tablet);
}

// Found by the simulator (seed 710): a row said that the file was here, and it was gone.
static void a_file_whose_going_cannot_be_saved_stays(void **state)
{
    struct tablet *tablet = *state;
    struct store_options options = tablet_options(tablet);
    struct outgoing_row row = {.size = 5,
                               .lane = LANE_SEAL,
                               .state = OUTGOING_RECEIVED,
                               .site = tablet->site,
                               .record = tablet_uuid(7),
                               .present = true};
    struct shelf_draft *draft;
    uint64_t size;

    assert_ok(tablet, shelf_begin(&tablet->disk, &options.random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, "paper", 5, &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    fill_disk();
    assert_int_equal(outgoing_drop_for_now(tablet->store, &row.digest, &tablet->error), ERR_FULL);
    assert_ok(tablet, outgoing_get(tablet->store, &row.digest, &row, &tablet->error));
    assert_true(row.present);
    assert_ok(tablet, shelf_verify(&tablet->disk, &row.digest, 5, &tablet->error));
    assert_ok(tablet, outgoing_drop_for_now(tablet->store, &row.digest, &tablet->error));
    assert_ok(tablet, outgoing_get(tablet->store, &row.digest, &row, &tablet->error));
    assert_false(row.present);
    assert_int_equal(row.state, OUTGOING_ABSENT);
    assert_int_equal(shelf_size(&tablet->disk, &row.digest, &size, NULL), ERR_NOT_FOUND);
    tablet_check(tablet);
}

static void a_torn_reserve_is_made_whole_at_opening(void **state)
{
    struct tablet *tablet = *state;
    struct disk_file *file = NULL;
    uint64_t size = 0;

    store_close(tablet->store);
    assert_ok(tablet, disk_write_file(&tablet->disk, "reserve", "torn", 4, &tablet->error));
    tablet_open(tablet);
    assert_ok(tablet,
              tablet->disk.open(tablet->disk.ctx, "reserve", DISK_READ, &file, &tablet->error));
    assert_ok(tablet, tablet->disk.size(file, &size));
    tablet->disk.close(file);
    assert_int_equal(size, 64 << 10);
}

static void a_newer_database_is_refused(void **state)
{
    struct tablet *tablet = *state;
    struct store_options options = tablet_options(tablet);
    sqlite3 *handle = NULL;
    char path[128];

    store_close(tablet->store);
    tablet->store = NULL;
    snprintf(path, sizeof(path), "%s/plumb.db", tablet->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_exec(handle, "PRAGMA user_version=999", NULL, NULL, NULL);
    sqlite3_close(handle);
    assert_int_equal(store_open(&options, &tablet->store, &tablet->error), ERR_VERSION);
    assert_null(tablet->store);
}

#define BLOB_WITHOUT_FILE                                                                     \
    "INSERT INTO blob VALUES (1, zeroblob(32), 5, 0, 3, 0, zeroblob(16), zeroblob(16), 0, 0," \
    " 0, 0, 0, '', '', 1)"

static void damage_is_found(void **state)
{
    static const char *const damages[] = {
        "UPDATE record SET flags = 1",
        "UPDATE record SET vector = zeroblob(16)",
        "UPDATE record SET writes = '[1]'",
        "UPDATE record SET last = 99",
        "UPDATE journal SET bytes = replace(bytes, 'a', 'b') WHERE n = 2",
        "UPDATE journal SET bytes = '{}' WHERE n = 2",
        "DELETE FROM journal WHERE n = 2",
        "DELETE FROM journal WHERE n = 3",
        "UPDATE actor SET first = 2",
        "UPDATE actor SET delivered = 9",
        "INSERT INTO base SELECT record, mac, vector || vector, '[]' FROM record LIMIT 1",
        BLOB_WITHOUT_FILE,
    };
    struct tablet *tablet = *state;
    struct buffer report;
    char path[128], copy[128];
    char *save[] = {(char *)"cp", path, copy, NULL}, *restore[] = {(char *)"cp", copy, path, NULL};

    snprintf(path, sizeof(path), "%s/plumb.db", tablet->folder);
    snprintf(copy, sizeof(copy), "%s/copy.db", tablet->folder);
    for (int i = 0; i < 3; i++)
        tablet_write(tablet, NULL, "\"a\"");
    store_close(tablet->store);
    tablet_run(save);
    buffer_init(&report, 1 << 16);
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        sqlite3 *handle = NULL;

        tablet_run(restore);
        assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
        assert_int_equal(sqlite3_exec(handle, damages[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(handle);
        tablet_open(tablet);
        buffer_reset(&report);
        assert_int_equal(store_check(tablet->store, &report, &tablet->error), ERR_CORRUPT);
        assert_true(report.len > 0);
        store_close(tablet->store);
        tablet->store = NULL;
    }
    buffer_clear(&report);
    tablet_run(restore);
    tablet_open(tablet);
    tablet_check(tablet);
}

#define FAILING(name) cmocka_unit_test_setup_teardown(name, setup_failing, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(settings_are_set_replaced_and_removed),
        TEST(every_statement_is_one_that_the_database_understands),
        TEST(transactions_do_not_nest_and_end_once),
        TEST(threads_wait_for_each_other),
        FAILING(a_failed_sync_is_looked_into_before_it_is_answered),
        FAILING(a_failed_write_at_any_place_is_answered_with_the_truth),
        FAILING(a_setting_is_told_by_its_stamp),
        FAILING(what_cannot_be_looked_into_stays_unknown_until_it_can),
        FAILING(a_text_is_saved_from_the_reserve_when_the_disk_is_full),
        FAILING(what_comes_by_sync_does_not_use_the_reserve),
        FAILING(a_file_whose_going_cannot_be_saved_stays),
        TEST(a_torn_reserve_is_made_whole_at_opening),
        TEST(a_newer_database_is_refused),
        TEST(damage_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
