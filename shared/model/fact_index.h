// SPDX-License-Identifier: Apache-2.0
// How many records of a kind refer to each id, counted once for a whole site.
#ifndef PLUMB_SHARED_MODEL_FACT_INDEX_H
#define PLUMB_SHARED_MODEL_FACT_INDEX_H

#include "shared/model/fact.h"

struct fact_index {
    const struct uuid *ids; // sorted, as often as they are referred to; in the arena of the facts
    size_t count;
};
struct fact_index_rule {
    const char *kind, *field;
    const char *unless; // records that have this field do not count; NULL: all count
};
// Of the records of a kind that are not deleted, by their `field`. False when the arena is full.
bool fact_index_build(const struct facts *facts, const struct fact_index_rule *rule,
                      struct fact_index *out);
size_t fact_index_count(const struct fact_index *index, const struct uuid *id);

#endif
