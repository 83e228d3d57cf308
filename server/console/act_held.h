// SPDX-License-Identifier: Apache-2.0
// The routes that decide on held entries and open groups.
#ifndef PLUMB_SERVER_CONSOLE_ACT_HELD_H
#define PLUMB_SERVER_CONSOLE_ACT_HELD_H

#include "shared/web/route_table.h"

extern const struct route act_held_routes[];
extern const size_t act_held_route_count;

#endif
