// SPDX-License-Identifier: Apache-2.0
// Verbs of a visit to a site: presence add; inspection start, end, list; patrol add, call, list;
// report week; round set.
#ifndef PLUMB_AGENT_CLI_VISIT_VERBS_H
#define PLUMB_AGENT_CLI_VISIT_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb visit_verb_presence, visit_verb_inspection_start,
    visit_verb_inspection_end, visit_verb_inspection_list, visit_verb_patrol_add,
    visit_verb_patrol_call, visit_verb_patrol_list, visit_verb_week, visit_verb_round;

#endif
