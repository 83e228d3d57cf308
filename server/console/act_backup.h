// SPDX-License-Identifier: Apache-2.0
// A backup now, and the hour and number of those made by themselves.
#ifndef PLUMB_SERVER_CONSOLE_ACT_BACKUP_H
#define PLUMB_SERVER_CONSOLE_ACT_BACKUP_H

#include "shared/web/route_table.h"

extern const struct route act_backup_routes[];
extern const size_t act_backup_route_count;

#endif
