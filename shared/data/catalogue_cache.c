// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_cache.h"

#include "shared/data/catalogue_memory.h"

#include <string.h>

struct entry {
    struct catalogue_cache_entry shown; // its version lies in `version`
    struct buffer version, content;     // plain
    bool asked;                         // then it is read, or at fault
    const struct catalogue *catalogue;  // NULL: cannot be read
    struct error fault;
    struct catalogue_held *held; // NULL: not asked for yet
    struct entry *next;          // older
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
    buffer_clear(&entry->version);
    buffer_clear(&entry->content);
    catalogue_memory_give(entry->held);
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

// Appends the shown text of a field, unescaped; what is not there is empty.
static void take_text(const struct record *record, const char *field, struct buffer *out)
{
    struct record_value value;

    if (kind_shown(record, span_of(field), 0, &value) == ERR_OK && value.value.data[0] == '"')
        canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, out);
}

static struct entry *entry_create(const struct record *record)
{
    struct entry *entry = mem_alloc(sizeof(*entry));
    struct record_value at;

    buffer_init(&entry->version, RECORD_BYTES_MAX);
    buffer_init(&entry->content, RECORD_BYTES_MAX);
    take_text(record, "version", &entry->version);
    take_text(record, "content", &entry->content);
    if (kind_shown(record, span_of("published_at"), 0, &at) == ERR_OK
        && !text_parse_i64(at.value, &entry->shown.published_ms))
        entry->shown.published_ms = 0;
    entry->shown.id = record->id;
    entry->shown.version = (struct span){entry->version.data, entry->version.len};
    return entry;
}

static bool newer(const struct entry *a, const struct entry *b)
{
    if (a->shown.published_ms != b->shown.published_ms)
        return a->shown.published_ms > b->shown.published_ms;
    return uuid_compare(&a->shown.id, &b->shown.id) > 0;
}

enum err catalogue_cache_add(struct catalogue_cache *cache, struct span state, struct error *error)
{
    struct record record;
    struct entry *entry, **place = &cache->newest;
    struct arena arena;
    enum err code;

    arena_init(&arena, RECORD_BYTES_MAX);
    code = record_parse(state, &arena, &record, error);
    if (code == ERR_OK) {
        entry = entry_create(&record);
        record_clear(&record);
        if (find(cache, entry->shown.version)) {
            entry_free(entry);
        } else {
            while (*place && !newer(entry, *place))
                place = &(*place)->next;
            entry->next = *place;
            *place = entry;
            cache->count++;
        }
    }
    arena_clear(&arena);
    return code;
}

static const struct catalogue *ask(struct entry *entry)
{
    const struct catalogue *catalogue;
    struct span content = {entry->content.data, entry->content.len};

    if (entry->asked)
        return entry->catalogue;
    entry->asked = true;
    entry->held = catalogue_memory_take(content);
    catalogue = catalogue_memory_read(entry->held, &entry->fault);
    if (!catalogue)
        return NULL;
    if (span_equal(catalogue->version, entry->shown.version))
        entry->catalogue = catalogue;
    else
        error_set(&entry->fault, ERR_INVALID, "the content says it is version %.*s",
                  (int)catalogue->version.len, catalogue->version.data);
    return entry->catalogue;
}

static const struct catalogue *shelf_find(void *ctx, struct span version)
{
    struct entry *entry = find(ctx, version);

    return entry ? ask(entry) : NULL;
}

static const struct catalogue *shelf_newest(void *ctx)
{
    const struct catalogue_cache *cache = ctx;

    for (struct entry *entry = cache->newest; entry; entry = entry->next)
        if (ask(entry))
            return entry->catalogue;
    return NULL;
}

struct catalogue_shelf catalogue_cache_shelf(struct catalogue_cache *cache)
{
    return (struct catalogue_shelf){.ctx = cache, .find = shelf_find, .newest = shelf_newest};
}

enum err catalogue_cache_fault(struct catalogue_cache *cache, struct span version,
                               struct error *error)
{
    struct entry *entry = find(cache, version);

    if (!entry)
        return error_set(error, ERR_NOT_FOUND, "catalogue %.*s is not here", (int)version.len,
                         version.data);
    if (ask(entry))
        return ERR_OK;
    return error_set(error, entry->fault.code, "catalogue %.*s: %s", (int)version.len, version.data,
                     entry->fault.detail);
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

    if (!entry)
        return error_set(error, ERR_NOT_FOUND, "catalogue %.*s is not here", (int)version.len,
                         version.data);
    if (buffer_append(out, entry->content.data, entry->content.len))
        return ERR_OK;
    return error_set(error, ERR_TOO_LARGE, "catalogue %.*s is too large", (int)version.len,
                     version.data);
}
