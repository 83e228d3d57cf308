// SPDX-License-Identifier: Apache-2.0
#include "server/storage/derived.h"

#include "shared/model/kind.h"

enum {
    ARENA_BYTES = 16 << 20,
    VECTOR_BYTES = VECTOR_MAX * VECTOR_PACKED_ENTRY,
    QUOTES = 2,
};

void derived_init(struct derived *derived)
{
    *derived = (struct derived){0};
    arena_init(&derived->arena, ARENA_BYTES);
    buffer_init(&derived->vector, VECTOR_BYTES);
}

void derived_clear(struct derived *derived)
{
    record_clear(&derived->record);
    arena_clear(&derived->arena);
    buffer_clear(&derived->vector);
}

enum err derived_columns(struct derived *derived, struct span state, struct error *error)
{
    enum err code;

    record_clear(&derived->record);
    arena_reset(&derived->arena);
    buffer_reset(&derived->vector);
    code = record_parse(state, &derived->arena, &derived->record, error);
    if (code)
        return code;
    derived->conflicted = record_conflicts(&derived->record, NULL, 0) > 0;
    derived->deleted = record_deleted(&derived->record);
    return vector_pack(&derived->record.vector, &derived->vector)
               ? ERR_OK
               : error_set(error, ERR_PARSE, "its vector is too long");
}

bool derived_matches(const struct derived *derived, const struct record_row *row)
{
    struct span vector = {derived->vector.data, derived->vector.len};

    return derived->conflicted == row->conflicted && derived->deleted == row->deleted
           && span_equal(vector, row->vector);
}

bool derived_blobs(const struct derived_fields *fields, derived_blob_each *each, void *arg)
{
    const struct kind *kind = kind_find(fields->kind);
    struct digest digest;

    for (size_t i = 0; kind && i < fields->count; i++) {
        const struct field *field = &fields->fields[i];
        const struct kind_field *rule = kind_field_find(kind, field->name);

        // A value is canonical text: a digest stands between quotes.
        if (rule && rule->type == TYPE_DIGEST && field->value.len == HASH_TEXT - 1 + QUOTES
            && digest_parse(field->value.data + 1, HASH_TEXT - 1, &digest) && !each(arg, &digest))
            return false;
    }
    return true;
}
