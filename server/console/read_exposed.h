// SPDX-License-Identifier: Apache-2.0
// The route of what a tablet has seen: for the notice when it is lost.
#ifndef PLUMB_SERVER_CONSOLE_READ_EXPOSED_H
#define PLUMB_SERVER_CONSOLE_READ_EXPOSED_H

#include "shared/web/route_table.h"

extern const struct route read_exposed_routes[];
extern const size_t read_exposed_route_count;

#endif
