// SPDX-License-Identifier: Apache-2.0
// The line that is always on the screen: what is only here, what is on its way, what needs
// somebody.
#ifndef PLUMB_AGENT_UI_STRIP_H
#define PLUMB_AGENT_UI_STRIP_H

#include "agent/ui/ui.h"
#include "shared/data/json.h"

// Follows how much of what waited has left, from one look to the next.
struct strip;
struct strip *strip_create(void);
void strip_free(struct strip *strip); // accepts NULL
// Writes "strip": {…} (design of the interface, docs/INTERFACE.md).
enum err strip_put(struct ui *ui, struct json_writer *json, struct error *error);

#endif
