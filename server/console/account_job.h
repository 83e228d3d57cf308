// SPDX-License-Identifier: Apache-2.0
// One commit about an account: its row changed, sessions begun and ended, and the audit row.
#ifndef PLUMB_SERVER_CONSOLE_ACCOUNT_JOB_H
#define PLUMB_SERVER_CONSOLE_ACCOUNT_JOB_H

#include "server/audit/audit.h"
#include "server/storage/accounts.h"
#include "server/storage/office_sessions.h"
#include "server/sync/office.h"

struct account_job {
    struct commit_job job; // first; made by account_job_run
    struct uuid account;   // nil: of no account; then there is only the audit row
    // Changes the row as it stands in the commit; NULL: it stays. An error takes everything back.
    // It may be called more than once, each time with the row as it stands.
    enum err (*change)(struct account_job *job, struct account_row *row, int64_t now_ms,
                       struct error *error);
    void *arg;
    const struct office_session_row *begin; // a session that begins, or one to be replaced; NULL
    const struct digest *end;               // one that ends; NULL
    bool renews;                            // it must be there still, else AUTH: it was ended
    bool end_all;                           // all of the account end, but `spare`
    const struct digest *spare;             // NULL: none
    const struct audit_row *audit;          // NULL: none
    struct account_row row;                 // as it is from now on
    struct office *office;                  // account_job_run sets it
};
// Waits for the committer. NOT_FOUND: no such account. AUTH: see renews.
enum err account_job_run(struct office *office, struct account_job *job, struct error *error);

#endif
