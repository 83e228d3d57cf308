// SPDX-License-Identifier: Apache-2.0
// Derived fields of one fact on their way into it.
#ifndef PLUMB_SHARED_MODEL_FACT_DRAFT_H
#define PLUMB_SHARED_MODEL_FACT_DRAFT_H

#include "shared/model/fact.h"

enum { FACT_DRAFT_MAX = 16 };
struct fact_draft {
    struct arena *arena; // of the facts; once it is full nothing more is added and `failed` stands
    struct field fields[FACT_DRAFT_MAX];
    size_t count;
};
// Each adds one field (static name); `value` is canonical and must live as long as the facts.
void fact_draft_value(struct fact_draft *draft, const char *name, struct span value);
void fact_draft_boolean(struct fact_draft *draft, const char *name, bool value);
void fact_draft_integer(struct fact_draft *draft, const char *name, int64_t value);
void fact_draft_uuid(struct fact_draft *draft, const char *name, const struct uuid *value);
// Sorts them into the fact, beside what is derived already.
void fact_draft_finish(struct fact_draft *draft, struct fact *fact);

#endif
