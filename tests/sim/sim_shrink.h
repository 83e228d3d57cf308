// SPDX-License-Identifier: Apache-2.0
// Making a failing fleet small: fewer steps, fewer kinds of trouble, the same failure at the end.
#ifndef PLUMB_TESTS_SIM_SIM_SHRINK_H
#define PLUMB_TESTS_SIM_SIM_SHRINK_H

#include "tests/sim/sim_play.h"

// Prints the trace of the smallest failing fleet found; false when the seed does not fail.
bool sim_shrink(const struct sim_plan *plan);

#endif
