// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_memory.h"

#include "server/reconcile/office_facts.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { WARM_EVERY_MS = 20000 };

struct site_memory {
    struct site_memory_options options;
    pthread_mutex_t mutex;       // guards what follows; held while sites are read
    struct site_summary **sites; // by id
    size_t count;
    uint64_t world_head; // of the global records, when world was taken
    struct digest world;
    bool world_known;

    pthread_mutex_t idle_mutex;
    pthread_cond_t idle; // signalled at the end
    bool ending;
    bool has_thread;
    pthread_t thread;
};

// ---- which sites there are ----

struct ids {
    struct uuid *list;
    size_t count, cap;
};

static bool add_id(void *arg, const struct record_row *row)
{
    struct ids *ids = arg;

    if (row->deleted)
        return true;
    ids->list = mem_room(ids->list, ids->count, &ids->cap, sizeof(*ids->list));
    ids->list[ids->count++] = row->id;
    return true;
}

// ---- people and catalogues, which every site is judged with ----

static bool hash_row(void *arg, const struct record_row *row)
{
    hash_stream_add(arg, row->state.data, row->state.len);
    return true;
}

static enum err read_world(struct site_memory *memory, struct view *view, struct error *error)
{
    const struct records_filter people = {.kind = span_of("person")};
    const struct records_filter catalogues = {.kind = span_of("catalogue")};
    struct digest digest;
    struct hash_stream *hash;
    uint64_t head;
    enum err err = records_site_head(view, &uuid_nil, &head, error);

    if (err != ERR_OK || (memory->world_known && head <= memory->world_head))
        return err;
    hash = hash_stream_create();
    err = records_list(view, &people, hash_row, hash, error);
    if (err == ERR_OK)
        err = records_list(view, &catalogues, hash_row, hash, error);
    hash_stream_finish(hash, &digest);
    hash_stream_free(hash);
    if (err != ERR_OK)
        return err;
    memory->world = digest;
    memory->world_head = head;
    memory->world_known = true;
    return ERR_OK;
}

// ---- reading what changed ----

struct reading {
    struct site_memory *memory;
    struct view *view;
    int64_t now_ms;
    struct office_facts facts; // opened with the first site that must be read
    bool open;
    struct error *error;
};

static bool is_fresh(const struct reading *reading, const struct site_summary *summary,
                     uint64_t head)
{
    return summary && summary->head >= head && reading->now_ms < summary->until_ms
           && digest_equal(&summary->world, &reading->memory->world);
}

static enum err open_facts(struct reading *reading)
{
    enum err err = ERR_OK;

    if (!reading->open)
        err = office_facts_open(reading->view, reading->memory->options.seal, &reading->facts,
                                reading->error);
    reading->open = reading->open || err == ERR_OK;
    return err;
}

// A site that cannot be judged does not hide the others.
static enum err read_site(struct reading *reading, const struct uuid *site,
                          struct site_summary **out)
{
    struct site_summary_source source = {.site = *site, .now_ms = reading->now_ms};
    struct progress progress;
    struct error why = {0};
    enum err err = open_facts(reading);

    if (err != ERR_OK)
        return err;
    err = office_facts_load(&reading->facts, site, &why);
    if (err != ERR_OK && !reading->facts.facts.settled)
        return error_set(reading->error, err, "%s", why.detail);
    if (err == ERR_OK)
        err = office_facts_progress(&reading->facts, reading->now_ms, &progress, &why);
    source.facts = &reading->facts.facts;
    source.shelf = &reading->facts.shelf;
    source.progress = err == ERR_OK ? &progress : NULL;
    source.fault = why.detail;
    *out = site_summary_make(&source);
    return *out ? ERR_OK
                : error_set(reading->error, ERR_TOO_LARGE,
                            "the summary of a site is larger than fits in memory");
}

static enum err fresh_site(struct reading *reading, const struct uuid *site,
                           struct site_summary *was, struct site_summary **out)
{
    uint64_t head;
    enum err err = records_site_head(reading->view, site, &head, reading->error);

    *out = was;
    if (err != ERR_OK || is_fresh(reading, was, head))
        return err;
    err = read_site(reading, site, out);
    if (err != ERR_OK)
        return err;
    (*out)->head = head;
    (*out)->world = reading->memory->world;
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

static struct site_summary *find(struct site_summary *const *sites, size_t count,
                                 const struct uuid *site)
{
    size_t low = 0;

    while (low < count) {
        const size_t middle = low + (count - low) / 2;
        const int order = uuid_compare(&sites[middle]->site, site);

        if (order == 0)
            return sites[middle];
        if (order < 0)
            low = middle + 1;
        else
            count = middle;
    }
    return NULL;
}

// Puts the new list in the place of the old one. What stays passes from one to the other; of what
// was read or went, the memory's use ends.
static void replace(struct site_memory *memory, struct site_summary **sites, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (find(memory->sites, memory->count, &sites[i]->site) == sites[i])
            site_summary_use(sites[i]);
    for (size_t i = 0; i < memory->count; i++)
        site_summary_release(memory->sites[i]);
    mem_free(memory->sites);
    memory->sites = sites;
    memory->count = count;
}

// After an error what could be read stays: it is as true as before.
static enum err read_sites(struct reading *reading, const struct ids *ids)
{
    struct site_memory *memory = reading->memory;
    struct site_summary **sites = mem_alloc_array(ids->count + 1, sizeof(struct site_summary *));
    size_t count = 0;
    enum err err = ERR_OK;

