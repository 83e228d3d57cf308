// SPDX-License-Identifier: Apache-2.0
#include "agent/store/shelf.h"

#include "tests/unit/tablet_fixture.h"

static struct shelf_draft *begin(struct tablet *tablet)
{
    struct store_options options = tablet_options(tablet);
    struct shelf_draft *draft;

    assert_ok(tablet, shelf_begin(&tablet->disk, &options.random, &draft, &tablet->error));
    return draft;
}

static struct digest place(struct tablet *tablet, const char *bytes, size_t len)
{
    struct shelf_draft *draft = begin(tablet);
    struct digest digest;
    uint64_t size;

    for (size_t at = 0; at < len; at += 1000)
        assert_ok(tablet,
                  shelf_add(draft, bytes + at, len - at < 1000 ? len - at : 1000, &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &digest, &size, &tablet->error));
    assert_int_equal(size, len);
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    return digest;
}

static bool count_name(void *arg, const char *name)
{
    int *counts = arg;

    counts[strlen(name) == 64]++;
    return true;
}

// Files with a digest as name, and other ones.
static void count(struct tablet *tablet, int *whole, int *other)
{
    int counts[2] = {0};

    assert_ok(tablet, tablet->disk.list(tablet->disk.ctx, "blobs", count_name, counts));
    *whole = counts[1];
    *other = counts[0];
}

static void a_file_is_named_by_its_bytes(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = place(tablet, "abc", 3);
    struct disk_file *file;
    char name[HASH_TEXT], bytes[8];
    size_t got;

    digest_format(&digest, name);
    assert_string_equal(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_ok(tablet, shelf_open(&tablet->disk, &digest, &file, &tablet->error));
    assert_ok(tablet, tablet->disk.read(file, 0, bytes, sizeof(bytes), &got));
    tablet->disk.close(file);
    assert_int_equal(got, 3);
    assert_memory_equal(bytes, "abc", 3);
    assert_ok(tablet, shelf_verify(&tablet->disk, &digest, 3, &tablet->error));
}

static void a_large_file_verifies_and_other_bytes_do_not(void **state)
{
    struct tablet *tablet = *state;
    size_t len = 300001;
    char *bytes = malloc(len), path[160], name[HASH_TEXT];
    struct digest digest;
    FILE *file;

    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 7);
    digest = place(tablet, bytes, len);
    assert_ok(tablet, shelf_verify(&tablet->disk, &digest, len, &tablet->error));
    assert_int_equal(shelf_verify(&tablet->disk, &digest, len - 1, NULL), ERR_CORRUPT);
    digest_format(&digest, name);
    snprintf(path, sizeof(path), "%s/blobs/%s", tablet->folder, name);
    file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, 200000, SEEK_SET);
    fputc('x', file);
    fclose(file);
    assert_int_equal(shelf_verify(&tablet->disk, &digest, len, NULL), ERR_CORRUPT);
    // Put there again, it is whole again.
    digest = place(tablet, bytes, len);
    assert_ok(tablet, shelf_verify(&tablet->disk, &digest, len, &tablet->error));
    free(bytes);
}

static void nothing_is_visible_before_it_is_placed(void **state)
{
    struct tablet *tablet = *state;
    struct shelf_draft *draft = begin(tablet);
    struct digest digest;
    uint64_t size;
    int whole, other;

    assert_ok(tablet, shelf_add(draft, "abc", 3, &tablet->error));
    assert_int_equal(shelf_place(draft, &tablet->error), ERR_PRECONDITION);
    assert_ok(tablet, shelf_seal(draft, &digest, &size, &tablet->error));
    count(tablet, &whole, &other);
    assert_int_equal(whole, 0);
    assert_int_equal(other, 1);
    shelf_free(draft);
    count(tablet, &whole, &other);
    assert_int_equal(other, 0);
    shelf_free(NULL);
}

static void a_sealed_draft_can_be_read_again(void **state)
{
    struct tablet *tablet = *state;
    struct shelf_draft *draft = begin(tablet);
    struct digest digest;
    char bytes[8];
    uint64_t size;
    size_t got;

    assert_ok(tablet, shelf_add(draft, "abc", 3, &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &digest, &size, &tablet->error));
    assert_ok(tablet, shelf_read_back(draft, 1, bytes, sizeof(bytes), &got));
    assert_int_equal(got, 2);
    assert_memory_equal(bytes, "bc", 2);
    shelf_free(draft);
}

