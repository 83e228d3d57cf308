// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage_fixture.h"

#include "tests/unit/failing_vfs.h"
#include "tests/unit/faulty_disk.h"

static enum err put(struct office *office, const char *value)
{
    return setting_put(office->storage, "name", span_of(value), NULL);
}

static void assert_setting(struct view *view, const char *value)
{
    struct buffer out;

    buffer_init(&out, 100);
    assert_int_equal(setting_get(view, "name", &out, NULL), value ? ERR_OK : ERR_NOT_FOUND);
    if (value) {
        assert_int_equal(out.len, strlen(value));
        assert_memory_equal(out.data ? out.data : "", value, out.len);
    }
    buffer_clear(&out);
}

static void commits_are_numbered_and_tagged(void **state)
{
    struct office *office = *state;
    struct commit_stamp head, first, again;

    assert_ok(office, commit_head(office->writer, &head, &office->error));
    assert_int_equal(head.number, 0);
    assert_int_equal(head.tag, 0);
    office_begin(office);
    first = office->stamp;
    assert_int_equal(first.number, 1);
    assert_int_not_equal(first.tag, 0);
    assert_int_equal(first.at_ms, FIXTURE_START_MS);
    assert_int_equal(storage_stamp(office->storage)->number, 1);
    office_commit(office);
    assert_int_equal(storage_stamp(office->storage)->number, 0);
    office->now_ms++;
    office_begin(office);
    assert_int_equal(office->stamp.number, 2);
    assert_int_not_equal(office->stamp.tag, first.tag);
    office_commit(office);

    assert_ok(office, commit_head(office->reader, &head, &office->error));
    assert_memory_equal(&head, &office->stamp, sizeof(head));
    assert_ok(office, commit_get(office->reader, 1, &again, &office->error));
    assert_memory_equal(&again, &first, sizeof(first));
    assert_int_equal(commit_get(office->reader, 3, &again, NULL), ERR_NOT_FOUND);
    assert_int_equal(commit_get(office->reader, 0, &again, NULL), ERR_NOT_FOUND);
    assert_int_equal(commit_get(office->reader, UINT64_MAX, &again, NULL), ERR_NOT_FOUND);
}

static void a_rollback_leaves_nothing_and_its_number_is_used_again(void **state)
{
    struct office *office = *state;
    struct commit_stamp lost, head;

    office_begin(office);
    lost = office->stamp;
    assert_int_equal(put(office, "lost"), ERR_OK);
    assert_setting(office->writer, "lost");
    storage_rollback(office->storage);
    storage_rollback(office->storage);
    assert_setting(office->writer, NULL);
    assert_ok(office, commit_head(office->writer, &head, &office->error));
    assert_int_equal(head.number, 0);
    office_begin(office);
    assert_int_equal(office->stamp.number, 1);
    assert_int_not_equal(office->stamp.tag, lost.tag);
    office_commit(office);
}

static void nothing_is_written_outside_of_a_commit(void **state)
{
    struct office *office = *state;

    assert_int_equal(put(office, "stray"), ERR_INTERNAL);
    assert_setting(office->writer, NULL);
    assert_int_equal(storage_commit(office->storage, NULL), ERR_INTERNAL);
    assert_int_equal(storage_seq(office->storage), 0);
    office_begin(office);
    assert_int_equal(storage_begin(office->storage, &office->stamp, NULL), ERR_INTERNAL);
    office_commit(office);
}

static void a_sequence_is_the_commit_and_an_index(void **state)
{
    struct office *office = *state;
    uint64_t last = 0;

    office_begin(office);
    assert_int_equal(storage_seq(office->storage), (1ULL << 20) + 1);
    assert_int_equal(storage_seq(office->storage), (1ULL << 20) + 2);
    office_commit(office);
    office_begin(office);
    for (uint64_t i = 1; i < 1 << 20; i++)
        last = storage_seq(office->storage);
    assert_int_equal(last, (3ULL << 20) - 1);
    assert_int_equal(storage_seq(office->storage), 0); // the next would belong to the next commit
    office_commit(office);
}

static void a_reader_keeps_its_snapshot_during_a_commit(void **state)
{
    struct office *office = *state;
    struct commit_stamp head;

    office_begin(office);
    assert_int_equal(put(office, "old"), ERR_OK);
    office_commit(office);
    assert_ok(office, view_begin(office->reader, &office->error));
    office_begin(office);
    assert_int_equal(put(office, "new"), ERR_OK);
    assert_setting(office->reader, "old");
    assert_setting(office->writer, "new");
    office_commit(office);
    assert_setting(office->reader, "old"); // also when its first look comes after the commit
    assert_setting(storage_reader(office->storage, 1), "new");
    assert_ok(office, commit_head(office->reader, &head, &office->error));
    assert_int_equal(head.number, 1);
    view_end(office->reader);
    view_end(office->reader);
    assert_setting(office->reader, "new");
}

