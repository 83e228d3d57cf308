// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/offer.h"

#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

#include <string.h>

static const char *const step_names[] = {
    [OFFER_NONE] = NULL,       [OFFER_SITES] = "sites", [OFFER_VECTORS] = "vectors",
    [OFFER_STATES] = "states", [OFFER_DONE] = "done",
};

const char *offer_step_name(enum offer_step step)
{
    return step_names[step];
}

enum offer_step offer_step_find(const char *name)
{
    for (size_t i = OFFER_SITES; i < sizeof(step_names) / sizeof(step_names[0]); i++)
        if (strcmp(step_names[i], name) == 0)
            return (enum offer_step)i;
    return OFFER_NONE;
}

struct site_line {
    struct uuid site;
    struct digest digest;
};

bool offer_site_format(const struct uuid *site, const struct digest *digest, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_put_hex(&writer, "digest", digest->bytes, HASH_BYTES);
    wire_value_put_uuid(&writer, "site", site);
    json_object_close(&writer);
    return wire_value_end(out);
}

enum err offer_site_parse(struct span line, struct uuid *site, struct digest *digest,
                          struct error *error)
{
    static const struct json_field fields[] = {
        {"digest", JSON_DIGEST, offsetof(struct site_line, digest), HASH_BYTES, true,
         JSON_NO_PRESENT},
        {"site", JSON_UUID, offsetof(struct site_line, site), UUID_BYTES, true, JSON_NO_PRESENT},
    };
    struct site_line read = {0};
    struct json *object = NULL;
    enum err code = json_parse(line, &json_limits_default, &object, error);

    if (!code)
        code = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), &read, error);
    json_free(object);
    if (code)
        return error_wrap(error, code, "offered site");
    *site = read.site;
    *digest = read.digest;
    return ERR_OK;
}

bool offer_vector_format(const struct uuid *id, const struct vector *vector, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    wire_value_put_uuid(&writer, "id", id);
    wire_value_put_vector(&writer, "vector", vector);
    json_object_close(&writer);
    return wire_value_end(out);
}

enum err offer_vector_parse(struct span line, struct uuid *id, struct vector *vector,
                            struct error *error)
{
    static const struct json_field fields[] = {
        {"id", JSON_UUID, 0, UUID_BYTES, true, JSON_NO_PRESENT},
    };
    struct json *object = NULL;
    enum err code = json_parse(line, &json_limits_default, &object, error);

    vector_clear(vector);
    if (!code)
        code = json_read(object, fields, 1, id, error);
    if (!code)
        code
            = wire_value_vector(json_member(object, "vector"), "vector", VECTOR_MAX, vector, error);
    json_free(object);
    if (!code)
        return ERR_OK;
    vector_clear(vector);
    return error_wrap(error, code, "offered vector");
}
