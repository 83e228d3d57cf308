// SPDX-License-Identifier: Apache-2.0
// Measured values (domain.md D4.5): a number at a point, in the item's unit, judged by its
// tolerance.
#ifndef PLUMB_AGENT_CAPTURE_MEASURE_H
#define PLUMB_AGENT_CAPTURE_MEASURE_H

#include "agent/capture/deed.h"

struct measure {
    struct uuid of;     // as in item_set.h
    int64_t attempt;    // of a node; 0: the newest
    struct span item;   // code or words
    struct span point;  // where: "客厅东墙 2"
    struct span value;  // decimal
    struct span target; // decimal; empty: the item's own
};
// INVALID: the item takes no measured values, or no decimal. Whether it passes tells the derived
// field `passes` (fact.h); without any target that is open, and said.
enum err measure_set(const struct deed_options *options, const struct measure *given,
                     struct deed_report *report, struct error *error);

#endif
