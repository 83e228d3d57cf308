// SPDX-License-Identifier: Apache-2.0
// What came late for earlier nights: entries that were made before a night's cut and came after it,
// and how its figures read with them.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_RESTATE_H
#define PLUMB_SERVER_RECONCILE_NIGHT_RESTATE_H

#include "server/reconcile/night.h"
#include "server/storage/view.h"
#include "shared/model/progress.h"

enum { NIGHT_RESTATE_NIGHTS = 7 };
// Adds to `night->restates` each of the last NIGHT_RESTATE_NIGHTS kept nights for which something
// came since the newest of them: in all, since that night. Only sites with late entries are judged
// again. Of tablets, `missing` is restated. Takes a snapshot.
enum err night_restate_read(struct view *view, const struct progress_seal *seal,
                            struct night *night, struct error *error);

#endif
