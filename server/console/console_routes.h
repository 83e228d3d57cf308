// SPDX-License-Identifier: Apache-2.0
// The console's table of routes: what it can be asked, and who may.
#ifndef PLUMB_SERVER_CONSOLE_CONSOLE_ROUTES_H
#define PLUMB_SERVER_CONSOLE_CONSOLE_ROUTES_H

#include "shared/web/route_table.h"

struct route_table console_routes(void *ctx);
// Whether the request takes long: files, and what reads all of something.
bool console_routes_heavy(const struct route_match *match, const struct http_request *request);

#endif
