// SPDX-License-Identifier: Apache-2.0
// Who was there, when and where, at an inspection or node (domain.md D4.1); the photo is the proof.
#ifndef PLUMB_AGENT_CAPTURE_PRESENCE_H
#define PLUMB_AGENT_CAPTURE_PRESENCE_H

#include "agent/capture/deed.h"

struct presence {
    struct span inspection;          // code of an inspection or node of the catalogue
    struct uuid of;                  // node, attempt or inspection; nil: looked up by the code
    struct uuid person;              // who was there; nil: who writes
    int64_t at_ms;                   // 0: when the first photo that knows was taken, else now
    struct span latitude, longitude; // decimals; empty: where that photo was taken
};
// INVALID: a code that the catalogue does not have, or only one of the two coordinates. Tells when
// photo or place is missing, since D4.1 counts only what has them.
enum err presence_add(const struct deed_options *options, const struct presence *given,
                      struct deed_report *report, struct error *error);

#endif
