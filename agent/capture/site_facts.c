// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/site_facts.h"

#include "agent/store/replica.h"
#include "shared/data/catalogue_cache.h"

// About 3 KB a record.
enum { FACTS_BYTES_MAX = 256 << 20 };

struct loading {
    struct site_facts *out;
    struct error *error;
    enum err err;
};

static bool add_fact(void *arg, const struct replica_row *row)
{
    struct loading *loading = arg;

    loading->err = facts_add(&loading->out->facts, row->state, 0, loading->error);
    return loading->err == ERR_OK;
}

// What belongs to no site: the people are facts too.
static bool add_global(void *arg, const struct replica_row *row)
{
    struct loading *loading = arg;

    if (span_is(row->kind, "person"))
        return add_fact(arg, row);
    if (span_is(row->kind, "catalogue"))
        loading->err = catalogue_cache_add(loading->out->catalogues, row->state, loading->error);
    return loading->err == ERR_OK;
}

static enum err list(struct store *store, const struct replica_filter *filter, replica_each *each,
                     struct loading *loading)
{
    enum err result = replica_list(store, filter, each, loading, loading->error);

    return result == ERR_OK ? loading->err : result;
}

enum err site_facts_load(struct store *store, const struct site_facts_options *options,
                         struct site_facts *out, struct error *error)
{
    struct loading loading = {.out = out, .error = error};
    const struct replica_filter site
        = {.by_site = true, .site = options->site, .with_deleted = true};
    const struct replica_filter global = {.by_site = true};
    enum err result;

    *out = (struct site_facts){.site = options->site};
    arena_init(&out->arena, FACTS_BYTES_MAX);
    facts_init(&out->facts, &out->arena);
    out->catalogues = catalogue_cache_create();
    out->shelf = catalogue_cache_shelf(out->catalogues);
    result = list(store, &global, add_global, &loading);
    if (result == ERR_OK)
        result = list(store, &site, add_fact, &loading);
    if (result == ERR_OK) {
        facts_settle(&out->facts);
        result = facts_derive(&out->facts, &out->shelf, options->seal, error);
    }
    if (result != ERR_OK)
        site_facts_clear(out);
    return result;
}

void site_facts_clear(struct site_facts *facts)
{
    facts_clear(&facts->facts);
    arena_clear(&facts->arena);
    catalogue_cache_free(facts->catalogues);
    *facts = (struct site_facts){0};
}

enum err site_facts_progress(struct site_facts *facts, int64_t now_ms, struct progress *out,
                             struct error *error)
{
    const struct progress_options options = {
        .facts = &facts->facts,
        .shelf = &facts->shelf,
        .site = facts->site,
        .now_ms = now_ms,
        .arena = &facts->arena,
    };

    return progress_read(&options, out, error);
}
