// SPDX-License-Identifier: Apache-2.0
// The stores that there are: those of the sites.
#ifndef PLUMB_SERVER_CONSOLE_STORE_NAMES_H
#define PLUMB_SERVER_CONSOLE_STORE_NAMES_H

#include "server/console/console_call.h"

// Puts "stores" into the answer: each name once, in order, the first STORE_NAMES_MOST of them.
enum { STORE_NAMES_MOST = 1000 };
enum err store_names_put(struct route_call *call, struct view *view, struct error *error);

#endif
