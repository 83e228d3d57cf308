// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_refusal.h"

enum { RETRY_AFTER_S = 5 };

void http_refusal_fill(const struct http_refusal *refusal, struct http_response *response)
{
    response->status = refusal->status;
    response->close = true;
    http_response_header(response, "Content-Type", "application/json");
    if (refusal->status == 503)
        http_response_header(response, "Retry-After", "%d", RETRY_AFTER_S);
    buffer_printf(&response->body,
                  "{\"error\":{\"code\":\"%s\",\"detail\":\"%s\",\"en\":\"%s\",\"zh\":\"%s\"}}",
                  err_name(refusal->code), refusal->detail, err_text_en(refusal->code),
                  err_text_zh(refusal->code));
}
