// SPDX-License-Identifier: Apache-2.0
// plumb pin set, clear and list: the PINs of the interface, for whoever owns the tablet's account.
#ifndef PLUMB_AGENT_CLI_PIN_VERBS_H
#define PLUMB_AGENT_CLI_PIN_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb pin_verb_set, pin_verb_clear, pin_verb_list;

#endif
