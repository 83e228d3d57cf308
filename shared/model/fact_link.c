// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_link.h"

// The record that this one belongs to; NULL: none that is here.
static const struct fact *above(const struct facts *facts, const struct fact *fact)
{
    // A record may name several: the nearest first.
    static const char *const references[] = {"attempt", "of", "node"};
    const struct fact *found = NULL;
    struct uuid id;

    for (size_t i = 0; !found && i < sizeof(references) / sizeof(references[0]); i++)
        if (fact_uuid(fact, references[i], &id))
            found = facts_find(facts, &id);
    return found;
}

const struct fact *fact_link_up(const struct facts *facts, const struct fact *fact,
                                const char *kind)
{
    for (int step = 0; fact && step <= FACT_LINK_STEPS; step++) {
        if (span_is(fact->record->kind, kind))
            return fact;
        fact = above(facts, fact);
    }
    return NULL;
}

bool fact_link_version(const struct facts *facts, const struct fact *fact, struct span *version)
{
    for (int step = 0; fact && step <= FACT_LINK_STEPS; step++) {
        if (fact_text(fact, "catalogue", version) && version->len)
            return true;
        fact = above(facts, fact);
    }
    return false;
}

const struct catalogue_items *fact_link_items(const struct facts *facts, const struct fact *fact,
                                              const struct catalogue *catalogue)
{
    const struct catalogue_inspection *inspection = NULL;
    const struct catalogue_node *node = NULL;
    const struct fact *of = fact_link_up(facts, fact, "inspection");
    struct span code;

    if (of && fact_text(of, "code", &code))
        inspection = catalogue_inspection_find(catalogue, code);
    if (inspection)
        return &inspection->items;
    of = fact_link_up(facts, fact, "node");
    if (of && fact_text(of, "code", &code))
        node = catalogue_node_find(catalogue, code);
    return node ? &node->items : NULL;
}
