// SPDX-License-Identifier: Apache-2.0
// Who sees which site, derived: a device has the sites of the standing assignments of the persons
// on its list (sync.md section 3).
#ifndef PLUMB_SERVER_SYNC_SCOPE_RULE_H
#define PLUMB_SERVER_SYNC_SCOPE_RULE_H

#include "server/sync/roster.h"

// Derives the scope of every active device again and writes what changed as events of the commit
// under way. An assignment counts while it stands without a conflict, is active, and its person is
// on record. Costs what the office has of assignments and devices, so it is called when one of
// those changed. Devices whose scope changed are told so through the roster.
enum err scope_rule_refresh(struct storage *storage, struct roster *roster, struct error *error);

// A tablet has purged sites that left its scope. `seen` is the scope version it knew: a request
// that was overtaken by a later drop of the same site confirms nothing.
struct scope_rule_purge {
    struct uuid device;
    const struct uuid *sites;
    size_t site_count;
    uint64_t seen;
};
enum err scope_rule_confirm(struct storage *storage, const struct scope_rule_purge *purge,
                            struct error *error);

#endif
