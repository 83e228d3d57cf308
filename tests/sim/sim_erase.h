// SPDX-License-Identifier: Apache-2.0
// A customer is erased in a fleet at rest, some of whose tablets have work of hers that was not
// sent, some of which never heard of it before the office's next epoch: nobody brings anything
// back.
#ifndef PLUMB_TESTS_SIM_SIM_ERASE_H
#define PLUMB_TESTS_SIM_SIM_ERASE_H

#include "tests/sim/sim_world.h"

// The last of all judgements: what was written is no longer compared with the oracle afterwards.
void sim_erase_judge(struct sim_world *world);

#endif
