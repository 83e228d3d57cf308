// SPDX-License-Identifier: Apache-2.0
#include "shared/base/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
    char folder[64]; // ours; the data folder lies inside, what lies beside it is out of bounds
    struct disk disk;
};

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    char data[80];

    snprintf(place->folder, sizeof(place->folder), "/tmp/plumb_disk_XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    snprintf(data, sizeof(data), "%s/data", place->folder);
    *state = place;
    return disk_system_open(data, true, &place->disk, NULL) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct place *place = *state;
    pid_t child;

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

static void path_in(const struct place *place, const char *name, char out[256])
{
    snprintf(out, 256, "%s/%s", place->folder, name);
}

static void put_file(const struct place *place, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    path_in(place, name, path);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_content(const struct disk *disk, const char *path, const char *text)
{
    struct buffer bytes;

    buffer_init(&bytes, 1000);
    assert_int_equal(disk_read_file(disk, path, &bytes, NULL), ERR_OK);
    assert_string_equal(bytes.data, text);
    buffer_clear(&bytes);
}

static void only_plain_relative_paths_are_valid(void **state)
{
    static const char *const bad[]
        = {"",     "/",     "/etc/passwd", ".",   "..",        "a/..",   "../a",      "a//b", "a/",
           "./a",  "a/./b", "a b",         "a\n", "a\\b",      "%2e%2e", "a/../../b", "C:",   "a:b",
           "验收", "\xff",  "a/\t",        "*",   "\xc0\xae.", "a/b/",   "a\xe2\x80"};
    char long_path[600];

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(disk_path_valid(bad[i]));
    assert_false(disk_path_valid(NULL));
    assert_true(disk_path_valid("a"));
    assert_true(disk_path_valid("blobs/ab/abcd.part"));
    assert_true(disk_path_valid("...")); // odd, but a name like any other
    memset(long_path, 'a', sizeof(long_path));
    long_path[511] = '\0';
    assert_false(disk_path_valid(long_path)); // one part of 511 bytes
    long_path[250] = '/';
    assert_false(disk_path_valid(long_path)); // its second part is 260 long
    long_path[255] = '/';
    long_path[250] = 'a';
    assert_true(disk_path_valid(long_path));
}

static void invalid_paths_reach_no_function(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;
    struct error error = {0};

    assert_int_equal(disk->open(disk->ctx, "../x", DISK_CREATE, &file, &error), ERR_INVALID);
    assert_non_null(strstr(error.detail, "../x"));
    assert_null(file);
    assert_int_equal(disk->remove(disk->ctx, "../data"), ERR_INVALID);
    assert_int_equal(disk->rename(disk->ctx, "a", "../b"), ERR_INVALID);
    assert_int_equal(disk->rename(disk->ctx, "../a", "b"), ERR_INVALID);
    assert_int_equal(disk->make_folder(disk->ctx, ".."), ERR_INVALID);
    assert_int_equal(disk->sync_folder(disk->ctx, ".."), ERR_INVALID);
    assert_int_equal(disk->list(disk->ctx, "..", NULL, NULL), ERR_INVALID);
    assert_int_equal(disk_write_file(disk, "/x", "", 0, &error), ERR_INVALID);
}

static void a_link_planted_in_the_folder_is_refused(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;
    struct buffer bytes;
    char path[256];

    put_file(place, "secret", "outside");
    path_in(place, "data/link", path);
    assert_int_equal(symlink("../secret", path), 0);
    path_in(place, "data/out", path);
    assert_int_equal(symlink("..", path), 0);

    buffer_init(&bytes, 100);
    assert_int_equal(disk_read_file(disk, "link", &bytes, NULL), ERR_DENIED);
    assert_int_equal(disk_read_file(disk, "out/secret", &bytes, NULL), ERR_DENIED);
    assert_int_equal(bytes.len, 0);
    assert_int_equal(disk->open(disk->ctx, "link", DISK_WRITE, &file, NULL), ERR_DENIED);
    assert_int_equal(disk->open(disk->ctx, "link", DISK_CREATE, &file, NULL), ERR_EXISTS);
    assert_int_equal(disk->open(disk->ctx, "out/new", DISK_CREATE, &file, NULL), ERR_DENIED);
    assert_int_equal(disk->remove(disk->ctx, "out/secret"), ERR_DENIED);
    assert_int_equal(disk->make_folder(disk->ctx, "out"), ERR_DENIED);
    assert_int_equal(disk->make_folder(disk->ctx, "out/x"), ERR_DENIED);
    assert_int_equal(disk->sync_folder(disk->ctx, "out"), ERR_DENIED);
    assert_int_equal(disk->list(disk->ctx, "out", NULL, NULL), ERR_DENIED);
    buffer_clear(&bytes);
}

static void writing_over_a_link_replaces_the_link_itself(void **state)
{
    const struct place *place = *state;
    char path[256];
    struct stat stat;

    put_file(place, "secret", "outside");
    path_in(place, "data/head", path);
    assert_int_equal(symlink("../secret", path), 0);
    assert_int_equal(disk_write_file(&place->disk, "head", "mine", 4, NULL), ERR_OK);
    assert_content(&place->disk, "head", "mine");
    path_in(place, "secret", path);
    assert_int_equal(lstat(path, &stat), 0);
    assert_int_equal(stat.st_size, 7);
}

static void a_planted_pipe_or_folder_is_not_a_file(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;
    char path[256];

    path_in(place, "data/pipe", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(disk->open(disk->ctx, "pipe", DISK_READ, &file, NULL), ERR_DENIED);
    assert_int_equal(disk->open(disk->ctx, "pipe", DISK_WRITE, &file, NULL), ERR_DENIED);
    assert_int_equal(disk->make_folder(disk->ctx, "folder"), ERR_OK);
    assert_int_equal(disk->open(disk->ctx, "folder", DISK_READ, &file, NULL), ERR_DENIED);
    assert_null(file);
}

static void a_file_is_written_and_read_at_any_offset(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;
    uint64_t size = 0;
    char bytes[16];
    size_t got = 99;

    assert_int_equal(disk->open(disk->ctx, "f", DISK_WRITE, &file, NULL), ERR_NOT_FOUND);
    assert_int_equal(disk->open(disk->ctx, "f", DISK_CREATE, &file, NULL), ERR_OK);
    assert_int_equal(disk->write(file, 4, "abcd", 4), ERR_OK);
    assert_int_equal(disk->size(file, &size), ERR_OK);
    assert_int_equal(size, 8);
    assert_int_equal(disk->read(file, 2, bytes, sizeof(bytes), &got), ERR_OK);
    assert_int_equal(got, 6);
    assert_memory_equal(bytes, "\0\0abcd", 6);
    assert_int_equal(disk->read(file, 100, bytes, sizeof(bytes), &got), ERR_OK);
    assert_int_equal(got, 0);
    assert_int_equal(disk->truncate(file, 5), ERR_OK);
    assert_int_equal(disk->sync(file), ERR_OK);
    disk->close(file);
    disk->close(NULL);

    assert_int_equal(disk->open(disk->ctx, "f", DISK_CREATE, &file, NULL), ERR_EXISTS);
    assert_int_equal(disk->open(disk->ctx, "f", DISK_WRITE, &file, NULL), ERR_OK);
    assert_int_equal(disk->size(file, &size), ERR_OK);
    assert_int_equal(size, 5);
    assert_true(disk_system_descriptor(file) >= 0);
    disk->close(file);
    assert_int_equal(disk_system_descriptor(NULL), -1);
}

static void offsets_past_the_end_of_numbers_are_refused(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;
    char byte = 'a';
    size_t got = 99;

    assert_int_equal(disk->open(disk->ctx, "f", DISK_CREATE, &file, NULL), ERR_OK);
    assert_int_equal(disk->write(file, UINT64_MAX, &byte, 1), ERR_INVALID);
    assert_int_equal(disk->write(file, INT64_MAX, &byte, 1), ERR_INVALID);
    assert_int_equal(disk->read(file, UINT64_MAX, &byte, 1, &got), ERR_INVALID);
    assert_int_equal(got, 0);
    assert_int_equal(disk->truncate(file, UINT64_MAX), ERR_INVALID);
    disk->close(file);
}

static void a_file_open_for_reading_cannot_be_written(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct disk_file *file = NULL;

    assert_int_equal(disk_write_file(disk, "f", "abc", 3, NULL), ERR_OK);
    assert_int_equal(disk->open(disk->ctx, "f", DISK_READ, &file, NULL), ERR_OK);
    assert_int_not_equal(disk->write(file, 0, "x", 1), ERR_OK);
    disk->close(file);
    assert_content(disk, "f", "abc");
}

static void folders_and_files_are_private(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct stat stat_folder, stat_file, stat_inner;
    char path[256];

    assert_int_equal(disk->make_folder(disk->ctx, "blobs"), ERR_OK);
    assert_int_equal(disk->make_folder(disk->ctx, "blobs"), ERR_OK);
    assert_int_equal(disk_write_file(disk, "blobs/key", "k", 1, NULL), ERR_OK);
    path_in(place, "data", path);
    assert_int_equal(lstat(path, &stat_folder), 0);
    path_in(place, "data/blobs", path);
    assert_int_equal(lstat(path, &stat_inner), 0);
    path_in(place, "data/blobs/key", path);
    assert_int_equal(lstat(path, &stat_file), 0);
    assert_int_equal(stat_folder.st_mode & 0777, 0700);
    assert_int_equal(stat_inner.st_mode & 0777, 0700);
    assert_int_equal(stat_file.st_mode & 0777, 0600);
    assert_int_equal(disk->make_folder(disk->ctx, "blobs/key"), ERR_EXISTS);
    assert_int_equal(disk->make_folder(disk->ctx, "none/x"), ERR_NOT_FOUND);
}

static void removing_and_renaming_say_when_nothing_is_there(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;

    assert_int_equal(disk->remove(disk->ctx, "f"), ERR_NOT_FOUND);
    assert_int_equal(disk->rename(disk->ctx, "f", "g"), ERR_NOT_FOUND);
    assert_int_equal(disk->make_folder(disk->ctx, "in"), ERR_OK);
    assert_int_equal(disk_write_file(disk, "f", "new", 3, NULL), ERR_OK);
    assert_int_equal(disk_write_file(disk, "in/g", "old", 3, NULL), ERR_OK);
    assert_int_equal(disk->rename(disk->ctx, "f", "in/g"), ERR_OK);
    assert_content(disk, "in/g", "new");
    assert_int_equal(disk->remove(disk->ctx, "f"), ERR_NOT_FOUND);
    assert_int_equal(disk->remove(disk->ctx, "in/g"), ERR_OK);
    assert_int_equal(disk->sync_folder(disk->ctx, "in"), ERR_OK);
    assert_int_equal(disk->sync_folder(disk->ctx, ""), ERR_OK);
}

struct names {
    unsigned count, stop_at;
    char seen[64];
};

static bool note_name(void *arg, const char *name)
{
    struct names *names = arg;

    names->count++;
    if (strlen(names->seen) + strlen(name) + 2 < sizeof(names->seen))
        snprintf(names->seen + strlen(names->seen), sizeof(names->seen) - strlen(names->seen),
                 "%s ", name);
    return names->count != names->stop_at;
}

static void listing_names_everything_until_told_to_stop(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;
    struct names names = {0};

    assert_int_equal(disk->list(disk->ctx, "", note_name, &names), ERR_OK);
    assert_int_equal(names.count, 0);
    assert_int_equal(disk_write_file(disk, "a", "", 0, NULL), ERR_OK);
    assert_int_equal(disk_write_file(disk, "b", "", 0, NULL), ERR_OK);
    assert_int_equal(disk->list(disk->ctx, "", note_name, &names), ERR_OK);
    assert_int_equal(names.count, 2);
    assert_non_null(strstr(names.seen, "a "));
    assert_non_null(strstr(names.seen, "b "));
    names = (struct names){.stop_at = 1};
    assert_int_equal(disk->list(disk->ctx, "", note_name, &names), ERR_OK);
    assert_int_equal(names.count, 1);
    assert_int_equal(disk->list(disk->ctx, "none", note_name, &names), ERR_NOT_FOUND);
    assert_int_equal(disk->list(disk->ctx, "a", note_name, &names), ERR_DENIED);
}

static void a_small_file_is_replaced_whole(void **state)
{
    const struct place *place = *state;
    const struct disk *disk = &place->disk;

    assert_int_equal(disk_write_file(disk, "head", "a long first content", 20, NULL), ERR_OK);
    put_file(place, "data/head.new", "left by a crash in mid-write");
    assert_int_equal(disk_write_file(disk, "head", "short", 5, NULL), ERR_OK);
    assert_content(disk, "head", "short");
    assert_int_equal(disk->remove(disk->ctx, "head.new"), ERR_NOT_FOUND);
    assert_int_equal(disk_write_file(disk, "head", "", 0, NULL), ERR_OK);
    assert_content(disk, "head", "");
}

static void a_file_above_the_limit_is_not_read(void **state)
{
    const struct place *place = *state;
    struct error error = {0};
    struct buffer bytes;

    buffer_init(&bytes, 5);
    buffer_append_text(&bytes, "old");
    assert_int_equal(disk_write_file(&place->disk, "f", "123456", 6, NULL), ERR_OK);
    assert_int_equal(disk_read_file(&place->disk, "f", &bytes, &error), ERR_TOO_LARGE);
    assert_non_null(strstr(error.detail, "6 bytes"));
    assert_int_equal(bytes.len, 0);
    assert_int_equal(disk_write_file(&place->disk, "f", "12345", 5, NULL), ERR_OK);
    assert_int_equal(disk_read_file(&place->disk, "f", &bytes, &error), ERR_OK);
    assert_string_equal(bytes.data, "12345");
    assert_int_equal(disk_read_file(&place->disk, "none", &bytes, &error), ERR_NOT_FOUND);
    buffer_clear(&bytes);
}

// A disk whose writes, syncs or renames fail, in front of the real one.
static enum err failing_write(struct disk_file *file, uint64_t offset, const void *bytes,
                              size_t len)
{
    return ERR_FULL;
}

static enum err failing_sync(struct disk_file *file)
{
    return ERR_IO;
}

static enum err failing_rename(void *ctx, const char *from, const char *to)
{
    return ERR_IO;
}

static void after_a_failed_write_the_old_content_stands(void **state)
{
    const struct place *place = *state;
    struct disk full = place->disk, unsynced = place->disk, unnamed = place->disk;

    full.write = failing_write;
    unsynced.sync = failing_sync;
    unnamed.rename = failing_rename;
    assert_int_equal(disk_write_file(&place->disk, "f", "old", 3, NULL), ERR_OK);
    assert_int_equal(disk_write_file(&full, "f", "new", 3, NULL), ERR_FULL);
    assert_int_equal(disk_write_file(&unsynced, "f", "new", 3, NULL), ERR_IO);
    assert_int_equal(disk_write_file(&unnamed, "f", "new", 3, NULL), ERR_IO);
    assert_content(&place->disk, "f", "old");
    assert_int_equal(place->disk.remove(place->disk.ctx, "f.new"), ERR_NOT_FOUND);
}

static void opening_makes_the_folders_on_the_way_only_when_asked(void **state)
{
    const struct place *place = *state;
    struct error error = {0};
    struct disk disk;
    char path[256];

    path_in(place, "x/y//z/", path);
    assert_int_equal(disk_system_open(path, false, &disk, &error), ERR_NOT_FOUND);
    assert_non_null(strstr(error.detail, path));
    disk_system_close(&disk); // nothing was opened
    assert_int_equal(disk_system_open(path, true, &disk, &error), ERR_OK);
    path_in(place, "x/y/z", path);
    assert_string_equal(disk.root, path);
    assert_true(disk_system_owns(&disk));
    disk_system_close(&disk);
    put_file(place, "x/file", "");
    path_in(place, "x/file/z", path);
    assert_int_equal(disk_system_open(path, true, &disk, &error), ERR_DENIED);
}

static void free_space_is_told(void **state)
{
    const struct place *place = *state;
    uint64_t bytes = 0;

    assert_int_equal(place->disk.free_bytes(place->disk.ctx, &bytes), ERR_OK);
    assert_true(bytes > 0);
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_plain_relative_paths_are_valid),
        WITH_PLACE(invalid_paths_reach_no_function),
        WITH_PLACE(a_link_planted_in_the_folder_is_refused),
        WITH_PLACE(writing_over_a_link_replaces_the_link_itself),
        WITH_PLACE(a_planted_pipe_or_folder_is_not_a_file),
        WITH_PLACE(a_file_is_written_and_read_at_any_offset),
        WITH_PLACE(offsets_past_the_end_of_numbers_are_refused),
        WITH_PLACE(a_file_open_for_reading_cannot_be_written),
        WITH_PLACE(folders_and_files_are_private),
        WITH_PLACE(removing_and_renaming_say_when_nothing_is_there),
        WITH_PLACE(listing_names_everything_until_told_to_stop),
        WITH_PLACE(a_small_file_is_replaced_whole),
        WITH_PLACE(a_file_above_the_limit_is_not_read),
        WITH_PLACE(after_a_failed_write_the_old_content_stands),
        WITH_PLACE(opening_makes_the_folders_on_the_way_only_when_asked),
        WITH_PLACE(free_space_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
