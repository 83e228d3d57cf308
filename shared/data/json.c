// SPDX-License-Identifier: Apache-2.0
#include "shared/data/json.h"

#include "shared/base/uuid.h"
#include "shared/model/canon.h"

#include <cjson/cJSON.h>
#include <string.h>

// `struct json` is never defined: its pointers are those of cJSON's tree.
static const cJSON *node(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static const struct json *shown(const cJSON *value)
{
    return (const struct json *)(const void *)value;
}

static bool number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || (c | 0x20) == 'e';
}

// The next number of a guarded text: outside of strings only numbers hold digits or '-'.
static struct span take_number(struct span *rest)
{
    const char *at = rest->data, *end = at + rest->len, *start;

    while (at < end && *at != '-' && !(*at >= '0' && *at <= '9')) {
        if (*at++ != '"')
            continue;
        while (*at != '"')
            at += *at == '\\' ? 2 : 1;
        at++;
    }
    start = at;
    while (at < end && number_char(*at))
        at++;
    *rest = (struct span){at, (size_t)(end - at)};
    return (struct span){start, (size_t)(at - start)};
}

// cJSON keeps a number as a double only, which hides "1.0" and "9007199254740990.5". The tree is
// therefore walked beside the text, and valueint (which nobody reads) says whether the number was
// written as an exact integer.
static void mark_integers(cJSON *item, struct span text)
{
    cJSON *parents[JSON_DEPTH_MAX];
    unsigned depth = 0;
    int64_t value;

    while (item) {
        if (cJSON_IsNumber(item))
            item->valueint = text_parse_i64(take_number(&text), &value)
                             && value <= CANON_INTEGER_MAX && value >= -CANON_INTEGER_MAX;
        if (item->child) {
            parents[depth++] = item;
            item = item->child;
            continue;
        }
        while (!item->next && depth)
            item = parents[--depth];
        item = item->next;
    }
}

enum err json_parse(struct span text, const struct json_limits *limits, struct json **out,
                    struct error *error)
{
    enum err code = json_guard(text, limits, error);
    cJSON *root;

    *out = NULL;
    if (code)
        return code;
    root = cJSON_ParseWithLength(text.data, text.len);
    if (!root) // the guard is stricter than cJSON: what is left is memory
        return error_set(error, ERR_BUSY, "JSON: no memory to parse it");
    mark_integers(root, text);
    *out = (struct json *)(void *)root;
    return ERR_OK;
}

void json_free(struct json *value)
{
    cJSON_Delete((cJSON *)(void *)value);
}

const struct json *json_member(const struct json *object, const char *name)
{
    return json_is_object(object) ? shown(cJSON_GetObjectItemCaseSensitive(node(object), name))
                                  : NULL;
}

const struct json *json_first(const struct json *container)
{
    return json_is_object(container) || json_is_array(container) ? shown(node(container)->child)
                                                                 : NULL;
}

const struct json *json_next(const struct json *item)
{
    return item ? shown(node(item)->next) : NULL;
}

const char *json_key(const struct json *item)
{
    return item ? node(item)->string : NULL;
}

bool json_is_object(const struct json *value)
{
    return value && cJSON_IsObject(node(value));
}

bool json_is_array(const struct json *value)
{
    return value && cJSON_IsArray(node(value));
}

bool json_is_null(const struct json *value)
{
    return !value || cJSON_IsNull(node(value));
}

bool json_text(const struct json *value, const char **out)
{
    if (!value || !cJSON_IsString(node(value)))
        return false;
    *out = node(value)->valuestring;
    return true;
}

bool json_integer(const struct json *value, int64_t *out)
{
    if (!value || !cJSON_IsNumber(node(value)) || !node(value)->valueint)
        return false;
    *out = (int64_t)node(value)->valuedouble; // exact: mark_integers has seen its digits
    return true;
}

bool json_number(const struct json *value, double *out)
{
    if (!value || !cJSON_IsNumber(node(value)))
        return false;
    *out = node(value)->valuedouble;
    return true;
}

bool json_boolean(const struct json *value, bool *out)
{
    if (!value || !cJSON_IsBool(node(value)))
        return false;
    *out = cJSON_IsTrue(node(value));
    return true;
}

bool json_u64(const struct json *value, uint64_t *out)
{
    const char *text;
    uint64_t number;

    if (!json_text(value, &text) || !text_parse_u64(span_of(text), &number))
        return false;
    *out = number;
    return true;
}

static bool hex64(const char *text, uint64_t *out)
{
    uint8_t bytes[8];

    if (!text_parse_hex(span_of(text), bytes, sizeof(bytes)))
        return false;
    *out = 0;
    for (size_t i = 0; i < sizeof(bytes); i++)
        *out = *out << 8 | bytes[i];
    return true;
}

// The fields that are strings in JSON. Returns what is wrong, or NULL.
static const char *read_string(const struct json *value, const struct json_field *field, void *to)
{
    const char *text;

    if (!json_text(value, &text))
        return "expected a string";
    switch (field->kind) {
    case JSON_TEXT:
        return text_copy(to, field->size, span_of(text)) ? NULL : "too long";
    case JSON_U64:
        return text_parse_u64(span_of(text), to) ? NULL : "expected a decimal number in a string";
    case JSON_HEX64:
        return hex64(text, to) ? NULL : "expected 16 lower-case hex digits";
    case JSON_UUID:
        return uuid_parse(span_of(text), to) ? NULL : "expected a UUID";
    case JSON_DIGEST:
        return text_parse_hex(span_of(text), to, field->size) ? NULL
                                                              : "expected 64 lower-case hex digits";
    case JSON_INTEGER:
    case JSON_BOOLEAN:
        break;
    }
    return "its kind is not known";
}

