// SPDX-License-Identifier: Apache-2.0
// Fetching what others brought to the office: statements, handwriting and thumbnails by themselves,
// originals that somebody asked for; in chunks, resumable at any byte.
#ifndef PLUMB_AGENT_BLOBS_FETCH_H
#define PLUMB_AGENT_BLOBS_FETCH_H

#include "agent/store/incoming.h"
#include "shared/net/transport.h"

// Of what comes by itself at most this many MiB are kept, unless the setting says otherwise; what
// somebody asked for comes all the same.
#define FETCH_MOST_SETTING "fetch_most_mib"
enum { FETCH_MOST_MIB = 2048 };

struct fetch_options {
    struct store *store;
    const struct disk *disk;
    const struct transport *transport;
    struct clock clock;
    struct random random;
    struct log log;
    size_t chunk_bytes; // 0: 256 KiB
    unsigned in_flight; // 1 … 4
    // How often the line broke lately, kept by the caller from round to round: the chunks get
    // smaller until they pass. NULL: they stay as they are.
    unsigned *breaks;
};
struct fetch_outcome {
    size_t tried, finished; // blobs looked at; of those, whole on the shelf now
    size_t requests;
    uint64_t bytes;         // that came
    int64_t retry_after_ms; // the office's Retry-After, 0 none
    bool wipe;              // it asked for a wipe (result REVOKED)
};
// One round: at most one request for each of the next `in_flight` wanted blobs. OK also when a
// single one failed in a way of its own: one that the office does not have rests until after the
// next exchange, the others go on (P16). An error only when the connection or the office as a whole
// failed (NETWORK, BUSY, REVOKED …).
enum err fetch_round(const struct fetch_options *options, struct fetch_outcome *out,
                     struct error *error);
// How long until a blob may be fetched; -1: none waits, or storage is too short for it.
int64_t fetch_due_in_ms(const struct fetch_options *options);

#endif
