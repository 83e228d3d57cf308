// SPDX-License-Identifier: Apache-2.0
#include "shared/web/route.h"

#include "shared/web/query.h"
#include "shared/web/route_value.h"
#include "shared/web/web_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ARENA_BYTES = 64 << 20,
    ANSWER_BYTES = 64 << 20,
    BESIDE_BYTES = 64 << 10,
    TOKENS_MAX = 200000 // of a body: the points of a signature
};

enum answer_kind { ANSWER_JSON, ANSWER_BYTES_OF, ANSWER_FILE, ANSWER_TAKEN };

struct route_call {
    const struct route_table *table;
    const struct route *route;
    const struct route_caller *caller;
    struct http_exchange *exchange; // NULL: taken
    const struct http_request *request;
    struct http_response *response;
    struct arena arena;
    struct json *body;
    struct route_value values[ROUTE_PARAMETERS_MAX];
    struct json_writer json, beside_json;
    struct buffer answer, beside;
    enum answer_kind kind;
    const char *type; // of bytes or a file
    bool raw;
};

// ---- parameters in ----

static const struct route_parameter *declared(const struct route *route, const char *name,
                                              size_t *index)
{
    for (*index = 0; *index < route->parameter_count; (*index)++)
        if (strcmp(route->parameters[*index].name, name) == 0)
            return &route->parameters[*index];
    return NULL;
}

static enum err take_named(struct route_call *call, const char *name, const char *text,
                           struct error *error)
{
    size_t index;
    const struct route_parameter *parameter = declared(call->route, name, &index);

    if (!parameter)
        return error_set(error, ERR_INVALID, "\"%.60s\" is no parameter of %s", name,
                         call->route->path);
    if (call->values[index].present)
        return error_set(error, ERR_INVALID, "\"%s\" stands twice", name);
    return route_value_from_text(parameter, text, &call->arena, &call->values[index], error);
}

static enum err read_path(struct route_call *call, struct error *error)
{
    const char *pattern = call->route->path, *path = call->request->path;
    enum err err = ERR_OK;

    // The path fits the pattern: both have the same number of parts.
    while (*pattern && err == ERR_OK) {
        const char *end = strchrnul(pattern + 1, '/');
        const char *path_end = strchrnul(path + 1, '/');

        if (pattern[1] == ':') {
            struct span part = {path + 1, (size_t)(path_end - path - 1)};
            const char *name = arena_dup(&call->arena, pattern + 2, (size_t)(end - pattern - 2));
            const char *text = query_decode(part, false, &call->arena);

            err = text ? take_named(call, name, text, error)
                       : error_set(error, ERR_INVALID, "the address is malformed at \"%s\"", name);
        }
        pattern = end;
        path = path_end;
    }
    return err;
}

static enum err read_query(struct route_call *call, bool allowed, struct error *error)
{
    struct span rest = span_of(call->request->query);
    const char *name, *value;
    enum err err;

    if (rest.len && !allowed)
        return error_set(error, ERR_INVALID,
                         "%s takes its parameters in the body, none in the query",
                         call->route->path);
    while ((err = query_next(&rest, &call->arena, &name, &value, error)) == ERR_OK && name)
        if ((err = take_named(call, name, value, error)) != ERR_OK)
            return err;
    return err;
}

static enum err read_member(struct route_call *call, const struct json *member, struct error *error)
{
    size_t index;
    const struct route_parameter *parameter = declared(call->route, json_key(member), &index);

    if (!parameter)
        return error_set(error, ERR_INVALID, "\"%.60s\" is no parameter of %s", json_key(member),
                         call->route->path);
    if (json_is_null(member))
        return ERR_OK;
    if (call->values[index].present)
        return error_set(error, ERR_INVALID, "\"%s\" stands in the path already", parameter->name);
    return route_value_from_json(parameter, member, &call->arena, &call->values[index], error);
}

static enum err read_body(struct route_call *call, struct error *error)
{
    size_t limit = call->route->body_max ? call->route->body_max : ROUTE_BODY_MAX;
    struct json_limits limits = {.bytes_max = limit, .tokens_max = TOKENS_MAX};
    enum err err;

    if (!route_body_bytes(call))
        return ERR_OK;
    if (route_body_bytes(call) > limit || call->request->spooled)
        return error_set(error, ERR_TOO_LARGE, "a body of JSON has at most %zu bytes here", limit);
    err = json_parse(call->request->body, &limits, &call->body, error);
    if (err != ERR_OK)
        return error_wrap(error, err, "body");
    if (!json_is_object(call->body))
        return error_set(error, ERR_INVALID, "the body is not an object");
    for (const struct json *member = json_first(call->body); member && err == ERR_OK;
         member = json_next(member))
        err = read_member(call, member, error);
    return err;
}

