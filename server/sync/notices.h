// SPDX-License-Identifier: Apache-2.0
// What a reply tells a tablet beside states: entries held or decided, sites to drop, blobs and
// records that the office lacks.
#ifndef PLUMB_SERVER_SYNC_NOTICES_H
#define PLUMB_SERVER_SYNC_NOTICES_H

#include "server/storage/storage.h"
#include "server/sync/quarantine.h"
#include "server/sync/reply_lines.h"

// Entries of the device that are held, or that a person decided, as long as it is not known to have
// heard by its cursor: a restored or copied tablet hears again. The words
// are the same whatever the reason: nothing is learned about other sites.
enum err notices_held(struct view *view, const struct quarantine_hearing *hearing,
                      struct reply_lines *lines, struct error *error);
// Sites that left its scope, until it confirms and has seen the change; and of those it says it
// has, the ones that are not in its scope.
struct notices_sites {
    const struct uuid *have;
    size_t count;
    uint64_t scope_seen; // the scope version that it knows of this epoch; 0: none
};
enum err notices_drops(struct view *view, const struct uuid *device,
                       const struct notices_sites *sites, struct reply_lines *lines,
                       struct error *error);
// Blobs that its writes name and that are not here.
enum err notices_blobs(struct view *view, const struct uuid *device, struct reply_lines *lines,
                       struct error *error);
// Records of which one of its entries has seen writes that the office neither has nor holds.
enum err notices_wants(struct view *view, const struct uuid *device, struct reply_lines *lines,
                       struct error *error);

#endif
