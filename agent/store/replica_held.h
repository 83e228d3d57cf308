// SPDX-License-Identifier: Apache-2.0
// What became of entries of ours that the office put into quarantine, as it told us.
#ifndef PLUMB_AGENT_STORE_REPLICA_HELD_H
#define PLUMB_AGENT_STORE_REPLICA_HELD_H

#include "agent/store/store.h"
#include "shared/model/vector.h"

enum { REPLICA_SETTLED_MAX = 24 };
struct replica_held {
    struct dot dot;
    struct uuid record;
    int state;                         // enum held_state of shared/wire
    char why[256];                     // shown to the inspector
    char settled[REPLICA_SETTLED_MAX]; // how a person here dealt with it; "": nobody did. Not put
};
// Insert or update by dot, inside the caller's transaction or in one of its own. When the office
// decides otherwise, what was settled here is not settled any more.
enum err replica_held_put(struct store *store, const struct replica_held *held,
                          struct error *error);
// What a person did about all entries of a record that stand in this state; an empty `how`: nothing
// yet. NOT_FOUND: there is none.
struct replica_settling {
    struct uuid record, person;
    int state;
    const char *how; // shorter than REPLICA_SETTLED_MAX
    int64_t at_ms;
};
enum err replica_held_settle(struct store *store, const struct replica_settling *settling,
                             struct error *error);
// Those of one record and state beside each other, until `each` returns false.
typedef bool replica_held_each(void *arg, const struct replica_held *held);
enum err replica_held_list(struct store *store, replica_held_each *each, void *arg,
                           struct error *error);

#endif
