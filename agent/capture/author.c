// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/author.h"

#include "agent/store/setting.h"
#include "shared/data/json.h"

#include <string.h>

enum { LIST_MAX = 1 << 20, NAMES_MAX = 160 };

// Looks through the list; *count is how many match.
static void look(const struct json *list, const char *text, struct uuid *out, size_t *count)
{
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        const char *id = NULL, *name = NULL;
        struct uuid uuid;

        if (!json_text(json_member(item, "id"), &id) || !uuid_parse(span_of(id), &uuid))
            continue;
        json_text(json_member(item, "name"), &name);
        if (strcmp(id, text) != 0 && (!name || strcmp(name, text) != 0))
            continue;
        *out = uuid;
        ++*count;
    }
}

static enum err refuse(const struct json *list, const char *text, struct error *error)
{
    struct buffer names;
    enum err code;

    buffer_init(&names, NAMES_MAX);
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        const char *name = NULL;

        if (json_text(json_member(item, "name"), &name))
            buffer_printf(&names, "%s%s", names.len ? ", " : "", name);
    }
    code = error_set(
        error, ERR_DENIED,
        "\"%s\" 不在本平板的名单上 is not on this tablet's list: %s; 办公室可加 the office adds "
        "a person",
        text, names.len ? names.data : "-");
    buffer_clear(&names);
    return code;
}

enum err author_find(struct store *store, const char *text, struct uuid *out, struct error *error)
{
    struct json *list = NULL;
    struct buffer value;
    size_t count = 0;
    enum err code;

    buffer_init(&value, LIST_MAX);
    code = setting_read(store, "persons", &value, error);
    if (code == ERR_NOT_FOUND)
        code = error_set(error, ERR_AUTH, "not enrolled: plumb enrol LINK");
    if (!code)
        code = json_parse((struct span){value.data, value.len}, &json_limits_default, &list, error);
    if (!code) {
        look(list, text, out, &count);
        if (count == 0)
            code = refuse(list, text, error);
        else if (count > 1)
            code = error_set(
                error, ERR_INVALID,
                "\"%s\": 名单上有 %zu 人同名,请写编号 %zu of the list have this name: give "
                "the id",
                text, count, count);
    }
    json_free(list);
    buffer_clear(&value);
    return code;
}
