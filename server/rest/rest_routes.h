// SPDX-License-Identifier: Apache-2.0
// All routes of /rest/v1, and what each answers: the one source of the table, of openapi.json and
// of its test.
#ifndef PLUMB_SERVER_REST_REST_ROUTES_H
#define PLUMB_SERVER_REST_REST_ROUTES_H

#include "shared/web/route_table.h"

// Beside each route, in the same order: NAME_answers of NAME_routes.
struct rest_answer {
    const char *schema; // of components/schemas of openapi.json; NULL: bytes
    const char *type;   // Content-Type of bytes; NULL: application/json
    const char *zh;     // what it is for; the route's `purpose` says it in English
    bool conditional;   // takes If-None-Match and answers 304
    bool ranges;        // takes Range and answers 206
    bool writes;        // takes If-Match or If-None-Match: *, and a body of rest_write.h
};
struct rest_group {
    struct route_group group;
    const struct rest_answer *answers;
};
extern const struct rest_group rest_groups[];
extern const size_t rest_group_count;
// The table for route_serve; `ctx` is the interface.
struct route_table rest_routes(void *ctx);

#endif
