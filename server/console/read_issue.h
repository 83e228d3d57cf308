// SPDX-License-Identifier: Apache-2.0
// One issue: what it is, its steps, whose turn it is, photos before and after.
#ifndef PLUMB_SERVER_CONSOLE_READ_ISSUE_H
#define PLUMB_SERVER_CONSOLE_READ_ISSUE_H

#include "shared/web/route_table.h"

extern const struct route read_issue_routes[];
extern const size_t read_issue_route_count;

#endif
