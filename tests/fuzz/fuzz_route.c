// SPDX-License-Identifier: Apache-2.0
// What stands after a route's path, and in its body: "query\nbody". Whatever comes is read as
// declared, or refused.
#include "shared/web/route.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const colours[] = {"red", "green", NULL};
static const struct route_parameter parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "text", .type = ROUTE_TEXT, .max = 50},
    {.name = "number", .type = ROUTE_INTEGER, .min = -3, .max = 9},
    {.name = "truth", .type = ROUTE_TRUTH},
    {.name = "choice", .type = ROUTE_CHOICE, .choices = colours},
    {.name = "digest", .type = ROUTE_DIGEST},
    {.name = "decimal", .type = ROUTE_DECIMAL},
    {.name = "time", .type = ROUTE_TIME_MS},
    {.name = "ids", .type = ROUTE_UUIDS, .max = 3},
};

// A handler may rely on what is declared.
static enum err judge(struct route_call *call, struct error *error)
{
    const char *text = route_text(call, "text"), *decimal = route_decimal(call, "decimal");
    int64_t number = route_integer(call, "number", 0), time_ms = route_time_ms(call, "time", 0);
    size_t count;

    (void)error;
    assert(route_uuid(call, "id"));
    assert(!text || (text_utf8_valid(text, strlen(text)) && strlen(text) <= 200));
    assert(!decimal || strspn(decimal, "-.0123456789") == strlen(decimal));
    assert(number >= -3 && number <= 9);
    assert(time_ms >= 0);
    assert(route_choice(call, "choice") < 2);
    route_uuids(call, "ids", &count);
    assert(count <= 3);
    json_put_text(route_answer(call), "text", text);
    return ERR_OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/items/:id", .handler = judge, .purpose = "p", .parameters = parameters,
     .parameter_count = 9},
    {HTTP_POST, "/items/:id", .changes = true, .handler = judge, .purpose = "p",
     .parameters = parameters, .parameter_count = 9},
};
static const size_t route_count = 2;
static const struct route_group groups[] = {{routes, &route_count}};
static const struct route_table table = {.groups = groups, .group_count = 1};

static void finished(void *ctx, const struct http_response *response)
{
    (void)ctx;
    assert(response->status == 200 || response->status == 400 || response->status == 422
           || response->status == 413);
    assert(response->body.len > 2 && response->body.data[0] == '{');
    assert(text_utf8_valid(response->body.data, response->body.len));
}

static void ask(enum http_method method, const char *query, struct span body)
{
    static const char path[] = "/items/01234567-89ab-7def-8123-456789abcdef";
    struct http_request request = {.method = method, .path = path, .query = query, .body = body};
    struct http_detached hooks = {.finished = finished};
    struct route_caller caller = {0};
    struct route_match match;

    route_table_find(&table, method, path, &match);
    route_serve(&table, &match, &caller, http_exchange_detached(&request, &hooks));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
    size_t query_len = line ? (size_t)(line - data) : size;
    char *query = mem_alloc(query_len + 1);

    if (query_len)
        memcpy(query, data, query_len);
    // A request line holds no NUL: http_head_parse refuses it.
    if (!memchr(query, '\0', query_len)) {
        ask(HTTP_GET, query, (struct span){0});
        if (line)
            ask(HTTP_POST, "", (struct span){(const char *)line + 1, size - query_len - 1});
    }
    mem_free(query);
    return 0;
}
