// SPDX-License-Identifier: Apache-2.0
// A request turned away by the server itself, before any handler saw it.
#ifndef PLUMB_SHARED_NET_HTTP_REFUSAL_H
#define PLUMB_SHARED_NET_HTTP_REFUSAL_H

#include "shared/net/http.h"

struct http_refusal {
    int status;         // 0: not refused
    enum err code;      // its name and texts stand in the body
    const char *detail; // in English
};

// Appends {"error":{code,detail,en,zh}}, the body of every refusal.
bool http_refusal_body(enum err code, const char *detail, struct buffer *out);

// Turns a fresh response into the refusal: status, {"error":{code,detail,en,zh}}, Retry-After with
// a 503; the connection closes after it, because the rest of the request is left unread.
void http_refusal_fill(const struct http_refusal *refusal, struct http_response *response);

#endif
