// SPDX-License-Identifier: Apache-2.0
// One sign-off: the pages as they were signed, how it stands now, what changed since.
#ifndef PLUMB_SERVER_CONSOLE_READ_SIGNOFF_H
#define PLUMB_SERVER_CONSOLE_READ_SIGNOFF_H

#include "shared/web/route_table.h"

extern const struct route read_signoff_routes[];
extern const size_t read_signoff_route_count;

#endif
