// SPDX-License-Identifier: Apache-2.0
// What a page is told about who is there: the answer of GET /api/session, and of every step in.
#ifndef PLUMB_SERVER_CONSOLE_GREETING_OFFICE_H
#define PLUMB_SERVER_CONSOLE_GREETING_OFFICE_H

#include "shared/base/err.h"

struct route_call;

// Writes the members into the answer.
enum err greeting_office_put(struct route_call *call, struct error *error);

#endif
