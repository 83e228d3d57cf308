// SPDX-License-Identifier: Apache-2.0
// What is derived, computed again from the facts: vector column and flags from states, blob names
// from writes.
#ifndef PLUMB_SERVER_STORAGE_STORAGE_REBUILD_H
#define PLUMB_SERVER_STORAGE_STORAGE_REBUILD_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// Runs in one commit of its own. Appends a line to `report` for everything that differed and was
// put right. A state whose mac does not verify is reported and left alone; a name that no write
// gives is reported and kept (a blob is never forgotten). Scope is derived by server/sync.
// *differed counts lines.
enum err storage_rebuild(struct storage *storage, const uint8_t mac_key[MAC_KEY_BYTES],
                         struct buffer *report, uint64_t *differed, struct error *error);

#endif