static void a_long_reader_is_one_of_its_own(void **state)
{
    struct office *office = *state;
    struct view *view = NULL;

    office_begin(office);
    assert_int_equal(put(office, "old"), ERR_OK);
    office_commit(office);
    assert_ok(office, storage_open_view(office->storage, &view, &office->error));
    assert_ok(office, view_begin(view, &office->error));
    office_begin(office);
    assert_int_equal(put(office, "new"), ERR_OK);
    office_commit(office);
    assert_setting(view, "old");
    storage_close_view(view);
    storage_close_view(NULL);
}

static void without_readers_reading_goes_through_the_writer(void **state)
{
    struct office *office = *state;
    struct storage_options options
        = {.disk = &office->disk, .clock = clock_system(), .random = random_system()};
    struct view *view;

    office_close(office);
    assert_ok(office, storage_open(&options, &office->storage, &office->error));
    view = storage_reader(office->storage, 0);
    assert_ptr_equal(view, storage_writer(office->storage));
    office_begin(office);
    assert_int_equal(put(office, "mine"), ERR_OK);
    assert_ok(office, view_begin(view, &office->error));
    assert_setting(view, "mine");
    view_end(view); // does not end the commit
    office_commit(office);
    assert_setting(view, "mine");
    options.readers = STORAGE_READERS_MAX + 1;
    office_close(office);
    assert_int_equal(storage_open(&options, &office->storage, NULL), ERR_INVALID);
    assert_null(office->storage);
}

static void what_is_committed_is_there_after_reopening(void **state)
{
    struct office *office = *state;

    office_begin(office);
    assert_int_equal(put(office, "kept"), ERR_OK);
    office_commit(office);
    office_begin(office);
    assert_int_equal(put(office, "not kept"), ERR_OK);
    office_reopen(office);
    assert_setting(office->reader, "kept");
    office_begin(office);
    assert_int_equal(office->stamp.number, 2);
    storage_rollback(office->storage);
}

static void what_a_killed_process_left_is_synced_before_it_is_read(void **state)
{
    struct office *office = *state;
    struct storage_options options
        = {.disk = &office->disk, .clock = clock_system(), .random = random_system()};
    pid_t child;

    office_close(office);
    child = fork();
    if (child == 0) { // its log stays behind
        office_open(office);
        office_begin(office);
        _exit(put(office, "kept") || storage_commit(office->storage, NULL) ? 1 : 0);
    }
    waitpid(child, NULL, 0);
    faulty_wrap(&office->disk);
    faulty.fail_in = 1;
    assert_int_equal(storage_open(&options, &office->storage, NULL), ERR_IO);
    assert_string_equal(faulty.trace, "sync ");
    faulty_forget();
    office_open(office);
    assert_string_equal(faulty.trace, "sync sync_folder ");
    assert_setting(office->reader, "kept");
    office_close(office);
    faulty_forget();
    office_open(office); // nothing is left behind by one that was closed
    assert_string_equal(faulty.trace, "");
}

static void settings_hold_any_bytes(void **state)
{
    struct office *office = *state;
    char bytes[300];
    struct buffer out;

    memset(bytes, 0, sizeof(bytes));
    buffer_init(&out, 299);
    office_begin(office);
    assert_int_equal(put(office, ""), ERR_OK);
    assert_setting(office->writer, "");
    assert_int_equal(
        setting_put(office->storage, "name", (struct span){bytes, sizeof(bytes)}, NULL), ERR_OK);
    office_commit(office);
    assert_int_equal(setting_get(office->reader, "name", &out, NULL), ERR_TOO_LARGE);
    assert_int_equal(setting_get(office->reader, "Name", &out, NULL), ERR_NOT_FOUND);
    buffer_clear(&out);
    buffer_init(&out, 300);
    buffer_append_text(&out, "what was there before goes");
    assert_int_equal(setting_get(office->reader, "name", &out, NULL), ERR_OK);
    assert_int_equal(out.len, sizeof(bytes));
    assert_memory_equal(out.data, bytes, sizeof(bytes));
    buffer_clear(&out);
}

