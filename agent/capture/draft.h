// SPDX-License-Identifier: Apache-2.0
// An edit as a person gives it: kind, site, record and the fields it sets.
#ifndef PLUMB_AGENT_CAPTURE_DRAFT_H
#define PLUMB_AGENT_CAPTURE_DRAFT_H

#include "shared/crypto/random.h"
#include "shared/model/kind.h"

struct draft {
    struct span kind;
    struct uuid site;
    struct uuid id;             // nil: the record of the kind's key, or a new one
    const struct field *fields; // canonical values, in any order, borrowed
    size_t field_count;
};

// Sorts a copy of the fields by name, in the arena. INVALID when a name comes twice.
enum err draft_sort(const struct draft *draft, struct arena *arena, struct field **out,
                    struct error *error);
// The record the draft is about, before it is known whether it exists: its id, the id that the key
// fields of its kind make, or a new UUIDv7. INVALID when a key field is missing.
enum err draft_identify(const struct draft *draft, const struct random *random, int64_t now_ms,
                        struct uuid *out, struct error *error);

#endif
