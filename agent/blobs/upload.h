// SPDX-License-Identifier: Apache-2.0
// Sending blobs by tus 1.0.0: one chunk each for the next few, resumable at any byte.
#ifndef PLUMB_AGENT_BLOBS_UPLOAD_H
#define PLUMB_AGENT_BLOBS_UPLOAD_H

#include "agent/store/outgoing.h"
#include "shared/net/transport.h"

struct upload_options {
    struct store *store;
    const struct disk *disk;
    const struct transport *transport;
    struct clock clock;
    struct random random;
    struct log log;
    size_t chunk_bytes; // 0: 256 KiB
    unsigned in_flight; // 1 … 4
};
struct upload_outcome {
    size_t tried, finished; // blobs a request was made for; of those, delivered
    uint64_t bytes;         // accepted by the office
    int64_t retry_after_ms; // the office's Retry-After, 0 none
    bool wipe;              // it asked for a wipe (result REVOKED)
};
// One round: at most one request for each of the next `in_flight` waiting blobs. OK also when a
// single blob failed in a way of its own (it is marked and the next one is not blocked, P16); an
// error only when the connection or the office as a whole failed (NETWORK, BUSY, REVOKED …). tried
// 0: nothing is due.
enum err upload_round(const struct upload_options *options, struct upload_outcome *out,
                      struct error *error);

#endif
