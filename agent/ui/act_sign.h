// SPDX-License-Identifier: Apache-2.0
// Routes of signing: the page that will be sealed, and the seal.
#ifndef PLUMB_AGENT_UI_ACT_SIGN_H
#define PLUMB_AGENT_UI_ACT_SIGN_H

#include "shared/web/route_table.h"

extern const struct route act_sign_routes[];
extern const size_t act_sign_route_count;

#endif
