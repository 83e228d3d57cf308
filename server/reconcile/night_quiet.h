// SPDX-License-Identifier: Apache-2.0
// Sites that nobody visited and customers that nobody called (domain.md D4.1, D7.1, D7.6).
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_QUIET_H
#define PLUMB_SERVER_RECONCILE_NIGHT_QUIET_H

#include "server/reconcile/night.h"
#include "shared/model/progress.h"

// Adds the rows of one site, whose facts are derived.
// Unvisited: under construction (actual start, else planned start, has come; no actual completion),
// and for `night->unvisited_days` no presence, patrol, inspection, simulated round, re-inspection
// or spot check there.
// Uncalled: a node that the customer signed, or a patrol, more than a day ago, without a call that
// reached the customer: a call-back about it, or for a patrol its call. No answer is not a result:
// the row says how often it was tried.
void night_quiet_read(struct night *night, const struct facts *facts,
                      const struct progress *progress);

#endif
