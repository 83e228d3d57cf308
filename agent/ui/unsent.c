// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/unsent.h"

#include "agent/store/store_watch.h"
#include "agent/sync/waiting.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

struct unsent_memory {
    pthread_mutex_t mutex;
    uint64_t seen; // store_watch_count that the rows are of; 0: none
    struct unsent_row *rows;
    size_t count;
};

struct unsent_memory *unsent_create(void)
{
    struct unsent_memory *memory = mem_alloc(sizeof(*memory));

    pthread_mutex_init(&memory->mutex, NULL);
    return memory;
}

void unsent_free(struct unsent_memory *memory)
{
    if (!memory)
        return;
    pthread_mutex_destroy(&memory->mutex);
    mem_free(memory->rows);
    mem_free(memory);
}

static int by_record(const void *a, const void *b)
{
    const struct unsent_row *one = a, *other = b;

    return uuid_compare(&one->record, &other->record);
}

// They are in order of their records already; parcels belong to none.
static void keep(struct unsent_memory *memory, const struct waiting *waiting)
{
    memory->count = 0;
    memory->rows = mem_resize(memory->rows, (waiting->count + 1) * sizeof(*memory->rows));
    for (size_t i = 0; i < waiting->count; i++)
        if (waiting->items[i].kind != WAITING_PARCEL)
            memory->rows[memory->count++]
                = (struct unsent_row){waiting->items[i].record, waiting->items[i].site};
}

// A change while it is read only makes the next call read again.
static enum err refresh(struct unsent_memory *memory, struct store *store, struct error *error)
{
    const uint64_t now = store_watch_count(store);
    struct waiting waiting;
    struct arena arena;
    enum err err;

    if (memory->seen == now)
        return ERR_OK;
    memory->seen = 0;
    arena_init(&arena, ARENA_BYTES);
    err = waiting_read(store, &arena, &waiting, error);
    if (err == ERR_OK) {
        keep(memory, &waiting);
        memory->seen = now;
    }
    arena_clear(&arena);
    return err;
}

enum err unsent_read(struct unsent_memory *memory, struct store *store, struct arena *arena,
                     struct unsent *out, struct error *error)
{
    struct unsent_row *rows = NULL;
    enum err err;

    *out = (struct unsent){0};
    pthread_mutex_lock(&memory->mutex);
    err = refresh(memory, store, error);
    if (err == ERR_OK)
        rows = arena_take(arena, (memory->count + 1) * sizeof(*rows));
    if (rows) {
        if (memory->count)
            memcpy(rows, memory->rows, memory->count * sizeof(*rows));
        *out = (struct unsent){rows, memory->count};
    }
    pthread_mutex_unlock(&memory->mutex);
    if (err == ERR_OK && !rows)
        return error_set(error, ERR_TOO_LARGE, "more waits for the office than fits in memory");
    return err;
}

bool unsent_has(const struct unsent *unsent, const struct uuid *record)
{
    const struct unsent_row key = {.record = *record};

    return unsent->count
           && bsearch(&key, unsent->rows, unsent->count, sizeof(key), by_record) != NULL;
}

size_t unsent_of_site(const struct unsent *unsent, const struct uuid *site)
{
    size_t count = 0;

    for (size_t i = 0; i < unsent->count; i++)
        count += uuid_equal(&unsent->rows[i].site, site);
    return count;
}
