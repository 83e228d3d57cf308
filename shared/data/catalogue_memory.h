// SPDX-License-Identifier: Apache-2.0
// Catalogues that this process has read already: a tablet reads the same one for each of its sites
// and at each tap, and a published one never changes. Thread-safe.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_MEMORY_H
#define PLUMB_SHARED_DATA_CATALOGUE_MEMORY_H

#include "shared/base/err.h"
#include "shared/model/catalogue.h"

// Beside those in use it keeps at most so many, the ones that were asked for last.
enum { CATALOGUE_MEMORY_KEPT = 4 };

// A catalogue file, read; not to be changed.
struct catalogue_held;
// The same content gives the same one. Never NULL; give it back when it is no longer used.
struct catalogue_held *catalogue_memory_take(struct span content);
void catalogue_memory_give(struct catalogue_held *held); // accepts NULL
// NULL, and the errors of catalogue_file_read, when it cannot be read. Lives until it is given
// back.
const struct catalogue *catalogue_memory_read(const struct catalogue_held *held,
                                              struct error *fault);

#endif
