// SPDX-License-Identifier: Apache-2.0
// The check items of a node, inspection, round or patrol with what was answered.
#ifndef PLUMB_AGENT_UI_READ_CHECKLIST_H
#define PLUMB_AGENT_UI_READ_CHECKLIST_H

#include "shared/web/route_table.h"

extern const struct route read_checklist_routes[];
extern const size_t read_checklist_route_count;

#endif
