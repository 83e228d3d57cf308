// SPDX-License-Identifier: Apache-2.0
// How a call stands for a tap: the same call again has the same digest.
#ifndef PLUMB_AGENT_UI_UI_DEED_H
#define PLUMB_AGENT_UI_UI_DEED_H

#include "agent/ui/ui.h"

// The tap of a call by its parameter `once`; false when it has none. `person` is who asks, `photo`
// the content of its raw body, or NULL.
bool ui_deed_tap(const struct route_call *call, const struct uuid *person,
                 const struct digest *photo, struct once *out);

#endif
