// SPDX-License-Identifier: Apache-2.0
// What nobody else has, sealed to the office before a lost or revoked tablet is emptied.
#ifndef PLUMB_AGENT_SYNC_WIPE_H
#define PLUMB_AGENT_SYNC_WIPE_H

#include "agent/sync/handover.h"

// Seals undelivered journal entries and files into "undelivered-<device>-<Unix seconds>.plumbenv"
// in the data folder, a handover file under another name (docs/HANDOVER.md), synced, and gives its
// name. With nothing undelivered the file is there all the same and says so. Removes nothing.
enum err wipe_seal(const struct handover_options *options, char name[HANDOVER_NAME],
                   struct error *error);

#endif
