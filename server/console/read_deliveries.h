// SPDX-License-Identifier: Apache-2.0
// Events on their way to receivers: the list.
#ifndef PLUMB_SERVER_CONSOLE_READ_DELIVERIES_H
#define PLUMB_SERVER_CONSOLE_READ_DELIVERIES_H

#include "shared/web/route_table.h"

extern const struct route read_deliveries_routes[];
extern const size_t read_deliveries_route_count;

#endif
