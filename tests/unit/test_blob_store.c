// SPDX-License-Identifier: Apache-2.0
#include "server/blobs/blob_store.h"

#include "tests/unit/faulty_disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BIG = 200000 }; // more than is read at once

struct place {
    char folder[64];
    struct disk disk;
    struct blob_store *store;
    struct error error;
};

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/plumb_blobs_XXXXXX");
    *state = place;
    if (!mkdtemp(place->folder) || disk_system_open(place->folder, false, &place->disk, NULL))
        return -1;
    faulty_wrap(&place->disk);
    return blob_store_open(&place->disk, &place->store, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    pid_t child;

    blob_store_close(place->store);
    disk_system_close(&place->disk);
    child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", place->folder, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    free(place);
    return 0;
}

#define assert_ok(place, call)                                \
    do {                                                      \
        if (call)                                             \
            fail_msg("%s: %s", #call, (place)->error.detail); \
    } while (0)

static void fill(char *bytes, size_t len, unsigned seed)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
}

// An upload of these bytes, complete and synced.
static void upload(struct place *place, uint64_t id, struct span bytes)
{
    struct disk_file *file = NULL;

    assert_ok(place, blob_store_create_upload(place->store, id, &file, &place->error));
    assert_ok(place, blob_store_append(place->store, file, 0, bytes, &place->error));
    assert_ok(place, blob_store_sync(place->store, file, &place->error));
    blob_store_close_file(place->store, file);
}

static struct blob_publication item_of(uint64_t id, struct span bytes)
{
    struct blob_publication item = {.upload = id, .length = bytes.len, .code = ERR_INTERNAL};

    hash_once(bytes.data, bytes.len, &item.digest);
    return item;
}

static bool has_upload(struct place *place, uint64_t id)
{
    struct disk_file *file = NULL;
    uint64_t size;
    enum err code = blob_store_open_upload(place->store, id, &file, &size, NULL);

    blob_store_close_file(place->store, file);
    return code == ERR_OK;
}

static bool has_blob(struct place *place, const struct digest *digest)
{
    uint64_t size;
    enum err code = blob_store_verify(place->store, digest, &size, NULL);

    assert_true(code == ERR_OK || code == ERR_NOT_FOUND); // never half of one
    return code == ERR_OK;
}

static void an_upload_becomes_a_blob_named_by_its_digest(void **state)
{
    struct place *place = *state;
    char *bytes = malloc(BIG), *read = malloc(BIG + 1), path[200], hex[HASH_TEXT];
    struct blob_publication item;
    struct disk_file *file = NULL;
    struct stat stat_of_it;
    uint64_t size = 0;
    size_t got = 0;

    fill(bytes, BIG, 1);
    item = item_of(7, (struct span){bytes, BIG});
    upload(place, 7, (struct span){bytes, BIG});
    assert_false(has_blob(place, &item.digest));
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    assert_int_equal(item.code, ERR_OK);
    assert_false(has_upload(place, 7));
    assert_ok(place, blob_store_open_blob(place->store, &item.digest, &file, &size, &place->error));
    assert_int_equal(size, BIG);
    assert_int_equal(place->disk.read(file, 0, read, BIG + 1, &got), ERR_OK);
    assert_int_equal(got, BIG);
    assert_memory_equal(read, bytes, BIG);
    blob_store_close_file(place->store, file);
    digest_format(&item.digest, hex);
    snprintf(path, sizeof(path), "%s/blobs/%.2s/%s", place->folder, hex, hex);
    assert_int_equal(stat(path, &stat_of_it), 0);
    assert_int_equal(stat_of_it.st_mode & 0777, 0600);
    free(bytes);
    free(read);
}

static void a_blob_may_be_empty_and_may_come_twice(void **state)
{
    struct place *place = *state;
    struct span nothing = {"", 0};
    struct blob_publication item = item_of(UINT64_MAX, nothing);
    uint64_t size = 1;

    for (int i = 0; i < 2; i++) {
        upload(place, UINT64_MAX, nothing);
        assert_ok(place, blob_store_publish(place->store, &item, &place->error));
        assert_ok(place, blob_store_verify(place->store, &item.digest, &size, &place->error));
        assert_int_equal(size, 0);
        assert_false(has_upload(place, UINT64_MAX));
    }
}

