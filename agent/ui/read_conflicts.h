// SPDX-License-Identifier: Apache-2.0
// Values that contradict each other, and a record field by field.
#ifndef PLUMB_AGENT_UI_READ_CONFLICTS_H
#define PLUMB_AGENT_UI_READ_CONFLICTS_H

#include "shared/web/route_table.h"

extern const struct route read_conflicts_routes[];
extern const size_t read_conflicts_route_count;

#endif
