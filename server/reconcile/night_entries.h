// SPDX-License-Identifier: Apache-2.0
// The part of a night about what waits for a decision: quarantine, waiting entries, open groups;
// alarms; sign-offs that the log refuses.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_ENTRIES_H
#define PLUMB_SERVER_RECONCILE_NIGHT_ENTRIES_H

#include "server/reconcile/night.h"
#include "server/storage/held.h"
#include "server/storage/view.h"

// Within one snapshot: adds rows as of the night's cut and commit.
enum err night_entries_read(struct view *view, struct night *night, struct error *error);
const char *night_entries_reason(enum held_reason reason); // "invalid", "scope", …

#endif
