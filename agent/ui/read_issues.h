// SPDX-License-Identifier: Apache-2.0
// The list of issues of all sites here.
#ifndef PLUMB_AGENT_UI_READ_ISSUES_H
#define PLUMB_AGENT_UI_READ_ISSUES_H

#include "shared/web/route_table.h"

extern const struct route read_issues_routes[];
extern const size_t read_issues_route_count;

#endif
