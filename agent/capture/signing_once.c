// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signing_once.h"

#include "shared/data/json.h"

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_digest(struct json_writer *json, const char *key, const struct digest *digest)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    json_put_text(json, key, text);
}

void signing_once_put(const struct signing_result *result, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    put_uuid(&json, "id", &result->id);
    put_uuid(&json, "complaint", &result->complaint);
    json_put_boolean(&json, "confirmed", result->confirmed);
    json_put_boolean(&json, "clock_behind", result->clock_behind);
    json_put_text(&json, "form", result->form);
    put_digest(&json, "sealed", &result->sealed);
    put_digest(&json, "statement", &result->statement);
    put_digest(&json, "content", &result->content);
    json_object_close(&json);
}

#define FIELD(name, kind)                                                     \
    {                                                                         \
#name, kind, offsetof(struct signing_result, name),                   \
            sizeof(((struct signing_result *)0)->name), true, JSON_NO_PRESENT \
    }

enum err signing_once_read(struct span text, struct signing_result *out, struct error *error)
{
    static const struct json_field fields[] = {
        FIELD(id, JSON_UUID),           FIELD(complaint, JSON_UUID),
        FIELD(confirmed, JSON_BOOLEAN), FIELD(clock_behind, JSON_BOOLEAN),
        FIELD(form, JSON_TEXT),         FIELD(sealed, JSON_DIGEST),
        FIELD(statement, JSON_DIGEST),  FIELD(content, JSON_DIGEST),
    };
    struct json *value = NULL;
    enum err code = json_parse(text, &json_limits_default, &value, error);

    *out = (struct signing_result){0};
    if (!code)
        code = json_read(value, fields, sizeof(fields) / sizeof(fields[0]), out, error);
    json_free(value);
    return code ? error_set(error, ERR_CORRUPT, "what became of this signing cannot be read")
                : ERR_OK;
}
