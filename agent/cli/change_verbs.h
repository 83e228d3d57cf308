// SPDX-License-Identifier: Apache-2.0
// Verbs of change orders: change add, approve, notify, carry-out, cancel, list, show.
#ifndef PLUMB_AGENT_CLI_CHANGE_VERBS_H
#define PLUMB_AGENT_CLI_CHANGE_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb change_verb_add, change_verb_approve, change_verb_notify,
    change_verb_carry_out, change_verb_cancel, change_verb_list, change_verb_show;

#endif
