// SPDX-License-Identifier: Apache-2.0
#include "shared/base/machine.h"

enum err machine_move(struct machine *machine, unsigned to, const struct log *log)
{
    const char *from = machine_state_name(machine);

    if (to >= machine->count || !(machine->states[machine->state].next & MACHINE_TO(to))) {
        log_write(log, LOG_ALARM, machine->name, "move not allowed from=%s to=%s", from,
                  to < machine->count ? machine->states[to].name : "?");
        return ERR_INTERNAL;
    }
    machine->state = to;
    log_write(log, LOG_DEBUG, machine->name, "move from=%s to=%s", from,
              machine_state_name(machine));
    return ERR_OK;
}

const char *machine_state_name(const struct machine *machine)
{
    return machine->states[machine->state].name;
}
