// SPDX-License-Identifier: Apache-2.0
// How far each site is, in the end: the same in the office and on every tablet, and what is said of
// each sign-off is what the writes say (D6.2, D6.4).
#ifndef PLUMB_TESTS_SIM_SIM_STANDING_H
#define PLUMB_TESTS_SIM_SIM_STANDING_H

#include "tests/sim/sim_world.h"

// After the drain.
void sim_standing_judge(struct sim_world *world);

#endif
