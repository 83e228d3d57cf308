// SPDX-License-Identifier: Apache-2.0
// The head marker: a file beside the database that names the newest actor, so that a database put
// back from an older copy is noticed.
#ifndef PLUMB_AGENT_STORE_HEAD_MARKER_H
#define PLUMB_AGENT_STORE_HEAD_MARKER_H

#include "shared/base/disk.h"
#include "shared/model/vector.h"

struct head_marker {
    struct uuid identity; // of the database
    uint64_t actor;
    char boot[17]; // boot id of the machine the actor was minted on
};

// NOT_FOUND: there is none. CORRUPT: it cannot be read as one.
enum err head_marker_read(const struct disk *disk, struct head_marker *out, struct error *error);
// Replaces it durably.
enum err head_marker_write(const struct disk *disk, const struct head_marker *marker,
                           struct error *error);

#endif
