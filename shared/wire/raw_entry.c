// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/raw_entry.h"

#include "shared/data/json.h"
#include "shared/model/write.h"
#include "shared/wire/wire_value.h"

#include <string.h>

static const struct json_limits line_limits
    = {.bytes_max = WRITE_BYTES_MAX / 3 * 4 + 4096, .tokens_max = 256};

bool raw_entry_format(const struct raw_entry *entry, struct span bytes, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    wire_value_put_hex64(&writer, "actor", entry->dot.actor);
    json_put_hex(&writer, "chain", entry->chain.bytes, HASH_BYTES);
    json_put_u64(&writer, "counter", entry->dot.counter);
    json_put_base64(&writer, "raw", bytes.data, bytes.len);
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err read_bytes(const struct json *value, struct buffer *bytes, struct error *error)
{
    const char *text;
    size_t len, room;
    char *to;

    if (!json_text(value, &text))
        return error_set(error, ERR_PARSE, "raw: expected base64");
    len = strlen(text);
    room = len / 4 * 3;
    to = buffer_reserve(bytes, room);
    if (!to)
        return error_set(error, ERR_TOO_LARGE, "raw: more than %zu bytes", bytes->max);
    if (!text_parse_base64((struct span){text, len}, to, room, &len))
        return error_set(error, ERR_PARSE, "raw: expected base64");
    bytes->len += len;
    bytes->data[bytes->len] = '\0';
    return ERR_OK;
}

enum err raw_entry_parse(struct span line, struct raw_entry *out, struct buffer *bytes,
                         struct error *error)
{
    static const struct json_field fields[] = {
        {"actor", JSON_HEX64, offsetof(struct raw_entry, dot.actor), 8, true, JSON_NO_PRESENT},
        {"chain", JSON_DIGEST, offsetof(struct raw_entry, chain), HASH_BYTES, true,
         JSON_NO_PRESENT},
        {"counter", JSON_U64, offsetof(struct raw_entry, dot.counter), 8, true, JSON_NO_PRESENT},
    };
    struct json *object = NULL;
    enum err code = json_parse(line, &line_limits, &object, error);

    *out = (struct raw_entry){0};
    if (!code)
        code = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);
    if (!code && (!out->dot.actor || !out->dot.counter))
        code = error_set(error, ERR_PARSE, "an actor or counter of zero");
    if (!code)
        code = read_bytes(json_member(object, "raw"), bytes, error);
    json_free(object);
    return code ? error_wrap(error, code, "raw entry") : ERR_OK;
}
