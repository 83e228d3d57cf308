// SPDX-License-Identifier: Apache-2.0
// Edits as people make them: on a tablet, in a group, with photos, and in the office.
#ifndef PLUMB_TESTS_SIM_SIM_EDIT_H
#define PLUMB_TESTS_SIM_SIM_EDIT_H

#include "agent/capture/capture.h"
#include "tests/sim/sim_world.h"

// Each chooses a record that the tablet or office holds, or makes a new one.
void sim_edit_tablet(struct sim_world *world, struct sim_tablet *tablet);
void sim_edit_group(struct sim_world *world, struct sim_tablet *tablet);
void sim_edit_delete(struct sim_world *world, struct sim_tablet *tablet);
void sim_edit_photo(struct sim_world *world, struct sim_tablet *tablet);
// A write that the tablet's rules would not let through: the office must hold it (P13).
void sim_edit_poison(struct sim_world *world, struct sim_tablet *tablet);
void sim_edit_office(struct sim_world *world);

// For the edits of the service. A site that was assigned to the tablet's person, as a rule.
const struct uuid *sim_edit_site(struct sim_world *world, const struct sim_tablet *tablet);
void sim_edit_commit(struct sim_world *world, struct sim_tablet *tablet, const struct draft *drafts,
                     size_t count);
void sim_edit_office_commit(struct sim_world *world, struct office_edit *edit);
void sim_edit_photo_of(struct sim_world *world, struct sim_tablet *tablet,
                       const struct oracle_record *record);
// Ends an edit that the oracle was told of: what was acknowledged may never be lost.
void sim_edit_done(struct sim_world *world, struct sim_tablet *tablet, enum err err);
// Assigns a site to the person of a tablet, or ends that.
void sim_edit_assign(struct sim_world *world, unsigned person, unsigned site, bool active);

#endif
