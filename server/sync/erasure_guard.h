// SPDX-License-Identifier: Apache-2.0
// Keeps a customer who was erased from coming back: by a push, an offer, an edit or a file.
#ifndef PLUMB_SERVER_SYNC_ERASURE_GUARD_H
#define PLUMB_SERVER_SYNC_ERASURE_GUARD_H

#include "server/sync/batch.h"
#include "server/sync/workset.h"
#include "shared/model/erasure_mark.h"

// Whether the site was erased. Looks into the store only when there are erasures at all.
enum err erasure_guard_site(struct workset *workset, const struct uuid *site, bool *erased,
                            struct error *error);
// Whether an entry is of an erased site, and of which: what it writes, the mark that a tablet left
// in its place, or, when it cannot be read, that its bytes name one.
enum err erasure_guard_entry(struct workset *workset, const struct batch_entry *entry,
                             struct uuid *site, bool *erased, struct error *error);
// Counts such an entry. Its tablet is told that it was not kept; not of one that it erased itself.
// Nothing waits for a decision: there is nothing left to decide on, and to keep it in quarantine
// would be to keep it.
enum err erasure_guard_note(struct workset *workset, const struct uuid *device,
                            const struct batch_entry *entry, const struct uuid *site,
                            struct error *error);
bool erasure_guard_is_mark(struct span bytes);

#endif
