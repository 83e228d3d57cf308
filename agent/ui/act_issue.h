// SPDX-License-Identifier: Apache-2.0
// Routes of rectifications: opened, edited chip by chip, moved.
#ifndef PLUMB_AGENT_UI_ACT_ISSUE_H
#define PLUMB_AGENT_UI_ACT_ISSUE_H

#include "shared/web/route_table.h"

extern const struct route act_issue_routes[];
extern const size_t act_issue_route_count;

#endif
