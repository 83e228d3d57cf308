// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/sessions_kept.h"

#include "agent/store/setting.h"
#include "shared/data/json.h"

enum { KEPT_MAX = 1024 };

#define FIELD(name, member, kind)                                              \
    {                                                                          \
        name, kind, offsetof(struct sessions_kept, member),                    \
            sizeof(((struct sessions_kept *)0)->member), true, JSON_NO_PRESENT \
    }
static const struct json_field fields[] = {
    FIELD("cookie", cookie, JSON_DIGEST), FIELD("customer", customer, JSON_BOOLEAN),
    FIELD("person", person, JSON_UUID),   FIELD("subject", subject, JSON_UUID),
    FIELD("form", form, JSON_TEXT),
};

enum err sessions_kept_read(struct store *store, struct sessions_kept *out, struct error *error)
{
    struct json *value = NULL;
    struct buffer text;
    enum err err;

    *out = (struct sessions_kept){0};
    buffer_init(&text, KEPT_MAX);
    err = setting_read(store, "session", &text, error);
    if (!err) {
        out->there
            = json_parse((struct span){text.data, text.len}, &json_limits_default, &value, NULL)
                  == ERR_OK
              && json_read(value, fields, sizeof(fields) / sizeof(fields[0]), out, NULL) == ERR_OK;
        if (!out->there)
            *out = (struct sessions_kept){0};
    }
    json_free(value);
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err save(struct store *store, const char *name, struct span value, struct error *error)
{
    enum err err = setting_save(store, name, value, error);

    return err == ERR_FULL ? ERR_OK : err;
}

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

enum err sessions_kept_write(struct store *store, const struct sessions_kept *kept,
                             struct error *error)
{
    struct json_writer json;
    struct buffer text;
    enum err err;

    buffer_init(&text, KEPT_MAX);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_hex(&json, "cookie", kept->cookie.bytes, HASH_BYTES);
    json_put_boolean(&json, "customer", kept->customer);
    put_uuid(&json, "person", &kept->person);
    put_uuid(&json, "subject", &kept->subject);
    json_put_text(&json, "form", kept->form);
    json_object_close(&json);
    err = save(store, "session", (struct span){text.data, text.len}, error);
    buffer_clear(&text);
    return err;
}

enum err sessions_kept_last(struct store *store, struct uuid *out, struct error *error)
{
    struct buffer text;
    enum err err;

    *out = uuid_nil;
    buffer_init(&text, UUID_TEXT);
    err = setting_read(store, "last_person", &text, error);
    if (!err && !uuid_parse((struct span){text.data, text.len}, out))
        *out = uuid_nil;
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err sessions_kept_put_last(struct store *store, const struct uuid *person, struct error *error)
{
    char text[UUID_TEXT];

    uuid_format(person, text);
    return save(store, "last_person", span_of(text), error);
}
