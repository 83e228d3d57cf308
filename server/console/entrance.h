// SPDX-License-Identifier: Apache-2.0
// Routes of coming and going: who is there, signing in and out, the own password and settings.
#ifndef PLUMB_SERVER_CONSOLE_ENTRANCE_H
#define PLUMB_SERVER_CONSOLE_ENTRANCE_H

#include "shared/web/route_table.h"

extern const struct route entrance_routes[];
extern const size_t entrance_route_count;

#endif
