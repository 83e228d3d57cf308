// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/issue_memory.h"

#include "agent/store/replica.h"
#include "agent/store/store_watch.h"
#include "agent/ui/issue_view.h"

#include <pthread.h>
#include <stdlib.h>

enum { SITE_BYTES_MAX = 64 << 20 };

struct site_issues {
    struct uuid site;
    uint64_t seen; // store_watch_site when it was read; 0: not yet
    bool here;     // found in the present look at the sites
    struct issue_row *rows;
    size_t count;
    struct buffer text; // the rows' members
    bool own;           // of the person who asks now
};
struct issue_memory {
    pthread_mutex_t mutex;
    struct site_issues **sites;
    size_t site_count;
    const struct issue_row **sorted;
    size_t count;
};

struct issue_memory *issue_memory_create(void)
{
    struct issue_memory *memory = mem_alloc(sizeof(*memory));

    pthread_mutex_init(&memory->mutex, NULL);
    return memory;
}

static void free_site(struct site_issues *site)
{
    mem_free(site->rows);
    buffer_clear(&site->text);
    mem_free(site);
}

void issue_memory_free(struct issue_memory *memory)
{
    if (!memory)
        return;
    for (size_t i = 0; i < memory->site_count; i++)
        free_site(memory->sites[i]);
    mem_free(memory->sites);
    mem_free(memory->sorted);
    pthread_mutex_destroy(&memory->mutex);
    mem_free(memory);
}

// ---- the sites ----

static bool meet_site(void *arg, const struct uuid *id)
{
    struct issue_memory *memory = arg;
    struct site_issues *site;

    for (size_t i = 0; i < memory->site_count; i++)
        if (uuid_equal(&memory->sites[i]->site, id))
            return memory->sites[i]->here = true;
    if (uuid_is_nil(id))
        return true;
    site = mem_alloc(sizeof(*site));
    site->site = *id;
    site->here = true;
    buffer_init(&site->text, SITE_BYTES_MAX);
    memory->sites
        = mem_resize(memory->sites, (memory->site_count + 1) * sizeof(struct site_issues *));
    memory->sites[memory->site_count++] = site;
    return true;
}

// True when one went: what is sorted names its rows.
static bool forget_gone(struct issue_memory *memory)
{
    size_t kept = 0, before = memory->site_count;

    for (size_t i = 0; i < before; i++) {
        if (memory->sites[i]->here)
            memory->sites[kept++] = memory->sites[i];
        else
            free_site(memory->sites[i]);
    }
    memory->site_count = kept;
    return kept < before;
}

// ---- the rows of a site ----

static void fill_row(struct reading *reading, const struct fact *fact, struct issue_row *row)
{
    *row = (struct issue_row){.rank = issue_rank_of(fact), .site = fact->record->site};
    issue_view_row(reading, fact);
}

// The members are written one behind the other; where each begins is known at the end only, since
// the text may move while it grows.
static enum err write_rows(struct site_issues *site, struct reading *reading, struct error *error)
{
    size_t count = 0, *ends;
    const struct fact *list = facts_of_kind(reading->facts, "rectification", &count);
    struct json_writer json, *answer = reading->json;

    site->rows = mem_resize(site->rows, (count + 1) * sizeof(*site->rows));
    ends = mem_alloc_array(count + 1, sizeof(*ends));
    reading->json = &json;
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record))
            continue;
        json_begin(&json, &site->text);
        fill_row(reading, &list[i], &site->rows[site->count]);
        ends[site->count++] = site->text.len;
    }
    reading->json = answer;
    for (size_t i = 0; i < site->count; i++) {
        size_t start = i ? ends[i - 1] : 0;

        site->rows[i].members = (struct span){site->text.data + start, ends[i] - start};
    }
    mem_free(ends);
    return site->text.failed
               ? error_set(error, ERR_TOO_LARGE, "the site has more issues than fit in memory")
               : ERR_OK;
}

