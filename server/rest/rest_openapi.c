// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_openapi.h"

#include "server/rest/rest_routes.h"
#include "server/rest/rest_schemas.h"
#include "server/storage/tokens.h"
#include "shared/data/json.h"

#include <string.h>

enum { PATH_BYTES = 128 };

struct entry {
    const struct route *route;
    const struct rest_answer *answer;
};

// "/rest/v1/sites/:id" as "/rest/v1/sites/{id}".
static void path_of(const char *path, char out[PATH_BYTES])
{
    struct buffer text;

    buffer_init(&text, PATH_BYTES - 1);
    while (*path) {
        size_t len = strcspn(path + 1, "/") + 1;

        if (path[1] == ':')
            buffer_printf(&text, "/{%.*s}", (int)len - 2, path + 2);
        else
            buffer_append(&text, path, len);
        path += len;
    }
    text_copy(out, PATH_BYTES, (struct span){text.data, text.len});
    buffer_clear(&text);
}

static bool is_in_path(const char *path, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = path; (at = strstr(at, "/:")); at++)
        if (strncmp(at + 2, name, len) == 0 && (at[2 + len] == '/' || at[2 + len] == '\0'))
            return true;
    return false;
}

static void put_number_range(struct json_writer *json, const struct route_parameter *parameter)
{
    if (parameter->min == 0 && parameter->max == 0)
        return;
    json_put_integer(json, "minimum", parameter->min);
    json_put_integer(json, "maximum", parameter->max);
}

static void put_schema(struct json_writer *json, const struct route_parameter *parameter)
{
    json_object_open(json, "schema");
    switch (parameter->type) {
    case ROUTE_INTEGER:
    case ROUTE_TIME_MS:
        json_put_text(json, "type", "integer");
        put_number_range(json, parameter);
        break;
    case ROUTE_TRUTH:
        json_put_text(json, "type", "boolean");
        break;
    case ROUTE_JSON:
        json_put_text(json, "type", "object");
        break;
    default:
        json_put_text(json, "type", "string");
        if (parameter->type == ROUTE_UUID)
            json_put_text(json, "format", "uuid");
        if (parameter->type == ROUTE_TEXT && parameter->max)
            json_put_integer(json, "maxLength", parameter->max);
        break;
    }
    json_object_close(json);
}

static void put_parameter(struct json_writer *json, const char *name, const char *in, bool required)
{
    json_put_text(json, "name", name);
    json_put_text(json, "in", in);
    json_put_boolean(json, "required", required);
}

static void put_header(struct json_writer *json, const char *name, const char *words)
{
    json_object_open(json, NULL);
    put_parameter(json, name, "header", false);
    json_put_text(json, "description", words);
    json_object_open(json, "schema");
    json_put_text(json, "type", "string");
    json_object_close(json);
    json_object_close(json);
}

static void put_parameters(struct json_writer *json, const struct entry *entry)
{
    const struct route *route = entry->route;

    json_array_open(json, "parameters");
    for (size_t i = 0; i < route->parameter_count; i++) {
        const struct route_parameter *parameter = &route->parameters[i];
        bool in_path = is_in_path(route->path, parameter->name);

        if (route->method != HTTP_GET && !in_path)
            continue;
        json_object_open(json, NULL);
        put_parameter(json, parameter->name, in_path ? "path" : "query", parameter->required);
        put_schema(json, parameter);
        json_object_close(json);
    }
    if (entry->answer->conditional)
        put_header(json, "If-None-Match",
                   "An ETag that an earlier answer gave: 304 when it holds.");
    if (entry->answer->ranges)
        put_header(json, "Range", "One range of bytes: 206.");
    if (entry->answer->writes) {
        put_header(json, "If-Match", "The version that was read: 412 when it has changed since.");
        put_header(json, "If-None-Match", "*: only when there is no such record yet.");
    }
    json_array_close(json);
}

static void put_reference(struct json_writer *json, const char *schema)
{
    char reference[PATH_BYTES];
    struct buffer text;

    buffer_init(&text, PATH_BYTES - 1);
    buffer_printf(&text, "#/components/schemas/%s", schema);
    text_copy(reference, sizeof(reference), (struct span){text.data, text.len});
    json_object_open(json, "schema");
    json_put_text(json, "$ref", reference);
    json_object_close(json);
    buffer_clear(&text);
}

static void put_body(struct json_writer *json)
{
    json_object_open(json, "requestBody");
    json_put_boolean(json, "required", true);
    json_object_open(json, "content");
    json_object_open(json, "application/json");
    put_reference(json, "Write");
    json_object_close(json);
    json_object_close(json);
    json_object_close(json);
}

