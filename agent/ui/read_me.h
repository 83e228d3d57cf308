// SPDX-License-Identifier: Apache-2.0
// How this tablet is: storage, clock, certificate, what may keep it from being handed in.
#ifndef PLUMB_AGENT_UI_READ_ME_H
#define PLUMB_AGENT_UI_READ_ME_H

#include "shared/web/route_table.h"

extern const struct route read_me_routes[];
extern const size_t read_me_route_count;

#endif
