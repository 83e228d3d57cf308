// SPDX-License-Identifier: Apache-2.0
// Makes the nights of an office: computed, kept, sealed by the log, handed to whoever wants to
// hear of it; at the hour that is set, and on demand.
#ifndef PLUMB_SERVER_REPORTS_NIGHTLY_H
#define PLUMB_SERVER_REPORTS_NIGHTLY_H

#include "server/reconcile/night.h"
#include "server/sync/office.h"

enum { NIGHTLY_HOUR = 2, NIGHTLY_OFF = -1 }; // in Shanghai, if no setting says otherwise
// The office as it is now, not kept. Not from a loop thread; one snapshot, seconds with hundreds of
// sites. With `observe` also what can only be seen now (log and files are left to the night).
enum err nightly_now(struct office *office, struct night *out, struct error *error);
// A night by its date: as it was kept, with what came late for it; if none was kept, computed from
// the history as of its hour, and not kept. NOT_FOUND: it is still to come, or from before there
// was anything. INVALID: no date. Clear `out` also after an error.
enum err nightly_read(struct office *office, const char *date, struct night *out,
                      struct error *error);
// Computes a night, keeps it in a commit with what it restates, has its digest put into the log,
// and puts the event night.done. `date` NULL: today's, by hand, with everything up to now. EXISTS:
// it is kept already; it stays as it is, and is read into `out`.
enum err nightly_keep(struct office *office, const char *date, struct night *out,
                      struct error *error);
// Keeps the night whose hour has come, if it is not kept yet: called every minute by a server at
// work, so a missed one is made up when it starts again. *made tells whether there was one to make.
enum err nightly_turn(struct office *office, bool *made, struct error *error);

// The hour, 0 to 23, or NIGHTLY_OFF (night_setting.h has all settings).
enum err nightly_hour(struct view *view, int *out, struct error *error);

// Computes kept nights again from the history, the newest ones first, and compares every figure
// that is not only observed, row by row. Sites of customers who were erased since are left out:
// their history is gone.
struct nightly_checked {
    struct buffer *report; // a line for each difference is appended
    size_t nights;         // that were looked at
    uint64_t findings;     // differences
};
enum err nightly_check(struct office *office, size_t most, struct nightly_checked *checked,
                       struct error *error);

#endif
