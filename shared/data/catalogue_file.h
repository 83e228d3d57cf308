// SPDX-License-Identifier: Apache-2.0
// The catalogue file: JSON as the office edits it (docs/CATALOGUE.md), read and checked whole.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_FILE_H
#define PLUMB_SHARED_DATA_CATALOGUE_FILE_H

#include "shared/data/json.h"
#include "shared/model/catalogue.h"

enum { CATALOGUE_FILE_MAX = 128 << 10, CATALOGUE_ARENA_MAX = 2 << 20 };

// Reads a catalogue into the arena; *out lives in it. INVALID or PARSE names the entry ("nodes[2]
// \"briefing\".gate[0].when: column 12: …"): a missing or unknown member, a code that comes twice
// or that nothing has, a bad expression. TOO_LARGE beyond CATALOGUE_FILE_MAX.
enum err catalogue_file_read(struct span text, struct arena *arena, const struct catalogue **out,
                             struct error *error);

// A shelf over the catalogue records that `each` delivers; reads one only when it is asked for.
// The newest is the one with the highest published_at (then id).
struct catalogue_cache;
struct catalogue_cache *catalogue_cache_create(void);
void catalogue_cache_free(struct catalogue_cache *cache); // accepts NULL; ends what it lent
// Adds a record of kind catalogue by its state bytes (copied). One that cannot be read later is
// as if it were not there, and `catalogue_cache_fault` tells why.
enum err catalogue_cache_add(struct catalogue_cache *cache, struct span state, struct error *error);
struct catalogue_shelf catalogue_cache_shelf(struct catalogue_cache *cache);
// Why a version could not be read: INVALID… with words; OK when it could, NOT_FOUND: not here.
enum err catalogue_cache_fault(struct catalogue_cache *cache, struct span version,
                               struct error *error);

#endif
