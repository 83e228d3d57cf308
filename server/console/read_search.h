// SPDX-License-Identifier: Apache-2.0
// One box that finds sites, customers, tablets and persons, as far as whoever asks may see them.
#ifndef PLUMB_SERVER_CONSOLE_READ_SEARCH_H
#define PLUMB_SERVER_CONSOLE_READ_SEARCH_H

#include "shared/web/route_table.h"

extern const struct route read_search_routes[];
extern const size_t read_search_route_count;

#endif
