// SPDX-License-Identifier: Apache-2.0
// The office's counter-signature (sync.md 8.4): every sign-off that came with a good seal gets a
// leaf in the sign-off log, a signed head over it, and a record `counter_seal` on its site, which
// tablets get like any other.
#ifndef PLUMB_SERVER_SYNC_COUNTERSIGN_H
#define PLUMB_SERVER_SYNC_COUNTERSIGN_H

#include "server/sync/office.h"

// Works by itself, on the committer: after every commit, when a sign-off waits that came with an
// earlier one, in a commit of its own. First the ledger, then the store: a crash between is made
// good from the ledger, so a sign-off has one leaf, and heads of one epoch never contradict each
// other. What fails is tried again later; nothing is looked for while nothing waits.
struct countersign;

// For office_open and office_close. Brings the store's log up to the ledger's, and the ledger's up
// to the store's; what cannot be done now is logged and tried again. Errors of reading keys, ledger
// and store.
enum err countersign_open(struct office *office, struct countersign **out, struct error *error);
void countersign_close(struct countersign *countersign); // after the committer; accepts NULL

// On the committer: a night was kept in the commit under way, and gets its leaf by the next.
void countersign_night(struct office *office);

// Leaves that were in the store and had gone from it when the office was opened; brought back.
uint64_t countersign_deleted(const struct countersign *countersign);

#endif
