// SPDX-License-Identifier: Apache-2.0
// What was kept as long as the catalogue says (D12.4): listed every night, removed only when a
// person says so.
#ifndef PLUMB_SERVER_RECONCILE_RETENTION_H
#define PLUMB_SERVER_RECONCILE_RETENTION_H

#include "server/audit/audit.h"
#include "server/sync/office.h"

enum retention_class { RETENTION_SITES, RETENTION_READS, RETENTION_SESSIONS, RETENTION_FILES };
enum { RETENTION_CLASSES = 4, RETENTION_CODE_TEXT = 10 };
struct retention_rule {
    const char *code;    // "sites"
    const char *setting; // of the catalogue: days
    int64_t otherwise;   // when the newest catalogue does not say
    const char *zh, *en;
    const char *deed_zh, *deed_en; // what a run does
};
extern const struct retention_rule retention_rules[RETENTION_CLASSES];

struct retention_due {
    struct uuid site;     // of RETENTION_SITES
    struct digest digest; // of RETENTION_FILES
    uint64_t size;        // of it
    int64_t rows;         // that this stands for: 1, or so many reads or sessions
    int64_t since_ms;     // the oldest of them: completion and last change, end, arrival
};
struct retention_plan {
    int64_t days[RETENTION_CLASSES];
    struct retention_due *due[RETENTION_CLASSES]; // owned, oldest first
    size_t count[RETENTION_CLASSES];
    char code[RETENTION_CODE_TEXT]; // names this very plan: to be given to retention_run
};
// Within a snapshot of the view; costs a look at each site and each file that nothing names. A site
// is due when it has an actual completion and both that and its newest change are older than the
// catalogue allows; one in conflict about its completion is not.
enum err retention_read(const struct office *office, struct view *view, int64_t now_ms,
                        struct retention_plan *out, struct error *error);
void retention_clear(struct retention_plan *plan); // accepts a zeroed struct

struct retention_order {
    bool only[RETENTION_CLASSES]; // none set: all
    const char *code;             // of the plan
    const char *by, *reason;
    int64_t now_ms;
    const struct audit_row *audit; // NULL: no rows
};
// Does what the plan showed: erases sites as office_erase does, proofs kept. STALE: the plan is
// another one by now; nothing was done. Waits for the committer, so not from a loop thread. After
// another error what was done before it stays done. The view must not be within a snapshot.
enum err retention_run(struct office *office, struct view *view,
                       const struct retention_order *order, struct retention_plan *done,
                       struct error *error);

#endif
