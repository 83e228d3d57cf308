// SPDX-License-Identifier: Apache-2.0
// Whether something changed since somebody looked: counts of this process life, by site, and a
// bell.
#ifndef PLUMB_AGENT_STORE_STORE_WATCH_H
#define PLUMB_AGENT_STORE_STORE_WATCH_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"

// Commits of this process life. Never 0.
uint64_t store_watch_count(struct store *store);
// The count as it stood after records of this site, or of no site (people, catalogues), changed
// last. What was read of them before it is as good as new while this does not grow. A transaction
// whose outcome is not known counts as a change of every site.
uint64_t store_watch_site(struct store *store, const struct uuid *site);
// Called after each commit that changed something, on the thread that made it, often with the store
// still locked: it must be quick, and call nothing of the store. NULL ends it: no call is under way
// when this returns.
void store_watch_ring(struct store *store, void (*rung)(void *arg), void *arg);

#endif
