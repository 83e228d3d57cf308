// SPDX-License-Identifier: Apache-2.0
// Routes of handing over: a file of what only this tablet has, and such a file of another tablet.
#ifndef PLUMB_AGENT_UI_ACT_HANDOVER_H
#define PLUMB_AGENT_UI_ACT_HANDOVER_H

#include "shared/web/route_table.h"

// The one that is under way: it may take a while, so it runs on a thread of its own.
struct act_handover;
struct act_handover *act_handover_create(void);
// Waits for the one under way; begins no other.
void act_handover_stop(struct act_handover *handover);
void act_handover_free(struct act_handover *handover); // stopped before; accepts NULL

extern const struct route act_handover_routes[];
extern const size_t act_handover_route_count;

#endif
