// SPDX-License-Identifier: Apache-2.0
// The morning board: a night with its figures by tablet and by store, what came late for it, other
// nights, the last backup.
#ifndef PLUMB_SERVER_CONSOLE_READ_BOARD_H
#define PLUMB_SERVER_CONSOLE_READ_BOARD_H

#include "server/reconcile/night.h"
#include "shared/web/route_table.h"

extern const struct route read_board_routes[];
extern const size_t read_board_route_count;

// Whether the caller sees all stores, and so what belongs to no site: tablets, the log, alarms.
bool read_board_whole(const struct route_call *call);
// Whether the caller sees this row of the night.
bool read_board_shows(const struct route_call *call, const struct night *night, bool whole,
                      const struct night_row *row);

#endif
