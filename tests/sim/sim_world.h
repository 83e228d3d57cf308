// SPDX-License-Identifier: Apache-2.0
// One fleet: an office, its tablets and everything that may befall them, drawn from one seed.
#ifndef PLUMB_TESTS_SIM_SIM_WORLD_H
#define PLUMB_TESTS_SIM_SIM_WORLD_H

#include "tests/sim/sim_net.h"
#include "tests/sim/sim_template.h"

enum { TABLETS_MAX = 8, BACKUPS_MAX = 3, LETTERS_MAX = 8, STEPS_MAX = 400 };

// What a step may be; the table of names, weights and functions stands in sim_steps.c.
enum sim_step {
    STEP_EDIT,
    STEP_GROUP,
    STEP_DELETE,
    STEP_PHOTO,
    STEP_OFFICE_EDIT,
    STEP_SYNC,
    STEP_TICK,
    STEP_RESTART,
    STEP_CRASH,
    STEP_BACKUP,
    STEP_RESTORE,
    STEP_CLONE,
    STEP_OFFICE_CRASH,
    STEP_OFFICE_BACKUP,
    STEP_OFFICE_RESTORE,
    STEP_OFFICE_ROLLBACK,
    STEP_LETTER,
    STEP_CLOCK,
    STEP_SCOPE,
    STEP_POISON,
    STEP_DECIDE,
    STEP_FULL_DISK,
    STEP_REVOKE,
    // Of fleets with a service: the ones before keep the fleets they gave.
    STEP_NODE,
    STEP_ITEMS,
    STEP_SIGN,
    STEP_VOID,
    STEP_MOVE,
    STEP_CHANGE,
    STEP_FORGE,
    STEP_LEDGER,
    STEP_COUNT
};
enum { STEP_SERVICE = STEP_NODE }; // the first of these

struct sim_knobs {
    unsigned tablets, sites;
    unsigned values;               // how many different values an edit may choose from
    unsigned net, late, meanwhile; // per mille of messages
    unsigned weight[STEP_COUNT];   // 0: never
};
struct sim_backup {
    struct sim_disk *disk; // owned; NULL: none
    struct sim_floor floor;
    unsigned like; // index of the template's tablet
};
struct sim_plan {
    uint64_t seed;
    unsigned steps;
    const bool *skip; // steps left out, by the shrinker; NULL: none
    uint32_t only;    // these kinds of step in every fleet, and no others; 0: as drawn
    uint32_t without; // kinds of step left out, bits of enum sim_step
    bool plain;       // without a service, whatever is drawn
    bool without_net, trace;
};
// A signature that was given (sim_signoff.h).
struct sim_signoff {
    struct uuid id, site, of;
    struct dot dot;        // of the one write that made it
    unsigned tablet;       // on which
    bool budget, acked;    // amounts are on its page; its maker was told that it is durable
    bool papers;           // nothing lost them since
    struct buffer content; // owned: what it covers (sim_content.h); empty: not known
};
struct sim_forged {
    struct uuid record;
    struct dot dot;
};
struct sim_signoffs {
    struct sim_signoff *list; // owned
    size_t count, cap;
    struct sim_forged *forged; // owned: writes that broke the rules
    size_t forged_count, forged_cap;
};
// The office's log of sign-offs as it was seen (sim_log.h).
struct sim_log_seen {
    uint64_t size;
    struct digest root;
    bool forked; // by a ledger that was lost, or a folder put back behind everybody's back
};
struct sim_world {
    const struct sim_plan *plan;
    struct sim_knobs knobs;
    const struct sim_template *template;
    int64_t now_ms;
    struct sim_random random; // of the step under way
    uint64_t hash;            // of the trace
    bool faults;              // on, until the fleet is to drain
    unsigned depth;           // sessions within sessions
    struct sim_office office;
    struct sim_floor office_floor;
    struct sim_tablet *tablets[TABLETS_MAX];
    unsigned tablet_count;
    struct sim_backup backups[BACKUPS_MAX], office_backups[BACKUPS_MAX];
    struct sim_letter letters[LETTERS_MAX];
    unsigned letter_next;
    struct sim_oracle oracle;
    size_t own_records; // records from this index on were made by the fleet, not the template
    struct uuid assignments[PERSONS_MAX][SITES_MAX];
    bool assigned[PERSONS_MAX][SITES_MAX], scope_moved;
    uint64_t requests, received; // received: blobs of others that tablets have in the end
    bool service; // nodes, sign-offs, voids
    struct sim_signoffs signoffs;
    struct sim_log_seen log;
    bool went_back;           // the office did, to an older folder
    uint64_t changed, voided; // sign-offs that were so in the end
};

void sim_world_init(struct sim_world *world, const struct sim_plan *plan);
void sim_world_clear(struct sim_world *world);
// Steps, then the drain and the last judgement. world->oracle says how it went.
void sim_world_run(struct sim_world *world);

uint64_t sim_world_draw(struct sim_world *world, uint64_t limit);
bool sim_world_chance(struct sim_world *world, unsigned per_mille);
uint64_t sim_world_seed(struct sim_world *world); // for a new machine or life
// Hashed, and printed when the plan says so.
void sim_trace(struct sim_world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct sim_letter *sim_world_letter(struct sim_world *world); // an empty place for one more
// What goes on while a request of this tablet is on its way.
void sim_world_meanwhile(struct sim_world *world, struct sim_tablet *tablet);
// One step of its session, if it runs.
void sim_world_step(struct sim_world *world, struct sim_tablet *tablet);

#endif
