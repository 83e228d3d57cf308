// SPDX-License-Identifier: Apache-2.0
// Routes that put things right: notes, settling a conflict, undoing a deed.
#ifndef PLUMB_AGENT_UI_ACT_MEND_H
#define PLUMB_AGENT_UI_ACT_MEND_H

#include "shared/web/route_table.h"

extern const struct route act_mend_routes[];
extern const size_t act_mend_route_count;

#endif
