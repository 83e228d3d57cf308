// SPDX-License-Identifier: Apache-2.0
// Nights as the console shows them: kept ones as they were made, and the office as it is now, which
// is computed at most once for each commit.
#ifndef PLUMB_SERVER_CONSOLE_NIGHT_SHELF_H
#define PLUMB_SERVER_CONSOLE_NIGHT_SHELF_H

#include "server/reconcile/night.h"
#include "server/sync/office.h"

struct night_shelf;
struct night_shelf *night_shelf_create(struct office *office, struct clock clock);
void night_shelf_free(struct night_shelf *shelf); // accepts NULL; nothing may be lent

// One that is lent until night_shelf_return; nobody changes it.
struct night_lent {
    struct night night;
    int64_t at_ms; // when it was read
    uint64_t commit;
    _Atomic unsigned users;
};
#define NIGHT_SHELF_NOW "now"
// `date` "now": the office as it is; else a night as it was kept, or computed from the history.
// Errors of nightly_read. Any thread; may take seconds with hundreds of sites.
enum err night_shelf_lend(struct night_shelf *shelf, const char *date, struct night_lent **out,
                          struct error *error);
void night_shelf_return(struct night_lent *lent); // accepts NULL

#endif
