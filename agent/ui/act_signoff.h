// SPDX-License-Identifier: Apache-2.0
// Routes of a sign-off that was made: shown, voided, handed out as a file.
#ifndef PLUMB_AGENT_UI_ACT_SIGNOFF_H
#define PLUMB_AGENT_UI_ACT_SIGNOFF_H

#include "shared/web/route_table.h"

extern const struct route act_signoff_routes[];
extern const size_t act_signoff_route_count;

#endif
