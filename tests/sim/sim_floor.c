// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_floor.h"

#include "shared/base/memory.h"

void sim_floor_clear(struct sim_floor *floor)
{
    for (size_t i = 0; i < floor->count; i++)
        vector_clear(&floor->entries[i].vector);
    mem_free(floor->entries);
    *floor = (struct sim_floor){0};
}

void sim_floor_copy(struct sim_floor *out, const struct sim_floor *from)
{
    sim_floor_clear(out);
    for (size_t i = 0; i < from->count; i++)
        sim_floor_raise(out, &from->entries[i].record, &from->entries[i].site,
                        &from->entries[i].vector);
}

struct sim_floor_entry *sim_floor_find(struct sim_floor *floor, const struct uuid *record)
{
    for (size_t i = 0; i < floor->count; i++)
        if (uuid_equal(&floor->entries[i].record, record))
            return &floor->entries[i];
    return NULL;
}

void sim_floor_raise(struct sim_floor *floor, const struct uuid *record, const struct uuid *site,
                     const struct vector *vector)
{
    struct sim_floor_entry *entry = sim_floor_find(floor, record);
    if (entry == NULL) {
        if (floor->count == floor->cap) {
            floor->cap = floor->cap * 2 + 16;
            floor->entries = mem_resize(floor->entries, floor->cap * sizeof *floor->entries);
        }
        entry = &floor->entries[floor->count++];
        *entry = (struct sim_floor_entry){.record = *record, .site = *site};
        vector_init(&entry->vector);
    }
    vector_join(&entry->vector, vector);
}

void sim_floor_forget(struct sim_floor *floor, size_t index)
{
    vector_clear(&floor->entries[index].vector);
    floor->entries[index] = floor->entries[--floor->count];
}
