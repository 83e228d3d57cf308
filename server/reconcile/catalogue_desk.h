// SPDX-License-Identifier: Apache-2.0
// The catalogues of the office, and how a new one is published.
#ifndef PLUMB_SERVER_RECONCILE_CATALOGUE_DESK_H
#define PLUMB_SERVER_RECONCILE_CATALOGUE_DESK_H

#include "server/audit/audit.h"
#include "server/sync/office.h"
#include "shared/data/catalogue_cache.h"

// All that are published, within the caller's snapshot.
enum err catalogue_desk_list(struct view *view, struct catalogue_cache *out, struct error *error);

struct catalogue_wish {
    struct span file;
    int64_t now_ms;
    // The version that was the newest when its editor looked; PRECONDITION when another was
    // published since. NULL: whatever is the newest.
    const char *newest;
    struct uuid person;            // nil: the office itself
    const struct audit_row *audit; // in the same commit
};
struct catalogue_published {
    char version[CATALOGUE_CODE_MAX + 1];
    bool made; // false: it was there already, with the same content
};
// Publishes a catalogue file under its version (D3.13). Waits for the committer. EXISTS: the
// version was published with other content. Errors as catalogue_file_read.
enum err catalogue_desk_publish(struct office *office, const struct catalogue_wish *wish,
                                struct catalogue_published *out, struct error *error);

#endif
