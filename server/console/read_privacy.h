// SPDX-License-Identifier: Apache-2.0
// Customers' data by law: who was erased and which tablets have confirmed, what an erasure would
// take, and what was kept long enough.
#ifndef PLUMB_SERVER_CONSOLE_READ_PRIVACY_H
#define PLUMB_SERVER_CONSOLE_READ_PRIVACY_H

#include "shared/web/route_table.h"

extern const struct route read_privacy_routes[];
extern const size_t read_privacy_route_count;

#endif
