// SPDX-License-Identifier: Apache-2.0
// Routes of change orders and of deliveries.
#ifndef PLUMB_AGENT_UI_ACT_CHANGE_H
#define PLUMB_AGENT_UI_ACT_CHANGE_H

#include "shared/web/route_table.h"

extern const struct route act_change_routes[];
extern const size_t act_change_route_count;

#endif
