// SPDX-License-Identifier: Apache-2.0
#include "shared/data/field_text.h"

#include "shared/base/when.h"
#include "shared/model/canon_from.h"

#include <string.h>

static enum err keep(struct arena *arena, const struct buffer *value, struct field *out,
                     struct error *error)
{
    char *kept = value->failed ? NULL : arena_dup(arena, value->data, value->len);
    if (kept == NULL)
        return error_set(error, ERR_INVALID, "%.*s: no valid text, or too long", (int)out->name.len,
                         out->name.data);
    out->value = (struct span){kept, value->len};
    return ERR_OK;
}

static bool as_boolean(struct span text, struct buffer *value)
{
    static const char *const yes[] = {"true", "yes", "是", "1"}, *const no[]
                                                                 = {"false", "no", "否", "0"};
    for (size_t i = 0; i < 4; i++) {
        if (span_is(text, yes[i]))
            return buffer_append_text(value, "true");
        if (span_is(text, no[i]))
            return buffer_append_text(value, "false");
    }
    return false;
}

// Milliseconds, or a moment with its date: there is no clock here for "14:00" or "+3d".
static bool as_time(struct span text, struct buffer *value)
{
    struct error why;
    int64_t ms = 0;

    if (text_parse_i64(text, &ms))
        return canon_put_integer(value, ms);
    return text.len > 4 && text.data[4] == '-'
           && when_parse(text, 0, WHEN_DAY_STARTS, &ms, &why) == ERR_OK
           && canon_put_integer(value, ms);
}

static bool as_typed(const struct kind_field *field, struct span text, struct buffer *value)
{
    int64_t number = 0;
    enum kind_type type = field == NULL ? TYPE_TEXT : field->type;
    if (text.len == 0)
        return buffer_append_text(value, "null");
    switch (type) {
    case TYPE_INTEGER:
        return text_parse_i64(text, &number) && canon_put_integer(value, number);
    case TYPE_TIME:
        return as_time(text, value);
    case TYPE_BOOLEAN:
        return as_boolean(text, value);
    default:
        canon_put_string(value, text);
        return true; // what is no UTF-8 marks the buffer
    }
}

// `deleted` belongs to every kind.
static const struct kind_field deleted_field = {.name = "deleted", .type = TYPE_BOOLEAN};

enum err field_text_value(struct span kind, struct span text, struct arena *arena,
                          struct field *out, struct error *error)
{
    const struct kind *known = kind_find(kind);
    const struct kind_field *field = known == NULL ? NULL : kind_field_find(known, out->name);
    struct buffer value;
    enum err err = ERR_OK;
    buffer_init(&value, WRITE_BYTES_MAX);
    if (span_is(out->name, "deleted"))
        field = &deleted_field;
    if (!as_typed(field, text, &value))
        err = error_set(error, ERR_INVALID, "%.*s: \"%.*s\" is no %s", (int)out->name.len,
                        out->name.data, (int)text.len, text.data,
                        field != NULL && field->type == TYPE_BOOLEAN ? "true or false"
                                                                     : "whole number");
    else
        err = keep(arena, &value, out, error);
    buffer_clear(&value);
    return err;
}

static enum err read_json(struct span text, struct arena *arena, struct field *out,
                          struct error *error)
{
    struct buffer value;
    struct error fault = {0};
    buffer_init(&value, WRITE_BYTES_MAX);
    enum err err = canon_from_json(text, &value, &fault);
    if (err == ERR_OK)
        err = keep(arena, &value, out, error);
    else
        err = error_set(error, ERR_INVALID, "%.*s: %s", (int)out->name.len, out->name.data,
                        fault.detail);
    buffer_clear(&value);
    return err;
}

enum err field_text_read(struct span kind, struct span text, struct arena *arena, struct field *out,
                         struct error *error)
{
    struct span name, value;
    if (!text_split_pair(text, &name, &value))
        return error_set(error, ERR_USAGE, "\"%.*s\": FIELD=VALUE is wanted", (int)text.len,
                         text.data);
    bool json = name.len > 0 && name.data[name.len - 1] == ':';
    name.len -= json;
    *out = (struct field){.name = {arena_dup(arena, name.data, name.len), name.len}};
    if (out->name.data == NULL)
        return error_set(error, ERR_TOO_LARGE, "too many fields");
    return json ? read_json(value, arena, out, error)
                : field_text_value(kind, value, arena, out, error);
}
