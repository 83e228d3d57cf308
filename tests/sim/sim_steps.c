// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_steps.h"

#include "server/sync/office_device.h"
#include "server/sync/office_restore.h"
#include "tests/sim/sim_drain.h"
#include "tests/sim/sim_edit.h"
#include "tests/sim/sim_judge.h"
#include "tests/sim/sim_log.h"
#include "tests/sim/sim_mutant.h"
#include "tests/sim/sim_service.h"
#include "tests/sim/sim_signoff.h"

#include <inttypes.h>
#include <stdio.h>

#define YEARS_MS INT64_C(31557600000)

static struct sim_tablet *draw_tablet(struct sim_world *world)
{
    return world->tablets[sim_world_draw(world, world->tablet_count)];
}

struct sim_tablet *sim_steps_add(struct sim_world *world, const struct sim_tablet *like,
                                 struct sim_disk *disk)
{
    struct error error = {0};
    struct sim_tablet *tablet = sim_tablet_create(world, like, disk, sim_world_seed(world));
    tablet->number = world->tablet_count;
    sim_mutant_disk(disk, false);
    world->tablets[world->tablet_count++] = tablet;
    if (sim_tablet_start(tablet, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "tablet %u does not start: %s", tablet->number,
                        error.detail);
    return tablet;
}

void sim_steps_drop_backup(struct sim_backup *backup)
{
    if (backup->disk != NULL)
        sim_disk_free(backup->disk);
    sim_floor_clear(&backup->floor);
    *backup = (struct sim_backup){0};
}

static void edit(struct sim_world *world)
{
    sim_edit_tablet(world, draw_tablet(world));
}

static void group(struct sim_world *world)
{
    sim_edit_group(world, draw_tablet(world));
}

static void delete_record(struct sim_world *world)
{
    sim_edit_delete(world, draw_tablet(world));
}

static void photo(struct sim_world *world)
{
    sim_edit_photo(world, draw_tablet(world));
}

static void poison(struct sim_world *world)
{
    sim_edit_poison(world, draw_tablet(world));
}

static void node(struct sim_world *world)
{
    sim_service_node(world, draw_tablet(world));
}

static void items(struct sim_world *world)
{
    sim_service_items(world, draw_tablet(world));
}

static void sign(struct sim_world *world)
{
    sim_service_sign(world, draw_tablet(world));
}

static void void_one(struct sim_world *world)
{
    sim_service_void(world, draw_tablet(world));
}

static void move(struct sim_world *world)
{
    sim_service_move(world, draw_tablet(world));
}

static void change(struct sim_world *world)
{
    sim_service_change(world, draw_tablet(world));
}

static void forge(struct sim_world *world)
{
    sim_service_forge(world, draw_tablet(world));
}

static void sync_some(struct sim_world *world)
{
    struct sim_tablet *tablet = draw_tablet(world);
    uint64_t steps = 1 + sim_world_draw(world, 6);
    for (uint64_t i = 0; i < steps; i++)
        sim_world_step(world, tablet);
}

static void tick(struct sim_world *world)
{
    static const int64_t spans[] = {500, 70000, 4000000, 90000000};
    world->now_ms += (int64_t)sim_world_draw(world, (uint64_t)spans[sim_world_draw(world, 4)]);
}

// A tablet's process ends in good order, or by a power loss with what was not synced; it runs again
// at once, on a new boot if the power was gone.
static void end_life(struct sim_world *world, struct sim_tablet *tablet, bool power_lost)
{
    struct error error = {0};
    sim_tablet_stop(tablet);
    if (power_lost) {
        sim_disk_crash(tablet->disk);
        sim_clock_boot(&tablet->clock, &world->random);
    }
    if (sim_tablet_start(tablet, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: tablet %u does not start: %s", tablet->number,
                        error.detail);
    sim_judge_tablet(world, tablet, power_lost);
}

static void restart(struct sim_world *world)
{
    end_life(world, draw_tablet(world), false);
}

// At a random operation of whatever it does next the disk stops, then the power goes.
static void crash(struct sim_world *world)
{
    struct sim_tablet *tablet = draw_tablet(world);
    tablet->disk->fail_at = tablet->disk->operations + 1 + sim_world_draw(world, 200);
    for (uint64_t i = sim_world_draw(world, 6); i > 0; i--) {
        if (world->service && sim_world_chance(world, 400))
            sim_service_any(world, tablet);
        else if (sim_world_chance(world, 500))
            sim_edit_tablet(world, tablet);
        else
            sim_world_step(world, tablet);
    }
    end_life(world, tablet, true);
}

static void keep(struct sim_world *world, struct sim_backup *backups, const struct sim_disk *disk,
                 const struct sim_floor *floor, unsigned like)
{
    struct sim_backup *backup = &backups[sim_world_draw(world, BACKUPS_MAX)];
    sim_steps_drop_backup(backup);
    backup->disk = sim_disk_copy(disk, sim_world_seed(world));
    sim_floor_copy(&backup->floor, floor);
    backup->like = like;
}

static void back_up(struct sim_world *world)
{
    struct sim_tablet *tablet = draw_tablet(world);
    keep(world, world->backups, tablet->disk, &tablet->floor, tablet->number);
}

// A tablet's folder is put back as it was.
static void restore(struct sim_world *world)
{
    struct sim_backup *backup = &world->backups[sim_world_draw(world, BACKUPS_MAX)];
    if (backup->disk == NULL)
        return;
    struct sim_tablet *tablet = world->tablets[backup->like];
    sim_tablet_stop(tablet);
    sim_disk_restore(tablet->disk, backup->disk);
    sim_floor_copy(&tablet->floor, &backup->floor);
    sim_signoff_lost(world, tablet);
    sim_trace(world, "  tablet %u is restored", tablet->number);
    end_life(world, tablet, false);
}

static void clone(struct sim_world *world)
{
    struct sim_tablet *tablet = draw_tablet(world);
    if (world->tablet_count == TABLETS_MAX)
        return;
    struct sim_tablet *copy
        = sim_steps_add(world, tablet, sim_disk_copy(tablet->disk, sim_world_seed(world)));
    sim_floor_copy(&copy->floor, &tablet->floor);
    sim_trace(world, "  tablet %u is a copy of %u", copy->number, tablet->number);
}

static void start_office(struct sim_world *world)
{
    struct error error = {0};
    if (sim_office_start(&world->office, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "I14: office does not start: %s", error.detail);
    sim_judge_office(world, true);
}

static void office_crash(struct sim_world *world)
{
    struct sim_disk *disk = world->office.disk;
    if (sim_world_chance(world, 800))
        disk->fail_at = disk->operations + 1 + sim_world_draw(world, 300);
    for (uint64_t i = sim_world_draw(world, 8); i > 0; i--) {
        if (sim_world_chance(world, 200))
            sim_edit_office(world);
        else
            sim_world_step(world, draw_tablet(world));
    }
    sim_office_stop(&world->office);
    sim_disk_crash(disk);
    sim_clock_boot(&world->office.clock, &world->random);
    start_office(world);
}

static void office_backup(struct sim_world *world)
{
    keep(world, world->office_backups, world->office.disk, &world->office_floor, 0);
}

// The backup; and the ledger as it is now, which lies outside the backup, unless it is lost too.
static enum err put_back(struct sim_world *world, const struct sim_backup *backup, bool ledger_lost,
                         struct error *error)
{
    const struct disk *disk = &world->office.handle;
    struct buffer ledger;
    buffer_init(&ledger, 8 << 20);
    disk_read_file(disk, "ledger", &ledger, NULL);
    world->office.disk->capacity_bytes = UINT64_MAX; // onto a new disk
    sim_disk_restore(world->office.disk, backup->disk);
    enum err err = ledger_lost ? disk->remove(disk->ctx, "ledger")
                               : disk_write_file(disk, "ledger", ledger.data, ledger.len, error);
    buffer_clear(&ledger);
    return err;
}

static void restore_office(struct sim_world *world, bool ledger_lost)
{
    struct sim_backup *backup = &world->office_backups[sim_world_draw(world, BACKUPS_MAX)];
    struct office_options options = {.disk = &world->office.handle,
                                     .clock = sim_clock_handle(&world->office.clock),
                                     .random = sim_random_handle(&world->office.random)};
    struct error error = {0};
    if (backup->disk == NULL)
        return;
    sim_office_stop(&world->office);
    enum err err = put_back(world, backup, ledger_lost, &error);
    if (err == ERR_OK)
        err = office_restore(&options, &error);
    if (err != ERR_OK)
        sim_oracle_fail(&world->oracle, "office_restore: %s", error.detail);
    if (ledger_lost)
        sim_log_fork(world);
    sim_floor_copy(&world->office_floor, &backup->floor);
    world->went_back = true;
    sim_trace(world, "  office is restored%s", ledger_lost ? " without its ledger" : "");
    start_office(world);
}

static void office_restore_backup(struct sim_world *world)
{
    restore_office(world, false);
}

static void ledger_lost(struct sim_world *world)
{
    restore_office(world, true);
}

// The whole folder is put back behind everybody's back.
static void office_rollback(struct sim_world *world)
{
    struct sim_backup *backup = &world->office_backups[sim_world_draw(world, BACKUPS_MAX)];
    if (backup->disk == NULL)
        return;
    sim_office_stop(&world->office);
    sim_disk_restore(world->office.disk, backup->disk);
    sim_floor_copy(&world->office_floor, &backup->floor);
    sim_log_fork(world);
    world->went_back = true;
    sim_trace(world, "  office is rolled back");
    start_office(world);
}

static void late_letter(struct sim_world *world)
{
    struct sim_letter *letter = &world->letters[sim_world_draw(world, LETTERS_MAX)];
    if (letter->body.data != NULL && world->depth == 0) {
        sim_trace(world, "  an old request comes again");
        sim_letter_deliver(letter, &world->office);
    }
}

static void clock_trouble(struct sim_world *world)
{
    struct sim_clock *clock = &draw_tablet(world)->clock;
    int64_t jump = (int64_t)sim_world_draw(world, 2 * (uint64_t)YEARS_MS * 10) - YEARS_MS * 10;
    switch (sim_world_draw(world, 5)) {
    case 0:
        clock->offset_ms = jump;
        break;
    case 1:
        clock->offset_ms = jump / 100000;
        break;
    case 2:
        clock->stopped = true;
        clock->stopped_ms = world->now_ms;
        break;
    case 3:
        clock->drift_ppm = jump / (YEARS_MS / 1000);
        break;
    default:
        world->office.clock.offset_ms = jump / 1000000;
    }
}

static void scope(struct sim_world *world)
{
    unsigned person = (unsigned)sim_world_draw(world, world->knobs.tablets);
    unsigned site = (unsigned)sim_world_draw(world, world->knobs.sites);
    if (world->office.office == NULL)
        return;
    world->scope_moved = true;
    sim_edit_assign(world, person, site, !world->assigned[person][site]);
}

static void decide(struct sim_world *world)
{
    sim_drain_decide(world);
}

static void full_disk(struct sim_world *world)
{
    struct sim_disk *disk
        = sim_world_chance(world, 700) ? draw_tablet(world)->disk : world->office.disk;
    disk->capacity_bytes = disk->capacity_bytes == UINT64_MAX
                               ? disk->used_bytes + sim_world_draw(world, 1 << 18)
                               : UINT64_MAX;
}

static void revoke(struct sim_world *world)
{
    struct sim_tablet *tablet = draw_tablet(world);
    struct error error = {0};
    if (world->office.office == NULL || tablet->number == 0)
        return;
    if (office_device_state(world->office.office,
                            &(struct office_device_rule){.device = tablet->device,
                                                         .state = DEVICE_REVOKED,
                                                         .reason = "lost"},
                            &error)
        != ERR_OK)
        return;
    for (unsigned t = 0; t < world->tablet_count; t++)
        if (uuid_equal(&world->tablets[t]->device, &tablet->device))
            world->tablets[t]->revoked = true;
}

// Name, weight, and in how many per mille of the fleets it never happens.
static const struct {
    const char *name;
    unsigned weight, absence;
    void (*run)(struct sim_world *world);
} steps[STEP_COUNT] = {
    [STEP_EDIT] = {"edit", 300, 0, edit},
    [STEP_GROUP] = {"group", 30, 500, group},
    [STEP_DELETE] = {"delete", 30, 500, delete_record},
    [STEP_PHOTO] = {"photo", 20, 500, photo},
    [STEP_OFFICE_EDIT] = {"office edit", 60, 200, sim_edit_office},
    [STEP_SYNC] = {"sync", 350, 0, sync_some},
    [STEP_TICK] = {"tick", 60, 0, tick},
    [STEP_RESTART] = {"restart", 20, 400, restart},
    [STEP_CRASH] = {"crash", 30, 500, crash},
    [STEP_BACKUP] = {"backup", 30, 500, back_up},
    [STEP_RESTORE] = {"restore", 25, 500, restore},
    [STEP_CLONE] = {"clone", 15, 600, clone},
    [STEP_OFFICE_CRASH] = {"office crash", 25, 500, office_crash},
    [STEP_OFFICE_BACKUP] = {"office backup", 25, 400, office_backup},
    [STEP_OFFICE_RESTORE] = {"office restore", 15, 600, office_restore_backup},
    [STEP_OFFICE_ROLLBACK] = {"office rollback", 15, 600, office_rollback},
    [STEP_LETTER] = {"old letter", 30, 500, late_letter},
    [STEP_CLOCK] = {"clock", 20, 600, clock_trouble},
    [STEP_SCOPE] = {"scope", 20, 600, scope},
    [STEP_POISON] = {"poison", 20, 700, poison},
    [STEP_DECIDE] = {"decide", 20, 500, decide},
    [STEP_FULL_DISK] = {"full disk", 10, 800, full_disk},
    [STEP_REVOKE] = {"revoke", 3, 900, revoke},
    [STEP_NODE] = {"node", 50, 0, node},
    [STEP_ITEMS] = {"items", 80, 0, items},
    [STEP_SIGN] = {"sign", 150, 0, sign},
    [STEP_VOID] = {"void", 20, 300, void_one},
    [STEP_MOVE] = {"move", 60, 300, move},
    [STEP_CHANGE] = {"change", 40, 300, change},
    [STEP_FORGE] = {"forge", 25, 700, forge},
    [STEP_LEDGER] = {"ledger lost", 10, 800, ledger_lost},
};

const char *sim_steps_name(enum sim_step step)
{
    return steps[step].name;
}

unsigned sim_steps_weight(enum sim_step step)
{
    return steps[step].weight;
}

unsigned sim_steps_absence(enum sim_step step)
{
    return steps[step].absence;
}

void sim_steps_heal_office(struct sim_world *world)
{
    world->office.disk->capacity_bytes = UINT64_MAX;
}

void sim_steps_heal_tablet(struct sim_world *world, struct sim_tablet *tablet)
{
    (void)world;
    tablet->disk->capacity_bytes = UINT64_MAX;
    tablet->clock.stopped = false;
}

void sim_steps_one(struct sim_world *world, unsigned number)
{
    unsigned total = 0;
    for (int s = 0; s < STEP_COUNT; s++)
        total += world->knobs.weight[s];
    uint64_t at = sim_world_draw(world, total);
    int step = 0;
    while (at >= world->knobs.weight[step])
        at -= world->knobs.weight[step++];
    if ((world->plan->without >> step & 1U) != 0)
        return;
    sim_trace(world, "%u. %s", number, steps[step].name);
    steps[step].run(world);
}
