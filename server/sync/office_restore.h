// SPDX-License-Identifier: Apache-2.0
// A server folder brought back from a backup.
#ifndef PLUMB_SERVER_SYNC_OFFICE_RESTORE_H
#define PLUMB_SERVER_SYNC_OFFICE_RESTORE_H

#include "server/sync/office.h"

// Offline, before office_open: replays the ledger, derives scope again, takes a new epoch and
// raises an alarm, in one commit; then opens the office once, so that whoever was erased since the
// backup was made is erased again. Running it twice is harmless.
enum err office_restore(const struct office_options *options, struct error *error);

#endif
