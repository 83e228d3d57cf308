// SPDX-License-Identifier: Apache-2.0
// Merging pulled states into the tablet's records.
#ifndef PLUMB_AGENT_STORE_REPLICA_MERGE_H
#define PLUMB_AGENT_STORE_REPLICA_MERGE_H

#include "agent/store/store.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

// Merges a pulled state, inside the caller's transaction or in one of its own. When ours equals
// theirs afterwards, the received bytes become the stored ones with the mac; when ours is ahead,
// they are kept as base beside it. A state that cannot be merged (same dot with other bytes, not a
// state at all, a full vector) is kept aside as it came, with an alarm in the log, and OK is
// returned: one bad record must not hold up the others (P13).
enum err replica_merge(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                       struct error *error);
// The office's state takes the place of what is here, whatever that is: for a record that is
// damaged here, when everything written here is delivered (PRECONDITION otherwise) and the office
// has said that this is not what it sent. Errors of record_parse; else as above.
enum err replica_mend(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                      struct error *error);

#endif
