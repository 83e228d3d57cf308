// SPDX-License-Identifier: Apache-2.0
// Routes of one-time codes: giving one at sign-in, setting them up, recovery codes; and of the own
// sessions.
#ifndef PLUMB_SERVER_CONSOLE_ONE_TIME_H
#define PLUMB_SERVER_CONSOLE_ONE_TIME_H

#include "shared/web/route_table.h"

extern const struct route one_time_routes[];
extern const size_t one_time_route_count;

#endif
