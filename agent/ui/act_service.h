// SPDX-License-Identifier: Apache-2.0
// Routes of the service: complaints, drawing review, re-inspection, spot checks, the contact sheet.
#ifndef PLUMB_AGENT_UI_ACT_SERVICE_H
#define PLUMB_AGENT_UI_ACT_SERVICE_H

#include "shared/web/route_table.h"

extern const struct route act_service_routes[];
extern const size_t act_service_route_count;

#endif
