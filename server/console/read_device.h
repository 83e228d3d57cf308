// SPDX-License-Identifier: Apache-2.0
// The route of one tablet: what it says, what the office holds of it, who uses it, its alarms.
#ifndef PLUMB_SERVER_CONSOLE_READ_DEVICE_H
#define PLUMB_SERVER_CONSOLE_READ_DEVICE_H

#include "shared/web/route_table.h"

extern const struct route read_device_routes[];
extern const size_t read_device_route_count;

#endif
