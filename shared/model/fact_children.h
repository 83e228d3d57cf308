// SPDX-License-Identifier: Apache-2.0
// The records of a kind that belong to a record, in order of time.
#ifndef PLUMB_SHARED_MODEL_FACT_CHILDREN_H
#define PLUMB_SHARED_MODEL_FACT_CHILDREN_H

#include "shared/model/fact.h"

struct fact_children_rule {
    const char *kind;
    const char *parent; // field that names the record
    const char *time;   // field by which they are put in order, then by when they were written;
                        // those without it come first
};
struct fact_children {
    const struct fact *const *list; // in the arena
    size_t count;
};
// Those that are not deleted. False, and none, when the arena is full.
bool fact_children_gather(const struct facts *facts, const struct fact_children_rule *rule,
                          const struct uuid *parent, struct arena *arena,
                          struct fact_children *out);

#endif
