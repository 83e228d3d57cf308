// SPDX-License-Identifier: Apache-2.0
// Bearer tokens of other systems made and revoked.
#ifndef PLUMB_SERVER_CONSOLE_ACT_TOKENS_H
#define PLUMB_SERVER_CONSOLE_ACT_TOKENS_H

#include "shared/web/route_table.h"

extern const struct route act_tokens_routes[];
extern const size_t act_tokens_route_count;

#endif
