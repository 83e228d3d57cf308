// SPDX-License-Identifier: Apache-2.0
// Every signature that was given: what it said, what it covered, and that it is never edited, never
// deleted and never lost (D6.2, D6.4, I15).
#ifndef PLUMB_TESTS_SIM_SIM_SIGNOFF_H
#define PLUMB_TESTS_SIM_SIM_SIGNOFF_H

#include "tests/sim/sim_world.h"

struct sim_signed {
    struct uuid id, site;
    bool budget, acked;
};
// Somebody signed, or tried to.
void sim_signoff_note(struct sim_world *world, struct sim_tablet *tablet,
                      const struct sim_signed *made);
void sim_signoff_clear(struct sim_signoffs *signoffs);
struct sim_signoff *sim_signoff_find(struct sim_world *world, const struct uuid *id);
// A tablet lost what it had not sent: its papers need not reach the office.
void sim_signoff_lost(struct sim_world *world, const struct sim_tablet *tablet);

struct sim_forgery {
    struct uuid signoff;
    const char *field; // that is changed
    bool whole;        // made anew with all fields, else only this one
};
// A tablet that breaks the rules writes it.
void sim_signoff_forge(struct sim_world *world, struct sim_tablet *tablet,
                       const struct sim_forgery *forgery);
// A state of one: the write that made it stands whole and alone.
void sim_signoff_look(struct sim_world *world, const char *who, const struct record *state);
// In the end: each is where it belongs, with its papers, and what is said of it is so. After the
// drain.
void sim_signoff_judge(struct sim_world *world);

#endif
