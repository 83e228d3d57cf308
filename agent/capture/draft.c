// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/draft.h"

#include "shared/model/canon_from.h"

#include <stdlib.h>
#include <string.h>

// The type of a field that the table does not know is text.
static enum kind_type type_of(struct span kind, struct span name)
{
    const struct kind_field *field = kind_field_find(kind_find(kind), name);

    return field ? field->type : TYPE_TEXT;
}

static enum err refuse(struct error *error, struct span name, struct span value, const char *why)
{
    char name_text[FIELD_NAME_MAX + 1], value_text[64];

    text_copy(name_text, sizeof(name_text), name);
    text_copy(value_text, sizeof(value_text), value);
    return error_set(error, ERR_INVALID, "field %s, value %s: %s", name_text, value_text, why);
}

// The value's canonical form goes to `out`; NULL, or why it has none.
static const char *put_value(enum kind_type type, struct span text, struct buffer *out)
{
    int64_t number;

    if (text.len == 0)
        return buffer_append_text(out, "null") ? NULL : "no memory";
    switch (type) {
    case TYPE_INTEGER:
    case TYPE_TIME:
        if (!text_parse_i64(text, &number) || !canon_put_integer(out, number))
            return "a whole number within 2^53 is expected";
        return NULL;
    case TYPE_BOOLEAN:
        if (!span_is(text, "true") && !span_is(text, "false"))
            return "true or false is expected";
        return buffer_append(out, text.data, text.len) ? NULL : "no memory";
    default:
        return canon_put_string(out, text) ? NULL : "a text is valid UTF-8 and not endless";
    }
}

static bool keep(struct arena *arena, struct span text, struct span *out)
{
    *out = (struct span){arena_dup(arena, text.data, text.len), text.len};
    return out->data != NULL;
}

enum err draft_field(struct span kind, struct span text, struct arena *arena, struct field *out,
                     struct error *error)
{
    struct span name, value;
    struct buffer canonical;
    const char *why = NULL;
    struct error fault = {0};
    bool json;
    enum err code = ERR_OK;

    if (!text_split_pair(text, &name, &value))
        return error_set(error, ERR_USAGE, "'%.*s' is not FIELD=VALUE",
                         (int)(text.len < 64 ? text.len : 64), text.data);
    json = name.len > 0 && name.data[name.len - 1] == ':';
    name.len -= json;
    if (!write_name_valid(name))
        return refuse(error, name, value, "a name has 1 to 40 of a-z, 0-9 and _");
    buffer_init(&canonical, WRITE_BYTES_MAX);
    if (json)
        why = canon_from_json(value, &canonical, &fault) ? fault.detail : NULL;
    else
        why = put_value(type_of(kind, name), value, &canonical);
    if (why)
        code = refuse(error, name, value, why);
    if (!code
        && (!keep(arena, name, &out->name)
            || !keep(arena, (struct span){canonical.data, canonical.len}, &out->value)))
        code = error_set(error, ERR_TOO_LARGE, "more fields than a write can hold");
    buffer_clear(&canonical);
    return code;
}

static int compare_names(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

enum err draft_sort(const struct draft *draft, struct arena *arena, struct field **out,
                    struct error *error)
{
    struct field *sorted = arena_take(arena, draft->field_count * sizeof(*sorted));

    if (!sorted)
        return error_set(error, ERR_TOO_LARGE, "more fields than a write can hold");
    if (draft->field_count)
        memcpy(sorted, draft->fields, draft->field_count * sizeof(*sorted));
    qsort(sorted, draft->field_count, sizeof(*sorted), compare_names);
    for (size_t i = 1; i < draft->field_count; i++)
        if (span_equal(sorted[i - 1].name, sorted[i].name))
            return refuse(error, sorted[i].name, sorted[i].value, "it is given twice");
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
