// SPDX-License-Identifier: Apache-2.0
// Who is told what happens (receivers of the web and of mail), and which other systems may ask.
#ifndef PLUMB_SERVER_CONSOLE_READ_HOOKS_H
#define PLUMB_SERVER_CONSOLE_READ_HOOKS_H

#include "shared/web/route_table.h"

extern const struct route read_hooks_routes[];
extern const size_t read_hooks_route_count;

#endif
