// SPDX-License-Identifier: Apache-2.0
// The steps of a rectification, change order or delivery: those it went through, and those that the
// person who is in may make now.
#ifndef PLUMB_AGENT_UI_STEP_VIEW_H
#define PLUMB_AGENT_UI_STEP_VIEW_H

#include "agent/ui/reading.h"

// "may": [{move, zh, en, why_not}]: each step of the machine from the present state; why_not is
// null when this person may make it.
void step_view_may(struct reading *reading, const struct fact *fact);
// "steps": [{id, move, zh, en, at, deadline, author, to, note, after, unsent, photos}] in order
// of time, and "branches": the steps in which two tablets part, empty when there are none.
void step_view_chain(struct reading *reading, const struct fact *fact);

#endif
