// SPDX-License-Identifier: Apache-2.0
// What may befall a fleet, step by step.
#ifndef PLUMB_TESTS_SIM_SIM_STEPS_H
#define PLUMB_TESTS_SIM_SIM_STEPS_H

#include "tests/sim/sim_world.h"

const char *sim_steps_name(enum sim_step step);
unsigned sim_steps_weight(enum sim_step step);
unsigned sim_steps_absence(enum sim_step step); // per mille of the fleets that never see it
void sim_steps_one(struct sim_world *world, unsigned number);

// Adds a running tablet that takes the disk over.
struct sim_tablet *sim_steps_add(struct sim_world *world, const struct sim_tablet *like,
                                 struct sim_disk *disk);
void sim_steps_drop_backup(struct sim_backup *backup);
// Ends what is wrong with the machine: its disk works, its clock runs.
void sim_steps_heal_office(struct sim_world *world);
void sim_steps_heal_tablet(struct sim_world *world, struct sim_tablet *tablet);

#endif
