// SPDX-License-Identifier: Apache-2.0
// Patrols and the call to the customer that follows each (domain.md D4.2).
#ifndef PLUMB_AGENT_CAPTURE_PATROL_H
#define PLUMB_AGENT_CAPTURE_PATROL_H

#include "agent/capture/deed.h"

// fields of the patrol: result is needed, started_at is now when it is not given. A fail needs a
// note or a photo.
enum err patrol_add(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error);
// One attempt to reach the customer. fields of the call: outcome is needed, at is now when it is
// not given; who was reached was told a result. No answer is kept and the call stays due (D7.6).
struct patrol_call {
    struct uuid patrol;
    struct deed_fields fields;
};
enum err patrol_call(const struct deed_options *options, const struct patrol_call *given,
                     struct deed_report *report, struct error *error);
// The calls of a patrol: how many attempts, and whether one reached the customer.
struct patrol_calls {
    size_t attempts;
    bool reached;
};
struct patrol_calls patrol_calls_of(const struct facts *facts, const struct uuid *patrol);

#endif
