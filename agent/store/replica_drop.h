// SPDX-License-Identifier: Apache-2.0
// Sites that leave this tablet: hidden at once, purged when nothing of them is unsent.
#ifndef PLUMB_AGENT_STORE_REPLICA_DROP_H
#define PLUMB_AGENT_STORE_REPLICA_DROP_H

#include "agent/store/store.h"

// All of these run inside the caller's transaction or in one of their own.

// Hides the site. A state of it that is pulled later brings it back (assigned again).
enum err replica_drop(struct store *store, const struct uuid *site, struct error *error);
// The same for a site whose customer was erased by law: nothing of it may stay, sent or not.
enum err replica_drop_erased(struct store *store, const struct uuid *site, struct error *error);
// Sites dropped and not purged yet, until `each` returns false.
enum err replica_dropping(struct store *store, store_site_each *each, void *arg,
                          struct error *error);
// Removes records, blobs and their files, not the journal, and not the files made here that the
// office has: like the journal they stay, without a record that names them, until a backup of the
// office holds them (P17). *purged is false, and nothing done,
// while an entry (of any site) or a blob of the site is unsent (one that needs attention counts),
// or when the site is not being dropped.
// Of an erased site everything goes at once: also what was never sent, the files made here, and the
// bytes of its journal entries, which become marks (erasure_mark.h); the setting "scrub" then says
// that freed pages are to be overwritten (store_scrub).
enum err replica_purge(struct store *store, const struct uuid *site, bool *purged,
                       struct error *error);
// The end of those that a purge left: at most 64 a call, delivered under a commit in 1 …
// backed_up_through.
enum err replica_purge_kept(struct store *store, uint64_t backed_up_through, struct error *error);

#endif
