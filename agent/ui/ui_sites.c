// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/ui_sites.h"

#include "agent/store/office_time.h"
#include "agent/store/store_watch.h"
#include "shared/base/memory.h"

#include <pthread.h>

enum { PROGRESS_BYTES_MAX = 64 << 20 };

struct kept {
    bool there;
    uint64_t change, used; // store_watch_site when it was read; when it was asked for last
    struct site_facts facts;
    bool judged;
    int64_t judged_ms;
    struct arena arena; // of the progress
    struct progress progress;
};
struct ui_sites {
    struct store *store;
    const struct progress_seal *seal;
    pthread_mutex_t mutex;
    uint64_t asked;
    const struct kept *given; // since enter: it stands, whatever changes meanwhile; NULL: none
    struct kept list[UI_SITES_KEPT];
};

struct ui_sites *ui_sites_create(struct store *store, const struct progress_seal *seal)
{
    struct ui_sites *sites = mem_alloc(sizeof(*sites));

    sites->store = store;
    sites->seal = seal;
    pthread_mutex_init(&sites->mutex, NULL);
    for (size_t i = 0; i < UI_SITES_KEPT; i++)
        arena_init(&sites->list[i].arena, PROGRESS_BYTES_MAX);
    return sites;
}

static void forget(struct kept *kept)
{
    if (kept->there)
        site_facts_clear(&kept->facts);
    arena_clear(&kept->arena);
    kept->there = kept->judged = false;
}

void ui_sites_free(struct ui_sites *sites)
{
    if (!sites)
        return;
    for (size_t i = 0; i < UI_SITES_KEPT; i++)
        forget(&sites->list[i]);
    pthread_mutex_destroy(&sites->mutex);
    mem_free(sites);
}

void ui_sites_enter(struct ui_sites *sites)
{
    pthread_mutex_lock(&sites->mutex);
    sites->given = NULL;
}

void ui_sites_leave(struct ui_sites *sites)
{
    pthread_mutex_unlock(&sites->mutex);
}

// The place of the site, or a free one, or the one that was not asked for the longest.
static struct kept *place_of(struct ui_sites *sites, const struct uuid *site)
{
    struct kept *oldest = &sites->list[0];

    for (size_t i = 0; i < UI_SITES_KEPT; i++) {
        struct kept *kept = &sites->list[i];

        if (kept->there && uuid_equal(&kept->facts.site, site))
            return kept;
        if (oldest->there && (!kept->there || kept->used < oldest->used))
            oldest = kept;
    }
    forget(oldest);
    return oldest;
}

// Forgets others, the oldest first, until the rest fits.
static void make_room(struct ui_sites *sites, const struct kept *newest)
{
    size_t bytes = 0;
    struct kept *oldest;

    do {
        bytes = 0;
        oldest = NULL;
        for (size_t i = 0; i < UI_SITES_KEPT; i++) {
            struct kept *kept = &sites->list[i];

            if (!kept->there)
                continue;
            bytes += kept->facts.arena.used_bytes;
            if (kept != newest && (!oldest || kept->used < oldest->used))
                oldest = kept;
        }
        if (bytes > UI_SITES_BYTES && oldest)
            forget(oldest);
    } while (bytes > UI_SITES_BYTES && oldest);
}

// The count is read in the transaction that reads the records, so that none slips in between.
static enum err load(struct ui_sites *sites, const struct uuid *site, struct kept *kept,
                     struct error *error)
{
    struct site_facts_options look = {.site = *site, .seal = sites->seal};
    enum err err;

    forget(kept);
    err = store_begin(sites->store, error);
    if (err)
        return err;
    kept->change = store_watch_site(sites->store, site);
    err = site_facts_load(sites->store, &look, &kept->facts, error);
    store_rollback(sites->store);
    kept->there = err == ERR_OK;
    if (!err)
        make_room(sites, kept);
    return err;
}

static enum err find(struct ui_sites *sites, const struct uuid *site, struct kept **out,
                     struct error *error)
{
    struct kept *kept = place_of(sites, site);
    enum err err = ERR_OK;

    kept->used = ++sites->asked;
    *out = kept;
    // Who has the facts of a site already and asks how far it is means these very facts.
    if (kept == sites->given && kept->there)
        return ERR_OK;
    if (!kept->there || kept->change != store_watch_site(sites->store, site))
        err = load(sites, site, kept, error);
    sites->given = err ? NULL : kept;
    return err;
}

enum err ui_sites_facts(struct ui_sites *sites, const struct uuid *site,
                        const struct site_facts **out, struct error *error)
{
    struct kept *kept;
    enum err err = find(sites, site, &kept, error);

    *out = err ? NULL : &kept->facts;
    return err;
}

static enum err judge(struct kept *kept, int64_t now_ms, struct error *error)
{
    const struct progress_options options = {.facts = &kept->facts.facts,
                                             .shelf = &kept->facts.shelf,
                                             .site = kept->facts.site,
                                             .now_ms = now_ms,
                                             .arena = &kept->arena};
    enum err err;

    arena_reset(&kept->arena);
    err = progress_read(&options, &kept->progress, error);
    kept->judged = err == ERR_OK;
    kept->judged_ms = now_ms;
    return err;
}

enum err ui_sites_progress(struct ui_sites *sites, const struct uuid *site,
                           const struct progress **out, struct error *error)
{
    int64_t now_ms = office_time_now_ms(sites->store);
    struct kept *kept;
    enum err err = find(sites, site, &kept, error);
    bool fresh = !err && kept->judged && now_ms >= kept->judged_ms
                 && now_ms - kept->judged_ms < UI_SITES_PROGRESS_MS;

    if (!err && !fresh)
        err = judge(kept, now_ms, error);
    *out = err ? NULL : &kept->progress;
    return err;
}
