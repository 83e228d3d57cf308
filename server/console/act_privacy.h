// SPDX-License-Identifier: Apache-2.0
// Erases a customer, and what was kept long enough: final, so the password is asked for again.
#ifndef PLUMB_SERVER_CONSOLE_ACT_PRIVACY_H
#define PLUMB_SERVER_CONSOLE_ACT_PRIVACY_H

#include "shared/web/route_table.h"

extern const struct route act_privacy_routes[];
extern const size_t act_privacy_route_count;

#endif
