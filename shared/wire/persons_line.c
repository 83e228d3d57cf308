// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/persons_line.h"

#include "shared/base/uuid.h"
#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

bool persons_line_format(struct span list, const char *version, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_put_raw(&writer, "persons", list);
    json_put_text(&writer, "version", version);
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err check_list(const struct json *list, struct error *error)
{
    if (!json_is_array(list))
        return error_set(error, ERR_PARSE, "persons: expected an array");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        struct uuid id;
        const char *text;

        if (!json_text(json_member(item, "id"), &text) || !uuid_parse(span_of(text), &id))
            return error_set(error, ERR_PARSE, "persons: one has no id");
    }
    return ERR_OK;
}

enum err persons_line_parse(struct span line, struct buffer *list,
                            char version[PERSONS_VERSION_TEXT], struct error *error)
{
    struct json *object = NULL;
    const char *text = "";
    enum err code = json_parse(line, &json_limits_default, &object, error);

    buffer_reset(list);
    if (!code)
        code = check_list(json_member(object, "persons"), error);
    if (!code
        && (!json_text(json_member(object, "version"), &text) || text[0] == '\0'
            || !text_copy(version, PERSONS_VERSION_TEXT, span_of(text))))
        code = error_set(error, ERR_PARSE, "persons: no version");
    if (!code && !json_print(json_member(object, "persons"), list))
        code = error_set(error, ERR_TOO_LARGE, "persons: more than %zu bytes", list->max);
    json_free(object);
    return code ? error_wrap(error, code, "reply line") : ERR_OK;
}
