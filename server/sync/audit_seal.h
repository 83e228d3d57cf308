// SPDX-License-Identifier: Apache-2.0
// The end of the audit, signed and copied to the ledger, so that rows taken off it are missed.
#ifndef PLUMB_SERVER_SYNC_AUDIT_SEAL_H
#define PLUMB_SERVER_SYNC_AUDIT_SEAL_H

#include "server/audit/audit.h"
#include "server/sync/office.h"

// Signs the newest row's chain with the key of the sign-off log, in a commit, and then writes the
// head into the ledger; nothing when that row is sealed already. Once an hour (docs/THREATS.md),
// and by whoever ends a night. Waits for the committer.
enum err audit_seal(struct office *office, struct error *error);

// audit_verify, and beside it the ledger of `disk` (NULL: none is looked at): every head since the
// last epoch began must be that of a row. A restore begins an epoch: what it lost is not a fault.
struct audit_seal_check {
    struct view *view;
    const struct disk *disk;
};
enum err audit_seal_verify(const struct audit_seal_check *check, struct buffer *report,
                           struct audit_verdict *out, struct error *error);

#endif
