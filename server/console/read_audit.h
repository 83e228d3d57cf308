// SPDX-License-Identifier: Apache-2.0
// The route of the audit: who did what and read whose data, the newest first.
#ifndef PLUMB_SERVER_CONSOLE_READ_AUDIT_H
#define PLUMB_SERVER_CONSOLE_READ_AUDIT_H

#include "shared/web/route_table.h"

extern const struct route read_audit_routes[];
extern const size_t read_audit_route_count;

#endif
