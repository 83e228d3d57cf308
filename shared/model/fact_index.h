// SPDX-License-Identifier: Apache-2.0
// How many records of a kind refer to each id, counted once for a whole site.
#ifndef PLUMB_SHARED_MODEL_FACT_INDEX_H
#define PLUMB_SHARED_MODEL_FACT_INDEX_H

#include "shared/model/fact.h"

struct fact_index {
    const struct uuid *ids; // sorted, as often as they are referred to; in the arena of the facts
    size_t count;
};
// Of the records of `kind` that are not deleted, by their `field`. False when the arena is full.
bool fact_index_build(const struct facts *facts, const char *kind, const char *field,
                      struct fact_index *out);
size_t fact_index_count(const struct fact_index *index, const struct uuid *id);

#endif
