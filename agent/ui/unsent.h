// SPDX-License-Identifier: Apache-2.0
// Which records have something that no receipt of the office covers yet: an edit, or a file.
#ifndef PLUMB_AGENT_UI_UNSENT_H
#define PLUMB_AGENT_UI_UNSENT_H

#include "agent/store/store.h"
#include "shared/base/memory.h"
#include "shared/base/uuid.h"

struct unsent_row {
    struct uuid record, site;
};
struct unsent {
    const struct unsent_row *rows; // sorted by record, each once
    size_t count;
};
// Keeps the list from call to call while the store does not change. Any thread.
struct unsent_memory;
struct unsent_memory *unsent_create(void);
void unsent_free(struct unsent_memory *memory); // accepts NULL
// The list as it stands, copied into the arena.
enum err unsent_read(struct unsent_memory *memory, struct store *store, struct arena *arena,
                     struct unsent *out, struct error *error);
bool unsent_has(const struct unsent *unsent, const struct uuid *record);
size_t unsent_of_site(const struct unsent *unsent, const struct uuid *site); // records

#endif
