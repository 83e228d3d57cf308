// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 1 << 20, TEXT_BYTES_MAX = 256 << 20 };

void night_init(struct night *night)
{
    *night = (struct night){.unvisited_days = FIGURE_UNVISITED_DAYS};
    arena_init(&night->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        night->known[i] = true;
}

static void clear_restatements(struct night_restatements *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->list[i].late);
    mem_free(list->list);
}

void night_clear(struct night *night)
{
    clear_restatements(&night->restates);
    clear_restatements(&night->restated);
    mem_free(night->rows);
    mem_free(night->devices);
    mem_free(night->sites);
    mem_free(night->stores);
    tally_clear(&night->tally);
    arena_clear(&night->arena);
    *night = (struct night){0};
}

const char *night_keep(struct night *night, struct span text)
{
    const char *copy = text.len ? arena_dup(&night->arena, text.data, text.len) : "";

    night->full = night->full || !copy;
    return copy ? copy : "";
}

static const char *keep(struct night *night, const char *text)
{
    return night_keep(night, span_of(text));
}

// Room for one more, zeroed, at the end of a list.
static void *grow(void *list, size_t count, size_t *cap, size_t size)
{
    list = mem_room(list, count, cap, size);
    memset((char *)list + count * size, 0, size);
    return list;
}

void night_add(struct night *night, const struct night_row *row)
{
    struct night_row *copy;

    if (night->row_count == ROWS_MAX) {
        night->full = true;
        return;
    }
    night->rows = grow(night->rows, night->row_count, &night->row_cap, sizeof(*night->rows));
    copy = &night->rows[night->row_count++];
    *copy = *row;
    copy->kind = keep(night, row->kind);
    copy->code = keep(night, row->code);
    copy->rule = keep(night, row->rule);
    copy->item = keep(night, row->item);
    copy->zh = keep(night, row->zh);
    copy->en = keep(night, row->en);
}

struct night_device *night_add_device(struct night *night, const struct uuid *id)
{
    struct night_device *device;

    night->devices
        = grow(night->devices, night->device_count, &night->device_cap, sizeof(*night->devices));
    device = &night->devices[night->device_count++];
    device->id = *id;
    device->name = device->agent = "";
    return device;
}

struct night_site *night_add_site(struct night *night, const struct uuid *id)
{
    struct night_site *site;

    night->sites = grow(night->sites, night->site_count, &night->site_cap, sizeof(*night->sites));
    site = &night->sites[night->site_count++];
    site->id = *id;
    site->store = site->department = site->contract = site->place = "";
    return site;
}

struct night_restatement *night_add_restatement(struct night_restatements *list)
{
    list->list = grow(list->list, list->count, &list->cap, sizeof(*list->list));
    return &list->list[list->count++];
}

void night_add_late(struct night_restatement *restatement, const struct uuid *device,
                    uint64_t entries)
{
    restatement->late
        = mem_resize(restatement->late, (restatement->late_count + 1) * sizeof(*restatement->late));
    restatement->late[restatement->late_count++] = (struct night_late){*device, entries};
    restatement->entries += entries;
}

static int compare_sites(const void *a, const void *b)
{
    return uuid_compare(&((const struct night_site *)a)->id, &((const struct night_site *)b)->id);
}

const struct night_site *night_site(const struct night *night, const struct uuid *id)
{
    struct night_site key = {.id = *id};

    return night->site_count && !uuid_is_nil(id)
               ? bsearch(&key, night->sites, night->site_count, sizeof(key), compare_sites)
               : NULL;
}

const struct night_device *night_device(const struct night *night, const struct uuid *id)
{
    for (size_t i = 0; i < night->device_count; i++)
        if (uuid_equal(&night->devices[i].id, id))
            return &night->devices[i];
    return NULL;
}

int night_row_compare(const struct night_row *left, const struct night_row *right)
{
    int order;

    if (left->figure != right->figure)
        return left->figure < right->figure ? -1 : 1;
    order = uuid_compare(&left->site, &right->site);
    if (order == 0)
        order = uuid_compare(&left->device, &right->device);
    if (order == 0 && left->due_ms != right->due_ms)
        order = left->due_ms < right->due_ms ? -1 : 1;
    if (order == 0 && left->since_ms != right->since_ms)
        order = left->since_ms < right->since_ms ? -1 : 1;
    if (order == 0)
        order = uuid_compare(&left->record, &right->record);
    if (order == 0)
        order = strcmp(left->code, right->code);
    if (order == 0)
        order = strcmp(left->item, right->item);
    return order ? order : strcmp(left->en, right->en);
}

static int compare_rows(const void *a, const void *b)
{
    return night_row_compare(a, b);
}

static int compare_stores(const void *a, const void *b)
{
    const char *left = ((const struct night_store *)a)->name,
               *right = ((const struct night_store *)b)->name;

    if (!*left != !*right) // without a name: last
        return *left ? -1 : 1;
    return strcmp(left, right);
}

static struct night_store *store_of(struct night *night, const char *name)
{
    struct night_store key = {.name = name};

    return bsearch(&key, night->stores, night->store_count, sizeof(key), compare_stores);
}

