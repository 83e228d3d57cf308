// SPDX-License-Identifier: Apache-2.0
// What a server connection is doing, what may follow, and how long it may take.
#ifndef PLUMB_SHARED_NET_HTTP_PHASE_H
#define PLUMB_SHARED_NET_HTTP_PHASE_H

#include "shared/base/machine.h"
#include "shared/net/http_server.h"

//            ┌──────────────────────────────────────────────┐
//            ▼                                              │
// SHAKING ─▶ IDLE ─▶ HEAD ─▶ BODY ─▶ HANDLING ─▶ WRITING ───┤
//                     │       │         ▲           ▲       ▼
//                     ├───────┼─────────┘ no body   │   LINGERING ─▶ CLOSED
//                     └───────┴─────────────────────┘       (and from everywhere to CLOSED)
//                              refused
// LINGERING: our side has said all and closed; what the peer still sends is thrown away for a
// while, because closing on unread bytes would destroy the answer on its way.
enum http_phase {
    HTTP_PHASE_SHAKING,
    HTTP_PHASE_IDLE,
    HTTP_PHASE_HEAD,
    HTTP_PHASE_BODY,
    HTTP_PHASE_HANDLING,
    HTTP_PHASE_WRITING,
    HTTP_PHASE_LINGERING,
    HTTP_PHASE_CLOSED,
    HTTP_PHASE_COUNT
};

// In SHAKING.
struct machine http_phase_machine(void);
// 0: no limit.
unsigned http_phase_timeout_ms(enum http_phase phase, const struct http_server_options *options);

#endif