static void a_backup_is_the_last_commit_and_opens_as_an_office(void **state)
{
    struct office *office = *state, copy = {.now_ms = 5};
    struct disk target;
    char folder[80];

    snprintf(folder, sizeof(folder), "%s/backup", office->folder);
    assert_ok(office, disk_system_open(folder, true, &target, &office->error));
    office_begin(office);
    assert_int_equal(put(office, "kept"), ERR_OK);
    office_commit(office);
    office_begin(office);
    assert_int_equal(put(office, "under way"), ERR_OK);
    assert_ok(office, storage_backup(office->storage, &target, "office.db", &office->error));
    assert_int_equal(storage_backup(office->storage, &target, "office.db", NULL), ERR_EXISTS);
    office_commit(office);
    copy.disk = target;
    office_open(&copy);
    assert_setting(copy.reader, "kept");
    office_close(&copy);
    disk_system_close(&target);
}

// The same folder through a VFS whose writes and syncs fail when told.
static void open_failing(struct office *office)
{
    office_close(office);
    failing_never();
    failing_register();
    office->disk.sqlite_vfs = FAILING_VFS;
    office_open(office);
    office_begin(office);
    assert_int_equal(put(office, "old"), ERR_OK);
    office_commit(office);
    failing_plan.result = SQLITE_IOERR_FSYNC;
}

static void a_commit_that_fails_openly_is_settled_by_an_empty_one(void **state)
{
    struct office *office = *state;
    struct commit_stamp lost, found;

    open_failing(office);
    office_begin(office);
    lost = office->stamp;
    assert_int_equal(put(office, "new"), ERR_OK);
    failing_plan.syncs_until = 1;
    assert_int_equal(storage_commit(office->storage, &office->error), ERR_IO);
    assert_setting(office->reader, "old");
    assert_ok(office, commit_get(office->reader, lost.number, &found, &office->error));
    assert_int_not_equal(found.tag, lost.tag); // the empty one stands in its place
    office_reopen(office);
    assert_setting(office->reader, "old");
    office_begin(office);
    assert_int_equal(office->stamp.number, lost.number + 1);
    storage_rollback(office->storage);
}

static void a_commit_that_nothing_settles_stays_unknown(void **state)
{
    struct office *office = *state;
    struct commit_stamp lost, found;

    open_failing(office);
    failing_plan.writes_seen = 0;
    office_begin(office);
    assert_int_equal(put(office, "mid"), ERR_OK);
    office_commit(office);

    office_begin(office);
    lost = office->stamp;
    assert_int_equal(put(office, "new"), ERR_OK);
    failing_plan.syncs_until = 1;                             // its own sync
    failing_plan.writes_until = failing_plan.writes_seen + 1; // what should settle it
    assert_int_equal(storage_commit(office->storage, &office->error), ERR_UNKNOWN_COMMIT);
    assert_int_equal(failing_plan.writes_until, 0);
    failing_never();
    office_begin(office); // the next one settles it
    office_commit(office);
    assert_ok(office, commit_get(office->writer, lost.number, &found, &office->error));
    assert_setting(office->writer, found.tag == lost.tag ? "new" : "mid");
}

static void a_full_disk_refuses_the_commit_and_recovers(void **state)
{
    struct office *office = *state;
    struct commit_stamp head;

    open_failing(office);
    failing_plan.result = SQLITE_FULL;
    for (int at = 1; at <= 3; at++) {
        enum err code;

        office_begin(office);
        failing_plan.writes_until = at;
        code = put(office, "new");
        if (!code)
            code = storage_commit(office->storage, &office->error);
        else
            storage_rollback(office->storage);
        assert_int_equal(code, failing_plan.writes_until ? ERR_OK : ERR_FULL);
        if (code)
            assert_setting(office->writer, "old");
    }
    failing_never();
    office_begin(office);
    assert_int_equal(put(office, "new"), ERR_OK);
    office_commit(office);
    assert_setting(office->reader, "new");
    assert_ok(office, commit_head(office->reader, &head, &office->error));
    assert_int_equal(head.number, office->stamp.number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(commits_are_numbered_and_tagged),
        TEST(a_rollback_leaves_nothing_and_its_number_is_used_again),
        TEST(nothing_is_written_outside_of_a_commit),
        TEST(a_sequence_is_the_commit_and_an_index),
        TEST(a_reader_keeps_its_snapshot_during_a_commit),
        TEST(a_long_reader_is_one_of_its_own),
        TEST(without_readers_reading_goes_through_the_writer),
        TEST(what_is_committed_is_there_after_reopening),
        TEST(what_a_killed_process_left_is_synced_before_it_is_read),
        TEST(settings_hold_any_bytes),
        TEST(a_backup_is_the_last_commit_and_opens_as_an_office),
        TEST(a_commit_that_fails_openly_is_settled_by_an_empty_one),
        TEST(a_commit_that_nothing_settles_stays_unknown),
        TEST(a_full_disk_refuses_the_commit_and_recovers),
    };

    return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
