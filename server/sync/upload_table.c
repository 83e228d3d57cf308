// SPDX-License-Identifier: Apache-2.0
#include "server/sync/upload_table.h"

#include "shared/base/memory.h"

#include <pthread.h>

enum { UPLOADS_AT_WORK = 512 };

struct upload_table {
    pthread_mutex_t mutex;
    uint64_t clock; // rises with every use
    struct upload_entry entries[UPLOADS_AT_WORK];
};

struct upload_table *upload_table_create(void)
{
    struct upload_table *table = mem_alloc(sizeof(*table));

    pthread_mutex_init(&table->mutex, NULL);
    return table;
}

void upload_table_free(struct upload_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < UPLOADS_AT_WORK; i++)
        hash_stream_free(table->entries[i].running);
    pthread_mutex_destroy(&table->mutex);
    mem_free(table);
}

static void forget(struct upload_entry *entry)
{
    hash_stream_free(entry->running);
    *entry = (struct upload_entry){0};
}

// The upload's place, else the one that was not used for longest and is in nobody's hand.
static struct upload_entry *find(struct upload_table *table, uint64_t id)
{
    struct upload_entry *oldest = NULL;

    for (size_t i = 0; i < UPLOADS_AT_WORK; i++) {
        struct upload_entry *entry = &table->entries[i];

        if (entry->used > 0 && entry->id == id)
            return entry;
        if (!entry->in_hand && (!oldest || entry->used < oldest->used))
            oldest = entry;
    }
    return oldest;
}

struct upload_entry *upload_table_take(struct upload_table *table, uint64_t id, bool fresh)
{
    struct upload_entry *entry;

    pthread_mutex_lock(&table->mutex);
    entry = find(table, id);
    if (entry && entry->in_hand)
        entry = NULL;
    if (entry) {
        if (entry->used == 0 || entry->id != id) {
            forget(entry);
            entry->id = id;
            entry->inherited = !fresh;
            entry->running = fresh ? hash_stream_create() : NULL;
        }
        entry->used = ++table->clock;
        entry->in_hand = true;
    }
    pthread_mutex_unlock(&table->mutex);
    return entry;
}

void upload_table_give(struct upload_table *table, struct upload_entry *entry)
{
    pthread_mutex_lock(&table->mutex);
    entry->in_hand = false;
    pthread_mutex_unlock(&table->mutex);
}

void upload_table_drop(struct upload_table *table, struct upload_entry *entry)
{
    pthread_mutex_lock(&table->mutex);
    forget(entry);
    pthread_mutex_unlock(&table->mutex);
}
