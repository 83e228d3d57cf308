// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/own_site.h"

bool own_site_is(const struct facts *facts, const struct uuid *site, const struct uuid *person)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "assignment", &count);
    bool others = false;

    for (size_t i = 0; i < count; i++) {
        struct uuid who;

        if (record_deleted(list[i].record) || !uuid_equal(&list[i].record->site, site)
            || !fact_true(&list[i], "active") || !fact_uuid(&list[i], "person", &who))
            continue;
        if (uuid_equal(&who, person))
            return true;
        others = true;
    }
    return !others;
}
