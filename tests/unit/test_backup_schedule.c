// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup_schedule.h"

#include "server/upkeep/doctor.h"
#include "server/upkeep/scratch.h"
#include "tests/unit/office_fixture.h"

#include <sys/stat.h>

#define HOUR_MS INT64_C(3600000)

struct vault {
    struct bench bench;
    char folder[1024]; // where backups go
};

static int setup(void **state)
{
    struct vault *vault = calloc(1, sizeof(*vault));

    bench_open(&vault->bench);
    snprintf(vault->folder, sizeof(vault->folder), "%.1000s.backups", vault->bench.folder);
    mkdir(vault->folder, 0700);
    *state = vault;
    return 0;
}

static int teardown(void **state)
{
    struct vault *vault = *state;

    assert_int_equal(scratch_remove(vault->folder, NULL), ERR_OK);
    bench_close(&vault->bench);
    free(vault);
    return 0;
}

static void set(struct vault *vault, const char *hour, int64_t keep)
{
    struct backup_schedule schedule = {.keep = keep};

    snprintf(schedule.folder, sizeof(schedule.folder), "%.890s", vault->folder);
    snprintf(schedule.hour, sizeof(schedule.hour), "%.5s", hour);
    if (backup_schedule_set(vault->bench.office, &schedule, NULL, &vault->bench.error) != ERR_OK)
        fail_msg("%s", vault->bench.error.detail);
}

static bool turn(struct vault *vault, enum err wanted)
{
    struct backup_turn turn = {0};

    assert_int_equal(backup_schedule_turn(vault->bench.office, &turn, &vault->bench.error), wanted);
    return turn.made;
}

static bool count(void *arg, const struct drill_row *drill)
{
    *(unsigned *)arg += drill->problem[0] == '\0' ? 1 : 100;
    return true;
}

// Good ones, and a hundred for each that is not.
static unsigned drills(struct vault *vault)
{
    unsigned found = 0;

    assert_int_equal(
        drills_list(storage_writer(office_storage(vault->bench.office)), 0, count, &found, NULL),
        ERR_OK);
    return found;
}

static void a_backup_is_due_at_the_last_hour_that_passed(void **state)
{
    struct backup_schedule schedule = {.folder = "/x", .hour = "03:00", .keep = 2};
    int64_t midnight_ms = INT64_C(1795276800000); // 2026-11-22 in Shanghai

    assert_true(backup_schedule_due_ms(&schedule, midnight_ms + 3 * HOUR_MS)
                == midnight_ms + 3 * HOUR_MS);
    assert_true(backup_schedule_due_ms(&schedule, midnight_ms + 3 * HOUR_MS - 1)
                == midnight_ms - 21 * HOUR_MS);
    schedule.folder[0] = '\0';
    assert_true(backup_schedule_due_ms(&schedule, midnight_ms) == 0);
    (void)state;
}

static void what_was_missed_is_made_up_once(void **state)
{
    struct vault *vault = *state;

    assert_false(turn(vault, ERR_OK)); // nothing is set
    set(vault, "03:00", 2);
    assert_true(turn(vault, ERR_OK));
    assert_false(turn(vault, ERR_OK));
    vault->bench.now_ms += 72 * HOUR_MS; // three nights off
    assert_true(turn(vault, ERR_OK));
    assert_false(turn(vault, ERR_OK));
    assert_int_equal(drills(vault), 2);
}

static void a_failure_is_kept_and_tried_again_an_hour_later(void **state)
{
    struct vault *vault = *state;
    char away[1100];

    set(vault, "03:00", 2);
    snprintf(away, sizeof(away), "%s.away", vault->folder);
    assert_int_equal(rename(vault->folder, away), 0); // the disk is not there
    assert_true(turn(vault, ERR_NOT_FOUND));
    vault->bench.now_ms += HOUR_MS / 2;
    assert_false(turn(vault, ERR_OK));
    assert_int_equal(drills(vault), 100);
    assert_int_equal(rename(away, vault->folder), 0);
    vault->bench.now_ms += HOUR_MS / 2;
    assert_true(turn(vault, ERR_OK));
    assert_int_equal(drills(vault), 101);
}

