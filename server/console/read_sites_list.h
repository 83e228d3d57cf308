// SPDX-License-Identifier: Apache-2.0
// All sites: nodes, issues, deadlines, conflicts; by store, person, node, state and text.
#ifndef PLUMB_SERVER_CONSOLE_READ_SITES_LIST_H
#define PLUMB_SERVER_CONSOLE_READ_SITES_LIST_H

#include "shared/web/route_table.h"

extern const struct route read_sites_list_routes[];
extern const size_t read_sites_list_route_count;

#endif
