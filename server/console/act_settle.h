// SPDX-License-Identifier: Apache-2.0
// Settling conflicts in the office: taking one of the values, writing another, and undoing that.
#ifndef PLUMB_SERVER_CONSOLE_ACT_SETTLE_H
#define PLUMB_SERVER_CONSOLE_ACT_SETTLE_H

#include "shared/web/route_table.h"

extern const struct route act_settle_routes[];
extern const size_t act_settle_route_count;

#endif
