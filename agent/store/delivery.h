// SPDX-License-Identifier: Apache-2.0
// Which entries of the journal the office holds by its receipts, and which may be trimmed for it.
#ifndef PLUMB_AGENT_STORE_DELIVERY_H
#define PLUMB_AGENT_STORE_DELIVERY_H

#include "agent/store/store.h"
#include "shared/model/vector.h"

// All of these run inside the caller's transaction or in one of their own.

// A receipt (already verified) covers these counters under this commit. Actors and counters that
// this journal does not have are left out (a restored tablet).
enum err delivery_note(struct store *store, const struct vector *actors, uint64_t commit,
                       struct error *error);
// The office stands at these counters, an absent actor at 0: what was believed delivered above them
// is undelivered again. More than was receipted is not believed: pushing it again costs bytes only.
// `forget` also drops the commit numbers of what stays delivered (new epoch).
enum err delivery_rewind(struct store *store, const struct vector *counters, bool forget,
                         struct error *error);
// Whether a receipt covers this dot.
enum err delivery_covers(struct store *store, struct dot dot, bool *out, struct error *error);

// Trims entries under this commit (dot and chain stay): per actor from the beginning on,
// as long as a state with a mac covers them or their record was purged. A bounded piece of work a
// call; the rest follows with the next one.
enum err delivery_trim(struct store *store, uint64_t backed_up_through, struct error *error);
// Per actor the counter up to which its entries are trimmed; the newest VECTOR_MAX actors at most.
enum err delivery_trimmed(struct store *store, struct vector *out, struct error *error);

#endif
