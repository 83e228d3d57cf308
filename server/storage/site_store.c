// SPDX-License-Identifier: Apache-2.0
#include "server/storage/site_store.h"

#include "shared/base/memory.h"
#include "shared/model/canon.h"
#include "shared/model/kind.h"

enum { ARENA_BYTES = 4 << 20, TEXT_BYTES = 16 << 10 };

void site_store_of(struct span state, char out[SITE_STORE])
{
    struct arena arena;
    struct record record = {0};
    struct record_value value;
    struct buffer plain;

    *out = '\0';
    arena_init(&arena, ARENA_BYTES);
    buffer_init(&plain, TEXT_BYTES);
    if (record_parse(state, &arena, &record, NULL) == ERR_OK
        && kind_shown(&record, span_of("store"), 0, &value) == ERR_OK && value.value.len >= 2
        && value.value.data[0] == '"'
        && canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, &plain))
        text_copy(out, SITE_STORE, (struct span){plain.data, plain.len});
    buffer_clear(&plain);
    record_clear(&record);
    arena_clear(&arena);
}

enum err site_store_read(struct view *view, const struct uuid *site, char out[SITE_STORE],
                         struct error *error)
{
    struct record_row row;
    enum err err = records_get(view, site, &row, error);

    if (err == ERR_OK && (!span_is(row.kind, "site") || row.deleted))
        err = error_set(error, ERR_NOT_FOUND, "there is no such site");
    if (err == ERR_OK)
        site_store_of(row.state, out);
    return err;
}
