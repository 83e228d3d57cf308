// SPDX-License-Identifier: Apache-2.0
// What tablets offer to an office that lost something: compared, asked for, merged
// (docs/PROTOCOL.md section 5). No step leaves anything behind in memory.
#ifndef PLUMB_SERVER_SYNC_OFFER_DESK_H
#define PLUMB_SERVER_SYNC_OFFER_DESK_H

#include "server/sync/batch.h"
#include "server/sync/reply_lines.h"
#include "server/sync/workset.h"

// Step "sites": adds a `differs` line for every site of which the office does not hold the very
// same. A site that the tablet never had in scope differs always: so it learns nothing of it.
// PROTOCOL: an offer line that is none.
enum err offer_desk_sites(struct view *view, const struct uuid *device, struct span offers,
                          struct reply_lines *lines, struct error *error);
// Step "vectors": adds a `want` line for every record of which the office may lack something; in
// the same manner.
enum err offer_desk_vectors(struct view *view, const struct uuid *device, struct span offers,
                            struct reply_lines *lines, struct error *error);
// Step "states". First, on any thread: forgets the states whose mac is not the office's.
void offer_desk_verify(struct batch *batch, const uint8_t mac_key[MAC_KEY_BYTES]);
// Then, inside a commit: merges the others, whoever brings them and whatever site they are of: the
// mac says that the office itself once had each. One that cannot be merged is kept aside.
enum err offer_desk_merge(struct workset *workset, const struct uuid *device,
                          const struct batch *batch, struct error *error);

#endif