static void an_upload_goes_on_where_it_stopped(void **state)
{
    struct place *place = *state;
    struct disk_file *file = NULL;
    struct blob_publication item = item_of(1, span_of("hello world"));
    uint64_t size = 99;

    assert_int_equal(blob_store_open_upload(place->store, 1, &file, &size, NULL), ERR_NOT_FOUND);
    assert_null(file);
    upload(place, 1, span_of("hello"));
    assert_int_equal(blob_store_create_upload(place->store, 1, &file, NULL), ERR_EXISTS);
    assert_ok(place, blob_store_open_upload(place->store, 1, &file, &size, &place->error));
    assert_int_equal(size, 5);
    assert_int_equal(blob_store_append(place->store, file, 4, span_of("x"), NULL), ERR_STALE);
    assert_int_equal(blob_store_append(place->store, file, 6, span_of("x"), NULL), ERR_STALE);
    assert_ok(place, blob_store_append(place->store, file, 5, span_of(" world"), &place->error));
    blob_store_close_file(place->store, file);
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    assert_true(has_blob(place, &item.digest));
}

static void a_running_hash_spares_reading_the_file_again(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("hello"));

    upload(place, 1, span_of("hello"));
    item.running = hash_stream_create();
    hash_stream_add(item.running, "hellp", 5); // believed: it stands for the bytes that came
    assert_int_equal(blob_store_publish(place->store, &item, NULL), ERR_INVALID);
    hash_stream_free(item.running);
    item.running = hash_stream_create();
    hash_stream_add(item.running, "hello", 5);
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    hash_stream_free(item.running);
}

static void what_is_not_what_it_claims_stays_an_upload(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("hello")), other;

    upload(place, 1, span_of("hellp"));
    assert_int_equal(blob_store_publish(place->store, &item, &place->error), ERR_INVALID);
    assert_int_equal(item.code, ERR_INVALID);
    assert_non_null(strstr(place->error.detail, "digest"));
    assert_false(has_blob(place, &item.digest));
    assert_true(has_upload(place, 1));
    other = item_of(1, span_of("hellp"));
    other.length = 6;
    assert_int_equal(blob_store_publish(place->store, &other, NULL), ERR_INVALID);
    other.length = 4;
    assert_int_equal(blob_store_publish(place->store, &other, NULL), ERR_INVALID);
    assert_false(has_blob(place, &other.digest));
    assert_true(has_upload(place, 1));
    item.upload = 2;
    assert_int_equal(blob_store_publish(place->store, &item, NULL), ERR_NOT_FOUND);
}

static void a_file_is_synced_before_it_is_renamed_and_the_folder_after(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("hello"));

    upload(place, 1, span_of("hello"));
    faulty_forget();
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    assert_string_equal(faulty.trace, "sync rename sync_folder ");
    faulty_forget();
    assert_ok(place, blob_store_sync_uploads(place->store, &place->error));
    assert_string_equal(faulty.trace, "sync_folder ");
    faulty.fail_in = 1;
    assert_int_equal(blob_store_sync_uploads(place->store, NULL), ERR_IO);
}

// Texts whose digests begin with the same byte, to lie in one folder.
static void same_folder(char texts[][16], size_t count)
{
    struct digest digest;

    for (unsigned i = 0, found = 0; found < count; i++) {
        snprintf(texts[found], 16, "text %u", i);
        hash_once(texts[found], strlen(texts[found]), &digest);
        found += digest.bytes[0] == 0xab;
    }
}

static void blobs_of_one_folder_share_its_sync(void **state)
{
    struct place *place = *state;
    struct blob_publication items[4];
    char texts[3][16];

    same_folder(texts, 3);
    for (size_t i = 0; i < 3; i++) {
        upload(place, i, span_of(texts[i]));
        items[i] = item_of(i, span_of(texts[i]));
    }
    upload(place, 3, span_of("hello"));
    items[3] = item_of(3, span_of("hello"));
    faulty_forget();
    assert_ok(place, blob_store_publish_many(place->store, items, 4, &place->error));
    assert_string_equal(faulty.trace,
                        "sync rename sync rename sync rename sync rename sync_folder sync_folder ");
    for (size_t i = 0; i < 4; i++)
        assert_true(has_blob(place, &items[i].digest));
    assert_ok(place, blob_store_publish_many(place->store, items, 0, &place->error));
}

static void one_bad_item_does_not_hold_up_the_others(void **state)
{
    struct place *place = *state;
    struct blob_publication items[3]
        = {item_of(1, span_of("one")), item_of(2, span_of("two")), item_of(3, span_of("three"))};

    upload(place, 1, span_of("one"));
    upload(place, 2, span_of("tow"));
    upload(place, 3, span_of("three"));
    assert_int_equal(blob_store_publish_many(place->store, items, 3, &place->error), ERR_INVALID);
    assert_non_null(strstr(place->error.detail, "0000000000000002"));
    assert_int_equal(items[0].code, ERR_OK);
    assert_int_equal(items[1].code, ERR_INVALID);
    assert_int_equal(items[2].code, ERR_OK);
    assert_true(has_blob(place, &items[0].digest));
    assert_true(has_blob(place, &items[2].digest));
}

