// SPDX-License-Identifier: Apache-2.0
// Keeping and removing a saved view of one's own.
#ifndef PLUMB_SERVER_CONSOLE_ACT_VIEWS_H
#define PLUMB_SERVER_CONSOLE_ACT_VIEWS_H

#include "shared/web/route_table.h"

extern const struct route act_views_routes[];
extern const size_t act_views_route_count;

#endif
