// SPDX-License-Identifier: Apache-2.0
// What makes a figure of a night, record by record, and a whole night as a file.
#ifndef PLUMB_SERVER_CONSOLE_READ_FIGURE_H
#define PLUMB_SERVER_CONSOLE_READ_FIGURE_H

#include "shared/web/route_table.h"

extern const struct route read_figure_routes[];
extern const size_t read_figure_route_count;

#endif
