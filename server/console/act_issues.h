// SPDX-License-Identifier: Apache-2.0
// What the office does with issues: gives many to a person at once, says their root cause.
#ifndef PLUMB_SERVER_CONSOLE_ACT_ISSUES_H
#define PLUMB_SERVER_CONSOLE_ACT_ISSUES_H

#include "shared/web/route_table.h"

extern const struct route act_issues_routes[];
extern const size_t act_issues_route_count;

#endif
