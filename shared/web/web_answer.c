// SPDX-License-Identifier: Apache-2.0
#include "shared/web/web_answer.h"

#include <string.h>

#include "shared/net/http_refusal.h"

const char web_answer_policy[]
    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
      "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'";

void web_answer_guard(struct http_response *response)
{
    http_response_header(response, "Content-Security-Policy", "%s", web_answer_policy);
    http_response_header(response, "X-Content-Type-Options", "nosniff");
    http_response_header(response, "Referrer-Policy", "no-referrer");
    http_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    http_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    http_response_header(response, "Permissions-Policy",
                         "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
}

void web_answer_json(struct http_response *response)
{
    http_response_header(response, "Content-Type", "application/json");
    http_response_header(response, "Cache-Control", "no-store");
}

void web_answer_error(struct http_response *response, const struct error *error)
{
    struct error shown = *error;

    shown.detail[strcspn(shown.detail, "\t")] = '\0'; // the rest is for the command line
    response->status = err_http_status(error->code);
    web_answer_json(response);
    if (response->status == 503)
        http_response_header(response, "Retry-After", "1");
    buffer_reset(&response->body);
    http_refusal_body(shown.code, shown.detail, &response->body);
}
