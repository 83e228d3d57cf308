// SPDX-License-Identifier: Apache-2.0
// What became of entries of ours that the office put into quarantine, as it told us.
#ifndef PLUMB_AGENT_STORE_REPLICA_HELD_H
#define PLUMB_AGENT_STORE_REPLICA_HELD_H

#include "agent/store/store.h"
#include "shared/model/vector.h"

struct replica_held {
    struct dot dot;
    struct uuid record;
    int state;     // enum held_state of shared/wire
    char why[256]; // shown to the inspector
};
// Insert or update by dot, inside the caller's transaction or in one of its own.
enum err replica_held_put(struct store *store, const struct replica_held *held,
                          struct error *error);
// Until `each` returns false.
typedef bool replica_held_each(void *arg, const struct replica_held *held);
enum err replica_held_list(struct store *store, replica_held_each *each, void *arg,
                           struct error *error);

#endif