static void put_response(struct json_writer *json, const char *status, const char *words,
                         const struct rest_answer *answer)
{
    json_object_open(json, status);
    json_put_text(json, "description", words);
    if (answer) {
        json_object_open(json, "content");
        json_object_open(json, answer->type ? answer->type : "application/json");
        if (answer->schema)
            put_reference(json, answer->schema);
        json_object_close(json);
        json_object_close(json);
    }
    json_object_close(json);
}

static void put_problem(struct json_writer *json)
{
    static const struct rest_answer problem
        = {.schema = "Problem", .type = "application/problem+json"};

    put_response(json, "default", "What went wrong, in English and Chinese.", &problem);
}

static void put_responses(struct json_writer *json, const struct entry *entry)
{
    const struct rest_answer *answer = entry->answer;

    json_object_open(json, "responses");
    put_response(json, "200", entry->route->purpose, answer);
    if (answer->writes)
        put_response(json, "201", "It was made.", answer);
    if (answer->ranges)
        put_response(json, "206", "The part that was asked for.", answer);
    if (answer->conditional)
        put_response(json, "304", "Nothing has changed.", NULL);
    put_problem(json);
    json_object_close(json);
}

// A token with any one of the scopes will do.
static void put_security(struct json_writer *json, unsigned access)
{
    const char *const *names = tokens_scope_names();

    json_array_open(json, "security");
    for (unsigned bit = 0; names[bit]; bit++) {
        if (!(access & 1u << bit))
            continue;
        json_object_open(json, NULL);
        json_array_open(json, "token");
        json_put_text(json, NULL, names[bit]);
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_operation(struct json_writer *json, const struct entry *entry)
{
    json_object_open(json, entry->route->method == HTTP_GET ? "get" : "put");
    json_put_text(json, "summary", entry->route->purpose);
    json_put_text(json, "description", entry->answer->zh);
    put_security(json, entry->route->access);
    put_parameters(json, entry);
    if (entry->route->method != HTTP_GET)
        put_body(json);
    put_responses(json, entry);
    json_object_close(json);
}

typedef void each_entry(void *arg, const struct entry *entry);

static void walk(each_entry *each, void *arg)
{
    for (size_t g = 0; g < rest_group_count; g++)
        for (size_t i = 0; i < *rest_groups[g].group.count; i++)
            each(arg, &(struct entry){&rest_groups[g].group.routes[i], &rest_groups[g].answers[i]});
}

// The operations of one path stand together; the first of its routes writes them all.
struct path_walk {
    struct json_writer *json;
    const struct route *first;
    const char *path;
};

static void find_first(void *arg, const struct entry *entry)
{
    struct path_walk *found = arg;

    if (!found->first && strcmp(entry->route->path, found->path) == 0)
        found->first = entry->route;
}

static void put_if_same(void *arg, const struct entry *entry)
{
    struct path_walk *same = arg;

    if (strcmp(entry->route->path, same->path) == 0)
        put_operation(same->json, entry);
}

static void put_path(void *arg, const struct entry *entry)
{
    struct path_walk paths = {.json = arg, .path = entry->route->path};
    char path[PATH_BYTES];

    walk(find_first, &paths);
    if (paths.first != entry->route)
        return;
    path_of(entry->route->path, path);
    json_object_open(arg, path);
    walk(put_if_same, &paths);
    json_object_close(arg);
}

void rest_openapi_write(const char *version, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "openapi", "3.1.0");
    json_object_open(&json, "info");
    json_put_text(&json, "title", "Plumbline");
    json_put_text(&json, "version", version);
    json_put_text(&json, "description",
                  "The office's data for other systems. 给公司其他系统用的接口。Times are Unix "
                  "milliseconds, money is in fen, ids are UUIDs.");
    json_object_close(&json);
    json_object_open(&json, "paths");
    walk(put_path, &json);
    json_object_close(&json);
    json_object_open(&json, "components");
    json_put_raw(&json, "schemas", span_of(rest_schemas));
    json_object_open(&json, "securitySchemes");
    json_object_open(&json, "token");
    json_put_text(&json, "type", "http");
    json_put_text(&json, "scheme", "bearer");
    json_put_text(&json, "description", "plumbd token add --name … --scope …");
    json_object_close(&json);
    json_object_close(&json);
    json_object_close(&json);
    json_object_close(&json);
}
