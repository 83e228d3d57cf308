// SPDX-License-Identifier: Apache-2.0
// Who may come in, in the ledger (docs/SCHEMA.md), so that a restored backup gives back nothing
// that was taken away since: accounts as they stand, tokens and receivers that are over.
#ifndef PLUMB_SERVER_SYNC_ACCESS_LINE_H
#define PLUMB_SERVER_SYNC_ACCESS_LINE_H

#include "server/storage/hooks.h"
#include "server/sync/office.h"

// Inside a commit, behind every change of what lets an account in: state, password, one-time codes,
// roles. The row gets its next version, the ledger the row. Durable when it returns.
enum err access_line_account(struct office *office, struct storage *storage,
                             const struct uuid *account, struct error *error);
// Inside the commit that takes it away.
enum err access_line_token(struct office *office, const struct uuid *token, struct error *error);
enum err access_line_hook(struct office *office, const struct uuid *hook, struct error *error);
// Inside the commit that changes it: the old one may be in wrong hands.
enum err access_line_secret(struct office *office, const struct uuid *hook,
                            const uint8_t secret[HOOK_SECRET_BYTES], struct error *error);

// Inside the commit of a restore, for every line of the ledger in order; lines of others change
// nothing. An account is as the line says unless the row is newer.
enum err access_line_replay(struct storage *storage, struct span text, struct error *error);
// Inside the commit of a restore that has no ledger: as nobody can say what was taken away, every
// account is blocked, every token revoked, every receiver removed. `report` says so, or is empty.
enum err access_line_close(struct storage *storage, struct buffer *report, struct error *error);

#endif
