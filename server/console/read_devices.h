// SPDX-License-Identifier: Apache-2.0
// The route of the list of tablets.
#ifndef PLUMB_SERVER_CONSOLE_READ_DEVICES_H
#define PLUMB_SERVER_CONSOLE_READ_DEVICES_H

#include "shared/web/route_table.h"

extern const struct route read_devices_routes[];
extern const size_t read_devices_route_count;

#endif