static const char *read_field(const struct json *value, const struct json_field *field, void *to)
{
    if (field->kind == JSON_INTEGER)
        return json_integer(value, to) ? NULL : "expected an integer within 2^53-1";
    if (field->kind == JSON_BOOLEAN)
        return json_boolean(value, to) ? NULL : "expected true or false";
    return read_string(value, field, to);
}

enum err json_read(const struct json *object, const struct json_field *fields, size_t count,
                   void *out, struct error *error)
{
    if (!json_is_object(object))
        return error_set(error, ERR_PARSE, "expected an object");
    for (size_t i = 0; i < count; i++) {
        const struct json_field *field = &fields[i];
        const struct json *value = json_member(object, field->name);
        const char *fault = NULL;

        if (!json_is_null(value)) {
            fault = read_field(value, field, (char *)out + field->offset);
            if (!fault && field->present_offset != JSON_NO_PRESENT)
                *(bool *)((char *)out + field->present_offset) = true;
        } else if (field->required) {
            fault = "it is missing";
        }
        if (fault)
            return error_set(error, ERR_PARSE, "%s: %s", field->name, fault);
    }
    return ERR_OK;
}

void json_begin(struct json_writer *writer, struct buffer *out)
{
    *writer = (struct json_writer){.out = out};
}

static void put_key(struct json_writer *writer, const char *key)
{
    if (writer->comma)
        buffer_append_char(writer->out, ',');
    writer->comma = true;
    if (!key)
        return;
    canon_put_string(writer->out, span_of(key));
    buffer_append_char(writer->out, ':');
}

static void put_open(struct json_writer *writer, const char *key, char bracket)
{
    put_key(writer, key);
    buffer_append_char(writer->out, bracket);
    writer->comma = false;
}

static void put_close(struct json_writer *writer, char bracket)
{
    buffer_append_char(writer->out, bracket);
    writer->comma = true;
}

void json_object_open(struct json_writer *writer, const char *key)
{
    put_open(writer, key, '{');
}

void json_object_close(struct json_writer *writer)
{
    put_close(writer, '}');
}

void json_array_open(struct json_writer *writer, const char *key)
{
    put_open(writer, key, '[');
}

void json_array_close(struct json_writer *writer)
{
    put_close(writer, ']');
}

void json_put_text(struct json_writer *writer, const char *key, const char *text)
{
    json_put_span(writer, key, span_of(text));
}

void json_put_span(struct json_writer *writer, const char *key, struct span text)
{
    if (!text.data) {
        json_put_null(writer, key);
        return;
    }
    put_key(writer, key);
    canon_put_string(writer->out, text);
}

void json_put_integer(struct json_writer *writer, const char *key, int64_t value)
{
    put_key(writer, key);
    canon_put_integer(writer->out, value);
}

void json_put_known(struct json_writer *writer, const char *key, bool known, int64_t value)
{
    if (known)
        json_put_integer(writer, key, value);
    else
        json_put_null(writer, key);
}

void json_put_u64(struct json_writer *writer, const char *key, uint64_t value)
{
    put_key(writer, key);
    canon_put_u64(writer->out, value);
}

void json_put_hex(struct json_writer *writer, const char *key, const void *bytes, size_t len)
{
    put_key(writer, key);
    buffer_append_char(writer->out, '"');
    buffer_append_hex(writer->out, bytes, len);
    buffer_append_char(writer->out, '"');
}

void json_put_base64(struct json_writer *writer, const char *key, const void *bytes, size_t len)
{
    put_key(writer, key);
    buffer_append_char(writer->out, '"');
    buffer_append_base64(writer->out, bytes, len);
    buffer_append_char(writer->out, '"');
}

void json_put_boolean(struct json_writer *writer, const char *key, bool value)
{
    put_key(writer, key);
    buffer_append_text(writer->out, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer, const char *key)
{
    put_key(writer, key);
    buffer_append_text(writer->out, "null");
}

void json_put_raw(struct json_writer *writer, const char *key, struct span json)
{
    put_key(writer, key);
    buffer_append(writer->out, json.data, json.len);
}

// A number that is no exact integer: cJSON's shortest form, good to 15 digits at least.
static void print_fraction(struct json_writer *writer, const char *key, const cJSON *item)
{
    char *text = cJSON_PrintUnformatted(item);

    if (text)
        json_put_raw(writer, key, span_of(text));
    else
        writer->out->failed = true;
    cJSON_free(text);
}

// Recursion ends with the guard's 16 levels.
static void print_item(struct json_writer *writer, const char *key, const cJSON *item)
{
    if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
        put_open(writer, key, cJSON_IsObject(item) ? '{' : '[');
        for (const cJSON *child = item->child; child; child = child->next)
            print_item(writer, child->string, child);
        put_close(writer, cJSON_IsObject(item) ? '}' : ']');
    } else if (cJSON_IsString(item)) {
        json_put_text(writer, key, item->valuestring);
    } else if (cJSON_IsBool(item)) {
        json_put_boolean(writer, key, cJSON_IsTrue(item));
    } else if (cJSON_IsNull(item)) {
        json_put_null(writer, key);
    } else if (item->valueint) { // cJSON would round it to 15 digits
        json_put_integer(writer, key, (int64_t)item->valuedouble);
    } else {
        print_fraction(writer, key, item);
    }
}

bool json_print(const struct json *value, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    if (value)
        print_item(&writer, NULL, node(value));
    else
        json_put_null(&writer, NULL);
    return !out->failed;
}
