// SPDX-License-Identifier: Apache-2.0
// One step of a rectification, change order or delivery (move.h), made by a person at a site.
#ifndef PLUMB_AGENT_CAPTURE_STEP_H
#define PLUMB_AGENT_CAPTURE_STEP_H

#include "agent/capture/deed.h"
#include "shared/model/move.h"

struct step {
    const char *kind; // of the record that has the states
    struct uuid of;
    const char *move;
    struct deed_fields fields; // of the move: at, to, deadline, note; they last as long as the deed
    int64_t at_ms;             // when it is not among the fields; 0: now
    bool settle;               // ends a branch of two tablets
};
// Adds the move to the deed. NOT_FOUND; PRECONDITION: not possible from the state, which is quoted
// with what is, or two tablets moved it differently and `settle` is not set; DENIED: D5.2.
enum err step_add(struct deed *deed, const struct step *step, struct error *error);
// Where the record stands now.
void step_standing(const struct deed *deed, const char *kind, const struct uuid *of,
                   struct move_standing *out);

#endif
