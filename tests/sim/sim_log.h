// SPDX-License-Identifier: Apache-2.0
// The office's log of sign-offs: it only grows, each sign-off has one leaf in it, and what tablets
// got of it holds (sync.md 8.4).
#ifndef PLUMB_TESTS_SIM_SIM_LOG_H
#define PLUMB_TESTS_SIM_SIM_LOG_H

#include "tests/sim/sim_world.h"

// As it is now, against how it was seen before: longer or the same, on top of the same leaves.
void sim_log_look(struct sim_world *world);
// What was seen may be contradicted from now on: a ledger is lost, or a whole folder put back.
void sim_log_fork(struct sim_world *world);
// In the end: every sign-off that came has one leaf, every head is over the leaves there are, every
// counter-signature verifies.
void sim_log_judge(struct sim_world *world);

#endif
