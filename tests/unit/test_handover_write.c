// SPDX-License-Identifier: Apache-2.0
// What only this tablet has, as a file: all of it, whole or not at all.
#include "agent/sync/handover_write.h"

#include "tests/unit/faulty_disk.h"
#include "tests/unit/handover_fixture.h"

// A photo that waits.
static struct outgoing_row wait_blob(struct bench *bench, const char *bytes, enum lane lane)
{
    struct tablet *tablet = bench->tablet;
    struct outgoing_row row = {.lane = lane,
                               .site = tablet->site,
                               .record = tablet_uuid(0xf),
                               .added_ms = TABLET_START_MS,
                               .present = true};
    struct shelf_draft *draft;

    assert_ok(tablet, shelf_begin(&tablet->disk, &bench->random, &draft, &tablet->error));
    assert_ok(tablet, shelf_add(draft, bytes, strlen(bytes), &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &row.digest, &row.size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    assert_ok(tablet, outgoing_put(tablet->store, &row, &tablet->error));
    return row;
}

static void all_that_waits_is_in_it_and_nothing_changes(void **state)
{
    struct bench *bench = *state;
    struct journal_figures before, after;
    struct outgoing_figures waiting = {0}, still = {0};
    struct found found;

    for (int i = 0; i < 2500; i++)
        tablet_write(bench->tablet, NULL, "\"eins\"");
    wait_blob(bench, "photo one", LANE_PHOTO);
    wait_blob(bench, "strokes", LANE_SEAL);
    before = tablet_figures(bench->tablet);
    assert_ok(bench->tablet, outgoing_figures(bench->tablet->store, &waiting, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_int_equal(found.entries, 2500);
    assert_int_equal(found.pushes, 3);
    assert_true(digest_equal(&found.chain, &before.chain));
    assert_int_equal(dot_compare(found.last, before.last), 0);
    assert_int_equal(found.blobs, 2);
    assert_string_equal(found.lanes, "photo;seal;");
    assert_string_equal(found.texts, "photo one;strokes;");
    assert_int_equal(bench->summary.entries, 2500);
    after = tablet_figures(bench->tablet);
    assert_ok(bench->tablet, outgoing_figures(bench->tablet->store, &still, NULL));
    assert_memory_equal(&before, &after, sizeof(before));
    assert_memory_equal(&waiting, &still, sizeof(waiting));
    tablet_check(bench->tablet);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 1);
}

static void what_a_receipt_covers_is_left_out(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row photo = wait_blob(bench, "delivered", LANE_PHOTO);
    struct capture_result result = {0};
    struct found found;

    for (int i = 0; i < 5; i++)
        result = tablet_write(bench->tablet, NULL, "\"eins\"");
    tablet_receipt(bench->tablet, (struct dot){result.dot.actor, 3}, 7);
    photo.state = OUTGOING_DELIVERED;
    assert_ok(bench->tablet, outgoing_put(bench->tablet->store, &photo, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_int_equal(found.entries, 2);
    assert_int_equal(found.first.counter, 4);
    assert_int_equal(found.blobs, 0);
}

static void with_everything_delivered_there_is_nothing_to_hand_over(void **state)
{
    struct bench *bench = *state;
    struct capture_result result = tablet_write(bench->tablet, NULL, "\"eins\"");

    tablet_receipt(bench->tablet, result.dot, 7);
    assert_int_equal(write_it(bench), ERR_PRECONDITION);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
    bench->place.even_empty = true; // a wiped tablet says so in a file
    assert_written(bench);
    assert_int_equal(open_it(bench).entries, 0);
}

// A sync that delivers, and a person who writes, while the file is written.
static void deliver_meanwhile(struct bench *bench)
{
    struct journal_figures figures = tablet_figures(bench->tablet);

    bench->meanwhile = NULL;
    tablet_receipt(bench->tablet, (struct dot){figures.last.actor, 1500}, 7);
    tablet_write(bench->tablet, NULL, "\"meanwhile\"");
}

static void a_sync_and_a_person_may_go_on_meanwhile(void **state)
{
    struct bench *bench = *state;
    struct found found = {.entries = 0};

    for (int i = 0; i < 2000; i++)
        tablet_write(bench->tablet, NULL, "\"eins\"");
    bench->meanwhile = deliver_meanwhile;
    assert_written(bench);
    assert_null(bench->meanwhile);
    assert_int_equal(tablet_figures(bench->tablet).undelivered, 501);
    found = open_with(bench, true);
    // 1,000 were read before; of the rest 500 are delivered, and one is new.
    assert_int_equal(found.entries, 1501);
    struct journal_figures figures = tablet_figures(bench->tablet);
    assert_true(digest_equal(&found.chain, &figures.chain));
}

static void a_missing_photo_does_not_keep_the_rest_here(void **state)
{
    struct bench *bench = *state;
    struct outgoing_row gone = wait_blob(bench, "gone", LANE_PHOTO);
    struct found found;

    wait_blob(bench, "here", LANE_PHOTO);
    assert_ok(bench->tablet, shelf_remove(&bench->tablet->disk, &gone.digest, NULL));
    assert_written(bench);
    found = open_it(bench);
    assert_string_equal(found.texts, "here;");
}

static void a_disk_that_fails_at_any_moment_leaves_no_half_file(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;
    char big[70000];

    memset(big, 'x', sizeof(big));
    big[sizeof(big) - 1] = '\0';
    wait_blob(bench, big, LANE_PHOTO);
    tablet_write(bench->tablet, NULL, "\"eins\"");
    faulty_wrap(&disk);
    faulty.code = ERR_FULL;
    bench->place.disk = &disk;
    bench->place.name = "a.plumbhand";
    for (unsigned i = 1;; i++) {
        faulty_forget();
        faulty.fail_in = i;
        enum err code = write_it(bench);
        if (faulty.fail_in > 0) { // it got by without
            assert_int_equal(code, ERR_OK);
            assert_true(i > 8);
            break;
        }
        // What stands there under its name is whole, or it is not there.
        if (code == ERR_OK)
            assert_int_equal(open_it(bench).entries, 1);
        else
            assert_int_equal(code, ERR_FULL);
        bench->place.replace = true;
    }
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 1);
}

static struct disk lying;
static enum err read_otherwise(struct disk_file *file, uint64_t offset, void *bytes, size_t len,
                               size_t *got)
{
    enum err code = lying.read(file, offset, bytes, len, got);

    if (code == ERR_OK && *got > 40)
        ((char *)bytes)[*got / 2] ^= 1;
    return code;
}

static void a_stick_that_keeps_other_bytes_is_found_out(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;

    lying = disk;
    disk.read = read_otherwise;
    bench->place.disk = &disk;
    tablet_write(bench->tablet, NULL, "\"eins\"");
    assert_int_equal(write_it(bench), ERR_CORRUPT);
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
}

static void with_too_little_room_nothing_is_begun(void **state)
{
    struct bench *bench = *state;
    struct disk disk = bench->tablet->disk;

    disk.free_bytes = little_room;
    bench->place.disk = &disk;
    tablet_write(bench->tablet, NULL, "\"eins\"");
    assert_int_equal(write_it(bench), ERR_FULL);
    assert_non_null(strstr(bench->error.detail, "MB"));
    assert_int_equal(files_in(bench, HANDOVER_FOLDER), 0);
}

static void a_name_is_kept_and_what_has_it_is_not_written_over(void **state)
{
    static const char *const bad[] = {"../x", "a b", "中文.plumbhand", "", "a/b"};
    struct bench *bench = *state;

    tablet_write(bench->tablet, NULL, "\"eins\"");
    bench->place.name = "mine.plumbhand";
    assert_written(bench);
    assert_string_equal(bench->summary.name, "mine.plumbhand");
    assert_int_equal(write_it(bench), ERR_EXISTS);
    bench->place.replace = true;
    assert_written(bench);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bench->place.name = bad[i];
        assert_int_equal(write_it(bench), ERR_INVALID);
    }
    bench->place.name = NULL;
    assert_written(bench);
    assert_int_equal(strncmp(bench->summary.name, "plumbline-00000de1-", 19), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(all_that_waits_is_in_it_and_nothing_changes),
        WITH(what_a_receipt_covers_is_left_out),
        WITH(with_everything_delivered_there_is_nothing_to_hand_over),
        WITH(a_sync_and_a_person_may_go_on_meanwhile),
        WITH(a_missing_photo_does_not_keep_the_rest_here),
        WITH(a_disk_that_fails_at_any_moment_leaves_no_half_file),
        WITH(a_stick_that_keeps_other_bytes_is_found_out),
        WITH(with_too_little_room_nothing_is_begun),
        WITH(a_name_is_kept_and_what_has_it_is_not_written_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
