// SPDX-License-Identifier: Apache-2.0
#include "shared/base/file_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[64], file[80];
};

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    FILE *file;

    snprintf(folder->path, sizeof(folder->path), "/tmp/file_reader.XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->file, sizeof(folder->file), "%s/a", folder->path);
    file = fopen(folder->file, "w");
    fputs("0123456789", file);
    fclose(file);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;

    unlink(folder->file);
    rmdir(folder->path);
    free(folder);
    return 0;
}

static void it_reads_at_any_place_and_less_only_at_the_end(void **state)
{
    struct folder *folder = *state;
    struct file_reader reader;
    char bytes[16];
    size_t got;

    assert_int_equal(file_reader_open(folder->file, &reader, NULL), ERR_OK);
    assert_int_equal(reader.size_bytes, 10);
    assert_int_equal(file_reader_read(&reader, 3, bytes, 4, &got), ERR_OK);
    assert_int_equal(got, 4);
    assert_memory_equal(bytes, "3456", 4);
    assert_int_equal(file_reader_read(&reader, 8, bytes, sizeof(bytes), &got), ERR_OK);
    assert_int_equal(got, 2);
    assert_memory_equal(bytes, "89", 2);
    assert_int_equal(file_reader_read(&reader, 99, bytes, 1, &got), ERR_OK);
    assert_int_equal(got, 0);
    file_reader_close(&reader);
    file_reader_close(&reader); // harmless
    assert_int_equal(reader.fd, -1);
    assert_int_not_equal(file_reader_read(&reader, 0, bytes, 1, &got), ERR_OK);
}

static void what_is_no_file_is_refused_by_its_name(void **state)
{
    struct folder *folder = *state;
    struct file_reader reader;
    struct error error;

    error_clear(&error);
    assert_int_equal(file_reader_open(folder->path, &reader, &error), ERR_INVALID);
    assert_non_null(strstr(error.detail, folder->path));
    file_reader_close(&reader);
    unlink(folder->file);
    assert_int_equal(file_reader_open(folder->file, &reader, &error), ERR_NOT_FOUND);
    assert_non_null(strstr(error.detail, folder->file));
    file_reader_close(&reader);
    assert_int_equal(mkfifo(folder->file, 0600), 0); // nobody writes into it, and nobody waits
    assert_int_equal(file_reader_open(folder->file, &reader, &error), ERR_INVALID);
    file_reader_close(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_reads_at_any_place_and_less_only_at_the_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused_by_its_name, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
