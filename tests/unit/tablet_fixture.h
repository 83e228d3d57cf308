// SPDX-License-Identifier: Apache-2.0
// A tablet's store in a folder of its own for each test, with clock, random numbers and log that
// the test holds.
#ifndef PLUMB_TESTS_UNIT_TABLET_FIXTURE_H
#define PLUMB_TESTS_UNIT_TABLET_FIXTURE_H

#include "agent/capture/capture.h"
#include "agent/store/delivery.h"
#include "agent/store/journal.h"
#include "agent/store/journal_batch.h"
#include "agent/store/replica.h"
#include "agent/store/replica_merge.h"
#include "agent/store/setting.h"
#include "agent/store/store_check.h"

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

#define TABLET_START_MS INT64_C(1790000000000)

struct tablet {
    char folder[64];
    struct disk disk;
    int64_t wall_ms, boot_ms;
    char boot[17];
    uint64_t seed;
    int alarms;
    char last_line[256];
    struct store *store;
    struct uuid person, site;
    struct error error;
};

static inline int64_t tablet_wall(void *ctx)
{
    return ((struct tablet *)ctx)->wall_ms;
}

static inline int64_t tablet_boot(void *ctx)
{
    return ((struct tablet *)ctx)->boot_ms;
}

static inline const char *tablet_boot_id(void *ctx)
{
    return ((struct tablet *)ctx)->boot;
}

// splitmix64: the same numbers on each run.
static inline void tablet_random(void *ctx, void *bytes, size_t len)
{
    struct tablet *tablet = ctx;

    for (size_t i = 0; i < len; i++) {
        uint64_t z = tablet->seed += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        ((uint8_t *)bytes)[i] = (uint8_t)(z >> 56);
    }
}

static inline void tablet_line(void *ctx, enum log_level level, const char *text)
{
    struct tablet *tablet = ctx;

    tablet->alarms += level == LOG_ALARM;
    snprintf(tablet->last_line, sizeof(tablet->last_line), "%s", text);
}

static inline struct uuid tablet_uuid(uint64_t number)
{
    struct uuid uuid = {{0}};

    for (size_t i = 0; i < 8; i++)
        uuid.bytes[15 - i] = (uint8_t)(number >> (8 * i));
    uuid.bytes[6] = 0x70;
    uuid.bytes[8] = 0x80;
    return uuid;
}

// Whatever should succeed: its code, and its detail when it does not.
#define assert_ok(tablet, call)                                                           \
    do {                                                                                  \
        enum err code_of_call = (call);                                                   \
        if (code_of_call)                                                                 \
            fail_msg("%s: %s %s", #call, err_name(code_of_call), (tablet)->error.detail); \
    } while (0)

static inline struct store_options tablet_options(struct tablet *tablet)
{
    return (struct store_options){
        .disk = &tablet->disk,
        .clock = {.ctx = tablet,
                  .wall_ms = tablet_wall,
                  .boot_ms = tablet_boot,
                  .boot_id = tablet_boot_id},
        .random = {.ctx = tablet, .fill = tablet_random},
        .log = {.ctx = tablet, .line = tablet_line, .clock = clock_system()},
        .reserve_bytes = 64 << 10,
    };
}

static inline void tablet_open(struct tablet *tablet)
{
    struct store_options options = tablet_options(tablet);

    assert_ok(tablet, store_open(&options, &tablet->store, &tablet->error));
}

// The end of a process life and the beginning of the next.
static inline void tablet_restart(struct tablet *tablet)
{
    store_close(tablet->store);
    tablet->store = NULL;
    tablet_open(tablet);
}

static inline struct tablet *tablet_create(void)
{
    struct tablet *tablet = calloc(1, sizeof(*tablet));

    snprintf(tablet->folder, sizeof(tablet->folder), "/tmp/plumb_tablet_XXXXXX");
    tablet->wall_ms = TABLET_START_MS;
    tablet->boot_ms = 60000;
    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b1");
    tablet->person = tablet_uuid(0xfeed);
    tablet->site = tablet_uuid(0x517e);
    if (!mkdtemp(tablet->folder)
        || disk_system_open(tablet->folder, false, &tablet->disk, NULL) != ERR_OK)
        abort();
    return tablet;
}

static inline void tablet_run(char *const argv[])
{
    pid_t child = fork();

    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

static inline void tablet_destroy(struct tablet *tablet)
{
    char *argv[] = {(char *)"rm", (char *)"-rf", tablet->folder, NULL};

    store_close(tablet->store);
    disk_system_close(&tablet->disk);
    tablet_run(argv);
    free(tablet);
}

static inline int setup(void **state)
{
    struct tablet *tablet = tablet_create();

    *state = tablet;
    tablet_open(tablet);
    return 0;
}

static inline int teardown(void **state)
{
    tablet_destroy(*state);
    return 0;
}

// One field of a note, by default with its text in quotes.
static inline struct draft tablet_note(struct tablet *tablet, struct field *field,
                                       const char *value)
{
    *field = (struct field){span_of("text"), span_of(value)};
    return (struct draft){
        .kind = span_of("note"), .site = tablet->site, .fields = field, .field_count = 1};
}

static inline enum err tablet_try(struct tablet *tablet, const struct draft *draft,
                                  struct capture_result *out)
{
    struct capture_options options = {.drafts = draft, .count = 1, .person = tablet->person};

    return capture_commit(tablet->store, &options, out, &tablet->error);
}

// A new note, or a new text for record `id`.
static inline struct capture_result tablet_write(struct tablet *tablet, const struct uuid *id,
                                                 const char *value)
{
    struct capture_result result = {0};
    struct field field;
    struct draft draft = tablet_note(tablet, &field, value);

    if (id)
        draft.id = *id;
    assert_ok(tablet, tablet_try(tablet, &draft, &result));
    return result;
}

static inline struct journal_figures tablet_figures(struct tablet *tablet)
{
    struct journal_figures figures;

    assert_ok(tablet, journal_figures(tablet->store, &figures, &tablet->error));
    return figures;
}

static inline void tablet_receipt(struct tablet *tablet, struct dot dot, uint64_t commit)
{
    struct vector actors = {0};

    vector_raise(&actors, dot);
    assert_ok(tablet, delivery_note(tablet->store, &actors, commit, &tablet->error));
    vector_clear(&actors);
}

static inline void tablet_check(struct tablet *tablet)
{
    struct buffer report;

    buffer_init(&report, 1 << 20);
    if (store_check(tablet->store, &report, &tablet->error))
        fail_msg("%s", report.len ? report.data : tablet->error.detail);
    buffer_clear(&report);
}

// The state of a record as text; NULL when it is not here. The caller frees it.
static inline char *tablet_state(struct tablet *tablet, const struct uuid *id)
{
    struct replica_row row;
    enum err code = replica_get(tablet->store, id, &row, &tablet->error);

    return code ? NULL : strndup(row.state.data, row.state.len);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
