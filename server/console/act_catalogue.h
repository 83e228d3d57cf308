// SPDX-License-Identifier: Apache-2.0
// POST /api/catalogue…: a catalogue is checked, and published as a new version.
#ifndef PLUMB_SERVER_CONSOLE_ACT_CATALOGUE_H
#define PLUMB_SERVER_CONSOLE_ACT_CATALOGUE_H

#include "shared/web/route_table.h"

extern const struct route act_catalogue_routes[];
extern const size_t act_catalogue_route_count;

#endif
