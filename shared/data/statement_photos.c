// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_photos.h"

#include "shared/base/memory.h"

#include <string.h>

const struct json_limits statement_photos_limits
    = {.bytes_max = STATEMENT_BYTES_MAX, .tokens_max = 200000};

static bool add(struct statement_photos *photos, const struct json *value)
{
    struct digest digest;
    const char *text;

    if (!json_text(value, &text) || !digest_parse(text, strlen(text), &digest))
        return false;
    for (size_t i = 0; i < photos->count; i++)
        if (digest_equal(&photos->list[i], &digest))
            return true;
    if (photos->count == photos->cap) {
        photos->cap = photos->cap ? 2 * photos->cap : 16;
        photos->list = mem_resize(photos->list, photos->cap * sizeof(*photos->list));
    }
    photos->list[photos->count++] = digest;
    return true;
}

static bool add_all(struct statement_photos *photos, const struct json *root)
{
    const struct json *content = json_member(root, "content"), *shown = json_member(root, "shown");
    const struct json *item = json_first(json_member(content, "items"));
    const struct json *photo = json_first(json_member(shown, "photos"));
    bool good = json_is_object(content);

    for (; good && item; item = json_next(item))
        for (const struct json *one = json_first(json_member(item, "photos")); good && one;
             one = json_next(one))
            good = add(photos, one);
    for (; good && photo; photo = json_next(photo))
        good = add(photos, json_member(photo, "digest"));
    return good;
}

enum err statement_photos_read(struct span statement, struct statement_photos *out,
                               struct error *error)
{
    struct json *root = NULL;
    enum err code;

    *out = (struct statement_photos){0};
    code = json_parse(statement, &statement_photos_limits, &root, error);
    if (!code && !add_all(out, root))
        code = error_set(error, ERR_PARSE, "it is no statement, or names a photo wrongly");
    json_free(root);
    return code;
}

void statement_photos_clear(struct statement_photos *photos)
{
    mem_free(photos->list);
    *photos = (struct statement_photos){0};
}
