// SPDX-License-Identifier: Apache-2.0
// The states of a sync session, and which may follow which.
#ifndef PLUMB_AGENT_SYNC_SESSION_STATE_H
#define PLUMB_AGENT_SYNC_SESSION_STATE_H

#include "shared/base/machine.h"

// What the next step will do; allowed moves and their picture stand in session_state.c.
enum session_state {
    SESSION_IDLE,
    SESSION_SHORT,
    SESSION_EXCHANGE,
    SESSION_OFFER_SITES,
    SESSION_OFFER_VECTORS,
    SESSION_OFFER_STATES,
    SESSION_OFFER_DONE,
    SESSION_BLOBS,
    SESSION_PROOF,
    SESSION_BACKOFF,
    SESSION_REVOKED,
    SESSION_COUNT
};

extern const struct machine_state session_state_table[SESSION_COUNT];
const char *session_state_name(enum session_state state);

#endif
