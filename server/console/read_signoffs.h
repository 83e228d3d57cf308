// SPDX-License-Identifier: Apache-2.0
// The sign-offs of all sites, as a list.
#ifndef PLUMB_SERVER_CONSOLE_READ_SIGNOFFS_H
#define PLUMB_SERVER_CONSOLE_READ_SIGNOFFS_H

#include "shared/web/route_table.h"

extern const struct route read_signoffs_routes[];
extern const size_t read_signoffs_route_count;

#endif