static void what_a_crash_left_half_written_is_removed_and_nothing_else(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = place(tablet, "abc", 3);
    char path[160];
    int whole, other;

    for (int i = 0; i < 5; i++) {
        FILE *file;

        snprintf(path, sizeof(path), "%s/blobs/%s%d", tablet->folder, i < 3 ? "new-" : "x", i);
        file = fopen(path, "w");
        assert_non_null(file);
        fclose(file);
    }
    tablet_restart(tablet);
    count(tablet, &whole, &other);
    assert_int_equal(whole, 1);
    assert_int_equal(other, 2);
    assert_ok(tablet, shelf_verify(&tablet->disk, &digest, 3, &tablet->error));
}

static void a_link_planted_under_a_digest_is_refused(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = {0};
    struct disk_file *file = NULL;
    char path[160], name[HASH_TEXT];

    digest_format(&digest, name);
    snprintf(path, sizeof(path), "%s/blobs/%s", tablet->folder, name);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_not_equal(shelf_open(&tablet->disk, &digest, &file, &tablet->error), ERR_OK);
    assert_null(file);
}

static void removing_is_done_once_and_asked_any_number_of_times(void **state)
{
    struct tablet *tablet = *state;
    struct digest digest = place(tablet, "abc", 3);
    uint64_t size;

    assert_ok(tablet, shelf_remove(&tablet->disk, &digest, &tablet->error));
    assert_ok(tablet, shelf_remove(&tablet->disk, &digest, &tablet->error));
    assert_int_equal(shelf_size(&tablet->disk, &digest, &size, NULL), ERR_NOT_FOUND);
    assert_int_equal(shelf_verify(&tablet->disk, &digest, 3, NULL), ERR_NOT_FOUND);
}

static uint64_t free_now;

static enum err little_room(void *ctx, uint64_t *out)
{
    (void)ctx;
    *out = free_now;
    return ERR_OK;
}

static void nothing_is_begun_or_gone_on_with_when_storage_is_short(void **state)
{
    struct tablet *tablet = *state;
    struct store_options options = tablet_options(tablet);
    struct shelf_draft *draft = NULL;
    static char chunk[1 << 20];
    enum err code = ERR_OK;
    int whole, other;

    tablet->disk.free_bytes = little_room;
    free_now = SHELF_FREE_MIN_BYTES - 1;
    assert_int_equal(shelf_begin(&tablet->disk, &options.random, &draft, &tablet->error), ERR_FULL);
    assert_null(draft);
    free_now++;
    draft = begin(tablet);
    assert_ok(tablet, shelf_add(draft, chunk, sizeof(chunk), &tablet->error));
    free_now = 0;
    for (int i = 0; i < 8 && !code; i++)
        code = shelf_add(draft, chunk, sizeof(chunk), &tablet->error);
    assert_int_equal(code, ERR_FULL);
    shelf_free(draft);
    count(tablet, &whole, &other);
    assert_int_equal(whole + other, 0);
}

static void a_signature_may_use_what_is_held_back_from_photos(void **state)
{
    struct tablet *tablet = *state;
    struct store_options options = tablet_options(tablet);
    struct shelf_draft *draft = NULL;
    static char chunk[1 << 20];
    struct digest digest;
    uint64_t size;

    tablet->disk.free_bytes = little_room;
    free_now = 0;
    assert_ok(tablet, shelf_begin_reserved(&tablet->disk, &options.random, &draft, &tablet->error));
    for (int i = 0; i < 8; i++)
        assert_ok(tablet, shelf_add(draft, chunk, sizeof(chunk), &tablet->error));
    assert_ok(tablet, shelf_seal(draft, &digest, &size, &tablet->error));
    assert_ok(tablet, shelf_place(draft, &tablet->error));
    shelf_free(draft);
    assert_ok(tablet, shelf_verify(&tablet->disk, &digest, size, &tablet->error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_named_by_its_bytes),
        TEST(a_large_file_verifies_and_other_bytes_do_not),
        TEST(nothing_is_visible_before_it_is_placed),
        TEST(a_sealed_draft_can_be_read_again),
        TEST(what_a_crash_left_half_written_is_removed_and_nothing_else),
        TEST(a_link_planted_under_a_digest_is_refused),
        TEST(removing_is_done_once_and_asked_any_number_of_times),
        TEST(nothing_is_begun_or_gone_on_with_when_storage_is_short),
        TEST(a_signature_may_use_what_is_held_back_from_photos),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
