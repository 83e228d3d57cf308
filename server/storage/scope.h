// SPDX-License-Identifier: Apache-2.0
// Scope: which sites a device sees, since and until which commit. Derived from persons and standing
// assignments.
#ifndef PLUMB_SERVER_STORAGE_SCOPE_H
#define PLUMB_SERVER_STORAGE_SCOPE_H

#include "server/storage/storage.h"

struct scope_row {
    struct uuid site;
    uint64_t since, until; // commit numbers; until 0: still
    bool drop_confirmed;
};
typedef bool scope_each(void *arg, const struct scope_row *scope);
// In order of site, until `each` returns false.
enum err scope_list(struct view *view, const struct uuid *device, scope_each *each, void *arg,
                    struct error *error);
enum scope_standing { SCOPE_NEVER, SCOPE_PAST, SCOPE_NOW };
// Whether the device sees the site, or ever did.
enum err scope_standing(struct view *view, const struct uuid *device, const struct uuid *site,
                        enum scope_standing *out, struct error *error);
// Inserts or replaces the row of (device, site).
enum err scope_put(struct storage *storage, const struct uuid *device,
                   const struct scope_row *scope, struct error *error);
// The commit of the device's last scope change: its scope version. 0: it never had one.
enum err scope_version(struct view *view, const struct uuid *device, uint64_t *version,
                       struct error *error);

#endif
