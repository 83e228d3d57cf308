// SPDX-License-Identifier: Apache-2.0
// Routes of coming and going: launch, PIN, lock, preferences, handing the tablet to a customer.
#ifndef PLUMB_AGENT_UI_DOOR_H
#define PLUMB_AGENT_UI_DOOR_H

#include "shared/web/route_table.h"

extern const struct route door_routes[];
extern const size_t door_route_count;

#endif
