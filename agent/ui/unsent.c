// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/unsent.h"

#include "agent/store/journal.h"
#include "agent/store/outgoing.h"
#include "agent/store/store_watch.h"
#include "shared/model/shape.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct unsent_memory {
    pthread_mutex_t mutex;
    uint64_t seen; // store_watch_count that the rows are of; 0: none
    struct unsent_row *rows;
    size_t count, cap;
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

static void add(struct unsent_memory *memory, const struct unsent_row *row)
{
    if (memory->count == memory->cap) {
        memory->cap = memory->cap ? 2 * memory->cap : 256;
        memory->rows = mem_resize(memory->rows, memory->cap * sizeof(*memory->rows));
    }
    memory->rows[memory->count++] = *row;
}

static bool read_id(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct unsent_row *)into)->record);
}

static bool read_site(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct unsent_row *)into)->site);
}

// What the entry is of; the rest of it is walked over.
static bool add_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    static const struct shape_member members[]
        = {{"id", read_id, false}, {"site", read_site, false}};
    static const struct shape shape = {members, 2, true};
    struct unsent_row row;
    struct canon_reader reader;

    (void)dot;
    canon_open(&reader, bytes);
    if (!delivered && shape_read(&reader, &shape, &row))
        add(arg, &row);
    return true;
}

static bool add_file(void *arg, const struct outgoing_row *file)
{
    add(arg, &(struct unsent_row){file->record, file->site});
    return true;
}

static int by_record(const void *a, const void *b)
{
    const struct unsent_row *one = a, *other = b;

    return uuid_compare(&one->record, &other->record);
}

static void settle(struct unsent_memory *memory)
{
    size_t kept = 0;

    if (memory->count)
        qsort(memory->rows, memory->count, sizeof(*memory->rows), by_record);
    for (size_t i = 0; i < memory->count; i++)
        if (!kept || !uuid_equal(&memory->rows[kept - 1].record, &memory->rows[i].record))
            memory->rows[kept++] = memory->rows[i];
    memory->count = kept;
}

// A change while it is read only makes the next call read again.
static enum err refresh(struct unsent_memory *memory, struct store *store, struct error *error)
{
    const uint64_t now = store_watch_count(store);
    enum err err;

    if (memory->seen == now)
        return ERR_OK;
    memory->seen = 0;
    memory->count = 0;
    err = journal_list(store, NULL, add_entry, memory, error);
    if (err == ERR_OK)
        err = outgoing_list(store, true, add_file, memory, error);
    if (err != ERR_OK)
        return err;
    settle(memory);
    memory->seen = now;
    return ERR_OK;
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
