// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_erase.h"

#include "agent/store/store_check.h"
#include "server/storage/erasures.h"
#include "server/storage/records.h"
#include "server/storage/storage_check.h"
#include "server/sync/office_erase.h"
#include "server/sync/office_restore.h"
#include "tests/sim/sim_drain.h"
#include "tests/sim/sim_edit.h"
#include "tests/sim/sim_judge.h"
#include "tests/sim/sim_mutant.h"

enum { ERASED_ONE_IN = 4, EDITS_MOST = 4, REPORT_MAX = 4096 };

// Work that was not sent when the customer is erased, of hers and of others.
static void edit_meanwhile(struct sim_world *world)
{
    for (unsigned t = 0; t < world->tablet_count; t++)
        for (uint64_t i = sim_world_draw(world, EDITS_MOST); i > 0; i--)
            if (!world->tablets[t]->revoked)
                sim_edit_tablet(world, world->tablets[t]);
}

static bool erase(struct sim_world *world, const struct uuid *site)
{
    struct office *office = world->office.office;
    struct office_erase_plan plan;
    struct office_erase_order order = {.site = *site, .by = "sim", .reason = "asked"};
    struct erasure_row row;
    struct error error = {0};
    enum err err
        = office_erase_plan(office, storage_writer(office_storage(office)), site, &plan, &error);
    order.code = plan.code;
    if (err == ERR_OK)
        err = office_erase(office, &order, &row, &error);
    if (err == ERR_NOT_FOUND || err == ERR_BUSY)
        return false; // a site without a record; a sign-off on its way into the log
    if (err != ERR_OK)
        sim_oracle_fail(&world->oracle, "erasing: %s", error.detail);
    else if (row.scrubbed_ms == 0)
        sim_oracle_fail(&world->oracle, "the freed pages were not overwritten");
    sim_trace(world, "  erased: %lld records", (long long)row.records);
    return err == ERR_OK;
}

// Every tablet offers what it holds before it hears of anything.
static void begin_epoch(struct sim_world *world)
{
    struct office_options options = {.disk = &world->office.handle,
                                     .clock = sim_clock_handle(&world->office.clock),
                                     .random = sim_random_handle(&world->office.random)};
    struct error error = {0};
    sim_office_stop(&world->office);
    enum err err = office_restore(&options, &error);
    if (err == ERR_OK)
        err = sim_office_start(&world->office, &error);
    if (err != ERR_OK)
        sim_oracle_fail(&world->oracle, "a new epoch: %s", error.detail);
}

// ---- the judgement ----

struct search {
    const struct uuid *site;
    size_t found;
};

static bool count_office(void *arg, const struct record_row *row)
{
    struct search *search = arg;
    search->found += uuid_equal(&row->site, search->site);
    return true;
}

static bool count_tablet(void *arg, const struct replica_row *row)
{
    struct search *search = arg;
    search->found += uuid_equal(&row->site, search->site);
    return true;
}

static void judge_office(struct sim_world *world, const struct uuid *site)
{
    struct office *office = world->office.office;
    struct records_filter all = {.every_site = true};
    struct search search = {.site = site};
    struct buffer report;
    struct error error = {0};
    buffer_init(&report, REPORT_MAX);
    records_list(storage_writer(office_storage(office)), &all, count_office, &search, NULL);
    if (search.found > 0)
        sim_oracle_fail(&world->oracle, "I22: the office has %zu records of an erased customer",
                        search.found);
    else if (storage_check(office_storage(office), office_mac_key(office), &report, &error)
             != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: office after erasing: %s: %.200s", error.detail,
                        report.data);
    buffer_clear(&report);
}

static void judge_tablet(struct sim_world *world, struct sim_tablet *tablet,
                         const struct uuid *site)
{
    struct replica_filter all = {.with_deleted = true};
    struct search search = {.site = site};
    struct buffer report;
    struct error error = {0};
    buffer_init(&report, REPORT_MAX);
    replica_list(tablet->store, &all, count_tablet, &search, NULL);
    if (search.found > 0)
        sim_oracle_fail(&world->oracle, "I22: tablet %u has %zu records of an erased customer",
                        tablet->number, search.found);
    else if (store_check(tablet->store, &report, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: tablet %u after erasing: %s", tablet->number,
                        error.detail);
    else
        sim_judge_alike(world, tablet);
    buffer_clear(&report);
}

static bool find_unconfirmed(void *arg, const struct uuid *device, bool confirmed)
{
    struct sim_world *world = arg;
    for (unsigned t = 0; t < world->tablet_count; t++)
        if (!confirmed && !world->tablets[t]->revoked
            && uuid_equal(&world->tablets[t]->device, device))
            sim_oracle_fail(&world->oracle, "I22: tablet %u has not confirmed", t);
    return true;
}

void sim_erase_judge(struct sim_world *world)
{
    bool planted = sim_mutant_is(MUTANT_ERASED_BACK);
    struct uuid site = world->template->sites[sim_world_draw(world, world->knobs.sites)];
    if (!planted && sim_world_draw(world, ERASED_ONE_IN) != 0)
        return;
    edit_meanwhile(world);
    if (!erase(world, &site) || world->oracle.failed)
        return;
    if (planted || sim_world_chance(world, 500))
        begin_epoch(world);
    if (!world->oracle.failed)
        sim_drain(world);
    if (!world->oracle.failed)
        judge_office(world, &site);
    for (unsigned t = 0; t < world->tablet_count && !world->oracle.failed; t++)
        if (!world->tablets[t]->revoked)
            judge_tablet(world, world->tablets[t], &site);
    if (!world->oracle.failed)
        erasures_devices(storage_writer(office_storage(world->office.office)), &site,
                         find_unconfirmed, world, NULL);
}

// The office forgets whom it has erased.
enum err __real_erasures_has(struct view *view, const struct uuid *site, bool *out,
                             struct error *error);
enum err __wrap_erasures_has(struct view *view, const struct uuid *site, bool *out,
                             struct error *error);
enum err __wrap_erasures_has(struct view *view, const struct uuid *site, bool *out,
                             struct error *error)
{
    *out = false;
    return sim_mutant_is(MUTANT_ERASED_BACK) ? ERR_OK : __real_erasures_has(view, site, out, error);
}
