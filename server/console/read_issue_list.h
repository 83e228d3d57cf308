// SPDX-License-Identifier: Apache-2.0
// The issues of all sites: by state, age, who has them, whose turn it is, cause.
#ifndef PLUMB_SERVER_CONSOLE_READ_ISSUE_LIST_H
#define PLUMB_SERVER_CONSOLE_READ_ISSUE_LIST_H

#include "shared/web/route_table.h"

extern const struct route read_issue_list_routes[];
extern const size_t read_issue_list_route_count;

#endif
