// SPDX-License-Identifier: Apache-2.0
// Exports made in the background: the list, what can be asked for, and the archive itself.
#ifndef PLUMB_SERVER_CONSOLE_READ_EXPORTS_H
#define PLUMB_SERVER_CONSOLE_READ_EXPORTS_H

#include "shared/web/route_table.h"

extern const struct route read_exports_routes[];
extern const size_t read_exports_route_count;

#endif
