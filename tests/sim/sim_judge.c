// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_judge.h"

#include "agent/store/store_check.h"
#include "server/storage/actors.h"
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "server/storage/storage_check.h"
#include "shared/base/memory.h"
#include "tests/sim/sim_log.h"
#include "tests/sim/sim_receipts.h"
#include "tests/sim/sim_signoff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 8 << 20, REPORT_MAX = 4096, SEEN_MORE = 1024 };

// One pass over the records of one replica.
struct pass {
    struct sim_world *world;
    struct sim_floor *floor;
    struct arena arena;
    bool *seen; // entries of floor
    const char *who;
    struct sim_floor *into; // when gathering: nothing is judged
};

static void look(struct pass *pass, struct span state)
{
    struct sim_oracle *oracle = &pass->world->oracle;
    struct record record = {0};
    struct error error;
    arena_reset(&pass->arena);
    if (record_parse(state, &pass->arena, &record, &error) != ERR_OK) {
        sim_oracle_fail(oracle, "%s: a state cannot be read: %s", pass->who, error.detail);
        return;
    }
    if (pass->into != NULL) {
        sim_floor_raise(pass->into, &record.id, &record.site, &record.vector);
    } else {
        struct sim_floor_entry *entry = sim_floor_find(pass->floor, &record.id);
        sim_oracle_judge(oracle, pass->who, &record);
        sim_signoff_look(pass->world, pass->who, &record);
        if (entry != NULL && pass->world->scope_moved
            && !vector_below(&entry->vector, &record.vector))
            vector_copy(&entry->vector, &record.vector); // it left and came back
        if (entry != NULL && !vector_below(&entry->vector, &record.vector))
            sim_oracle_fail(oracle, "I1: %s: a %.*s went back in time", pass->who,
                            (int)record.kind.len, record.kind.data);
        if (entry != NULL && pass->seen != NULL)
            pass->seen[entry - pass->floor->entries] = true;
        sim_floor_raise(pass->floor, &record.id, &record.site, &record.vector);
    }
    record_clear(&record);
}

static bool look_tablet(void *arg, const struct replica_row *row)
{
    look(arg, row->state);
    return true;
}

static bool look_office(void *arg, const struct record_row *row)
{
    look(arg, row->state);
    return true;
}

// What is no longer there: only a site that left the scope may go.
static void judge_missing(struct pass *pass, size_t known)
{
    for (size_t i = known; i-- > 0;) {
        if (pass->seen[i])
            continue;
        if (!pass->world->scope_moved
            && pass->world->knobs.weight[STEP_POISON] + pass->world->knobs.weight[STEP_FORGE] == 0)
            sim_oracle_fail(&pass->world->oracle, "I1: %s: a record is gone", pass->who);
        sim_floor_forget(pass->floor, i);
    }
}