    for (; err == ERR_OK && count < ids->count; count++) {
        err = fresh_site(reading, &ids->list[count],
                         find(memory->sites, memory->count, &ids->list[count]), &sites[count]);
        if (err != ERR_OK)
            break;
    }
    if (err == ERR_OK) {
        replace(memory, sites, count);
        return ERR_OK;
    }
    for (size_t i = 0; i < count; i++)
        if (find(memory->sites, memory->count, &sites[i]->site) != sites[i])
            site_summary_release(sites[i]);
    mem_free(sites);
    return err;
}

static enum err refresh(struct site_memory *memory, struct view *view, int64_t now_ms,
                        struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("site")};
    struct reading reading = {.memory = memory, .view = view, .now_ms = now_ms, .error = error};
    struct ids ids = {0};
    enum err err = read_world(memory, view, error);

    if (err == ERR_OK)
        err = records_list(view, &filter, add_id, &ids, error);
    if (err == ERR_OK && ids.count)
        qsort(ids.list, ids.count, sizeof(*ids.list), by_id);
    if (err == ERR_OK)
        err = read_sites(&reading, &ids);
    office_facts_close(&reading.facts);
    mem_free(ids.list);
    return err;
}

// ---- lists ----

enum err site_memory_list(struct site_memory *memory, struct view *view, struct site_list *out,
                          struct error *error)
{
    const int64_t now_ms = clock_wall_ms(&memory->options.clock);
    enum err err;

    *out = (struct site_list){.now_ms = now_ms};
    pthread_mutex_lock(&memory->mutex);
    err = refresh(memory, view, now_ms, error);
    if (err == ERR_OK) {
        struct site_summary **copy
            = mem_alloc_array(memory->count + 1, sizeof(struct site_summary *));

        for (size_t i = 0; i < memory->count; i++) {
            site_summary_use(memory->sites[i]);
            copy[i] = memory->sites[i];
        }
        out->sites = copy;
        out->count = memory->count;
    }
    pthread_mutex_unlock(&memory->mutex);
    return err;
}

void site_memory_release(struct site_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        site_summary_release(list->sites[i]);
    mem_free((void *)list->sites);
    *list = (struct site_list){0};
}

struct site_summary *site_list_find(const struct site_list *list, const struct uuid *site)
{
    return find(list->sites, list->count, site);
}

// ---- the thread ----

static void warm(struct site_memory *memory, struct view *view)
{
    struct error error = {0};
    struct site_list list = {0};
    enum err err = view_begin(view, &error);

    if (err != ERR_OK)
        return;
    err = site_memory_list(memory, view, &list, &error);
    view_end(view);
    site_memory_release(&list);
    if (err != ERR_OK)
        log_write(&memory->options.log, LOG_WARN, "console", "the sites cannot be read ahead: %s",
                  error.detail);
}

static bool rest(struct site_memory *memory)
{
    const struct timespec until = clock_deadline(WARM_EVERY_MS);
    bool ending;

    pthread_mutex_lock(&memory->idle_mutex);
    while (!memory->ending
           && pthread_cond_timedwait(&memory->idle, &memory->idle_mutex, &until) == 0)
        continue;
    ending = memory->ending;
    pthread_mutex_unlock(&memory->idle_mutex);
    return !ending;
}

static void *keep_warm(void *arg)
{
    struct site_memory *memory = arg;
    struct view *view = NULL;

    if (storage_open_view(memory->options.storage, &view, NULL) != ERR_OK)
        return NULL;
    do
        warm(memory, view);
    while (rest(memory));
    storage_close_view(view);
    return NULL;
}

enum err site_memory_open(const struct site_memory_options *options, struct site_memory **out,
                          struct error *error)
{
    struct site_memory *memory = mem_alloc(sizeof(*memory));
    pthread_condattr_t monotonic;

    memory->options = *options;
    pthread_mutex_init(&memory->mutex, NULL);
    pthread_mutex_init(&memory->idle_mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&memory->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = memory;
    if (!options->warmed)
        return ERR_OK;
    memory->has_thread = pthread_create(&memory->thread, NULL, keep_warm, memory) == 0;
    if (memory->has_thread)
        return ERR_OK;
    site_memory_close(memory);
    *out = NULL;
    return error_set(error, ERR_BUSY, "no thread can be started to read the sites ahead");
}

void site_memory_close(struct site_memory *memory)
{
    if (!memory)
        return;
    pthread_mutex_lock(&memory->idle_mutex);
    memory->ending = true;
    pthread_cond_signal(&memory->idle);
    pthread_mutex_unlock(&memory->idle_mutex);
    if (memory->has_thread)
        pthread_join(memory->thread, NULL);
    for (size_t i = 0; i < memory->count; i++)
        site_summary_release(memory->sites[i]);
    mem_free(memory->sites);
    pthread_cond_destroy(&memory->idle);
    pthread_mutex_destroy(&memory->idle_mutex);
    pthread_mutex_destroy(&memory->mutex);
    mem_free(memory);
}
