// SPDX-License-Identifier: Apache-2.0
// The route of one held entry: what it says, why it is held, what accepting it would change.
#ifndef PLUMB_SERVER_CONSOLE_READ_HELD_H
#define PLUMB_SERVER_CONSOLE_READ_HELD_H

#include "shared/web/route_table.h"

extern const struct route read_held_routes[];
extern const size_t read_held_route_count;

#endif