static void a_failure_at_any_step_leaves_an_upload_or_a_blob(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("hello"));
    unsigned steps = 3; // sync rename sync_folder

    for (unsigned at = 1; at <= steps + 1; at++) {
        if (!has_upload(place, 1))
            upload(place, 1, span_of("hello"));
        faulty_forget();
        faulty.fail_in = at;
        faulty.code = ERR_FULL;
        assert_int_equal(blob_store_publish(place->store, &item, &place->error),
                         at <= steps ? ERR_FULL : ERR_OK);
        assert_int_equal(item.code, at <= steps ? ERR_FULL : ERR_OK);
        faulty_forget();
        assert_true(has_upload(place, 1) != has_blob(place, &item.digest));
        assert_true(has_upload(place, 1) == (at < steps));
    }
}

static void a_failed_sync_of_one_folder_fails_its_blobs_only(void **state)
{
    struct place *place = *state;
    struct blob_publication items[3];
    char texts[2][16];

    same_folder(texts, 2);
    upload(place, 0, span_of(texts[0]));
    upload(place, 1, span_of("hello")); // 2c…: its folder comes first
    upload(place, 2, span_of(texts[1]));
    items[0] = item_of(0, span_of(texts[0]));
    items[1] = item_of(1, span_of("hello"));
    items[2] = item_of(2, span_of(texts[1]));
    faulty_forget();
    faulty.fail_in = 8; // the second folder
    assert_int_equal(blob_store_publish_many(place->store, items, 3, &place->error), ERR_IO);
    assert_non_null(strstr(place->error.detail, "folder"));
    assert_int_equal(items[0].code, ERR_IO);
    assert_int_equal(items[1].code, ERR_OK);
    assert_int_equal(items[2].code, ERR_IO);
}

static void a_full_disk_leaves_the_upload_as_it_was(void **state)
{
    struct place *place = *state;
    struct disk_file *file = NULL;
    uint64_t size = 0;

    upload(place, 1, span_of("hello"));
    assert_ok(place, blob_store_open_upload(place->store, 1, &file, &size, &place->error));
    faulty_forget();
    faulty.fail_in = 1;
    faulty.code = ERR_FULL;
    faulty.short_write = 3;
    assert_int_equal(blob_store_append(place->store, file, 5, span_of(" world"), NULL), ERR_FULL);
    assert_int_equal(place->disk.size(file, &size), ERR_OK);
    assert_int_equal(size, 5);
    assert_ok(place, blob_store_append(place->store, file, 5, span_of(" again"), &place->error));
    faulty.fail_in = 1;
    assert_int_equal(blob_store_sync(place->store, file, NULL), ERR_FULL);
    blob_store_close_file(place->store, file);
}

static void a_damaged_blob_is_found(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("hello"));
    struct disk_file *file = NULL;
    char path[200], hex[HASH_TEXT];
    uint64_t size;

    upload(place, 1, span_of("hello"));
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    digest_format(&item.digest, hex);
    snprintf(path, sizeof(path), "blobs/%.2s/%s", hex, hex);
    assert_ok(place, place->disk.open(place->disk.ctx, path, DISK_WRITE, &file, NULL));
    assert_int_equal(place->disk.write(file, 4, "p", 1), ERR_OK);
    place->disk.close(file);
    assert_int_equal(blob_store_verify(place->store, &item.digest, &size, &place->error),
                     ERR_CORRUPT);
    assert_non_null(strstr(place->error.detail, hex));
    upload(place, 1, span_of("hello")); // sending it again heals it
    assert_ok(place, blob_store_publish(place->store, &item, &place->error));
    assert_true(has_blob(place, &item.digest));
}

struct seen {
    uint64_t ids;
    size_t count, stop_at;
};

static bool see_upload(void *arg, uint64_t id)
{
    struct seen *seen = arg;

    seen->ids |= id;
    return ++seen->count != seen->stop_at;
}

static bool see_blob(void *arg, const struct digest *digest)
{
    struct seen *seen = arg;

    seen->ids |= digest->bytes[0];
    return ++seen->count != seen->stop_at;
}

