// SPDX-License-Identifier: Apache-2.0
// The customer's copy of a sign-off after everything that befell the fleet: whole, countersigned,
// and no longer genuine with one bit changed (D6.3, I15).
#ifndef PLUMB_TESTS_SIM_SIM_COPY_H
#define PLUMB_TESTS_SIM_SIM_COPY_H

#include "tests/sim/sim_world.h"

// After the drain; a few of the sign-offs, each on the tablet that made it.
void sim_copy_judge(struct sim_world *world);

#endif
