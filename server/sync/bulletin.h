// SPDX-License-Identifier: Apache-2.0
// Which sites changed at which commit, in memory: so that a tablet to which nothing happened is
// answered without a look into the store.
#ifndef PLUMB_SERVER_SYNC_BULLETIN_H
#define PLUMB_SERVER_SYNC_BULLETIN_H

#include "shared/base/uuid.h"

#include <stddef.h>

// Thread-safe. It knows what happened since it was made; about sites that it does not know it says
// that nothing did.
struct bulletin;
struct bulletin *bulletin_create(void);
void bulletin_free(struct bulletin *bulletin); // accepts NULL
// A record of the site changes in commit `number`. May be said before the commit is durable, and of
// one that fails: then a tablet asks once in vain.
void bulletin_post(struct bulletin *bulletin, const struct uuid *site, uint64_t number);
// Whether one of the sites changed after commit `number`.
bool bulletin_newer(struct bulletin *bulletin, const struct uuid *sites, size_t count,
                    uint64_t number);

#endif
