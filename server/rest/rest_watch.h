// SPDX-License-Identifier: Apache-2.0
// Routes of /rest/v1 about the office itself: nights, tablets, and the description of the
// interface.
#ifndef PLUMB_SERVER_REST_REST_WATCH_H
#define PLUMB_SERVER_REST_REST_WATCH_H

#include "server/rest/rest_routes.h"

extern const struct route rest_watch_routes[];
extern const size_t rest_watch_route_count;
extern const struct rest_answer rest_watch_answers[];

#endif
