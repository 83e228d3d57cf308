// SPDX-License-Identifier: Apache-2.0
// Logging out of this tablet: for whoever hands it in.
#ifndef PLUMB_AGENT_UI_LEAVING_H
#define PLUMB_AGENT_UI_LEAVING_H

#include "shared/web/route_table.h"

extern const struct route leaving_routes[];
extern const size_t leaving_route_count;

#endif
