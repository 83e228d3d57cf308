// SPDX-License-Identifier: Apache-2.0
// The request of an exchange, built from the store.
#ifndef PLUMB_AGENT_SYNC_ROUND_BUILD_H
#define PLUMB_AGENT_SYNC_ROUND_BUILD_H

#include "agent/sync/round.h"

// Builds header and lines for round->state: SESSION_SHORT, SESSION_EXCHANGE or one of the offer
// steps.
enum err round_build(struct round *round, const struct session_options *options,
                     struct round_memory *memory, struct error *error);

#endif
