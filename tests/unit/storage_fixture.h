// SPDX-License-Identifier: Apache-2.0
// An office's store in a folder of its own for each test of server/storage, with a clock that the
// test moves.
#ifndef PLUMB_TESTS_UNIT_STORAGE_FIXTURE_H
#define PLUMB_TESTS_UNIT_STORAGE_FIXTURE_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIXTURE_START_MS = 1000000 };

struct office {
    char folder[64];
    struct disk disk;
    int64_t now_ms;
    struct storage *storage;
    struct view *writer, *reader; // reader: a loop thread's
    struct commit_stamp stamp;
    struct error error;
};

static inline int64_t office_now(void *ctx)
{
    return ((struct office *)ctx)->now_ms;
}

static inline const char *office_boot(void *ctx)
{
    (void)ctx;
    return "0000000000000001";
}

static inline void office_open(struct office *office)
{
    struct storage_options options = {
        .disk = &office->disk,
        .clock
        = {.ctx = office, .wall_ms = office_now, .boot_ms = office_now, .boot_id = office_boot},
        .random = random_system(),
        .readers = 2,
    };

    if (storage_open(&options, &office->storage, &office->error))
        fail_msg("%s", office->error.detail);
    office->writer = storage_writer(office->storage);
    office->reader = storage_reader(office->storage, 0);
}

static inline void office_close(struct office *office)
{
    storage_close(office->storage);
    office->storage = NULL;
}

static inline void office_reopen(struct office *office)
{
    office_close(office);
    office_open(office);
}

static inline int setup(void **state)
{
    struct office *office = calloc(1, sizeof(*office));

    snprintf(office->folder, sizeof(office->folder), "/tmp/plumb_storage_XXXXXX");
    office->now_ms = FIXTURE_START_MS;
    *state = office;
    if (!mkdtemp(office->folder) || disk_system_open(office->folder, false, &office->disk, NULL))
        return -1;
    office_open(office);
    return 0;
}

static inline int teardown(void **state)
{
    struct office *office = *state;
    pid_t child;

    office_close(office);
    disk_system_close(&office->disk);
    child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", office->folder, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    free(office);
    return 0;
}

// Whatever should succeed: its code, and its detail when it does not.
#define assert_ok(office, call)                                \
    do {                                                       \
        if (call)                                              \
            fail_msg("%s: %s", #call, (office)->error.detail); \
    } while (0)

static inline void office_begin(struct office *office)
{
    assert_ok(office, storage_begin(office->storage, &office->stamp, &office->error));
}

static inline void office_commit(struct office *office)
{
    assert_ok(office, storage_commit(office->storage, &office->error));
}

static inline struct uuid uuid_number(uint64_t number)
{
    struct uuid uuid = {{0}};

    for (int i = 0; i < 8; i++)
        uuid.bytes[15 - i] = (uint8_t)(number >> (8 * i));
    return uuid;
}

static inline struct digest digest_number(uint64_t number)
{
    struct digest digest;

    hash_once(&number, sizeof(number), &digest);
    return digest;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
