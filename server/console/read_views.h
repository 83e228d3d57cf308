// SPDX-License-Identifier: Apache-2.0
// The saved views of whoever is in: filters, order and columns of a list under a name.
#ifndef PLUMB_SERVER_CONSOLE_READ_VIEWS_H
#define PLUMB_SERVER_CONSOLE_READ_VIEWS_H

#include "shared/web/route_table.h"

extern const struct route read_views_routes[];
extern const size_t read_views_route_count;

#endif