static bool says_json(const struct http_request *request)
{
    const char *type = http_request_header(request, "Content-Type", NULL);

    return !type || strncasecmp(type, "application/json", 16) == 0;
}

static enum err read_parameters(struct route_call *call, struct error *error)
{
    const struct route *route = call->route;
    bool bodiless = route->method == HTTP_GET || route->method == HTTP_DELETE;
    enum err err;

    call->raw = route->raw && !says_json(call->request);
    err = read_path(call, error);
    if (err == ERR_OK)
        err = read_query(call, bodiless || call->raw, error);
    if (err == ERR_OK && !bodiless && !call->raw)
        err = read_body(call, error);
    for (size_t i = 0; i < route->parameter_count && err == ERR_OK; i++)
        if (route->parameters[i].required && !call->values[i].present)
            err = error_set(error, ERR_INVALID, "\"%s\" is missing", route->parameters[i].name);
    if (err == ERR_OK && call->arena.failed)
        err = error_set(error, ERR_TOO_LARGE, "the parameters are too large");
    return err;
}

// ---- the answer out ----

static void refuse(const struct route_table *table, struct http_response *response,
                   const struct error *error)
{
    if (table->refuse)
        table->refuse(response, error);
    else
        web_answer_error(response, error);
}

static void finish_json(struct route_call *call)
{
    struct error error;

    json_object_close(&call->json);
    if (call->answer.failed) {
        error_set(&error, ERR_INTERNAL, "%s: the answer could not be written", call->route->path);
        refuse(call->table, call->response, &error);
        return;
    }
    web_answer_json(call->response);
    buffer_clear(&call->response->body);
    call->response->body = call->answer;
    buffer_init(&call->answer, ANSWER_BYTES);
}

static void finish_bytes(struct route_call *call)
{
    http_response_header(call->response, "Content-Type", "%s", call->type);
    // Pictures of a customer's home are not left in a browser's cache, where they outlive the lock.
    http_response_header(call->response, "Cache-Control", "no-store");
}

static void finish_error(struct route_call *call, const struct error *error)
{
    struct buffer *body = &call->response->body;

    if (call->response->file)
        call->response->file_disk->close(call->response->file);
    call->response->file = NULL;
    refuse(call->table, call->response, error);
    json_object_close(&call->beside_json);
    // {"error":{…}} and {"a":1} become {"error":{…},"a":1}.
    if (call->beside.len > 2 && !call->beside.failed) {
        body->len--;
        buffer_append_char(body, ',');
        buffer_append(body, call->beside.data + 1, call->beside.len - 1);
    }
}

static void finish(struct route_call *call, enum err err, struct error *error)
{
    if (err != ERR_OK) {
        error->code = err;
        finish_error(call, error);
    } else if (call->kind == ANSWER_JSON) {
        finish_json(call);
    } else {
        finish_bytes(call);
    }
    http_exchange_finish(call->exchange);
}

static enum err admit(const struct route_match *match, const struct route_caller *caller,
                      const struct http_request *request, struct error *error)
{
    if (!match->route && match->path_known)
        return error_set(error, ERR_METHOD, "%s %s", http_method_name(request->method),
                         request->path);
    if (!match->route)
        return error_set(error, ERR_NOT_FOUND, "%.200s", request->path);
    if (match->route->access && !(match->route->access & caller->access))
        return error_set(error, caller->refusal ? caller->refusal : ERR_AUTH, "%s",
                         caller->why ? caller->why : "no session");
    return ERR_OK;
}

static void clear(struct route_call *call)
{
    json_free(call->body);
    buffer_clear(&call->answer);
    buffer_clear(&call->beside);
    arena_clear(&call->arena);
    mem_free(call);
}

void route_serve(const struct route_table *table, const struct route_match *match,
                 const struct route_caller *caller, struct http_exchange *exchange)
{
    struct route_call *call;
    struct error error;
    enum err err;

    error_clear(&error);
    err = admit(match, caller, http_exchange_request(exchange), &error);
    if (err != ERR_OK) {
        refuse(table, http_exchange_response(exchange), &error);
        http_exchange_finish(exchange);
        return;
    }
    call = mem_alloc(sizeof(*call));
    *call = (struct route_call){.table = table,
                                .route = match->route,
                                .caller = caller,
                                .exchange = exchange,
                                .request = http_exchange_request(exchange),
                                .response = http_exchange_response(exchange)};
    arena_init(&call->arena, ARENA_BYTES);
    buffer_init(&call->answer, ANSWER_BYTES);
    buffer_init(&call->beside, BESIDE_BYTES);
    json_begin(&call->json, &call->answer);
    json_object_open(&call->json, NULL);
    json_begin(&call->beside_json, &call->beside);
    json_object_open(&call->beside_json, NULL);
    err = read_parameters(call, &error);
    if (err == ERR_OK)
        err = call->route->handler(call, &error);
    if (call->kind != ANSWER_TAKEN)
        finish(call, err, &error);
    clear(call);
}

