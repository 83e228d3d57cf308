// SPDX-License-Identifier: Apache-2.0
// Whether a tablet's entry may go into its record, by rules that no other write's presence changes.
#ifndef PLUMB_SERVER_SYNC_RULING_H
#define PLUMB_SERVER_SYNC_RULING_H

#include "server/storage/held.h"
#include "server/sync/batch.h"
#include "server/sync/roster.h"
#include "server/sync/workset.h"
#include "shared/model/role.h"

// A person on a device's list, now or ever.
struct ruling_person {
    struct uuid id;
    bool role_known; // looked up
    char role[ROLE_TEXT];
};
// What is asked of one device's entries again and again.
struct ruling_device {
    struct uuid device;
    bool returning;                // its row is unknown: everything is held
    struct ruling_person *persons; // owned
    size_t person_count, person_cap;
    struct uuid site; // the site asked for last, and what the answer was
    bool site_known, site_ever;
    struct error refusal; // of the last entry whose person's role does not write its kind
};
enum err ruling_open(struct view *view, const struct admission *admission,
                     struct ruling_device *out, struct error *error);
void ruling_close(struct ruling_device *device); // accepts a zeroed struct

// The finding: held for a reason, or not.
struct ruling {
    bool held;
    enum held_reason reason;
    const char *detail; // for the office; lives until the next finding
};
// Field work is never refused for timing: a site that was assigned once is good for ever. A role
// that the person's record does not tell refuses nothing.
enum err ruling_find(struct ruling_device *device, struct workset *workset,
                     const struct batch_entry *entry, struct ruling *out, struct error *error);

#endif
