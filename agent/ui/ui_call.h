// SPDX-License-Identifier: Apache-2.0
// A call as the interface sees it, between ui.c and the routes of sessions.
#ifndef PLUMB_AGENT_UI_UI_CALL_H
#define PLUMB_AGENT_UI_UI_CALL_H

#include "agent/ui/sessions.h"
#include "agent/ui/ui.h"

#define UI_CALL_COOKIE "plumb"

// The session of a route_call.
struct ui_call {
    struct ui *ui;
    struct sessions_view view; // as it was when the call came
    bool reads_sites;          // has them to itself, until it ends
};
struct ui_call *ui_call_of(const struct route_call *call);
// What the cookie of the call stands for now; a look, not a touch.
void ui_call_look(const struct route_call *call, struct sessions_view *out);
void ui_call_look_at(struct ui *ui, const struct http_request *request, struct sessions_view *out);

#endif
