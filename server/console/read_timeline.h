// SPDX-License-Identifier: Apache-2.0
// What happened to a site, step by step: who, on which tablet, when by three clocks, before and
// after (domain.md D12.1).
#ifndef PLUMB_SERVER_CONSOLE_READ_TIMELINE_H
#define PLUMB_SERVER_CONSOLE_READ_TIMELINE_H

#include "shared/web/route_table.h"

extern const struct route read_timeline_routes[];
extern const size_t read_timeline_route_count;

#endif
