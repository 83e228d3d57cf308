// SPDX-License-Identifier: Apache-2.0
// The part of a night about sites: each judged once, as the office held it then. A site that cannot
// be judged does not hide the others.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_SITES_H
#define PLUMB_SERVER_RECONCILE_NIGHT_SITES_H

#include "server/reconcile/as_of.h"
#include "server/reconcile/night.h"
#include "shared/model/progress.h"

struct night_sites_options {
    struct as_of *past;               // of the night's commit
    const struct progress_seal *seal; // NULL: seals are not looked at
    const struct uuid *only;          // these sites alone, sorted; NULL: all, and records of none
    size_t only_count;
};
// Within one snapshot: adds the sites and their rows: conflicts, files that are missing, sign-offs
// changed after signing, defects, deadlines, changes that vanished, visits, calls.
enum err night_sites_read(struct night *night, const struct night_sites_options *options,
                          struct error *error);

#endif
