// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/wire_value.h"

#include "shared/base/uuid.h"

enum err wire_value_vector(const struct json *object, const char *name, size_t entries_max,
                           struct vector *out, struct error *error)
{
    if (!json_is_object(object))
        return error_set(error, ERR_PARSE, "%s: expected an object", name);
    for (const struct json *item = json_first(object); item; item = json_next(item)) {
        struct dot dot;

        if (!actor_parse(span_of(json_key(item)), &dot.actor))
            return error_set(error, ERR_PARSE, "%s: '%.40s' is not an actor", name, json_key(item));
        if (!json_u64(item, &dot.counter) || !dot.counter)
            return error_set(error, ERR_PARSE, "%s: %s has no counter from 1", name,
                             json_key(item));
        if (out->count >= entries_max || vector_raise(out, dot))
            return error_set(error, ERR_TOO_LARGE, "%s: more than %zu actors", name, entries_max);
    }
    return ERR_OK;
}

void wire_value_put_vector(struct json_writer *writer, const char *key, const struct vector *vector)
{
    json_object_open(writer, key);
    for (size_t i = 0; i < vector->count; i++) {
        char actor[ACTOR_TEXT];

        actor_format(vector->entries[i].actor, actor);
        json_put_u64(writer, actor, vector->entries[i].counter);
    }
    json_object_close(writer);
}

void wire_value_put_hex64(struct json_writer *writer, const char *key, uint64_t value)
{
    char text[ACTOR_TEXT];

    actor_format(value, text);
    json_put_text(writer, key, text);
}

void wire_value_put_uuid(struct json_writer *writer, const char *key, const struct uuid *uuid)
{
    char text[UUID_TEXT];

    uuid_format(uuid, text);
    json_put_text(writer, key, text);
}

bool wire_value_end(struct buffer *out)
{
    buffer_append_char(out, '\n');
    return !out->failed;
}
