// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_drain.h"

#include "server/storage/held.h"
#include "server/sync/office_held.h"
#include "tests/sim/sim_steps.h"

#include <inttypes.h>

enum { ROUNDS_MAX = 80, STEPS_A_ROUND = 60, QUIET_ROUNDS = 5, HELD_MAX = 64 };

void sim_drain_begin(struct sim_world *world)
{
    struct error error = {0};
    sim_steps_heal_office(world);
    for (unsigned t = 0; t < world->tablet_count; t++)
        sim_steps_heal_tablet(world, world->tablets[t]);
    if (world->office.office == NULL && sim_office_start(&world->office, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "G2: office does not start: %s", error.detail);
    for (unsigned t = 0; t < world->tablet_count; t++) {
        // A new life, in which it states its sites, those too that it wrote to after they had left.
        sim_tablet_stop(world->tablets[t]);
        if (sim_tablet_start(world->tablets[t], &error) != ERR_OK)
            sim_oracle_fail(&world->oracle, "G2: tablet %u does not start: %s", t, error.detail);
    }
}

struct held_choice {
    struct held_row rows[HELD_MAX];
    size_t count;
};

static bool collect(void *arg, const struct held_row *held)
{
    struct held_choice *choice = arg;
    if (choice->count < HELD_MAX)
        choice->rows[choice->count++] = *held;
    return true;
}

static void decide(struct sim_world *world, const struct held_row *held)
{
    struct office_decision decision = {.person = world->template->like[0].person, .why = "seen"};
    struct office *office = world->office.office;
    struct error error = {0};
    enum err err;
    bool accept = held->reason != REASON_CONTEXT && sim_world_chance(world, 500);
    struct oracle_event *event = sim_oracle_event(&world->oracle, &held->record, held->dot);
    if (held->reason == REASON_GROUP) {
        err = office_held_group(office, held->group, &decision, &error);
    } else if (accept) {
        err = office_held_accept(office, held->row, &decision, &error);
    } else {
        err = office_held_reject(office, held->row, &decision, &error);
        if (event != NULL && err != ERR_CONFLICT)
            event->rejected = true;
    }
    sim_trace(world, "  held %" PRId64 " reason %d %s: %s %s", held->row, (int)held->reason,
              accept ? "accept" : "reject", err_name(err), error.detail);
}

bool sim_drain_decide(struct sim_world *world)
{
    struct held_filter filter = {.open_only = true};
    static struct held_choice choice;
    choice.count = 0;
    if (world->office.office == NULL)
        return false;
    held_list(storage_writer(office_storage(world->office.office)), &filter, collect, &choice,
              NULL);
    if (choice.count == 0)
        return false;
    decide(world, &choice.rows[sim_world_draw(world, choice.count)]);
    return true;
}

static void drain_tablet(struct sim_world *world, struct sim_tablet *tablet)
{
    if (tablet->revoked)
        return;
    for (int i = 0; i < STEPS_A_ROUND && !world->oracle.failed; i++) {
        struct session_figures figures;
        sim_world_step(world, tablet);
        session_figures(tablet->session, &figures);
        if (figures.state == SESSION_IDLE || figures.state == SESSION_BACKOFF
            || figures.state == SESSION_REVOKED)
            return;
    }
}

static bool all_idle(const struct sim_world *world)
{
    for (unsigned t = 0; t < world->tablet_count; t++)
        if (!world->tablets[t]->revoked && !sim_tablet_idle(world->tablets[t]))
            return false;
    return true;
}

static void say_stuck(struct sim_world *world)
{
    for (unsigned t = 0; t < world->tablet_count; t++) {
        struct session_figures figures;
        struct journal_figures journal;
        struct sim_tablet *tablet = world->tablets[t];
        session_figures(tablet->session, &figures);
        journal_figures(tablet->store, &journal, NULL);
        if (!tablet->revoked && !sim_tablet_idle(tablet))
            sim_oracle_fail(&world->oracle, "G2: tablet %u is stuck in %s, %" PRId64 " unsent: %s",
                            t, session_state_name(figures.state), journal.undelivered,
                            figures.last_detail);
    }
    sim_oracle_fail(&world->oracle, "G2: the fleet does not come to rest");
}

// At rest: everything sent and decided, and a whole round after that brought nothing new.
void sim_drain(struct sim_world *world)
{
    int still = 0;
    for (int round = 0; round < ROUNDS_MAX && !world->oracle.failed; round++) {
        world->now_ms += 3700000;
        for (unsigned t = 0; t < world->tablet_count; t++)
            drain_tablet(world, world->tablets[t]);
        bool decided = sim_drain_decide(world);
        while (decided && round > ROUNDS_MAX / 8 && sim_world_chance(world, 900))
            decided = sim_drain_decide(world);
        still = all_idle(world) && !decided ? still + 1 : 0;
        sim_trace(world, "round %d: %s", round, still > 0 ? "still" : "busy");
        if (still == 3)
            return;
    }
    say_stuck(world);
}

// A copy and its original take the office's token from each other, so neither is ever short.
static bool is_double(const struct sim_world *world, const struct sim_tablet *tablet)
{
    for (unsigned t = 0; t < world->tablet_count; t++)
        if (world->tablets[t] != tablet && world->tablets[t]->kin == tablet->kin)
            return true;
    return false;
}

void sim_drain_quiet(struct sim_world *world)
{
    for (int round = 0; round < QUIET_ROUNDS; round++) {
        world->now_ms += 3700000;
        for (unsigned t = 0; t < world->tablet_count; t++) {
            struct sim_tablet *tablet = world->tablets[t];
            struct session_figures before, after;
            if (tablet->revoked)
                continue;
            session_figures(tablet->session, &before);
            sim_world_step(world, tablet);
            session_figures(tablet->session, &after);
            if (round > 0 && after.noops != before.noops + 1 && !is_double(world, tablet))
                sim_oracle_fail(&world->oracle,
                                "I10: tablet %u has something to say though nothing happens", t);
            if (round > 0 && !is_double(world, tablet)
                && (after.bytes_out - before.bytes_out > 512
                    || after.bytes_in - before.bytes_in > 512))
                sim_oracle_fail(&world->oracle, "P11: a sync with nothing to say is too long");
        }
    }
}
