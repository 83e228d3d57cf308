// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/draft.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

// Most callers give them in order, and looking costs a tenth of sorting.
static bool in_order(const struct field *fields, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_names(&fields[i - 1], &fields[i]) > 0)
            return false;
    return true;
}

enum err draft_sort(const struct draft *draft, struct arena *arena, struct field **out,
                    struct error *error)
{
    struct field *sorted = arena_take(arena, draft->field_count * sizeof(*sorted));

    if (!sorted)
        return error_set(error, ERR_TOO_LARGE, "more fields than a write can hold");
    if (draft->field_count)
        memcpy(sorted, draft->fields, draft->field_count * sizeof(*sorted));
    if (!in_order(sorted, draft->field_count))
        qsort(sorted, draft->field_count, sizeof(*sorted), compare_names);
    for (size_t i = 1; i < draft->field_count; i++)
        if (span_equal(sorted[i - 1].name, sorted[i].name))
            return error_set(error, ERR_INVALID, "field %.*s is given twice",
                             (int)sorted[i].name.len, sorted[i].name.data);
    *out = sorted;
    return ERR_OK;
}

// The value of a key's part: a field, or the record's site.
static bool key_value(const struct draft *draft, const char *name, struct buffer *site,
                      struct span *out)
{
    if (strcmp(name, "site") == 0) {
        canon_put_uuid(site, &draft->site);
        *out = (struct span){site->data, site->len};
        return true;
    }
    for (size_t i = 0; i < draft->field_count; i++) {
        if (!span_is(draft->fields[i].name, name))
            continue;
        *out = draft->fields[i].value;
        return true;
    }
    return false;
}

static enum err key_id(const struct draft *draft, const struct kind *kind, struct uuid *out,
                       struct error *error)
{
    struct span values[KIND_KEY_MAX];
    struct buffer site;
    size_t count = 0;
    enum err code = ERR_OK;

    buffer_init(&site, UUID_TEXT + 2);
    for (; !code && count < KIND_KEY_MAX && kind->key[count]; count++)
        if (!key_value(draft, kind->key[count], &site, &values[count]))
            code = error_set(error, ERR_INVALID, "kind %s: its record is named by field %s",
                             kind->name, kind->key[count]);
    if (!code)
        *out = kind_key_id(kind->name, values, count);
    buffer_clear(&site);
    return code;
}

enum err draft_identify(const struct draft *draft, const struct random *random, int64_t now_ms,
                        struct uuid *out, struct error *error)
{
    const struct kind *kind = kind_find(draft->kind);

    *out = draft->id;
    if (!uuid_is_nil(&draft->id))
        return ERR_OK;
    if (kind && kind->key)
        return key_id(draft, kind, out, error);
    *out = random_uuid_v7(random, now_ms);
    return ERR_OK;
}
