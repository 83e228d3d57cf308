// SPDX-License-Identifier: Apache-2.0
// The cards of the first screen: each site here, by time.
#ifndef PLUMB_AGENT_UI_READ_TODAY_H
#define PLUMB_AGENT_UI_READ_TODAY_H

#include "shared/web/route_table.h"

extern const struct route read_today_routes[];
extern const size_t read_today_route_count;

#endif
