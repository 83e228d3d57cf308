// SPDX-License-Identifier: Apache-2.0
// Proofs of convergence in a fleet at rest: every tablet's is equal at once; then something is
// damaged behind everybody's back, and the next proof finds that, repairs it, and nothing else.
#ifndef PLUMB_TESTS_SIM_SIM_PROOF_H
#define PLUMB_TESTS_SIM_SIM_PROOF_H

#include "tests/sim/sim_world.h"

// After the drain, when all hold the same. What follows in the judgement looks at what came of it.
void sim_proof_judge(struct sim_world *world);

#endif
