// SPDX-License-Identifier: Apache-2.0
// Routes of checking: a node is started, an item answered, a value measured.
#ifndef PLUMB_AGENT_UI_ACT_CHECK_H
#define PLUMB_AGENT_UI_ACT_CHECK_H

#include "shared/web/route_table.h"

extern const struct route act_check_routes[];
extern const size_t act_check_route_count;

#endif
