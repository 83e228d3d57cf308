// SPDX-License-Identifier: Apache-2.0
// One site: its seven nodes, visits, issues, papers, contacts.
#ifndef PLUMB_AGENT_UI_READ_SITES_H
#define PLUMB_AGENT_UI_READ_SITES_H

#include "shared/web/route_table.h"

extern const struct route read_sites_routes[];
extern const size_t read_sites_route_count;

#endif
