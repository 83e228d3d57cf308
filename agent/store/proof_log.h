// SPDX-License-Identifier: Apache-2.0
// How the proofs of convergence between this tablet and the office ended.
#ifndef PLUMB_AGENT_STORE_PROOF_LOG_H
#define PLUMB_AGENT_STORE_PROOF_LOG_H

#include "agent/store/store.h"
#include "shared/crypto/hash.h"

struct proof_log_row {
    int64_t at_ms, items;
    struct digest digest;      // over the records here
    bool equal;                // the office has the same
    int64_t differences, left; // records that were not the same; that could not be repaired
    int64_t aside;             // left out: an entry of theirs is in quarantine
    int64_t lacking, sent, gone, fetched; // files: see the schema
    int64_t round_trips, bytes;
};
// Adds one, inside the caller's transaction or in one of its own. The newest hundred are kept.
enum err proof_log_put(struct store *store, const struct proof_log_row *row, struct error *error);
// The newest; NOT_FOUND.
enum err proof_log_last(struct store *store, struct proof_log_row *out, struct error *error);

#endif
