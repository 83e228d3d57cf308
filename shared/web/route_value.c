// SPDX-License-Identifier: Apache-2.0
#include "shared/web/route_value.h"

#include "shared/model/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TIME_MS_MAX INT64_C(253402300799999) // the end of the year 9999

enum { WANTED_BYTES = 200 };

static enum err refuse_choice(const struct route_parameter *parameter, struct error *error)
{
    char list[WANTED_BYTES] = "";
    size_t len = 0;

    for (size_t i = 0; parameter->choices[i] && len < sizeof(list); i++)
        len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "",
                                parameter->choices[i]);
    return error_set(error, ERR_INVALID, "\"%s\": one of %s is wanted", parameter->name, list);
}

static enum err refuse(const struct route_parameter *parameter, struct error *error)
{
    static const char *const wanted[ROUTE_TYPE_COUNT] = {
        [ROUTE_TEXT] = "a text without control characters is wanted",
        [ROUTE_UUID] = "an id is wanted, 36 characters in lower case",
        [ROUTE_INTEGER] = "a whole number is wanted",
        [ROUTE_TRUTH] = "true or false is wanted",
        [ROUTE_DIGEST] = "a digest is wanted, 64 digits in lower case",
        [ROUTE_DECIMAL] = "a decimal such as \"-12.5\" is wanted",
        [ROUTE_TIME_MS] = "a time in Unix milliseconds is wanted",
        [ROUTE_UUIDS] = "a list of ids is wanted",
        [ROUTE_JSON] = "a value is wanted",
    };

    if (parameter->type == ROUTE_CHOICE)
        return refuse_choice(parameter, error);
    return error_set(error, ERR_INVALID, "\"%s\": %s", parameter->name, wanted[parameter->type]);
}

// Line breaks and tabs are the only control characters of a text.
static bool is_clean(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < ' ' && !strchr("\n\r\t", *text)) || *text == 0x7F)
            return false;
    return true;
}

