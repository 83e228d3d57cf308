// SPDX-License-Identifier: Apache-2.0
// What every answer of an interface has in common: the headers that keep other pages out, and
// errors in words.
#ifndef PLUMB_SHARED_WEB_WEB_ANSWER_H
#define PLUMB_SHARED_WEB_WEB_ANSWER_H

#include "shared/net/http.h"

// The Content-Security-Policy of every answer.
extern const char web_answer_policy[];

// Adds the headers of every answer, whatever it is: policy, nosniff, no referrer, own process, no
// embedding elsewhere. Six headers of HTTP_RESPONSE_HEADERS_MAX.
void web_answer_guard(struct http_response *response);
// Adds Content-Type application/json and Cache-Control no-store.
void web_answer_json(struct http_response *response);
// Turns a response that has its guard headers, and nothing else, into an error: its status, and
// {"error":{"code","detail","en","zh"}}; Retry-After with a 503.
void web_answer_error(struct http_response *response, const struct error *error);

#endif
