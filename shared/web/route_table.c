// SPDX-License-Identifier: Apache-2.0
#include "shared/web/route_table.h"

#include "shared/data/json.h"

#include <string.h>

const char *route_table_type_name(enum route_type type)
{
    static const char *const names[ROUTE_TYPE_COUNT] = {
        [ROUTE_TEXT] = "text",       [ROUTE_UUID] = "id",         [ROUTE_INTEGER] = "integer",
        [ROUTE_TRUTH] = "truth",     [ROUTE_CHOICE] = "choice",   [ROUTE_DIGEST] = "digest",
        [ROUTE_DECIMAL] = "decimal", [ROUTE_TIME_MS] = "time ms", [ROUTE_UUIDS] = "ids",
        [ROUTE_JSON] = "json",
    };

    return names[type];
}

// The next part of a path after its '/'; false at the end. A final '/' gives an empty part.
static bool next_part(const char **rest, struct span *part)
{
    const char *end;

    if (**rest != '/')
        return false;
    part->data = *rest + 1;
    end = strchrnul(part->data, '/');
    part->len = (size_t)(end - part->data);
    *rest = end;
    return true;
}

static bool path_fits(const char *pattern, const char *path)
{
    struct span wanted, part;
    bool more;

    while ((more = next_part(&pattern, &wanted)) && next_part(&path, &part))
        if (wanted.len && *wanted.data == ':' ? !part.len : !span_equal(wanted, part))
            return false;
    return !more && !*path;
}

static enum http_method asked_as(enum http_method method)
{
    return method == HTTP_HEAD ? HTTP_GET : method;
}

void route_table_find(const struct route_table *table, enum http_method method, const char *path,
                      struct route_match *out)
{
    *out = (struct route_match){0};
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t j = 0; j < *table->groups[i].count; j++) {
            const struct route *route = &table->groups[i].routes[j];

            if (!path_fits(route->path, path))
                continue;
            out->path_known = true;
            if (route->method == asked_as(method)) {
                out->route = route;
                return;
            }
        }
}

struct guard_wish route_table_wish(const struct route_match *match)
{
    const struct route *route = match->route;

    return (struct guard_wish){.changes = route && route->changes, .raw = route && route->raw};
}

size_t route_table_body_limit(const struct route_table *table, enum http_method method,
                              const char *path)
{
    struct route_match match;
    size_t json, raw;

    route_table_find(table, method, path, &match);
    if (!match.route || (method != HTTP_POST && method != HTTP_PUT))
        return 0;
    json = match.route->body_max ? match.route->body_max : ROUTE_BODY_MAX;
    if (!match.route->raw)
        return json;
    raw = match.route->raw_max ? match.route->raw_max : ROUTE_RAW_MAX;
    return raw > json ? raw : json;
}

bool route_table_spools(const struct route_table *table, enum http_method method, const char *path)
{
    struct route_match match;

    route_table_find(table, method, path, &match);
    return match.route && match.route->raw;
}

// ---- the check at start ----

static const struct route_parameter *parameter_of(const struct route *route, struct span name)
{
    for (size_t i = 0; i < route->parameter_count; i++)
        if (span_is(name, route->parameters[i].name))
            return &route->parameters[i];
    return NULL;
}

static bool in_path(const struct route *route, const char *name)
{
    const char *rest = route->path;
    struct span part;

    while (next_part(&rest, &part))
        if (part.len > 1 && *part.data == ':'
            && span_is((struct span){part.data + 1, part.len - 1}, name))
            return true;
    return false;
}

