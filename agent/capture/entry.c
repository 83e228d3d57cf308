// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/entry.h"

void entry_init(struct entry *entry, struct arena *arena)
{
    *entry = (struct entry){.arena = arena};
}

// Keeps what was written to `value` as a field.
static void keep(struct entry *entry, const char *name, struct buffer *value)
{
    const char *kept = value->failed ? NULL : arena_dup(entry->arena, value->data, value->len);

    if (kept && entry->count < ENTRY_FIELDS_MAX)
        entry->fields[entry->count++] = (struct field){span_of(name), {kept, value->len}};
    else
        entry->failed = true;
    buffer_clear(value);
}

void entry_text(struct entry *entry, const char *name, struct span text)
{
    struct buffer value;

    if (text.len == 0)
        return;
    buffer_init(&value, WRITE_BYTES_MAX);
    canon_put_string(&value, text);
    keep(entry, name, &value);
}

void entry_integer(struct entry *entry, const char *name, int64_t integer)
{
    struct buffer value;

    buffer_init(&value, sizeof("-9007199254740991"));
    canon_put_integer(&value, integer);
    keep(entry, name, &value);
}

void entry_id(struct entry *entry, const char *name, const struct uuid *id)
{
    char text[UUID_TEXT];

    if (uuid_is_nil(id))
        return;
    uuid_format(id, text);
    entry_text(entry, name, span_of(text));
}

void entry_digest(struct entry *entry, const char *name, const struct digest *digest)
{
    char text[HASH_TEXT];

    if (!digest)
        return;
    digest_format(digest, text);
    entry_text(entry, name, span_of(text));
}

enum err entry_draft(const struct entry *entry, const char *kind, struct draft *out,
                     struct error *error)
{
    if (entry->failed)
        return error_set(error, ERR_INVALID, "a value of the %s is too long or no text", kind);
    out->kind = span_of(kind);
    out->fields = entry->fields;
    out->field_count = entry->count;
    return ERR_OK;
}
