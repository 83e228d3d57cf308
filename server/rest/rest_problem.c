// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_problem.h"

#include "shared/data/json.h"

#include <string.h>

enum { TOO_MANY_REQUESTS = 429 };

static void put(struct http_response *response, const struct error *error, const char *zh,
                const char *en)
{
    struct json_writer json;
    char detail[ERROR_DETAIL_BYTES];

    text_copy(detail, sizeof(detail), span_of(error->detail));
    detail[strcspn(detail, "\t")] = '\0'; // the rest is for the command line
    http_response_header(response, "Content-Type", "application/problem+json");
    http_response_header(response, "Cache-Control", "no-store");
    buffer_reset(&response->body);
    json_begin(&json, &response->body);
    json_object_open(&json, NULL);
    json_put_text(&json, "type", "about:blank");
    json_put_text(&json, "title", en);
    json_put_text(&json, "title_zh", zh);
    json_put_integer(&json, "status", response->status);
    json_put_text(&json, "code", err_name(error->code));
    json_put_text(&json, "detail", detail);
    json_object_close(&json);
}

// What the words of the table say to tablets and clerks, to programs that lack a token.
static void words_of(enum err code, const char **zh, const char **en)
{
    *zh = err_text_zh(code);
    *en = err_text_en(code);
    if (code == ERR_AUTH) {
        *zh = "令牌无效或没有令牌;没有改动任何数据;请向办公室要新的令牌";
        *en = "no token, or none that is good; nothing was changed; ask the office for a new one";
    }
}

void rest_problem_answer(struct http_response *response, const struct error *error)
{
    const char *zh, *en;

    words_of(error->code, &zh, &en);
    response->status = err_http_status(error->code);
    if (response->status == 401)
        http_response_header(response, "WWW-Authenticate", "Bearer realm=\"plumbline\"");
    if (response->status == 503)
        http_response_header(response, "Retry-After", "1");
    put(response, error, zh, en);
}

void rest_problem_slow(struct http_response *response, unsigned retry_s)
{
    struct error error;

    error_set(&error, ERR_BUSY, "this token has used up its requests for now");
    response->status = TOO_MANY_REQUESTS;
    http_response_header(response, "Retry-After", "%u", retry_s);
    put(response, &error, "请求太多;没有改动任何数据;请按 Retry-After 稍后再来",
        "too many requests; nothing was changed; come again after Retry-After seconds");
}
