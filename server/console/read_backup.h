// SPDX-License-Identifier: Apache-2.0
// Backups and how bringing each one back went, when the next is due, and what the self-check says.
#ifndef PLUMB_SERVER_CONSOLE_READ_BACKUP_H
#define PLUMB_SERVER_CONSOLE_READ_BACKUP_H

#include "shared/web/route_table.h"

extern const struct route read_backup_routes[];
extern const size_t read_backup_route_count;

#endif