static void a_schedule_that_cannot_work_is_refused(void **state)
{
    static const char *const hours[] = {"3:00", "24:00", "03:60", "03.00", "", "03:0x"};
    struct vault *vault = *state;
    struct backup_schedule schedule = {.hour = "03:00", .keep = 2};

    for (size_t i = 0; i < sizeof(hours) / sizeof(*hours); i++) {
        snprintf(schedule.hour, sizeof(schedule.hour), "%s", hours[i]);
        assert_int_equal(backup_schedule_set(vault->bench.office, &schedule, NULL, NULL),
                         ERR_INVALID);
    }
    snprintf(schedule.hour, sizeof(schedule.hour), "03:00");
    schedule.keep = 1;
    assert_int_equal(backup_schedule_set(vault->bench.office, &schedule, NULL, NULL), ERR_INVALID);
    schedule.keep = 2;
    snprintf(schedule.folder, sizeof(schedule.folder), "relative");
    assert_int_equal(backup_schedule_set(vault->bench.office, &schedule, NULL, NULL), ERR_INVALID);
    snprintf(schedule.folder, sizeof(schedule.folder), "%.800s/blobs", vault->bench.folder);
    assert_int_equal(backup_schedule_set(vault->bench.office, &schedule, NULL, NULL), ERR_INVALID);
    schedule.folder[0] = '\0';
    assert_int_equal(backup_schedule_set(vault->bench.office, &schedule, NULL, NULL), ERR_OK);
}

static void a_backup_that_is_told_to_stop_leaves_no_row(void **state)
{
    struct vault *vault = *state;
    char folder[1100];
    atomic_bool stop = true;
    struct backup_request request = {.folder = folder, .stop = &stop};
    struct drill_row row;
    struct digest digest;

    hash_once("x", 1, &digest);
    char text[HASH_TEXT], path[96];
    digest_format(&digest, text);
    snprintf(path, sizeof(path), "blobs/%.2s/%s", text, text);
    snprintf(folder, sizeof(folder), "%s/one", vault->folder);
    assert_int_equal(disk_write_file(&vault->bench.disk, path, "x", 1, NULL), ERR_OK);
    assert_int_equal(backup_make(vault->bench.office, &request, &row, NULL), ERR_CANCELLED);
    assert_int_equal(drills(vault), 0);
}

static void hear(void *arg, const struct doctor_finding *finding)
{
    if (finding->tone == DOCTOR_PROBLEM && (!finding->advice || !finding->detail[0]))
        fail_msg("%s: no advice", finding->code);
    if (strcmp(finding->code, "backup") == 0)
        *(enum doctor_tone *)arg = finding->tone;
}

static enum doctor_tone examined(struct vault *vault)
{
    struct doctor_parts parts = {.disk = &vault->bench.disk,
                                 .clock = vault->bench.options.clock,
                                 .view = storage_writer(office_storage(vault->bench.office))};
    enum doctor_tone tone = DOCTOR_NOTE;

    doctor_examine(&parts, hear, &tone);
    return tone;
}

static void the_doctor_calls_a_missing_or_old_backup_a_problem(void **state)
{
    struct vault *vault = *state;

    assert_int_equal(examined(vault), DOCTOR_PROBLEM);
    set(vault, "03:00", 2);
    turn(vault, ERR_OK);
    assert_int_equal(examined(vault), DOCTOR_GOOD);
    vault->bench.now_ms += 27 * HOUR_MS;
    assert_int_equal(examined(vault), DOCTOR_PROBLEM);
}

static int64_t asked(struct vault *vault)
{
    int64_t at_ms = -1;

    assert_int_equal(
        backup_schedule_asked(storage_writer(office_storage(vault->bench.office)), &at_ms, NULL),
        ERR_OK);
    return at_ms;
}

static void one_that_is_asked_for_is_made_at_the_next_turn_and_once(void **state)
{
    struct vault *vault = *state;
    const struct audit_row by = {.who = span_of("clerk"), .act = span_of("backup.ask")};

    assert_int_equal(backup_schedule_ask(vault->bench.office, &by, &vault->bench.error),
                     ERR_PRECONDITION); // nowhere to put it
    assert_true(asked(vault) == 0);
    set(vault, "03:00", 3);
    assert_true(turn(vault, ERR_OK));
    vault->bench.now_ms += 60000;
    assert_int_equal(backup_schedule_ask(vault->bench.office, &by, &vault->bench.error), ERR_OK);
    assert_true(asked(vault) == vault->bench.now_ms);
    vault->bench.now_ms += 60000;
    assert_true(turn(vault, ERR_OK));
    assert_true(asked(vault) == 0);
    assert_false(turn(vault, ERR_OK));
    assert_int_equal(drills(vault), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_backup_is_due_at_the_last_hour_that_passed),
        TEST(what_was_missed_is_made_up_once),
        TEST(one_that_is_asked_for_is_made_at_the_next_turn_and_once),
        TEST(a_failure_is_kept_and_tried_again_an_hour_later),
        TEST(a_schedule_that_cannot_work_is_refused),
        TEST(a_backup_that_is_told_to_stop_leaves_no_row),
        TEST(the_doctor_calls_a_missing_or_old_backup_a_problem),
    };

    return cmocka_run_group_tests_name("backup schedule", tests, NULL, NULL);
}
