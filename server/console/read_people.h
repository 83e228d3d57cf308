// SPDX-License-Identifier: Apache-2.0
// Routes that show people: the list, and one with account, roles, sites and tablets.
#ifndef PLUMB_SERVER_CONSOLE_READ_PEOPLE_H
#define PLUMB_SERVER_CONSOLE_READ_PEOPLE_H

#include "shared/web/route_table.h"

extern const struct route read_people_routes[];
extern const size_t read_people_route_count;

#endif
