// SPDX-License-Identifier: Apache-2.0
// The names of stores that the office's sites have: "城东" beside "城东店" is most likely a slip,
// and whoever may see 城东店 would not see its sites.
#ifndef PLUMB_SERVER_CLI_IMPORT_STORES_H
#define PLUMB_SERVER_CLI_IMPORT_STORES_H

#include "server/storage/view.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"

enum { IMPORT_STORES_MAX = 1000 };

struct import_stores {
    struct span names[IMPORT_STORES_MAX]; // in the arena
    size_t count;
};
enum err import_stores_read(struct view *view, struct arena *arena, struct import_stores *out,
                            struct error *error);
// Whether there are others, but not this one.
bool import_stores_is_new(const struct import_stores *stores, struct span name);
// Appends the names that there are, the first ten of them.
void import_stores_print(const struct import_stores *stores, char *out, size_t size);

#endif
