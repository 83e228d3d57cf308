// SPDX-License-Identifier: Apache-2.0
// What nobody else has, sealed to the office before a lost or revoked tablet is emptied.
#ifndef PLUMB_AGENT_SYNC_WIPE_H
#define PLUMB_AGENT_SYNC_WIPE_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"

enum { WIPE_NAME = 96 };

struct wipe_options {
    struct store *store;
    const struct disk *disk;
    const struct random *random;
    struct clock clock;
    struct uuid device;
    struct span seal_pem; // certificate to which the file is sealed
};
// Seals undelivered journal entries and blobs into "undelivered-<device>-<Unix seconds>.plumbenv"
// in the data folder (layout: docs/SCHEMA.md), synced, and gives its name. With nothing undelivered
// the file is there all the same and says so. Removes nothing.
enum err wipe_seal(const struct wipe_options *options, char name[WIPE_NAME], struct error *error);

#endif
