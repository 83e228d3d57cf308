// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/session_state.h"

// The session's states:
//
//                      ┌────────────── nothing new ───────────────┐
//                      ▼                                          │
//   start ──▶ EXCHANGE ◀──── full ──── SHORT ◀──── due ──── IDLE ◀┘
//              │  ▲ ▲  ╲                                     ▲
//   new epoch  │  │ │   ╲ all pushed and pulled              │ no blob is due
//              ▼  │ │    ▼                                   │
//     OFFER_SITES │ └── BLOBS ───────────────────────────────┘
//              │  │       (one chunk each, then records again; ours first, then those of others)
//     OFFER_VECTORS ─▶ OFFER_STATES ─▶ OFFER_DONE ─▶ EXCHANGE
//
//   all said ──▶ PROOF ──▶ PROOF … ──▶ IDLE, or EXCHANGE when the two do not stand together
//   any of them ── failure ──▶ BACKOFF ── due ──▶ EXCHANGE;   REVOKED is final
const struct machine_state session_state_table[SESSION_COUNT] = {
    [SESSION_IDLE]
    = {"idle", MACHINE_TO(SESSION_SHORT) | MACHINE_TO(SESSION_EXCHANGE) | MACHINE_TO(SESSION_BLOBS)
                   | MACHINE_TO(SESSION_PROOF) | MACHINE_TO(SESSION_BACKOFF)},
    [SESSION_SHORT] = {"short", MACHINE_TO(SESSION_IDLE) | MACHINE_TO(SESSION_EXCHANGE)
                                    | MACHINE_TO(SESSION_BLOBS) | MACHINE_TO(SESSION_PROOF)
                                    | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_EXCHANGE]
    = {"exchange", MACHINE_TO(SESSION_EXCHANGE) | MACHINE_TO(SESSION_IDLE)
                       | MACHINE_TO(SESSION_BLOBS) | MACHINE_TO(SESSION_PROOF)
                       | MACHINE_TO(SESSION_OFFER_SITES) | MACHINE_TO(SESSION_BACKOFF)
                       | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_OFFER_SITES]
    = {"offer sites", MACHINE_TO(SESSION_OFFER_VECTORS) | MACHINE_TO(SESSION_OFFER_DONE)
                          | MACHINE_TO(SESSION_OFFER_SITES) | MACHINE_TO(SESSION_BACKOFF)
                          | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_OFFER_VECTORS]
    = {"offer vectors", MACHINE_TO(SESSION_OFFER_VECTORS) | MACHINE_TO(SESSION_OFFER_STATES)
                            | MACHINE_TO(SESSION_OFFER_SITES) | MACHINE_TO(SESSION_OFFER_DONE)
                            | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_OFFER_STATES]
    = {"offer states", MACHINE_TO(SESSION_OFFER_STATES) | MACHINE_TO(SESSION_OFFER_VECTORS)
                           | MACHINE_TO(SESSION_OFFER_SITES) | MACHINE_TO(SESSION_OFFER_DONE)
                           | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_OFFER_DONE]
    = {"offer done", MACHINE_TO(SESSION_EXCHANGE) | MACHINE_TO(SESSION_OFFER_SITES)
                         | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_BLOBS] = {"blobs", MACHINE_TO(SESSION_EXCHANGE) | MACHINE_TO(SESSION_BLOBS)
                                    | MACHINE_TO(SESSION_PROOF) | MACHINE_TO(SESSION_IDLE)
                                    | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_PROOF] = {"proof", MACHINE_TO(SESSION_PROOF) | MACHINE_TO(SESSION_EXCHANGE)
                                    | MACHINE_TO(SESSION_BLOBS) | MACHINE_TO(SESSION_IDLE)
                                    | MACHINE_TO(SESSION_BACKOFF) | MACHINE_TO(SESSION_REVOKED)},
    [SESSION_BACKOFF] = {"waiting to try again", MACHINE_TO(SESSION_EXCHANGE)},
    [SESSION_REVOKED] = {"revoked", 0},
};

const char *session_state_name(enum session_state state)
{
    return session_state_table[state].name;
}
