// SPDX-License-Identifier: Apache-2.0
// Erasing a customer by law (D12.2, PIPL art. 47): everything of one site goes, everywhere; what
// proves that something was signed stays.
#ifndef PLUMB_SERVER_SYNC_OFFICE_ERASE_H
#define PLUMB_SERVER_SYNC_OFFICE_ERASE_H

#include "server/audit/audit.h"
#include "server/storage/erasures.h"
#include "server/sync/office.h"

enum { ERASE_CODE_TEXT = 10 };
// What would go and what would stay, as the view shows it.
struct office_erase_plan {
    struct erasure_figures figures;
    int64_t uploads;      // under way, broken off
    int64_t tablets;      // that ever had the site: each is told to purge it
    int64_t parcels_open; // handover files of such tablets that are not read to their end
    // Names this very state of the site: it has to be given to office_erase. "xxxx-xxxx" and a NUL.
    char code[ERASE_CODE_TEXT];
};
// NOT_FOUND: there is nothing of such a site. EXISTS: it was erased.
enum err office_erase_plan(const struct office *office, struct view *view, const struct uuid *site,
                           struct office_erase_plan *out, struct error *error);

struct office_erase_order {
    struct uuid site;
    const char *code;   // of the plan; case does not matter
    const char *by;     // who orders it: account, or operating-system user
    const char *reason; // not empty, at most 255 bytes; may not name the customer
    // Who and where from, for the audit; act, subject, site, after and why are filled in. NULL: no
    // row.
    const struct audit_row *audit;
};
// One commit: the ledger first, then the store; then the files, the reports that were written, and
// the freed pages of the database (erasure_sweep). Waits for the committer, so not from a
// loop thread. STALE: the site is no longer what the plan showed. INVALID: the reason is empty or
// holds something of what is erased. BUSY: a sign-off waits for its place in the log; it takes
// seconds. When only the finishing fails, the erasure stands, it is tried again by itself, and
// out->scrubbed_ms is 0.
enum err office_erase(struct office *office, const struct office_erase_order *order,
                      struct erasure_row *out, struct error *error);

// For office_open: applies the erasures of the ledger that the store lacks (a backup from before
// was restored, or the process died between the two), then sweeps.
enum err office_erase_catch_up(struct office *office, struct error *error);

#endif