static const char *fault_of_parameter(const struct route *route,
                                      const struct route_parameter *parameter)
{
    bool of_path = in_path(route, parameter->name);
    bool in_address = of_path || route->method == HTTP_GET || route->method == HTTP_DELETE;

    if (!parameter->name || !*parameter->name
        || parameter->name[strspn(parameter->name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
        return "a parameter has no proper name";
    if (parameter_of(route, span_of(parameter->name)) != parameter)
        return "a parameter stands twice";
    if ((unsigned)parameter->type >= ROUTE_TYPE_COUNT)
        return "a parameter has no type";
    if ((parameter->type == ROUTE_CHOICE) != (parameter->choices != NULL))
        return "choices belong to a choice, and to nothing else";
    if (parameter->type == ROUTE_JSON && in_address)
        return "a JSON value cannot stand in an address";
    if (of_path && !parameter->required)
        return "a part of the path is always required";
    return NULL;
}

static const char *fault_of_method(const struct route *route)
{
    switch (route->method) {
    case HTTP_GET:
        return route->changes ? "a GET changes nothing" : route->raw ? "a GET has no body" : NULL;
    case HTTP_POST:
    case HTTP_PUT:
        return route->changes ? NULL : "a POST or PUT changes something";
    case HTTP_DELETE:
        if (!route->changes)
            return "a DELETE changes something";
        return route->raw ? "a DELETE has no body" : NULL;
    default:
        return "the method is none of GET, POST, PUT, DELETE";
    }
}

static const char *fault_of(const struct route *route)
{
    const char *rest = route->path, *fault = fault_of_method(route);
    struct span part;

    if (fault)
        return fault;
    if (!route->handler || !route->purpose || !rest || *rest != '/')
        return "handler, purpose or path is missing";
    if (route->raw && route->body_max > HTTP_SPOOL_MEMORY_BYTES)
        return "its JSON would go through the spool";
    if (route->parameter_count > ROUTE_PARAMETERS_MAX)
        return "it has too many parameters";
    while (next_part(&rest, &part))
        if (!part.len
            || (*part.data == ':'
                && !parameter_of(route, (struct span){part.data + 1, part.len - 1})))
            return "a part of the path is empty or no parameter";
    for (size_t i = 0; i < route->parameter_count; i++) {
        fault = fault_of_parameter(route, &route->parameters[i]);
        if (fault)
            return fault;
    }
    return NULL;
}

// Whether some path fits both patterns.
static bool patterns_meet(const char *a, const char *b)
{
    struct span left, right;
    bool more;

    while ((more = next_part(&a, &left)) && next_part(&b, &right))
        if (*left.data != ':' && *right.data != ':' && !span_equal(left, right))
            return false;
    return !more && !*b;
}

// The first route of the table that answers a request of this one; at least itself.
static const struct route *first_like(const struct route_table *table, const struct route *like)
{
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t j = 0; j < *table->groups[i].count; j++) {
            const struct route *route = &table->groups[i].routes[j];

            if (route == like
                || (route->method == like->method && patterns_meet(route->path, like->path)))
                return route;
        }
    return like;
}

enum err route_table_check(const struct route_table *table, struct error *error)
{
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t j = 0; j < *table->groups[i].count; j++) {
            const struct route *route = &table->groups[i].routes[j];
            const char *fault = fault_of(route);

            if (!fault && first_like(table, route) != route)
                fault = "another route answers the same";
            if (fault)
                return error_set(error, ERR_INTERNAL, "route %s %s: %s",
                                 http_method_name(route->method), route->path ? route->path : "?",
                                 fault);
        }
    return ERR_OK;
}

// ---- for people ----

static void write_access(const struct route_table *table, const struct route *route,
                         struct json_writer *json)
{
    json_array_open(json, "access");
    for (unsigned bit = 0; table->access_names[bit]; bit++)
        if (route->access & 1u << bit)
            json_put_text(json, NULL, table->access_names[bit]);
    json_array_close(json);
}

static void write_parameter(const struct route *route, const struct route_parameter *parameter,
                            struct json_writer *json)
{
    json_object_open(json, NULL);
    json_put_text(json, "name", parameter->name);
    json_put_text(json, "type", route_table_type_name(parameter->type));
    json_put_boolean(json, "path", in_path(route, parameter->name));
    json_put_boolean(json, "required", parameter->required);
    if (parameter->min || parameter->max) {
        json_put_integer(json, "min", parameter->min);
        json_put_integer(json, "max", parameter->max);
    }
    if (parameter->choices) {
        json_array_open(json, "choices");
        for (size_t i = 0; parameter->choices[i]; i++)
            json_put_text(json, NULL, parameter->choices[i]);
        json_array_close(json);
    }
    json_object_close(json);
}

static void write_route(const struct route_table *table, const struct route *route,
                        struct json_writer *json)
{
    json_object_open(json, NULL);
    json_put_text(json, "method", http_method_name(route->method));
    json_put_text(json, "path", route->path);
    json_put_text(json, "purpose", route->purpose);
    json_put_boolean(json, "changes", route->changes);
    json_put_boolean(json, "raw", route->raw);
    write_access(table, route, json);
    json_array_open(json, "parameters");
    for (size_t i = 0; i < route->parameter_count; i++)
        write_parameter(route, &route->parameters[i], json);
    json_array_close(json);
    json_object_close(json);
}

bool route_table_json(const struct route_table *table, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_array_open(&json, NULL);
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t j = 0; j < *table->groups[i].count; j++)
            write_route(table, &table->groups[i].routes[j], &json);
    json_array_close(&json);
    return !out->failed;
}

static void print_parameter(const struct route *route, const struct route_parameter *parameter,
                            bool first, struct buffer *out)
{
    buffer_printf(out, "%s`%s`", first ? "" : ", ", parameter->name);
    if (parameter->type != ROUTE_CHOICE)
        buffer_printf(out, " %s", route_table_type_name(parameter->type));
    for (size_t i = 0; parameter->choices && parameter->choices[i]; i++)
        buffer_printf(out, "%s%s", i ? "\\|" : " ", parameter->choices[i]);
    if (!parameter->required)
        buffer_append_text(out, " ?");
    if (in_path(route, parameter->name))
        buffer_append_text(out, " (path)");
}

bool route_table_markdown(const struct route_table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t j = 0; j < *table->groups[i].count; j++) {
            const struct route *route = &table->groups[i].routes[j];

            buffer_printf(out, "| %s `%s` |", http_method_name(route->method), route->path);
            for (unsigned bit = 0; table->access_names[bit]; bit++)
                if (route->access & 1u << bit)
                    buffer_printf(out, " %s", table->access_names[bit]);
            buffer_append_text(out, " | ");
            for (size_t k = 0; k < route->parameter_count; k++)
                print_parameter(route, &route->parameters[k], k == 0, out);
            buffer_printf(out, "%s | %s |\n", route->raw ? ", or one photo as the body" : "",
                          route->purpose);
        }
    return !out->failed;
}
