// SPDX-License-Identifier: Apache-2.0
// One visit to a site: what was written down, with its parts and photos.
#ifndef PLUMB_SERVER_CONSOLE_READ_VISIT_H
#define PLUMB_SERVER_CONSOLE_READ_VISIT_H

#include "shared/web/route_table.h"

extern const struct route read_visit_routes[];
extern const size_t read_visit_route_count;

#endif
