// SPDX-License-Identifier: Apache-2.0
// Results of check items (domain.md D3.10): pass, fail or not applicable; a fail opens its
// rectification in the same group.
#ifndef PLUMB_AGENT_CAPTURE_ITEM_SET_H
#define PLUMB_AGENT_CAPTURE_ITEM_SET_H

#include "agent/capture/deed.h"

struct item_answer {
    struct span item; // its code, or its words as the catalogue has them
    struct span result; // pass, fail, na, or 合格, 不合格, 不适用; empty: what stands stays, only
                        // the fields and photos come to it
};
struct item_set {
    struct uuid of;  // node (its newest attempt), attempt, inspection, round or patrol
    int64_t attempt; // of a node; 0: the newest
    const struct item_answer *answers;
    size_t count;
    // note, room, amount_fen of the result, and photos of the options: only when there is one.
    struct deed_fields fields;
    // severity, responsible, crew, deadline, follower of the rectification of a fail.
    struct deed_fields fix;
};
// NOT_FOUND suggests the nearest item. INVALID: an unknown result, or a fail without note or photo,
// here or now; no result and nothing else either.
enum err item_set(const struct deed_options *options, const struct item_set *given,
                  struct deed_report *report, struct error *error);

#endif
