// SPDX-License-Identifier: Apache-2.0
// Inspections of the catalogue and simulated acceptance (domain.md D4.1, D4.4, D4.5, D4.7).
#ifndef PLUMB_AGENT_CAPTURE_INSPECT_H
#define PLUMB_AGENT_CAPTURE_INSPECT_H

#include "agent/capture/deed.h"

// Starts one, pinned to the newest catalogue. The node of the inspection at this site is looked up
// when none is given. NOT_FOUND suggests the nearest code.
struct inspect_start {
    struct span code;          // or its words
    struct uuid node;          // nil: looked up
    struct deed_fields fields; // started_at (default now), result, note
};
enum err inspect_start(const struct deed_options *options, const struct inspect_start *given,
                       struct deed_report *report, struct error *error);
// Its outcome: result is needed, a fail needs a note or a photo.
struct inspect_end {
    struct uuid id;
    struct deed_fields fields; // result, note
};
enum err inspect_end(const struct deed_options *options, const struct inspect_end *given,
                     struct deed_report *report, struct error *error);
// A simulated round: round 1 to 3, at (default now), result, note. Made or changed.
enum err inspect_round(const struct deed_options *options, const struct deed_fields *fields,
                       struct deed_report *report, struct error *error);

#endif
