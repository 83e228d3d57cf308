// SPDX-License-Identifier: Apache-2.0
// The service as people live it on a tablet: nodes, their items, signatures, voids,
// rectifications and change orders; and a tablet that tries to change what was signed.
#ifndef PLUMB_TESTS_SIM_SIM_SERVICE_H
#define PLUMB_TESTS_SIM_SIM_SERVICE_H

#include "tests/sim/sim_world.h"

// Each passes over a tablet that is down, and chooses among what the tablet holds.
void sim_service_node(struct sim_world *world, struct sim_tablet *tablet);
void sim_service_items(struct sim_world *world, struct sim_tablet *tablet);
void sim_service_sign(struct sim_world *world, struct sim_tablet *tablet);
void sim_service_void(struct sim_world *world, struct sim_tablet *tablet);
void sim_service_move(struct sim_world *world, struct sim_tablet *tablet);
void sim_service_change(struct sim_world *world, struct sim_tablet *tablet);
// A write that would create a sign-off a second time, edit or delete it: never applied (D6.4).
void sim_service_forge(struct sim_world *world, struct sim_tablet *tablet);
// Any of them but the last: what goes on while something breaks.
void sim_service_any(struct sim_world *world, struct sim_tablet *tablet);

#endif
