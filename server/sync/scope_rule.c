// SPDX-License-Identifier: Apache-2.0
#include "server/sync/scope_rule.h"

#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "shared/base/memory.h"
#include "shared/model/record.h"

#include <stdlib.h>

struct grant {
    struct uuid person, site;
};
struct refresh {
    struct storage *storage;
    struct roster *roster;
    struct arena arena;
    struct grant *grants; // by person
    size_t grant_count, grant_cap;
    struct uuid *sites; // of the device at hand
    size_t site_count, site_cap;
    struct scope_row *rows; // what it had
    size_t row_count, row_cap;
    enum err result;
    struct error *error;
};

static int compare_grants(const void *a, const void *b)
{
    return uuid_compare(&((const struct grant *)a)->person, &((const struct grant *)b)->person);
}

static int compare_uuids(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

// The one standing value of a field; false when there is none.
static bool single(const struct record *record, const char *name, struct span *out)
{
    struct record_value value;

    if (record_values(record, span_of(name), &value, 1) == 0)
        return false;
    *out = value.value;
    return true;
}

static bool grants(const struct record *record, struct uuid *person)
{
    struct span active, text;

    return single(record, "active", &active) && span_is(active, "true")
           && single(record, "person", &text) && text.len == UUID_TEXT + 1
           && uuid_parse((struct span){text.data + 1, text.len - 2}, person);
}

static bool collect_grant(void *arg, const struct record_row *row)
{
    struct refresh *refresh = arg;
    struct record record;
    struct grant grant = {.site = row->site};

    // A conflict in any field of it, and an assignment grants nothing until a person settled it.
    if (row->deleted || row->conflicted)
        return true;
    arena_reset(&refresh->arena);
    refresh->result = record_parse(row->state, &refresh->arena, &record, refresh->error);
    if (refresh->result != ERR_OK)
        return false;
    if (grants(&record, &grant.person)) {
        refresh->grants = mem_room(refresh->grants, refresh->grant_count, &refresh->grant_cap,
                                   sizeof(*refresh->grants));
        refresh->grants[refresh->grant_count++] = grant;
    }
    record_clear(&record);
    return true;
}

static bool on_record(struct refresh *refresh, const struct uuid *person)
{
    struct record_row row;

    return records_get(storage_writer(refresh->storage), person, &row, NULL) == ERR_OK
           && span_is(row.kind, "person") && !row.deleted;
}

static bool collect_sites(void *arg, const struct uuid *person, bool active)
{
    struct refresh *refresh = arg;
    size_t low = 0, high = refresh->grant_count;

    if (!active || !on_record(refresh, person))
        return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (uuid_compare(&refresh->grants[middle].person, person) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < refresh->grant_count && uuid_equal(&refresh->grants[low].person, person); low++) {
        refresh->sites = mem_room(refresh->sites, refresh->site_count, &refresh->site_cap,
                                  sizeof(struct uuid));
        refresh->sites[refresh->site_count++] = refresh->grants[low].site;
    }
    return true;
}

static bool collect_row(void *arg, const struct scope_row *row)
{
    struct refresh *refresh = arg;

    refresh->rows
        = mem_room(refresh->rows, refresh->row_count, &refresh->row_cap, sizeof(struct scope_row));
    refresh->rows[refresh->row_count++] = *row;
    return true;
}

static bool wanted(const struct refresh *refresh, const struct uuid *site)
{
    return refresh->site_count > 0
           && bsearch(site, refresh->sites, refresh->site_count, sizeof(*site), compare_uuids);
}

// A row for a site that came, came back or went.
static bool put(struct refresh *refresh, const struct uuid *device, const struct scope_row *row)
{
    refresh->result = scope_put(refresh->storage, device, row, refresh->error);
    return refresh->result == ERR_OK;
}

static bool write_changes(struct refresh *refresh, const struct uuid *device)
{
    uint64_t number = storage_stamp(refresh->storage)->number;
    bool changed = false;
    size_t at = 0;

    for (size_t i = 0; i < refresh->row_count; i++) {
        struct scope_row row = refresh->rows[i];

        if (row.until != 0 || wanted(refresh, &row.site))
            continue;
        row.until = number;
        row.drop_confirmed = false;
        changed = true;
        if (!put(refresh, device, &row))
            return false;
    }
    for (size_t i = 0; i < refresh->site_count; i++) {
        struct scope_row row = {.site = refresh->sites[i], .since = number};

        while (at < refresh->row_count && uuid_compare(&refresh->rows[at].site, &row.site) < 0)
            at++;
        if (at < refresh->row_count && uuid_equal(&refresh->rows[at].site, &row.site)
            && refresh->rows[at].until == 0)
            continue;
        changed = true;
        if (!put(refresh, device, &row))
            return false;
    }
    if (changed)
        roster_news(refresh->roster, device, number);
    return true;
}

static void sort_sites(struct refresh *refresh)
{
    size_t kept = 0;

    if (refresh->site_count == 0)
        return;
    qsort(refresh->sites, refresh->site_count, sizeof(struct uuid), compare_uuids);
    for (size_t i = 0; i < refresh->site_count; i++)
        if (kept == 0 || !uuid_equal(&refresh->sites[kept - 1], &refresh->sites[i]))
            refresh->sites[kept++] = refresh->sites[i];
    refresh->site_count = kept;
}

static bool refresh_device(void *arg, const struct device_row *device)
{
    struct refresh *refresh = arg;
    struct view *view = storage_writer(refresh->storage);

    if (device->state != DEVICE_ACTIVE)
        return true;
    refresh->site_count = refresh->row_count = 0;
    refresh->result = devices_persons(view, &device->id, collect_sites, refresh, refresh->error);
    if (refresh->result == ERR_OK)
        refresh->result = scope_list(view, &device->id, collect_row, refresh, refresh->error);
    sort_sites(refresh);
    return refresh->result == ERR_OK && write_changes(refresh, &device->id);
}

enum err scope_rule_refresh(struct storage *storage, struct roster *roster, struct error *error)
{
    struct refresh refresh = {.storage = storage, .roster = roster, .error = error};
    struct records_filter filter = {.every_site = true, .kind = span_of("assignment")};
    struct view *view = storage_writer(storage);
    enum err result;

    arena_init(&refresh.arena, 8 << 20);
    result = records_list(view, &filter, collect_grant, &refresh, error);
    if (result == ERR_OK)
        result = refresh.result;
    if (result == ERR_OK && refresh.grant_count > 0)
        qsort(refresh.grants, refresh.grant_count, sizeof(*refresh.grants), compare_grants);
    if (result == ERR_OK)
        result = devices_list(view, refresh_device, &refresh, error);
    if (result == ERR_OK)
        result = refresh.result;
    arena_clear(&refresh.arena);
    mem_free(refresh.grants);
    mem_free(refresh.sites);
    mem_free(refresh.rows);
    return result;
}

struct confirmation {
    const struct scope_rule_purge *purge;
    struct scope_row *rows; // room for one a site
    size_t count;
};

static bool collect_dropped(void *arg, const struct scope_row *row)
{
    struct confirmation *all = arg;
    const struct scope_rule_purge *purge = all->purge;

    for (size_t i = 0; i < purge->site_count; i++) {
        if (uuid_equal(&purge->sites[i], &row->site) && row->until != 0 && !row->drop_confirmed
            && row->until <= purge->seen) {
            all->rows[all->count++] = *row;
            break;
        }
    }
    return all->count < purge->site_count;
}

enum err scope_rule_confirm(struct storage *storage, const struct scope_rule_purge *purge,
                            struct error *error)
{
    struct confirmation all = {.purge = purge};
    enum err result;

    if (purge->site_count == 0)
        return ERR_OK;
    all.rows = mem_alloc_array(purge->site_count, sizeof(*all.rows));
    result = scope_list(storage_writer(storage), &purge->device, collect_dropped, &all, error);
    for (size_t i = 0; i < all.count && result == ERR_OK; i++) {
        all.rows[i].drop_confirmed = true;
        result = scope_put(storage, &purge->device, &all.rows[i], error);
    }
    mem_free(all.rows);
    return result;
}
