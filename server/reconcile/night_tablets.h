// SPDX-License-Identifier: Apache-2.0
// The part of a night about tablets: what each says, what the office holds of it, what came late
// (sync.md P8, section 9).
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_TABLETS_H
#define PLUMB_SERVER_RECONCILE_NIGHT_TABLETS_H

#include "server/reconcile/night.h"
#include "server/storage/view.h"

// Within one snapshot: adds tablets and their rows as of the night's cut and commit.
enum err night_tablets_read(struct view *view, struct night *night, struct error *error);

#endif
