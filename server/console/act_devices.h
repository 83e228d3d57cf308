// SPDX-License-Identifier: Apache-2.0
// The routes that rule tablets: invite, persons, revoke, wipe, prove.
#ifndef PLUMB_SERVER_CONSOLE_ACT_DEVICES_H
#define PLUMB_SERVER_CONSOLE_ACT_DEVICES_H

#include "shared/web/route_table.h"

extern const struct route act_devices_routes[];
extern const size_t act_devices_route_count;

#endif