// ---- for handlers ----

void *route_ctx(const struct route_call *call)
{
    return call->table->ctx;
}

void *route_session(const struct route_call *call)
{
    return call->caller->session;
}

unsigned route_access(const struct route_call *call)
{
    return call->caller->access;
}

const struct http_request *route_request(const struct route_call *call)
{
    return call->request;
}

struct arena *route_arena(struct route_call *call)
{
    return &call->arena;
}

struct json_writer *route_answer(struct route_call *call)
{
    return &call->json;
}

struct json_writer *route_beside(struct route_call *call)
{
    return &call->beside_json;
}

// The value of a parameter; NULL when absent. A wrong name or type is a mistake in the program.
static const struct route_value *value_of(const struct route_call *call, const char *name,
                                          unsigned types)
{
    size_t index;
    const struct route_parameter *parameter = declared(call->route, name, &index);

    if (!parameter || !(types & 1u << parameter->type)) {
        fprintf(stderr, "route %s has no parameter \"%s\" of that type\n", call->route->path, name);
        abort();
    }
    return call->values[index].present ? &call->values[index] : NULL;
}

bool route_has(const struct route_call *call, const char *name)
{
    return value_of(call, name, ~0u) != NULL;
}

const char *route_text(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_TEXT);

    return value ? value->text : NULL;
}

const struct uuid *route_uuid(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_UUID);

    return value ? &value->uuid : NULL;
}

int64_t route_integer(const struct route_call *call, const char *name, int64_t absent)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_INTEGER);

    return value ? value->integer : absent;
}

bool route_truth(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_TRUTH);

    return value && value->truth;
}

int route_choice(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_CHOICE);

    return value ? value->choice : -1;
}

const struct digest *route_digest(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_DIGEST);

    return value ? &value->digest : NULL;
}

const char *route_decimal(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_DECIMAL);

    return value ? value->text : NULL;
}

int64_t route_time_ms(const struct route_call *call, const char *name, int64_t absent)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_TIME_MS);

    return value ? value->integer : absent;
}

const struct uuid *route_uuids(const struct route_call *call, const char *name, size_t *count)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_UUIDS);

    *count = value ? value->uuids.count : 0;
    return value ? value->uuids.items : NULL;
}

const struct json *route_json(const struct route_call *call, const char *name)
{
    const struct route_value *value = value_of(call, name, 1u << ROUTE_JSON);

    return value ? value->json : NULL;
}

bool route_is_raw(const struct route_call *call)
{
    return call->raw;
}

uint64_t route_body_bytes(const struct route_call *call)
{
    const struct http_request *request = call->request;

    return request->spooled ? request->spooled->len : request->body.len;
}

struct route_body route_body(const struct route_call *call)
{
    return (struct route_body){.request = call->request};
}

enum err route_body_read(void *ctx, void *bytes, size_t len, size_t *got)
{
    struct route_body *body = ctx;
    struct span whole = body->request->body;
    uint64_t left = whole.len - body->at;
    enum err err;

    if (body->request->spooled) {
        err = http_spooled_read(body->request->spooled, body->at, bytes, len, got);
        body->at += err == ERR_OK ? *got : 0;
        return err;
    }
    *got = left < len ? (size_t)left : len;
    if (*got)
        memcpy(bytes, whole.data + body->at, *got);
    body->at += *got;
    return ERR_OK;
}

struct buffer *route_bytes(struct route_call *call, const char *type)
{
    call->kind = ANSWER_BYTES_OF;
    call->type = type;
    return &call->response->body;
}

void route_send_file(struct route_call *call, const struct route_file *file)
{
    call->kind = ANSWER_FILE;
    call->type = file->type;
    call->response->file = file->file;
    call->response->file_disk = file->disk;
    call->response->file_offset = file->offset;
    call->response->file_len = file->len;
}

struct http_response *route_response(struct route_call *call)
{
    return call->response;
}

struct http_exchange *route_take_exchange(struct route_call *call)
{
    struct http_exchange *exchange = call->exchange;

    call->kind = ANSWER_TAKEN;
    call->exchange = NULL;
    return exchange;
}
