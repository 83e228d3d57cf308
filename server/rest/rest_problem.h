// SPDX-License-Identifier: Apache-2.0
// Errors as other systems read them: application/problem+json (RFC 9457), in English and Chinese.
#ifndef PLUMB_SERVER_REST_REST_PROBLEM_H
#define PLUMB_SERVER_REST_REST_PROBLEM_H

#include "shared/base/err.h"
#include "shared/net/http.h"

// Turns a response that has its guard headers, and nothing else, into an error: for
// route_table.refuse.
void rest_problem_answer(struct http_response *response, const struct error *error);
// Too many requests: 429 with Retry-After.
void rest_problem_slow(struct http_response *response, unsigned retry_s);

#endif
