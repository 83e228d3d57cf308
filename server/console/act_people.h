// SPDX-License-Identifier: Apache-2.0
// Routes that change people: who they are, and at which sites they work.
#ifndef PLUMB_SERVER_CONSOLE_ACT_PEOPLE_H
#define PLUMB_SERVER_CONSOLE_ACT_PEOPLE_H

#include "shared/web/route_table.h"

extern const struct route act_people_routes[];
extern const size_t act_people_route_count;

#endif
