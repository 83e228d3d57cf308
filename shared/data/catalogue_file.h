// SPDX-License-Identifier: Apache-2.0
// The catalogue file: JSON as the office edits it (docs/CATALOGUE.md), read and checked whole.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_FILE_H
#define PLUMB_SHARED_DATA_CATALOGUE_FILE_H

#include "shared/data/json.h"
#include "shared/model/catalogue.h"

enum { CATALOGUE_FILE_MAX = 160 << 10, CATALOGUE_ARENA_MAX = 2 << 20 };

// Reads a catalogue into the arena; *out lives in it. INVALID or PARSE names the entry ("nodes[2]
// \"briefing\".gate[0].when: column 12: …"): a missing or unknown member, a code that comes twice
// or that nothing has, a bad expression. TOO_LARGE beyond CATALOGUE_FILE_MAX.
enum err catalogue_file_read(struct span text, struct arena *arena, const struct catalogue **out,
                             struct error *error);

#endif
