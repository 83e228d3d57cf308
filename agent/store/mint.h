// SPDX-License-Identifier: Apache-2.0
// Minting actors: one process life of one replica each, so that no two timelines ever extend the
// same one (sync.md section 1).
#ifndef PLUMB_AGENT_STORE_MINT_H
#define PLUMB_AGENT_STORE_MINT_H

#include "agent/store/store_inside.h"

// At opening: compares the head marker with the database and notes a disagreement in the log and in
// the setting "copied" (when, why); brings the hybrid clock and the known offset back.
enum err mint_resume(struct store *store, struct error *error);
// Inside a transaction that will add an entry: makes sure of an actor that may go on, minting one
// on the first write and at any doubt.
enum err mint_ensure(struct store *store, struct error *error);
// Ends the present actor, also for a transaction under way that may yet be rolled back.
void mint_retire(struct store *store);
// After a commit: writes the newest actor into the head marker. A failure is logged and tried again
// after the next commit; until then the marker names an actor that the database has too.
void mint_mark(struct store *store);

#endif
