// SPDX-License-Identifier: Apache-2.0
// The thread of a server at work that makes its nights and its backups at the hours that were set.
#ifndef PLUMB_SERVER_UPKEEP_KEEPER_H
#define PLUMB_SERVER_UPKEEP_KEEPER_H

#include "server/sync/office.h"

struct keeper;
// Looks at once (what was missed is made up), and every minute. All signals are blocked on it.
enum err keeper_start(struct office *office, struct keeper **out, struct error *error);
// Ends it: a backup under way is given up between two files. Before office_close. Accepts NULL.
void keeper_stop(struct keeper *keeper);

#endif
