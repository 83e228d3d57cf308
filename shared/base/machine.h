// SPDX-License-Identifier: Apache-2.0
// State machines: an enum of states, a table of allowed moves, and one door that checks and logs.
#ifndef PLUMB_SHARED_BASE_MACHINE_H
#define PLUMB_SHARED_BASE_MACHINE_H

#include "shared/base/err.h"
#include "shared/base/log.h"

#include <stdint.h>

// One state, at the index of its enum value: its name and the states that may follow, such as
// MACHINE_TO(SESSION_PUSHING) | MACHINE_TO(SESSION_IDLE). At most 32 states.
#define MACHINE_TO(state) (UINT32_C(1) << (state))
struct machine_state {
    const char *name;
    uint32_t next;
};

struct machine {
    const char *name; // module in the log
    const struct machine_state *states;
    unsigned count, state;
};

// Goes to `to` (logged at DEBUG), or stays and returns INTERNAL (logged as ALARM) when the table
// does not allow it. log may be NULL.
enum err machine_move(struct machine *machine, unsigned to, const struct log *log);
const char *machine_state_name(const struct machine *machine);

#endif