static int64_t characters_of(const char *text)
{
    int64_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static enum err take_text(const struct route_parameter *parameter, const char *text,
                          struct route_value *out, struct error *error)
{
    int64_t max = parameter->max ? parameter->max : ROUTE_TEXT_MAX;

    if (!is_clean(text))
        return refuse(parameter, error);
    if (characters_of(text) > max)
        return error_set(error, ERR_INVALID, "\"%s\": at most %" PRId64 " characters",
                         parameter->name, max);
    if (parameter->required && text_blank(span_of(text)))
        return error_set(error, ERR_INVALID, "\"%s\": it must not be empty", parameter->name);
    out->text = text;
    return ERR_OK;
}

static enum err take_integer(const struct route_parameter *parameter, int64_t value,
                             struct route_value *out, struct error *error)
{
    if (parameter->type == ROUTE_TIME_MS && (value < 0 || value > TIME_MS_MAX))
        return refuse(parameter, error);
    if (parameter->type == ROUTE_INTEGER && (parameter->min || parameter->max)
        && (value < parameter->min || value > parameter->max))
        return error_set(error, ERR_INVALID,
                         "\"%s\": a whole number from %" PRId64 " to %" PRId64 " is wanted",
                         parameter->name, parameter->min, parameter->max);
    out->integer = value;
    return ERR_OK;
}

static enum err take_choice(const struct route_parameter *parameter, const char *text,
                            struct route_value *out, struct error *error)
{
    for (int i = 0; parameter->choices[i]; i++)
        if (strcmp(parameter->choices[i], text) == 0) {
            out->choice = i;
            return ERR_OK;
        }
    return refuse(parameter, error);
}

// What is a text in a query and in JSON alike.
static enum err take_word(const struct route_parameter *parameter, const char *text,
                          struct route_value *out, struct error *error)
{
    switch (parameter->type) {
    case ROUTE_TEXT:
        return take_text(parameter, text, out, error);
    case ROUTE_CHOICE:
        return take_choice(parameter, text, out, error);
    case ROUTE_UUID:
        return uuid_parse(span_of(text), &out->uuid) ? ERR_OK : refuse(parameter, error);
    case ROUTE_DIGEST:
        return digest_parse(text, strlen(text), &out->digest) ? ERR_OK : refuse(parameter, error);
    case ROUTE_DECIMAL:
        out->text = text;
        return decimal_valid(span_of(text)) ? ERR_OK : refuse(parameter, error);
    default:
        return refuse(parameter, error);
    }
}

static enum err refuse_count(const struct route_parameter *parameter, size_t max,
                             struct error *error)
{
    return error_set(error, ERR_INVALID, "\"%s\": at most %zu ids", parameter->name, max);
}

static size_t uuids_max(const struct route_parameter *parameter)
{
    return parameter->max ? (size_t)parameter->max : ROUTE_UUIDS_MAX;
}

static enum err uuids_from_text(const struct route_parameter *parameter, const char *text,
                                struct arena *arena, struct route_value *out, struct error *error)
{
    size_t len = strlen(text), count = (len + 1) / UUID_TEXT, max = uuids_max(parameter);
    struct uuid *items;

    if (count * UUID_TEXT != (len ? len + 1 : 0))
        return refuse(parameter, error);
    if (count > max)
        return refuse_count(parameter, max, error);
    items = arena_take(arena, count * sizeof(*items));
    for (size_t i = 0; i < count; i++) {
        const char *at = text + i * UUID_TEXT;

        if (!items || !uuid_parse((struct span){at, UUID_TEXT - 1}, &items[i])
            || (i + 1 < count && at[UUID_TEXT - 1] != ','))
            return refuse(parameter, error);
    }
    out->uuids.items = items;
    out->uuids.count = count;
    return ERR_OK;
}

static enum err uuids_from_json(const struct route_parameter *parameter, const struct json *json,
                                struct arena *arena, struct route_value *out, struct error *error)
{
    size_t count = 0, max = uuids_max(parameter);
    struct uuid *items;

    if (!json_is_array(json))
        return refuse(parameter, error);
    for (const struct json *item = json_first(json); item; item = json_next(item))
        count++;
    if (count > max)
        return refuse_count(parameter, max, error);
    items = arena_take(arena, count * sizeof(*items));
    count = 0;
    for (const struct json *item = json_first(json); item; item = json_next(item)) {
        const char *text;

        if (!items || !json_text(item, &text) || !uuid_parse(span_of(text), &items[count++]))
            return refuse(parameter, error);
    }
    out->uuids.items = items;
    out->uuids.count = count;
    return ERR_OK;
}

static enum err from_text(const struct route_parameter *parameter, const char *text,
                          struct arena *arena, struct route_value *out, struct error *error)
{
    int64_t value;

    switch (parameter->type) {
    case ROUTE_INTEGER:
    case ROUTE_TIME_MS:
        if (!text_parse_i64(span_of(text), &value))
            return refuse(parameter, error);
        return take_integer(parameter, value, out, error);
    case ROUTE_TRUTH:
        out->truth = strcmp(text, "true") == 0;
        return out->truth || strcmp(text, "false") == 0 ? ERR_OK : refuse(parameter, error);
    case ROUTE_UUIDS:
        return uuids_from_text(parameter, text, arena, out, error);
    default:
        return take_word(parameter, text, out, error);
    }
}

static enum err from_json(const struct route_parameter *parameter, const struct json *json,
                          struct arena *arena, struct route_value *out, struct error *error)
{
    const char *text;
    int64_t value;

    switch (parameter->type) {
    case ROUTE_INTEGER:
    case ROUTE_TIME_MS:
        if (!json_integer(json, &value))
            return refuse(parameter, error);
        return take_integer(parameter, value, out, error);
    case ROUTE_TRUTH:
        return json_boolean(json, &out->truth) ? ERR_OK : refuse(parameter, error);
    case ROUTE_UUIDS:
        return uuids_from_json(parameter, json, arena, out, error);
    case ROUTE_JSON:
        out->json = json;
        return ERR_OK;
    default:
        return json_text(json, &text) ? take_word(parameter, text, out, error)
                                      : refuse(parameter, error);
    }
}

enum err route_value_from_text(const struct route_parameter *parameter, const char *text,
                               struct arena *arena, struct route_value *out, struct error *error)
{
    enum err err = from_text(parameter, text, arena, out, error);

    out->present = err == ERR_OK;
    return err;
}

enum err route_value_from_json(const struct route_parameter *parameter, const struct json *json,
                               struct arena *arena, struct route_value *out, struct error *error)
{
    enum err err = from_json(parameter, json, arena, out, error);

    out->present = err == ERR_OK;
    return err;
}
