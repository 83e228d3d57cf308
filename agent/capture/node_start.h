// SPDX-License-Identifier: Apache-2.0
// A node of a site is started: its record, pinned to a catalogue version, and an attempt
// (domain.md D3.13, D3.14).
#ifndef PLUMB_AGENT_CAPTURE_NODE_START_H
#define PLUMB_AGENT_CAPTURE_NODE_START_H

#include "agent/capture/deed.h"

struct node_start {
    struct span code;          // or the node's words, or its number 1 … 7
    bool again;                // one more attempt; the earlier ones are kept
    struct deed_fields fields; // of the attempt: note, started_at
};
// OK also when it was started already: then nothing is written unless `again` is set. NOT_FOUND: no
// such node in the catalogue; suggests the nearest.
struct node_started {
    struct uuid node, attempt;
    int64_t n;
};
enum err node_start(const struct deed_options *options, const struct node_start *given,
                    struct node_started *out, struct deed_report *report, struct error *error);

#endif
