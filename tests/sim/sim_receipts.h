// SPDX-License-Identifier: Apache-2.0
// What tablets were promised: entries under a receipt are in the office's history, blobs it holds
// are whole.
#ifndef PLUMB_TESTS_SIM_SIM_RECEIPTS_H
#define PLUMB_TESTS_SIM_SIM_RECEIPTS_H

#include "tests/sim/sim_world.h"

// After the drain (P7, P8): what a tablet shows as delivered, the office has.
void sim_receipts_judge(struct sim_world *world);
// Every blob that the office says it holds is there, with its digest (I13, P15).
void sim_receipts_judge_blobs(struct sim_world *world);
// At rest: what the office holds of statements, handwriting and thumbnails that a record on the
// tablet names, the tablet has, whole.
void sim_receipts_judge_received(struct sim_world *world, struct sim_tablet *tablet);

#endif
