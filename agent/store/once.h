// SPDX-License-Identifier: Apache-2.0
// Taps that are carried out once: whoever did not hear the answer asks again and changes nothing.
#ifndef PLUMB_AGENT_STORE_ONCE_H
#define PLUMB_AGENT_STORE_ONCE_H

#include "agent/store/store.h"
#include "shared/base/text.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

// A tap: `asked` stands for everything that was asked with it, who asked included.
struct once {
    struct uuid id;
    struct digest asked;
};
// The least number of taps kept, however old; beyond it those of the last seven days.
enum { ONCE_KEPT = 1000 };

// Fills `out` (emptied first) with the answer when the tap was carried out; NOT_FOUND when it was
// not. CONFLICT: it was, and something else was asked with it. Inside a transaction of the caller,
// so that nobody carries it out in between.
enum err once_find(struct store *store, const struct once *once, struct buffer *out,
                   struct error *error);
// Keeps the answer, inside the transaction that carries the tap out.
enum err once_keep(struct store *store, const struct once *once, const struct uuid *site,
                   struct span answer, struct error *error);

#endif