static void check_store(struct sim_world *world, struct sim_tablet *tablet)
{
    struct buffer report;
    struct error error;
    buffer_init(&report, REPORT_MAX);
    if (store_check(tablet->store, &report, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: tablet %u: %s", tablet->number, error.detail);
    buffer_clear(&report);
}

void sim_judge_tablet(struct sim_world *world, struct sim_tablet *tablet, bool whole)
{
    struct replica_filter filter = {.with_deleted = true};
    char who[24];
    struct pass pass = {.world = world, .floor = &tablet->floor, .who = who};
    size_t known = tablet->floor.count;
    struct error error;
    if (tablet->store == NULL)
        return;
    snprintf(who, sizeof who, "tablet %u", tablet->number);
    arena_init(&pass.arena, ARENA_MAX);
    pass.seen = mem_alloc_array(known + SEEN_MORE, sizeof *pass.seen);
    if (replica_list(tablet->store, &filter, look_tablet, &pass, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "%s: list: %s", who, error.detail);
    else
        judge_missing(&pass, known);
    mem_free(pass.seen);
    arena_clear(&pass.arena);
    if (whole)
        check_store(world, tablet);
}

void sim_judge_office(struct sim_world *world, bool whole)
{
    struct records_filter filter = {.every_site = true};
    struct pass pass = {.world = world, .floor = &world->office_floor, .who = "office"};
    struct office *office = world->office.office;
    size_t known = world->office_floor.count;
    struct buffer report;
    struct error error;
    if (office == NULL)
        return;
    arena_init(&pass.arena, ARENA_MAX);
    buffer_init(&report, REPORT_MAX);
    pass.seen = mem_alloc_array(known + SEEN_MORE, sizeof *pass.seen);
    if (records_list(storage_writer(office_storage(office)), &filter, look_office, &pass, &error)
        != ERR_OK)
        sim_oracle_fail(&world->oracle, "office: list: %s", error.detail);
    for (size_t i = 0; i < known; i++)
        if (!pass.seen[i])
            sim_oracle_fail(&world->oracle, "I1: office: a record is gone");
    if (whole
        && storage_check(office_storage(office), office_mac_key(office), &report, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: office: %s: %.200s", error.detail, report.data);
    if (whole)
        sim_receipts_judge_blobs(world);
    sim_log_look(world);
    mem_free(pass.seen);
    buffer_clear(&report);
    arena_clear(&pass.arena);
}

static void gather_journal(struct sim_tablet *tablet, struct sim_floor *out)
{
    struct journal_batch batch;
    journal_batch_init(&batch);
    if (journal_batch_next(tablet->store, 1000, 1 << 20, &batch, NULL) == ERR_OK)
        for (size_t i = 0; i < batch.touched_count; i++)
            sim_floor_raise(out, &batch.touched[i].id, &uuid_nil, &batch.touched[i].vector);
    journal_batch_clear(&batch);
}

void sim_judge_gather(struct sim_world *world, struct sim_floor *out)
{
    struct replica_filter tablets = {.with_deleted = true};
    struct records_filter office = {.every_site = true};
    struct pass pass = {.world = world, .into = out, .who = "gather"};
    arena_init(&pass.arena, ARENA_MAX);
    for (unsigned t = 0; t < world->tablet_count; t++)
        if (!world->tablets[t]->revoked) {
            replica_list(world->tablets[t]->store, &tablets, look_tablet, &pass, NULL);
            gather_journal(world->tablets[t], out);
        }
    records_list(storage_writer(office_storage(world->office.office)), &office, look_office, &pass,
                 NULL);
    arena_clear(&pass.arena);
}

// Comparing the office with one tablet.
struct comparison {
    struct sim_world *world;
    struct sim_tablet *tablet;
    size_t office_count, tablet_count;
};

bool sim_judge_in_scope(struct sim_world *world, struct sim_tablet *tablet, const struct uuid *site)
{
    enum scope_standing standing = SCOPE_NEVER;
    struct view *view = storage_writer(office_storage(world->office.office));
    if (uuid_is_nil(site))
        return true;
    scope_standing(view, &tablet->device, site, &standing, NULL);
    return standing == SCOPE_NOW;
}

static bool compare_record(void *arg, const struct record_row *row)
{
    struct comparison *comparison = arg;
    struct replica_row mine;
    char id[UUID_TEXT];
    struct uuid site = row->site, record = row->id;
    if (!sim_judge_in_scope(comparison->world, comparison->tablet, &site))
        return true;
    uuid_format(&record, id);
    comparison->office_count++;
    enum err err = replica_get(comparison->tablet->store, &record, &mine, NULL);
    if (err != ERR_OK)
        sim_oracle_fail(&comparison->world->oracle, "P2: tablet %u lacks a %.*s (%s)",
                        comparison->tablet->number, (int)row->kind.len, row->kind.data, id);
    else if (!span_equal(mine.state, row->state))
        sim_oracle_fail(&comparison->world->oracle, "P2: tablet %u has another %.*s (%s)",
                        comparison->tablet->number, (int)row->kind.len, row->kind.data, id);
    if (err == ERR_OK && !span_equal(mine.state, row->state))
        sim_trace(comparison->world, "  office %.*s\n  tablet %.*s", (int)row->state.len,
                  row->state.data, (int)mine.state.len, mine.state.data);
    return true;
}

static bool count_record(void *arg, const struct replica_row *row)
{
    struct comparison *comparison = arg;
    struct view *view = storage_writer(office_storage(comparison->world->office.office));
    struct uuid site = row->site, record = row->id;
    struct record_row there;
    bool known = records_get(view, &record, &there, NULL) == ERR_OK;
    comparison->tablet_count++;
    if (!known || !sim_judge_in_scope(comparison->world, comparison->tablet, &site))
        sim_trace(comparison->world, "  tablet %u has one that %s: %.*s",
                  comparison->tablet->number,
                  known ? "is not in its scope" : "the office does not have", (int)row->state.len,
                  row->state.data);
    return true;
}

void sim_judge_alike(struct sim_world *world, struct sim_tablet *tablet)
{
    struct records_filter office = {.every_site = true};
    struct replica_filter all = {.with_deleted = true};
    struct comparison comparison = {.world = world, .tablet = tablet};
    struct view *view = sim_office_view(&world->office);
    if (view == NULL || records_list(view, &office, compare_record, &comparison, NULL) != ERR_OK)
        sim_oracle_fail(&world->oracle, "the office cannot be read beside its writer");
    replica_list(tablet->store, &all, count_record, &comparison, NULL);
    if (comparison.office_count != comparison.tablet_count)
        sim_oracle_fail(&world->oracle, "I17: tablet %u holds %zu records, its scope has %zu",
                        tablet->number, comparison.tablet_count, comparison.office_count);
}

// Every write that a living replica had, unless a person rejected it.
static void judge_kept(struct sim_world *world, const struct sim_floor_entry *had)
{
    struct sim_floor_entry *has = sim_floor_find(&world->office_floor, &had->record);
    long at = sim_oracle_find(&world->oracle, &had->record);
    const struct oracle_record *record = at < 0 ? NULL : &world->oracle.records[at];
    for (size_t e = 0; record != NULL && e < record->count; e++) {
        const struct oracle_event *event = &record->events[e];
        if (!event->rejected && vector_covers(&had->vector, event->dot)
            && (has == NULL || !vector_covers(&has->vector, event->dot)))
            sim_oracle_fail(&world->oracle,
                            "I1: the office lacks %016" PRIx64 ":%" PRIu64 " of a %s in the end",
                            event->dot.actor, event->dot.counter, record->kind);
    }
}

void sim_judge_end(struct sim_world *world, const struct sim_floor *floor)
{
    sim_judge_office(world, true);
    for (size_t i = 0; i < floor->count; i++)
        judge_kept(world, &floor->entries[i]);
    for (unsigned t = 0; t < world->tablet_count; t++) {
        struct sim_tablet *tablet = world->tablets[t];
        sim_judge_tablet(world, tablet, true);
        if (!tablet->revoked && tablet->store != NULL)
            sim_judge_alike(world, tablet);
        if (!tablet->revoked && tablet->store != NULL)
            sim_receipts_judge_received(world, tablet);
    }
}
