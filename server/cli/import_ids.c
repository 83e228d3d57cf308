// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_ids.h"

#include "shared/base/memory.h"

#include <string.h>

enum { SLOTS_FIRST = 1024 };

void import_ids_clear(struct import_ids *ids)
{
    mem_free(ids->list);
    mem_free(ids->slots);
    mem_free(ids->names);
    *ids = (struct import_ids){0};
}

// The slot of the id, or the free one where it would be. Ids are hashes: any bytes spread.
static size_t slot_of(const struct import_ids *ids, const struct uuid *id)
{
    size_t at;
    memcpy(&at, id->bytes + 8, sizeof at);
    for (at %= ids->slot_count;; at = (at + 1) % ids->slot_count)
        if (ids->slots[at] == 0 || uuid_equal(&ids->list[ids->slots[at] - 1].id, id))
            return at;
}

const struct import_id *import_ids_find(const struct import_ids *ids, const struct uuid *id)
{
    if (ids->slot_count == 0)
        return NULL;
    uint32_t place = ids->slots[slot_of(ids, id)];
    return place == 0 ? NULL : &ids->list[place - 1];
}

static void grow(struct import_ids *ids)
{
    ids->slot_count = ids->slot_count == 0 ? SLOTS_FIRST : ids->slot_count * 2;
    mem_free(ids->slots);
    ids->slots = mem_alloc_array(ids->slot_count, sizeof *ids->slots);
    memset(ids->slots, 0, ids->slot_count * sizeof *ids->slots);
    ids->list = mem_resize(ids->list, ids->slot_count * sizeof *ids->list);
    for (size_t i = 0; i < ids->count; i++)
        ids->slots[slot_of(ids, &ids->list[i].id)] = (uint32_t)i + 1;
}

void import_ids_add(struct import_ids *ids, const struct import_id *id)
{
    if (2 * (ids->count + 1) > ids->slot_count)
        grow(ids);
    ids->list[ids->count++] = *id;
    ids->slots[slot_of(ids, &id->id)] = (uint32_t)ids->count;
}

void import_ids_add_name(struct import_ids *ids, struct span name, const struct uuid *id)
{
    ids->names = mem_resize(ids->names, (ids->name_count + 1) * sizeof *ids->names);
    ids->names[ids->name_count++] = (struct import_name){name, *id};
}

size_t import_ids_named(const struct import_ids *ids, struct span name, struct uuid *out)
{
    size_t found = 0;
    for (size_t i = 0; i < ids->name_count; i++)
        if (span_equal(ids->names[i].name, name)) {
            *out = ids->names[i].id;
            found++;
        }
    return found;
}
