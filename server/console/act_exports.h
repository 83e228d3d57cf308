// SPDX-License-Identifier: Apache-2.0
// Asks for an export, to be made in the background.
#ifndef PLUMB_SERVER_CONSOLE_ACT_EXPORTS_H
#define PLUMB_SERVER_CONSOLE_ACT_EXPORTS_H

#include "shared/web/route_table.h"

extern const struct route act_exports_routes[];
extern const size_t act_exports_route_count;

#endif
