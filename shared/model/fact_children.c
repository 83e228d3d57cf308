// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_children.h"

#include <stdlib.h>

struct child {
    int64_t at_ms;
    const struct fact *fact;
};

static int by_time(const void *a, const void *b)
{
    const struct child *one = a, *other = b;

    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    if (one->fact->time != other->fact->time)
        return one->fact->time < other->fact->time ? -1 : 1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

bool fact_children_gather(const struct facts *facts, const struct fact_children_rule *rule,
                          const struct uuid *parent, struct arena *arena, struct fact_children *out)
{
    size_t count = 0, found = 0;
    const struct fact *list = facts_of_kind(facts, rule->kind, &count);
    struct child *children = arena_take(arena, (count + 1) * sizeof(*children));
    const struct fact **kept;

    *out = (struct fact_children){0};
    for (size_t i = 0; children && i < count; i++) {
        if (record_deleted(list[i].record) || !fact_refers(&list[i], rule->parent, parent))
            continue;
        children[found] = (struct child){.fact = &list[i]};
        fact_integer(&list[i], rule->time, &children[found++].at_ms);
    }
    kept = children ? arena_take(arena, (found + 1) * sizeof(*kept)) : NULL;
    if (!kept)
        return false;
    qsort(children, found, sizeof(*children), by_time);
    for (size_t i = 0; i < found; i++)
        kept[i] = children[i].fact;
    *out = (struct fact_children){kept, found};
    return true;
}
