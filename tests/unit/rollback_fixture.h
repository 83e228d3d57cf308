// SPDX-License-Identifier: Apache-2.0
// An office's folder copied aside and brought back, as by a backup or by a machine that went back
// in time.
#ifndef PLUMB_TESTS_UNIT_ROLLBACK_FIXTURE_H
#define PLUMB_TESTS_UNIT_ROLLBACK_FIXTURE_H

#include "server/storage/alarm.h"
#include "tests/unit/tablet_by_hand.h"

static inline struct view *writer_of(struct world *world)
{
    return storage_writer(office_storage(world->bench.office));
}

static inline void run(char *const argv[])
{
    pid_t child = fork();
    int status = 1;

    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

// Copies the closed folder aside.
static inline void save(struct world *world, const char *to)
{
    char path[1200];

    office_close(world->bench.office);
    snprintf(path, sizeof(path), "%s-%s", world->bench.folder, to);
    run((char *[]){"cp", "-a", world->bench.folder, path, NULL});
    bench_start(&world->bench);
}

// Brings the database of then back, and with `whole` the ledger too, which no backup holds. Leaves
// the office closed.
static inline void bring_back(struct world *world, const char *from, bool whole)
{
    char path[1200], script[3600];

    office_close(world->bench.office);
    snprintf(path, sizeof(path), "%s-%s", world->bench.folder, from);
    snprintf(script, sizeof(script), "cd %s && rm -f office.db* && cp %s/office.db* %s%s .",
             world->bench.folder, path, whole ? path : "", whole ? "/ledger" : "");
    run((char *[]){"sh", "-c", script, NULL});
    run((char *[]){"rm", "-rf", path, NULL});
}

struct alarm_count {
    const char *kind;
    size_t count;
};

static inline bool count_alarm(void *arg, const struct alarm_row *alarm)
{
    struct alarm_count *count = arg;

    count->count += strcmp(alarm->kind, count->kind) == 0;
    return true;
}

static inline size_t alarms(struct world *world, const char *kind)
{
    struct alarm_count count = {.kind = kind};

    assert_int_equal(alarm_list(writer_of(world), 0, count_alarm, &count, NULL), ERR_OK);
    return count.count;
}

#endif
