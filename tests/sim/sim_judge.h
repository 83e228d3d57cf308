// SPDX-License-Identifier: Apache-2.0
// Looking at the replicas: each state against the causal history, each replica against its past,
// and in the end all of them against one another.
#ifndef PLUMB_TESTS_SIM_SIM_JUDGE_H
#define PLUMB_TESTS_SIM_SIM_JUDGE_H

#include "tests/sim/sim_world.h"

// Each passes over a machine that is down. `whole`: also the store's own check (I14).
void sim_judge_tablet(struct sim_world *world, struct sim_tablet *tablet, bool whole);
void sim_judge_office(struct sim_world *world, bool whole);
// All that any living replica holds, journals included: none of it may be missing in the end.
void sim_judge_gather(struct sim_world *world, struct sim_floor *out);
// Whether the office has the site in the scope of the tablet now.
bool sim_judge_in_scope(struct sim_world *world, struct sim_tablet *tablet,
                        const struct uuid *site);
// Whether the tablet holds, byte for byte, what the office holds of its sites, and nothing else.
void sim_judge_alike(struct sim_world *world, struct sim_tablet *tablet);
// After the drain: the office covers `floor`, and each tablet holds, byte for byte, what the office
// holds of its sites and nothing else (P2, I1, I10, I17).
void sim_judge_end(struct sim_world *world, const struct sim_floor *floor);

#endif
