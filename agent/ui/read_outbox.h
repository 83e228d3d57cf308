// SPDX-License-Identifier: Apache-2.0
// What waits for the office, item by item.
#ifndef PLUMB_AGENT_UI_READ_OUTBOX_H
#define PLUMB_AGENT_UI_READ_OUTBOX_H

#include "shared/web/route_table.h"

extern const struct route read_outbox_routes[];
extern const size_t read_outbox_route_count;

#endif
