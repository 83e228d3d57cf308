// SPDX-License-Identifier: Apache-2.0
// A person's decisions on what is held: quarantined entries and groups that stay open.
#ifndef PLUMB_SERVER_SYNC_OFFICE_HELD_H
#define PLUMB_SERVER_SYNC_OFFICE_HELD_H

#include "server/audit/audit.h"
#include "server/sync/office.h"

struct office_decision {
    struct uuid person; // who decides
    const char *why;    // shown to the inspector
    // Who decides, for the audit (subject, site, values and why are filled in): a row in the same
    // commit. NULL: none.
    const struct audit_row *audit;
};
// Applies an entry with its own dot, then what waited behind it. CONFLICT: it was decided already,
// or cannot be applied (a fork, bytes that are no write, a record that is full), or not yet (it has
// seen entries that are held themselves, or that the office lacks: decide on those first).
enum err office_held_accept(struct office *office, int64_t row,
                            const struct office_decision *decision, struct error *error);
// Raises the vector over its dot without a write, then applies what waited behind it. CONFLICT: it
// was decided already, or an earlier entry of the same actor and record is still held.
enum err office_held_reject(struct office *office, int64_t row,
                            const struct office_decision *decision, struct error *error);
// Applies an open group as far as it came.
enum err office_held_group(struct office *office, uint64_t group,
                           const struct office_decision *decision, struct error *error);

#endif
