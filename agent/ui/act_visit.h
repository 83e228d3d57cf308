// SPDX-License-Identifier: Apache-2.0
// Routes of being on site: presence, inspections, patrols and their calls, rounds, the week's
// report.
#ifndef PLUMB_AGENT_UI_ACT_VISIT_H
#define PLUMB_AGENT_UI_ACT_VISIT_H

#include "shared/web/route_table.h"

extern const struct route act_visit_routes[];
extern const size_t act_visit_route_count;

#endif
