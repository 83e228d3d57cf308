// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_world.h"

#include "shared/base/memory.h"
#include "tests/sim/sim_copy.h"
#include "tests/sim/sim_drain.h"
#include "tests/sim/sim_edit.h"
#include "tests/sim/sim_erase.h"
#include "tests/sim/sim_judge.h"
#include "tests/sim/sim_log.h"
#include "tests/sim/sim_mutant.h"
#include "tests/sim/sim_proof.h"
#include "tests/sim/sim_receipts.h"
#include "tests/sim/sim_service.h"
#include "tests/sim/sim_signoff.h"
#include "tests/sim/sim_standing.h"
#include "tests/sim/sim_steps.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 3, JUDGE_EVERY = 8 };

uint64_t sim_world_draw(struct sim_world *world, uint64_t limit)
{
    return sim_random_below(&world->random, limit);
}

bool sim_world_chance(struct sim_world *world, unsigned per_mille)
{
    return sim_random_chance(&world->random, per_mille);
}

uint64_t sim_world_seed(struct sim_world *world)
{
    return sim_random_next(&world->random);
}

void sim_trace(struct sim_world *world, const char *format, ...)
{
    char line[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (const char *c = line; *c != '\0'; c++) // FNV-1a
        world->hash = (world->hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    if (world->plan->trace)
        printf("%s\n", line);
}

struct sim_letter *sim_world_letter(struct sim_world *world)
{
    struct sim_letter *letter = &world->letters[world->letter_next++ % LETTERS_MAX];
    sim_letter_clear(letter);
    return letter;
}

// Weights are drawn so that many kinds of trouble are absent from one fleet or another.
static void draw_knobs(struct sim_world *world)
{
    static const unsigned losses[] = {0, 30, 100, 300};
    struct sim_knobs *knobs = &world->knobs;
    knobs->tablets = 2 + (unsigned)sim_world_draw(world, PERSONS_MAX - 1);
    knobs->sites = 1 + (unsigned)sim_world_draw(world, SITES_MAX);
    knobs->values = sim_world_chance(world, 300) ? 2 : 1000;
    knobs->net = losses[sim_world_draw(world, 4)];
    knobs->late = losses[sim_world_draw(world, 4)];
    knobs->meanwhile = losses[sim_world_draw(world, 4)];
    for (int s = 0; s < (int)STEP_SERVICE; s++) {
        bool never = sim_world_chance(world, sim_steps_absence((enum sim_step)s));
        knobs->weight[s] = sim_steps_weight((enum sim_step)s);
        if (world->plan->only != 0)
            never = (world->plan->only >> s & 1U) == 0;
        if (never)
            knobs->weight[s] = 0;
    }
    if (world->plan->without_net)
        knobs->net = knobs->late = knobs->meanwhile = 0;
}

// From randomness of its own: a fleet without a service is the one that its seed always gave.
static void draw_service(struct sim_world *world)
{
    const uint32_t steps = ~UINT32_C(0) << STEP_SERVICE, only = world->plan->only;
    struct sim_random random;
    sim_random_seed(&random, world->plan->seed ^ UINT64_C(0x5e741ce));
    world->service = only != 0 ? (only & steps) != 0 : sim_random_chance(&random, 500);
    world->service = world->service && !world->plan->plain;
    for (int s = STEP_SERVICE; s < STEP_COUNT; s++) {
        bool never = sim_random_chance(&random, sim_steps_absence((enum sim_step)s));
        if (only != 0)
            never = (only >> s & 1U) == 0;
        if (world->service && !never)
            world->knobs.weight[s] = sim_steps_weight((enum sim_step)s);
    }
}

static void begin_fleet(struct sim_world *world)
{
    struct error error = {0};
    sim_office_init(&world->office, sim_disk_copy(world->template->office, sim_world_seed(world)),
                    &world->now_ms, sim_world_seed(world));
    sim_mutant_disk(world->office.disk, true);
    // Every fifth fleet is asked for proofs each night, in the midst of all that befalls it. (None
    // of those that once failed is.)
    world->office.nightly = world->plan->seed % 5 == 3 && world->plan->only == 0;
    if (sim_office_start(&world->office, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "office: %s", error.detail);
    for (unsigned t = 0; t < world->knobs.tablets && !world->oracle.failed; t++) {
        struct sim_tablet like = world->template->like[t];
        like.clock.true_ms = &world->now_ms;
        sim_steps_add(world, &like,
                      sim_disk_copy(world->template->tablets[t], sim_world_seed(world)));
        for (unsigned s = 0; s < world->knobs.sites; s++)
            if (s == 0 || sim_world_chance(world, 700))
                sim_edit_assign(world, t, s, true);
    }
}

void sim_world_init(struct sim_world *world, const struct sim_plan *plan)
{
    *world = (struct sim_world){
        .plan = plan, .now_ms = SIM_BEGIN_MS + 3600000, .hash = UINT64_C(0xcbf29ce484222325)};
    sim_random_seed(&world->random, plan->seed);
    draw_knobs(world);
    draw_service(world);
    world->template = sim_template_get(world->service);
    sim_oracle_copy(&world->oracle, &world->template->oracle);
    sim_oracle_watch(&world->oracle);
    world->own_records = world->oracle.count;
    begin_fleet(world);
    world->faults = true;
}

void sim_world_clear(struct sim_world *world)
{
    sim_oracle_watch(NULL);
    for (unsigned t = 0; t < world->tablet_count; t++)
        sim_tablet_free(world->tablets[t]);
    sim_office_clear(&world->office);
    sim_floor_clear(&world->office_floor);
    for (int i = 0; i < BACKUPS_MAX; i++) {
        sim_steps_drop_backup(&world->backups[i]);
        sim_steps_drop_backup(&world->office_backups[i]);
    }
    for (int i = 0; i < LETTERS_MAX; i++)
        sim_letter_clear(&world->letters[i]);
    sim_oracle_clear(&world->oracle);
    sim_signoff_clear(&world->signoffs);
}

void sim_world_step(struct sim_world *world, struct sim_tablet *tablet)
{
    struct session_figures before, after;
    struct error error = {0};
    if (tablet->session == NULL || tablet->stepping || world->depth >= DEPTH_MAX)
        return;
    session_figures(tablet->session, &before);
    world->depth++;
    tablet->stepping = true;
    enum err err = session_step(tablet->session, &error);
    tablet->stepping = false;
    world->depth--;
    session_figures(tablet->session, &after);
    world->requests += after.requests - before.requests;
    sim_trace(world, "tablet %u %s -> %s %s %s", tablet->number, session_state_name(before.state),
              session_state_name(after.state), err_name(err),
              err == ERR_OK ? after.last_detail : error.detail);
}

void sim_world_meanwhile(struct sim_world *world, struct sim_tablet *tablet)
{
    if (sim_world_chance(world, world->knobs.meanwhile))
        sim_edit_tablet(world, tablet);
    if (world->service && sim_world_chance(world, world->knobs.meanwhile))
        sim_service_any(world, tablet);
    if (sim_world_chance(world, world->knobs.meanwhile))
        sim_world_step(world, world->tablets[sim_world_draw(world, world->tablet_count)]);
}

static void judge_all(struct sim_world *world, bool whole)
{
    sim_judge_office(world, whole);
    for (unsigned t = 0; t < world->tablet_count; t++)
        sim_judge_tablet(world, world->tablets[t], whole);
}

void sim_world_run(struct sim_world *world)
{
    const struct sim_plan *plan = world->plan;
    struct sim_floor floor = {0};
    for (unsigned i = 0; i < plan->steps && !world->oracle.failed; i++) {
        if (plan->skip != NULL && plan->skip[i])
            continue;
        sim_random_seed(&world->random, plan->seed * 1000003 + i);
        sim_steps_one(world, i);
        if (i % JUDGE_EVERY == 0)
            judge_all(world, false);
    }
    world->faults = false;
    if (!world->oracle.failed)
        sim_drain_begin(world);
    if (!world->oracle.failed)
        judge_all(world, true);
    if (!world->oracle.failed)
        sim_judge_gather(world, &floor);
    if (!world->oracle.failed)
        sim_drain(world);
    if (!world->oracle.failed)
        sim_judge_end(world, &floor);
    if (!world->oracle.failed)
        sim_proof_judge(world);
    if (!world->oracle.failed)
        sim_judge_end(world, &floor); // it has repaired what it should, and that alone
    static void (*const last[])(struct sim_world *)
        = {sim_receipts_judge, sim_signoff_judge, sim_standing_judge, sim_log_judge,
           sim_copy_judge,     sim_drain_quiet,   sim_erase_judge};
    for (size_t i = 0; i < sizeof last / sizeof *last && !world->oracle.failed; i++)
        last[i](world);
    sim_floor_clear(&floor);
}
