// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_cache.h"

#include "shared/data/catalogue_book.h"

struct entry {
    struct catalogue_book *book; // held
    struct catalogue_cache_entry shown;
    struct entry *next; // older
};
struct catalogue_cache {
    struct entry *newest;
    size_t count;
};

struct catalogue_cache *catalogue_cache_create(void)
{
    return mem_alloc(sizeof(struct catalogue_cache));
}

static void entry_free(struct entry *entry)
{
    catalogue_book_give(entry->book);
    mem_free(entry);
}

void catalogue_cache_free(struct catalogue_cache *cache)
{
    while (cache && cache->newest) {
        struct entry *entry = cache->newest;

        cache->newest = entry->next;
        entry_free(entry);
    }
    mem_free(cache);
}

static struct entry *find(const struct catalogue_cache *cache, struct span version)
{
    struct entry *entry = cache->newest;

    while (entry && !span_equal(entry->shown.version, version))
        entry = entry->next;
    return entry;
}

static bool newer(const struct entry *a, const struct entry *b)
{
    if (a->shown.published_ms != b->shown.published_ms)
        return a->shown.published_ms > b->shown.published_ms;
    return uuid_compare(&a->shown.id, &b->shown.id) > 0;
}

static void insert(struct catalogue_cache *cache, struct entry *entry)
{
    struct entry **place = &cache->newest;

    while (*place && !newer(entry, *place))
        place = &(*place)->next;
    entry->next = *place;
    *place = entry;
    cache->count++;
}

enum err catalogue_cache_add(struct catalogue_cache *cache, struct span state, struct error *error)
{
    const struct catalogue_book_cover *cover;
    struct catalogue_book *book;
    struct entry *entry;
    enum err code = catalogue_book_take(state, &book, error);

    if (code)
        return code;
    entry = mem_alloc(sizeof(*entry));
    cover = catalogue_book_cover(book);
    entry->book = book;
    entry->shown = (struct catalogue_cache_entry){cover->version, cover->id, cover->published_ms};
    if (find(cache, entry->shown.version))
        entry_free(entry);
    else
        insert(cache, entry);
    return ERR_OK;
}

static const struct catalogue *shelf_find(void *ctx, struct span version)
{
    struct entry *entry = find(ctx, version);

    return entry ? catalogue_book_read(entry->book, NULL) : NULL;
}

static const struct catalogue *shelf_newest(void *ctx)
{
    const struct catalogue_cache *cache = ctx;
    const struct catalogue *catalogue = NULL;

    for (struct entry *entry = cache->newest; entry && !catalogue; entry = entry->next)
        catalogue = catalogue_book_read(entry->book, NULL);
    return catalogue;
}

struct catalogue_shelf catalogue_cache_shelf(struct catalogue_cache *cache)
{
    return (struct catalogue_shelf){.ctx = cache, .find = shelf_find, .newest = shelf_newest};
}

enum err catalogue_cache_fault(struct catalogue_cache *cache, struct span version,
                               struct error *error)
{
    struct entry *entry = find(cache, version);
    struct error fault;

    if (!entry)
        return error_set(error, ERR_NOT_FOUND, "catalogue %.*s is not here", (int)version.len,
                         version.data);
    if (catalogue_book_read(entry->book, &fault))
        return ERR_OK;
    return error_set(error, fault.code, "catalogue %.*s: %s", (int)version.len, version.data,
                     fault.detail);
}

size_t catalogue_cache_count(const struct catalogue_cache *cache)
{
    return cache->count;
}

struct catalogue_cache_entry catalogue_cache_at(const struct catalogue_cache *cache, size_t index)
{
    const struct entry *entry = cache->newest;

    while (index--)
        entry = entry->next;
    return entry->shown;
}

enum err catalogue_cache_content(const struct catalogue_cache *cache, struct span version,
                                 struct buffer *out, struct error *error)
{
    const struct entry *entry = find(cache, version);
    struct span content;

    if (!entry)
        return error_set(error, ERR_NOT_FOUND, "catalogue %.*s is not here", (int)version.len,
                         version.data);
    content = catalogue_book_cover(entry->book)->content;
    if (buffer_append(out, content.data, content.len))
        return ERR_OK;
    return error_set(error, ERR_TOO_LARGE, "catalogue %.*s is too large", (int)version.len,
                     version.data);
}
