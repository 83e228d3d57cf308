// SPDX-License-Identifier: Apache-2.0
// How far the audit was last verified as a whole, so that a look at it verifies only what came
// since. Whoever changes rows inside that prefix is found by the next whole verification: every
// night's, `plumbd audit verify`, and whenever somebody asks for one.
#ifndef PLUMB_SERVER_SYNC_AUDIT_KEPT_H
#define PLUMB_SERVER_SYNC_AUDIT_KEPT_H

#include "server/sync/audit_seal.h"

enum { AUDIT_KEPT_REPORT = 1024 };

struct audit_kept {
    int64_t at_ms; // 0: it never was verified as a whole
    struct audit_verdict verdict;
    char report[AUDIT_KEPT_REPORT]; // of its faults, cut at a line
};
// Verifies all of it with its ledger (audit_seal_verify) and fills in `out`, for audit_kept_put.
enum err audit_kept_make(const struct audit_seal_check *check, int64_t now_ms,
                         struct audit_kept *out, struct error *error);
// Inside a commit.
enum err audit_kept_put(struct storage *storage, const struct audit_kept *kept,
                        struct error *error);
// What was kept, and in `out` what holds now: that verdict carried on over the rows and heads since
// (all of them where nothing was kept). `report` as for audit_verify.
enum err audit_kept_look(struct view *view, struct audit_kept *kept, struct buffer *report,
                         struct audit_verdict *out, struct error *error);

#endif
