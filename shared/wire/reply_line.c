// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/reply_line.h"

#include "shared/data/json.h"
#include "shared/wire/state_line.h"
#include "shared/wire/wire_value.h"

#include <string.h>

static const char state_start[] = "{\"mac\":";
static const char *const held_names[] = {
    [HELD_HELD] = "held",
    [HELD_ACCEPTED] = "accepted",
    [HELD_REJECTED] = "rejected",
};

static void put_held(struct json_writer *writer, const struct reply_line *line)
{
    json_object_open(writer, "held");
    wire_value_put_hex64(writer, "actor", line->dot.actor);
    json_put_u64(writer, "counter", line->dot.counter);
    wire_value_put_uuid(writer, "id", &line->id);
    json_put_text(writer, "state", held_names[line->held]);
    json_put_text(writer, "why", line->why);
    json_object_close(writer);
}

bool reply_line_format(const struct reply_line *line, struct buffer *out)
{
    struct json_writer writer;

    if (line->kind == LINE_STATE)
        return state_line_format(line->mac, line->state, out);
    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    switch (line->kind) {
    case LINE_BLOB:
        json_put_hex(&writer, "blob", line->blob.bytes, HASH_BYTES);
        break;
    case LINE_DROP:
        wire_value_put_uuid(&writer, "drop", &line->id);
        if (line->erased)
            json_put_boolean(&writer, "erased", true);
        break;
    case LINE_HELD:
        put_held(&writer, line);
        break;
    case LINE_WANT:
        wire_value_put_uuid(&writer, "want", &line->id);
        break;
    case LINE_DIFFERS:
        wire_value_put_uuid(&writer, "differs", &line->id);
        break;
    case LINE_STATE:
    case LINE_PERSONS:
    case LINE_UNKNOWN:
        out->failed = true;
    }
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err read_held(const struct json *object, struct reply_line *out, struct error *error)
{
    static const struct json_field fields[] = {
        {"actor", JSON_HEX64, offsetof(struct reply_line, dot.actor), 8, true, JSON_NO_PRESENT},
        {"counter", JSON_U64, offsetof(struct reply_line, dot.counter), 8, true, JSON_NO_PRESENT},
        {"id", JSON_UUID, offsetof(struct reply_line, id), UUID_BYTES, true, JSON_NO_PRESENT},
    };
    const char *state = "", *why = "";
    enum err code = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);

    if (code)
        return code;
    if (!out->dot.actor || !out->dot.counter)
        return error_set(error, ERR_PARSE, "an actor or counter of zero");
    json_text(json_member(object, "state"), &state);
    json_text(json_member(object, "why"), &why);
    text_copy(out->why, sizeof(out->why), span_of(why));
    for (size_t i = 0; i < sizeof(held_names) / sizeof(held_names[0]); i++) {
        if (strcmp(state, held_names[i]) == 0) {
            out->held = (enum held_state)i;
            return ERR_OK;
        }
    }
    return error_set(error, ERR_PARSE, "state: '%.40s' is none", state);
}

static enum err read_id(const struct json *value, struct uuid *out, struct error *error)
{
    const char *text;

    if (json_text(value, &text) && uuid_parse(span_of(text), out))
        return ERR_OK;
    return error_set(error, ERR_PARSE, "expected a UUID");
}

static enum err read_blob(const struct json *value, struct digest *out, struct error *error)
{
    const char *text;

    if (json_text(value, &text) && digest_parse(text, strlen(text), out))
        return ERR_OK;
    return error_set(error, ERR_PARSE, "expected a digest");
}

static enum err read_line(const struct json *value, struct reply_line *out, struct error *error)
{
    const char *key = value ? json_key(value) : "";

    out->kind = LINE_UNKNOWN;
    if (strcmp(key, "held") == 0) {
        out->kind = LINE_HELD;
        return read_held(value, out, error);
    }
    if (strcmp(key, "blob") == 0) {
        out->kind = LINE_BLOB;
        return read_blob(value, &out->blob, error);
    }
    if (strcmp(key, "persons") == 0) {
        out->kind = LINE_PERSONS;
        return ERR_OK;
    }
    if (strcmp(key, "drop") == 0)
        out->kind = LINE_DROP;
    else if (strcmp(key, "want") == 0)
        out->kind = LINE_WANT;
    else if (strcmp(key, "differs") == 0)
        out->kind = LINE_DIFFERS;
    return out->kind == LINE_UNKNOWN ? ERR_OK : read_id(value, &out->id, error);
}

enum err reply_line_parse(struct span line, struct reply_line *out, struct error *error)
{
    struct json *object = NULL;
    enum err code;

    *out = (struct reply_line){0};
    if (line.len >= sizeof(state_start) - 1
        && memcmp(line.data, state_start, sizeof(state_start) - 1) == 0) {
        out->kind = LINE_STATE;
        return state_line_parse(line, out->mac, &out->state, error);
    }
    code = json_parse(line, &json_limits_default, &object, error);
    if (!code && !json_is_object(object))
        code = error_set(error, ERR_PARSE, "expected an object");
    if (!code)
        code = read_line(json_first(object), out, error);
    if (!code && out->kind == LINE_DROP && json_member(object, "erased")
        && !json_boolean(json_member(object, "erased"), &out->erased))
        code = error_set(error, ERR_PARSE, "erased: expected true or false");
    json_free(object);
    return code ? error_wrap(error, code, "reply line") : ERR_OK;
}
