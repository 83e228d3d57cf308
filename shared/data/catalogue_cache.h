// SPDX-License-Identifier: Apache-2.0
// The catalogues that a program holds, read when they are asked for.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_CACHE_H
#define PLUMB_SHARED_DATA_CATALOGUE_CACHE_H

#include "shared/base/err.h"
#include "shared/model/catalogue.h"

// A shelf over the catalogue records that it was given; reads one only when it is asked for.
// The newest is the one with the highest published_at (then id) that can be read.
struct catalogue_cache;
struct catalogue_cache *catalogue_cache_create(void);
void catalogue_cache_free(struct catalogue_cache *cache); // accepts NULL; ends what it lent
// Adds a record of kind catalogue by its state bytes (copied); of a version that is there already
// the first stays. One that cannot be read later is as if it were not there, and
// `catalogue_cache_fault` tells why. PARSE when the bytes are no state.
enum err catalogue_cache_add(struct catalogue_cache *cache, struct span state, struct error *error);
struct catalogue_shelf catalogue_cache_shelf(struct catalogue_cache *cache); // lives as the cache
// Why a version could not be read: INVALID… with words; OK when it could, NOT_FOUND: not here.
enum err catalogue_cache_fault(struct catalogue_cache *cache, struct span version,
                               struct error *error);

// What is there, newest first, readable or not; borrowed until the next add.
struct catalogue_cache_entry {
    struct span version; // plain
    struct uuid id;
    int64_t published_ms; // 0: it does not say
};
size_t catalogue_cache_count(const struct catalogue_cache *cache);
struct catalogue_cache_entry catalogue_cache_at(const struct catalogue_cache *cache, size_t index);
// The content as it was published (plain JSON), appended to `out`. NOT_FOUND: not here.
enum err catalogue_cache_content(const struct catalogue_cache *cache, struct span version,
                                 struct buffer *out, struct error *error);

#endif
