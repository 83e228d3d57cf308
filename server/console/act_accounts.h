// SPDX-License-Identifier: Apache-2.0
// Routes that change accounts: made, granted, blocked, given a new password.
#ifndef PLUMB_SERVER_CONSOLE_ACT_ACCOUNTS_H
#define PLUMB_SERVER_CONSOLE_ACT_ACCOUNTS_H

#include "shared/web/route_table.h"

extern const struct route act_accounts_routes[];
extern const size_t act_accounts_route_count;

#endif
