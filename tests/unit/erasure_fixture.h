// SPDX-License-Identifier: Apache-2.0
// Erasing the customer of a world's site, and looking for what is left.
#ifndef PLUMB_TESTS_UNIT_ERASURE_FIXTURE_H
#define PLUMB_TESTS_UNIT_ERASURE_FIXTURE_H

#include "server/storage/erasures.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/storage_check.h"
#include "server/sync/office_erase.h"
#include "tests/unit/tablet_by_hand.h"

#define CANARY "ZQCANARY"

static inline struct office_erase_plan plan_of(struct world *world)
{
    struct office_erase_plan plan;

    assert_int_equal(office_erase_plan(world->bench.office, world_writer(world), &world->site,
                                       &plan, &world->bench.error),
                     ERR_OK);
    return plan;
}

static inline enum err erase_with(struct world *world, const char *code, const char *reason)
{
    struct office_erase_order order
        = {.site = world->site, .code = code, .by = "ops", .reason = reason};
    struct erasure_row row;

    return office_erase(world->bench.office, &order, &row, &world->bench.error);
}

static inline void erase(struct world *world)
{
    struct office_erase_plan plan = plan_of(world);

    if (erase_with(world, plan.code, "asked for it") != ERR_OK)
        fail_msg("%s", world->bench.error.detail);
}

static inline struct erasure_row erasure_of(struct world *world)
{
    struct erasure_row row;

    assert_int_equal(erasures_get(world_writer(world), &world->site, &row, NULL), ERR_OK);
    return row;
}

// Whether the string is anywhere in the office's folder: not in the database, its log, or a file.
static inline bool lies_around(struct world *world)
{
    char *const argv[] = {"grep", "-rqa", CANARY, world->bench.folder, NULL};
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status) == 0;
}

static inline void check_store(struct world *world)
{
    struct buffer report;

    buffer_init(&report, 1 << 16);
    if (storage_check(office_storage(world->bench.office), office_mac_key(world->bench.office),
                      &report, &world->bench.error)
        != ERR_OK)
        fail_msg("%.*s", (int)report.len, report.data);
    buffer_clear(&report);
}

static inline struct uuid canary_note(struct world *world, struct pad *pad)
{
    struct uuid id = fresh_id(&world->bench);

    pad_note(pad, &id, &world->site, CANARY, NULL);
    return id;
}

#endif
