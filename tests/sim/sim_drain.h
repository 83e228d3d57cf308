// SPDX-License-Identifier: Apache-2.0
// After the faults: everything that waits is delivered, decided and pulled within bounds (G2), and
// then nothing more is said (I10).
#ifndef PLUMB_TESTS_SIM_SIM_DRAIN_H
#define PLUMB_TESTS_SIM_SIM_DRAIN_H

#include "tests/sim/sim_world.h"

void sim_drain_begin(struct sim_world *world); // every machine runs, on a good disk and clock
void sim_drain(struct sim_world *world);
void sim_drain_quiet(struct sim_world *world);
// A person decides on one of the entries that are held; false when there is none to decide on.
bool sim_drain_decide(struct sim_world *world);

#endif
