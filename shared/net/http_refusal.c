// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_refusal.h"

#include <string.h>

enum { RETRY_AFTER_S = 5 };

bool http_refusal_body(enum err code, const char *detail, struct buffer *out)
{
    const struct {
        const char *key, *text;
    } parts[] = {
        {"{\"error\":{\"code\":", err_name(code)},
        {",\"detail\":", detail},
        {",\"en\":", err_text_en(code)},
        {",\"zh\":", err_text_zh(code)},
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        buffer_append_text(out, parts[i].key);
        buffer_append_json(out, parts[i].text, strlen(parts[i].text));
    }
    return buffer_append_text(out, "}}");
}

void http_refusal_fill(const struct http_refusal *refusal, struct http_response *response)
{
    response->status = refusal->status;
    response->close = true;
    http_response_header(response, "Content-Type", "application/json");
    if (refusal->status == 503)
        http_response_header(response, "Retry-After", "%d", RETRY_AFTER_S);
    http_refusal_body(refusal->code, refusal->detail, &response->body);
}
