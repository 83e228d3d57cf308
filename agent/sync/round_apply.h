// SPDX-License-Identifier: Apache-2.0
// The reply of an exchange, checked and applied in one transaction.
#ifndef PLUMB_AGENT_SYNC_ROUND_APPLY_H
#define PLUMB_AGENT_SYNC_ROUND_APPLY_H

#include "agent/sync/round.h"

// What a reply led to.
struct round_outcome {
    enum exchange_answer answer;
    bool again;        // there is more to pull, push, offer or confirm: at once
    bool stale;        // the store moved on meanwhile: nothing was applied
    bool prove;        // the office asks for a proof of convergence
    bool gap_is_empty; // after a gap nothing is left to resend
    int64_t next_ms, time_ms;
    uint64_t states, entries;
};
// The decoded body of the answer to a round.
struct round_reply {
    struct round *round;
    struct span body;
};
// Checks and applies a decoded reply in one store transaction; nothing is applied on an error.
enum err round_apply(const struct round_reply *reply, const struct session_options *options,
                     struct round_memory *memory, struct round_outcome *out, struct error *error);

#endif
