// SPDX-License-Identifier: Apache-2.0
// Everything the tablet's interface can be asked, from the tables of its files.
#ifndef PLUMB_AGENT_UI_UI_ROUTES_H
#define PLUMB_AGENT_UI_UI_ROUTES_H

#include "shared/web/route_table.h"

// The table with `ctx` as its interface.
struct route_table ui_routes(void *ctx);

#endif