static void files_can_be_listed_and_strangers_are_passed_over(void **state)
{
    struct place *place = *state;
    struct blob_publication items[2] = {item_of(1, span_of("one")), item_of(2, span_of("two"))};
    struct seen seen = {0};

    for (uint64_t i = 0; i < 2; i++)
        upload(place, i + 1, span_of(i ? "two" : "one"));
    upload(place, 1ULL << 63, span_of("three"));
    assert_int_equal(disk_write_file(&place->disk, "uploads/notes.txt", "x", 1, NULL), ERR_OK);
    assert_int_equal(disk_write_file(&place->disk, "blobs/ab/notes.txt", "x", 1, NULL), ERR_OK);
    assert_ok(place, blob_store_list_uploads(place->store, see_upload, &seen, NULL));
    assert_int_equal(seen.count, 3);
    assert_true(seen.ids == (3 | 1ULL << 63));
    assert_ok(place, blob_store_publish_many(place->store, items, 2, &place->error));
    seen = (struct seen){0};
    assert_ok(place, blob_store_list_blobs(place->store, see_blob, &seen, NULL));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.ids, items[0].digest.bytes[0] | items[1].digest.bytes[0]);
    seen = (struct seen){.stop_at = 1};
    assert_ok(place, blob_store_list_blobs(place->store, see_blob, &seen, NULL));
    assert_int_equal(seen.count, 1);
    assert_ok(place, blob_store_remove_upload(place->store, 1ULL << 63, &place->error));
    assert_ok(place, blob_store_remove_upload(place->store, 1ULL << 63, &place->error));
    seen = (struct seen){0};
    assert_ok(place, blob_store_list_uploads(place->store, see_upload, &seen, NULL));
    assert_int_equal(seen.count, 0);
}

static void a_planted_link_is_no_way_out(void **state)
{
    struct place *place = *state;
    struct blob_publication item = item_of(1, span_of("secret"));
    char target[200], link[300], hex[HASH_TEXT];
    struct disk_file *file = NULL;
    uint64_t size;

    snprintf(target, sizeof(target), "%s/outside", place->folder);
    snprintf(link, sizeof(link), "%s/uploads/%016x", place->folder, 1);
    assert_int_equal(disk_write_file(&place->disk, "outside", "secret", 6, NULL), ERR_OK);
    assert_int_equal(symlink(target, link), 0);
    assert_int_not_equal(blob_store_publish(place->store, &item, NULL), ERR_OK);
    assert_int_not_equal(blob_store_open_upload(place->store, 1, &file, &size, NULL), ERR_OK);
    digest_format(&item.digest, hex);
    snprintf(link, sizeof(link), "%s/blobs/%.2s/%s", place->folder, hex, hex);
    assert_int_equal(symlink(target, link), 0);
    assert_int_not_equal(blob_store_verify(place->store, &item.digest, &size, NULL), ERR_OK);
    assert_null(file);
}

static void folders_are_made_once_and_their_names_synced(void **state)
{
    struct place *place = *state;
    struct blob_store *again = NULL;
    char path[200];

    faulty_forget();
    assert_ok(place, blob_store_open(&place->disk, &again, &place->error));
    assert_string_equal(faulty.trace, "make_folder make_folder sync_folder sync_folder ");
    blob_store_close(again);
    snprintf(path, sizeof(path), "%s/blobs/ab", place->folder);
    assert_int_equal(rmdir(path), 0);
    for (unsigned at = 1; at <= 5; at++) {
        faulty_forget();
        faulty.fail_in = at;
        assert_int_equal(blob_store_open(&place->disk, &again, &place->error), ERR_IO);
        assert_null(again);
        rmdir(path);
    }
    faulty_forget();
    assert_ok(place, blob_store_open(&place->disk, &again, &place->error));
    assert_int_equal(access(path, F_OK), 0);
    blob_store_close(again);
    blob_store_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_upload_becomes_a_blob_named_by_its_digest),
        TEST(a_blob_may_be_empty_and_may_come_twice),
        TEST(an_upload_goes_on_where_it_stopped),
        TEST(a_running_hash_spares_reading_the_file_again),
        TEST(what_is_not_what_it_claims_stays_an_upload),
        TEST(a_file_is_synced_before_it_is_renamed_and_the_folder_after),
        TEST(blobs_of_one_folder_share_its_sync),
        TEST(one_bad_item_does_not_hold_up_the_others),
        TEST(a_failure_at_any_step_leaves_an_upload_or_a_blob),
        TEST(a_failed_sync_of_one_folder_fails_its_blobs_only),
        TEST(a_full_disk_leaves_the_upload_as_it_was),
        TEST(a_damaged_blob_is_found),
        TEST(files_can_be_listed_and_strangers_are_passed_over),
        TEST(a_planted_link_is_no_way_out),
        TEST(folders_are_made_once_and_their_names_synced),
    };

    return cmocka_run_group_tests_name("blob_store", tests, NULL, NULL);
}
