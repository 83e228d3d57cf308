// SPDX-License-Identifier: Apache-2.0
// Routes of /rest/v1 that read records: sites, people, assignments, issues, sign-offs, photos,
// records of every kind, and what changed.
#ifndef PLUMB_SERVER_REST_REST_READ_H
#define PLUMB_SERVER_REST_REST_READ_H

#include "server/rest/rest_routes.h"

extern const struct route rest_read_routes[];
extern const size_t rest_read_route_count;
extern const struct rest_answer rest_read_answers[];

#endif
