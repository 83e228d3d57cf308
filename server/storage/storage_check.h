// SPDX-License-Identifier: Apache-2.0
// Integrity of the whole store: facts against their macs and chains, what is derived against the
// facts.
#ifndef PLUMB_SERVER_STORAGE_STORAGE_CHECK_H
#define PLUMB_SERVER_STORAGE_STORAGE_CHECK_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// The database's own check; every state parsed, its mac, vector column and flags compared; every
// actor gapless (behind its trim point) and nothing beyond its counter; every history entry parsed,
// its dot and record compared, its chain recomputed from its predecessor's unless it is marked
// broken. Appends one line a finding to `report` (after report->max only counted). OK: nothing
// found; CORRUPT: the number of findings is in the detail. Takes a snapshot of its own; changes
// nothing.
enum err storage_check(struct storage *storage, const uint8_t mac_key[MAC_KEY_BYTES],
                       struct buffer *report, struct error *error);

#endif
