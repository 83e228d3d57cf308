// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_stores.h"

#include "server/storage/records.h"
#include "shared/model/canon.h"
#include "shared/model/kind.h"

#include <stdio.h>

enum { STATE_MAX = 4 << 20, NAME_MAX_BYTES = 1024, SHOWN = 10 };

struct reading {
    struct import_stores *stores;
    struct arena *arena;
};

static bool has(const struct import_stores *stores, struct span name)
{
    for (size_t i = 0; i < stores->count; i++)
        if (span_equal(stores->names[i], name))
            return true;
    return false;
}

static void keep(struct reading *reading, struct span value)
{
    struct import_stores *stores = reading->stores;
    struct buffer text;
    buffer_init(&text, NAME_MAX_BYTES);
    if (value.len > 2 && value.data[0] == '"'
        && canon_unescape((struct span){value.data + 1, value.len - 2}, &text)
        && stores->count < IMPORT_STORES_MAX && !has(stores, (struct span){text.data, text.len})) {
        char *kept = arena_dup(reading->arena, text.data, text.len);
        if (kept != NULL)
            stores->names[stores->count++] = (struct span){kept, text.len};
    }
    buffer_clear(&text);
}

static bool look(void *arg, const struct record_row *row)
{
    struct record record = {0};
    struct record_value store;
    struct arena arena;
    arena_init(&arena, STATE_MAX);
    if (record_parse(row->state, &arena, &record, NULL) == ERR_OK
        && kind_shown(&record, span_of("store"), 0, &store) == ERR_OK)
        keep(arg, store.value);
    record_clear(&record);
    arena_clear(&arena);
    return true;
}

enum err import_stores_read(struct view *view, struct arena *arena, struct import_stores *out,
                            struct error *error)
{
    struct records_filter filter = {.every_site = true, .kind = span_of("site")};
    struct reading reading = {out, arena};
    out->count = 0;
    return records_list(view, &filter, look, &reading, error);
}

bool import_stores_is_new(const struct import_stores *stores, struct span name)
{
    return stores->count > 0 && name.len > 0 && !has(stores, name);
}

void import_stores_print(const struct import_stores *stores, char *out, size_t size)
{
    size_t at = 0;
    for (size_t i = 0; i < stores->count && i < SHOWN && at < size; i++) {
        int len = snprintf(out + at, size - at, "%s%.*s", i == 0 ? "" : "、",
                           (int)stores->names[i].len, stores->names[i].data);
        at += len < 0 ? 0 : (size_t)len;
    }
}
