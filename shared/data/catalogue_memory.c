// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_memory.h"

#include "shared/data/catalogue_file.h"

#include <pthread.h>
#include <string.h>

struct catalogue_held {
    char *content; // owned
    size_t len;
    struct arena arena;
    const struct catalogue *catalogue; // NULL: it cannot be read
    struct error fault;
    unsigned users;
    struct catalogue_held *next; // asked for longer ago
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct catalogue_held *latest;

static struct catalogue_held *create(struct span content)
{
    struct catalogue_held *held = mem_alloc(sizeof(*held));

    held->content = mem_dup(content.len ? content.data : "", content.len);
    held->len = content.len;
    arena_init(&held->arena, CATALOGUE_ARENA_MAX);
    if (catalogue_file_read(content, &held->arena, &held->catalogue, &held->fault))
        arena_clear(&held->arena);
    return held;
}

static void destroy(struct catalogue_held *held)
{
    arena_clear(&held->arena);
    mem_free(held->content);
    mem_free(held);
}

// Takes the one with this content out of the list; NULL: there is none.
static struct catalogue_held *take_out(struct span content)
{
    for (struct catalogue_held **place = &latest; *place; place = &(*place)->next) {
        struct catalogue_held *held = *place;

        if (held->len == content.len
            && (!content.len || memcmp(held->content, content.data, content.len) == 0)) {
            *place = held->next;
            return held;
        }
    }
    return NULL;
}

// Those that nobody uses go, the ones asked for longest ago first.
static void tidy(void)
{
    struct catalogue_held **place = &latest;
    int idle = 0;

    while (*place) {
        struct catalogue_held *held = *place;

        if (held->users || ++idle <= CATALOGUE_MEMORY_KEPT) {
            place = &held->next;
        } else {
            *place = held->next;
            destroy(held);
        }
    }
}

struct catalogue_held *catalogue_memory_take(struct span content)
{
    struct catalogue_held *held;

    pthread_mutex_lock(&mutex);
    held = take_out(content);
    if (!held)
        held = create(content);
    held->users++;
    held->next = latest;
    latest = held;
    pthread_mutex_unlock(&mutex);
    return held;
}

void catalogue_memory_give(struct catalogue_held *held)
{
    if (!held)
        return;
    pthread_mutex_lock(&mutex);
    held->users--;
    tidy();
    pthread_mutex_unlock(&mutex);
}

const struct catalogue *catalogue_memory_read(const struct catalogue_held *held,
                                              struct error *fault)
{
    if (!held->catalogue)
        error_set(fault, held->fault.code, "%s", held->fault.detail);
    return held->catalogue;
}