// Reads the site when something of it changed since; *changed is left alone otherwise.
static enum err refresh_site(struct site_issues *site, struct reading *reading, bool *changed,
                             struct error *error)
{
    const uint64_t now = store_watch_site(reading->store, &site->site);
    enum err err;

    if (site->seen == now)
        return ERR_OK;
    *changed = true;
    site->seen = 0;
    site->count = 0;
    buffer_reset(&site->text);
    err = reading_any_site(reading, &site->site, error);
    if (err == ERR_NOT_FOUND) // it went this very moment
        return ERR_OK;
    if (!err)
        err = write_rows(site, reading, error);
    if (!err)
        site->seen = now;
    return err;
}

// ---- all of them ----

static int by_urgency(const void *a, const void *b)
{
    return issue_compare(&(*(const struct issue_row *const *)a)->rank,
                         &(*(const struct issue_row *const *)b)->rank);
}

static void sort(struct issue_memory *memory)
{
    memory->count = 0;
    for (size_t i = 0; i < memory->site_count; i++)
        memory->count += memory->sites[i]->count;
    memory->sorted = mem_resize(memory->sorted, (memory->count + 1) * sizeof(struct issue_row *));
    memory->count = 0;
    for (size_t i = 0; i < memory->site_count; i++)
        for (size_t k = 0; k < memory->sites[i]->count; k++)
            memory->sorted[memory->count++] = &memory->sites[i]->rows[k];
    qsort(memory->sorted, memory->count, sizeof(struct issue_row *), by_urgency);
}

static enum err refresh(struct issue_memory *memory, struct reading *reading, struct error *error)
{
    bool changed = false;
    enum err err;

    for (size_t i = 0; i < memory->site_count; i++)
        memory->sites[i]->here = false;
    err = replica_site_ids(reading->store, meet_site, memory, error);
    if (err)
        return err;
    changed = forget_gone(memory);
    for (size_t i = 0; i < memory->site_count && !err; i++)
        err = refresh_site(memory->sites[i], reading, &changed, error);
    // Also after an error: what was sorted may name rows that are no more.
    if (changed)
        sort(memory);
    return err;
}

// Whose site it is changes with assignments: asked of the facts, which are kept as well.
static enum err mark_own(struct issue_memory *memory, struct reading *reading, struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < memory->site_count && !err; i++) {
        err = reading_site(reading, &memory->sites[i]->site, error);
        memory->sites[i]->own = err == ERR_OK;
        if (err == ERR_NOT_FOUND)
            err = ERR_OK;
    }
    return err;
}

static bool is_own(const struct issue_memory *memory, const struct issue_row *row)
{
    for (size_t i = 0; i < memory->site_count; i++)
        if (row >= memory->sites[i]->rows && row < memory->sites[i]->rows + memory->sites[i]->count)
            return memory->sites[i]->own;
    return false;
}

static enum err pick_own(const struct issue_memory *memory, struct reading *reading,
                         struct issue_rows *out, struct error *error)
{
    const struct issue_row **list
        = arena_take(reading->arena, (memory->count + 1) * sizeof(*memory->sorted));

    *out = (struct issue_rows){.list = list};
    if (!list)
        return error_set(error, ERR_TOO_LARGE, "there are more issues than fit in memory");
    for (size_t i = 0; i < memory->count; i++)
        if (is_own(memory, memory->sorted[i]))
            list[out->count++] = memory->sorted[i];
    return ERR_OK;
}

enum err issue_memory_begin(struct issue_memory *memory, struct reading *reading,
                            struct issue_rows *out, struct error *error)
{
    enum err err;

    pthread_mutex_lock(&memory->mutex);
    err = refresh(memory, reading, error);
    if (!err)
        err = mark_own(memory, reading, error);
    if (!err)
        err = pick_own(memory, reading, out, error);
    if (err)
        pthread_mutex_unlock(&memory->mutex);
    return err;
}

void issue_memory_end(struct issue_memory *memory)
{
    pthread_mutex_unlock(&memory->mutex);
}
