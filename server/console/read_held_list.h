// SPDX-License-Identifier: Apache-2.0
// The routes of the quarantine's list.
#ifndef PLUMB_SERVER_CONSOLE_READ_HELD_LIST_H
#define PLUMB_SERVER_CONSOLE_READ_HELD_LIST_H

#include "shared/web/route_table.h"

extern const struct route read_held_list_routes[];
extern const size_t read_held_list_route_count;

#endif
