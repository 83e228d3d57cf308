// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_index.h"

#include <stdlib.h>

static int by_id(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

static bool counts(const struct fact *fact, const struct fact_index_rule *rule)
{
    struct span value;

    return !record_deleted(fact->record)
           && (!rule->unless || fact_value(fact, rule->unless, &value) == ERR_NOT_FOUND);
}

bool fact_index_build(const struct facts *facts, const struct fact_index_rule *rule,
                      struct fact_index *out)
{
    size_t count, used = 0;
    const struct fact *list = facts_of_kind(facts, rule->kind, &count);
    struct uuid *ids = arena_take(facts->arena, (count + 1) * sizeof(*ids));

    *out = (struct fact_index){0};
    if (!ids)
        return false;
    for (size_t i = 0; i < count; i++)
        if (counts(&list[i], rule) && fact_uuid(&list[i], rule->field, &ids[used]))
            used++;
    qsort(ids, used, sizeof(*ids), by_id);
    *out = (struct fact_index){ids, used};
    return true;
}

size_t fact_index_count(const struct fact_index *index, const struct uuid *id)
{
    size_t low = 0, high = index->count, first;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (uuid_compare(&index->ids[middle], id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (first = low; low < index->count && uuid_equal(&index->ids[low], id); low++)
        continue;
    return low - first;
}