static void find_stores(struct night *night)
{
    size_t cap = night->site_count + 1, kept = 0;

    mem_free(night->stores);
    night->stores = mem_alloc_array(cap, sizeof(*night->stores));
    for (size_t i = 0; i < night->site_count; i++)
        night->stores[i].name = night->sites[i].store;
    night->stores[night->site_count].name = ""; // what belongs to no site
    qsort(night->stores, cap, sizeof(*night->stores), compare_stores);
    for (size_t i = 0; i < cap; i++)
        if (kept == 0 || strcmp(night->stores[kept - 1].name, night->stores[i].name) != 0)
            night->stores[kept++] = night->stores[i];
    night->store_count = kept;
    for (size_t i = 0; i < night->site_count; i++)
        store_of(night, night->sites[i].store)->sites++;
}

static void count_row(struct night *night, const struct night_row *row)
{
    struct night_site *site = (struct night_site *)night_site(night, &row->site);
    struct night_device *device = (struct night_device *)night_device(night, &row->device);

    night->counts[row->figure] += row->amount;
    if (site)
        site->counts[row->figure] += row->amount;
    store_of(night, site ? site->store : "")->counts[row->figure] += row->amount;
    if (device)
        device->counts[row->figure] += row->amount;
}

// What belongs together: rows of a figure about one site and one tablet.
static bool same_group(const struct night_row *a, const struct night_row *b)
{
    return a->figure == b->figure && uuid_equal(&a->site, &b->site)
           && uuid_equal(&a->device, &b->device);
}

// The rest of a group as one row, which counts as much.
static struct night_row rest_of(struct night *night, const struct night_row *rows, size_t count)
{
    struct night_row rest = {.figure = rows->figure, .site = rows->site, .device = rows->device};
    char text[64];

    for (size_t i = 0; i < count; i++)
        rest.amount += rows[i].amount;
    rest.kind = rest.code = rest.rule = rest.item = "";
    snprintf(text, sizeof(text), "还有 %zu 项", count);
    rest.zh = keep(night, text);
    snprintf(text, sizeof(text), "%zu more", count);
    rest.en = keep(night, text);
    return rest;
}

// A disk full of lost photos must not make a night that nobody can open.
static void gather_long_groups(struct night *night)
{
    size_t kept = 0, end;

    for (size_t i = 0; i < night->row_count; i = end) {
        for (end = i + 1; end < night->row_count && same_group(&night->rows[i], &night->rows[end]);)
            end++;
        if (end - i <= NIGHT_GROUP_ROWS + 1) {
            memmove(&night->rows[kept], &night->rows[i], (end - i) * sizeof(*night->rows));
            kept += end - i;
        } else {
            struct night_row rest
                = rest_of(night, &night->rows[i + NIGHT_GROUP_ROWS], end - i - NIGHT_GROUP_ROWS);

            memmove(&night->rows[kept], &night->rows[i], NIGHT_GROUP_ROWS * sizeof(*night->rows));
            kept += NIGHT_GROUP_ROWS;
            night->rows[kept++] = rest;
        }
    }
    night->row_count = kept;
}

static void sort_rows(struct night *night)
{
    if (night->row_count == 0)
        return;
    qsort(night->rows, night->row_count, sizeof(*night->rows), compare_rows);
    gather_long_groups(night);
    qsort(night->rows, night->row_count, sizeof(*night->rows), compare_rows);
}

enum err night_settle(struct night *night, struct error *error)
{
    if (night->full)
        return error_set(error, ERR_TOO_LARGE, "a night has more rows than %d", ROWS_MAX);
    if (night->site_count)
        qsort(night->sites, night->site_count, sizeof(*night->sites), compare_sites);
    sort_rows(night);
    memset(night->counts, 0, sizeof(night->counts));
    for (size_t i = 0; i < night->device_count; i++)
        memset(night->devices[i].counts, 0, sizeof(night->counts));
    for (size_t i = 0; i < night->site_count; i++)
        memset(night->sites[i].counts, 0, sizeof(night->counts));
    find_stores(night);
    for (size_t i = 0; i < night->row_count; i++)
        count_row(night, &night->rows[i]);
    return ERR_OK;
}

void night_forget_site(struct night *night, const struct uuid *site)
{
    size_t kept = 0;

    for (size_t i = 0; i < night->row_count; i++)
        if (!uuid_equal(&night->rows[i].site, site))
            night->rows[kept++] = night->rows[i];
    night->row_count = kept;
}

const struct night_row *night_rows(const struct night *night, enum figure figure, size_t *count)
{
    const struct night_row *first = NULL;

    *count = 0;
    for (size_t i = 0; i < night->row_count; i++) {
        if (night->rows[i].figure != figure)
            continue;
        first = first ? first : &night->rows[i];
        ++*count;
    }
    return first;
}

uint64_t night_of_no_device(const struct night *night, enum figure figure)
{
    uint64_t rest = night->counts[figure];

    for (size_t i = 0; i < night->device_count; i++)
        rest -= night->devices[i].counts[figure];
    return rest;
}

uint64_t night_of_no_site(const struct night *night, enum figure figure)
{
    uint64_t rest = night->counts[figure];

    for (size_t i = 0; i < night->site_count; i++)
        rest -= night->sites[i].counts[figure];
    return rest;
}

const char *night_state_name(enum device_state state)
{
    static const char *const names[] = {"active", "revoked", "wipe", "returning"};

    return names[state];
}
