// SPDX-License-Identifier: Apache-2.0
// The route by which pages hear that something changed.
#ifndef PLUMB_SERVER_CONSOLE_WATCH_H
#define PLUMB_SERVER_CONSOLE_WATCH_H

#include "shared/web/route_table.h"

extern const struct route watch_routes[];
extern const size_t watch_route_count;

#endif
