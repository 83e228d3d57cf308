// SPDX-License-Identifier: Apache-2.0
// GET /api/session: who is there, who may come, and how they like it.
#ifndef PLUMB_AGENT_UI_GREETING_H
#define PLUMB_AGENT_UI_GREETING_H

#include "shared/base/err.h"
#include "shared/web/route_table.h"

// Writes the session as it stands now into the answer, also after it changed in this call.
enum err greeting_put(struct route_call *call, struct error *error);

extern const struct route greeting_routes[];
extern const size_t greeting_route_count;

#endif
