// SPDX-License-Identifier: Apache-2.0
// What differs between two catalogues, entry by entry, with both texts.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_COMPARE_H
#define PLUMB_SHARED_DATA_CATALOGUE_COMPARE_H

#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/base/verb_output.h"

// Prints a line a difference, or with --json an array of {path, change: added, removed, changed or
// moved, from, to}. Entries are matched by code, name, role or English words, so that one that only
// moved is said to have moved. *count is how many. PARSE when one is no JSON.
enum err catalogue_compare(struct span a, struct span b, struct verb_output *output, size_t *count,
                           struct error *error);

#endif
