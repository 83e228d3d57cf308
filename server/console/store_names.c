// SPDX-License-Identifier: Apache-2.0
#include "server/console/store_names.h"

#include "server/console/console.h"
#include "server/storage/records.h"
#include "server/storage/site_store.h"
#include "shared/web/route.h"

#include <stdlib.h>
#include <string.h>

struct stores {
    char *names[STORE_NAMES_MOST]; // in the arena
    size_t count;
    struct arena *arena;
};

static bool take_store(void *arg, const struct record_row *row)
{
    struct stores *stores = arg;
    char store[SITE_STORE];

    site_store_of(row->state, store);
    for (size_t i = 0; i < stores->count; i++)
        if (strcmp(stores->names[i], store) == 0)
            return true;
    if (store[0] && stores->count < STORE_NAMES_MOST && !row->deleted)
        stores->names[stores->count++] = arena_dup(stores->arena, store, strlen(store));
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum err store_names_put(struct route_call *call, struct view *view, struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("site")};
    struct stores stores = {.arena = route_arena(call)};
    enum err err = records_list(view, &filter, take_store, &stores, error);

    if (stores.count > 1)
        qsort(stores.names, stores.count, sizeof(stores.names[0]), by_text);
    json_array_open(route_answer(call), "stores");
    for (size_t i = 0; i < stores.count; i++)
        json_put_text(route_answer(call), NULL, stores.names[i]);
    json_array_close(route_answer(call));
    return err;
}
