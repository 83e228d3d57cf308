// SPDX-License-Identifier: Apache-2.0
// Makes a night by hand.
#ifndef PLUMB_SERVER_CONSOLE_ACT_NIGHTS_H
#define PLUMB_SERVER_CONSOLE_ACT_NIGHTS_H

#include "shared/web/route_table.h"

extern const struct route act_nights_routes[];
extern const size_t act_nights_route_count;

#endif
