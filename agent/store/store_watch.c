// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_watch.h"

#include "agent/store/store_inside.h"
#include "shared/base/memory.h"

static uint64_t *place_of(struct watch *watch, const struct uuid *site)
{
    for (size_t i = 0; i < watch->site_count; i++)
        if (uuid_equal(&watch->sites[i].site, site))
            return &watch->sites[i].at;
    return NULL;
}

static void touch(struct watch *watch, const struct uuid *site)
{
    uint64_t *at = place_of(watch, site);

    if (!at) {
        watch->sites
            = mem_room(watch->sites, watch->site_count, &watch->site_cap, sizeof(*watch->sites));
        watch->sites[watch->site_count].site = *site;
        at = &watch->sites[watch->site_count++].at;
    }
    *at = watch->count;
}

void store_watch_note(struct store *store, const struct uuid *site)
{
    struct watch *watch = &store->watch;

    for (size_t i = 0; i < watch->noted_count; i++)
        if (uuid_equal(&watch->noted[i], site))
            return;
    if (uuid_is_nil(site) || watch->noted_count == WATCH_NOTED_MAX)
        watch->all_noted = true;
    else
        watch->noted[watch->noted_count++] = *site;
}

void store_watch_forget(struct store *store)
{
    store->watch.noted_count = 0;
    store->watch.all_noted = false;
}

void store_watch_happened(struct store *store, bool certain)
{
    struct watch *watch = &store->watch;

    watch->count++;
    if (watch->all_noted || !certain)
        watch->all_at = watch->count;
    for (size_t i = 0; i < watch->noted_count; i++)
        touch(watch, &watch->noted[i]);
    store_watch_forget(store);
    if (watch->rung)
        watch->rung(watch->arg);
}

uint64_t store_watch_count(struct store *store)
{
    uint64_t count;

    store_inside_enter(store);
    count = store->watch.count + 1;
    store_inside_leave(store);
    return count;
}

uint64_t store_watch_site(struct store *store, const struct uuid *site)
{
    uint64_t count;
    const uint64_t *at;

    store_inside_enter(store);
    count = store->watch.all_at;
    at = place_of(&store->watch, site);
    if (at && *at > count)
        count = *at;
    store_inside_leave(store);
    return count + 1;
}

void store_watch_ring(struct store *store, void (*rung)(void *arg), void *arg)
{
    store_inside_enter(store);
    store->watch.rung = rung;
    store->watch.arg = arg;
    store_inside_leave(store);
}
