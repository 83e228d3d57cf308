// SPDX-License-Identifier: Apache-2.0
// Planted bugs of the service: what a careless tablet would do to a sign-off after an edit or a
// void, and what a careless office would leave out.
#ifndef PLUMB_TESTS_SIM_SIM_PLANTED_H
#define PLUMB_TESTS_SIM_SIM_PLANTED_H

#include "tests/sim/sim_world.h"

// After results of a site were edited, and after a sign-off was voided.
void sim_planted_edited(struct sim_world *world, struct sim_tablet *tablet,
                        const struct uuid *site);
void sim_planted_voided(struct sim_world *world, struct sim_tablet *tablet,
                        const struct uuid *signoff);

#endif
