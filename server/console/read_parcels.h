// SPDX-License-Identifier: Apache-2.0
// The route of the list of handover files.
#ifndef PLUMB_SERVER_CONSOLE_READ_PARCELS_H
#define PLUMB_SERVER_CONSOLE_READ_PARCELS_H

#include "shared/web/route_table.h"

extern const struct route read_parcels_routes[];
extern const size_t read_parcels_route_count;

#endif
