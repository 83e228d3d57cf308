// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/error_body.h"

#include "shared/data/json.h"

#include <string.h>

static const struct json_limits body_limits = {.bytes_max = 64 << 10, .tokens_max = 256};

bool error_body_format(const struct error *error, bool wipe, struct buffer *out)
{
    struct json_writer writer;
    char detail[ERROR_DETAIL_BYTES];

    // A detail may quote the very bytes that were refused for not being UTF-8.
    memcpy(detail, error->detail, sizeof(detail));
    if (!text_utf8_valid(detail, strlen(detail)))
        for (char *at = detail; *at; at++)
            *at = (unsigned char)*at < 0x80 ? *at : '?';
    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_object_open(&writer, "error");
    json_put_text(&writer, "code", err_name(error->code));
    json_put_text(&writer, "detail", detail);
    json_put_text(&writer, "en", err_text_en(error->code));
    json_put_text(&writer, "zh", err_text_zh(error->code));
    if (wipe)
        json_put_boolean(&writer, "wipe", true);
    json_object_close(&writer);
    json_object_close(&writer);
    return !out->failed;
}

enum err error_body_parse(struct span body, struct error *out, bool *wipe)
{
    struct json *root = NULL;
    const struct json *object;
    const char *name, *detail = "";
    enum err code = ERR_PROTOCOL;

    *wipe = false;
    *out = (struct error){0};
    if (json_parse(body, &body_limits, &root, NULL))
        return ERR_PROTOCOL;
    object = json_member(root, "error");
    if (json_text(json_member(object, "code"), &name) && err_from_name(name) != ERR_OK) {
        json_text(json_member(object, "detail"), &detail);
        json_boolean(json_member(object, "wipe"), wipe);
        out->code = err_from_name(name);
        text_copy(out->detail, sizeof(out->detail), span_of(detail));
        code = ERR_OK;
    }
    json_free(root);
    return code;
}
