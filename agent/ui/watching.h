// SPDX-License-Identifier: Apache-2.0
// GET /api/watch: the page hears at once what changed, and asks for nothing in between.
#ifndef PLUMB_AGENT_UI_WATCHING_H
#define PLUMB_AGENT_UI_WATCHING_H

#include "shared/web/route_table.h"

extern const struct route watching_routes[];
extern const size_t watching_route_count;

#endif
