// SPDX-License-Identifier: Apache-2.0
// Routes of /rest/v1 that write: a record is put under an id that the caller chose, against the
// version that the caller saw.
#ifndef PLUMB_SERVER_REST_REST_WRITE_H
#define PLUMB_SERVER_REST_REST_WRITE_H

#include "server/rest/rest_routes.h"

extern const struct route rest_write_routes[];
extern const size_t rest_write_route_count;
extern const struct rest_answer rest_write_answers[];

#endif
