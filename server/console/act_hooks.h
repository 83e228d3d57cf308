// SPDX-License-Identifier: Apache-2.0
// Receivers made, tried, paused, given another secret and removed; what did not arrive sent again.
#ifndef PLUMB_SERVER_CONSOLE_ACT_HOOKS_H
#define PLUMB_SERVER_CONSOLE_ACT_HOOKS_H

#include "shared/web/route_table.h"

extern const struct route act_hooks_routes[];
extern const size_t act_hooks_route_count;

#endif
