// SPDX-License-Identifier: Apache-2.0
// The record in which a catalogue is published: what may be written as one.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_RECORD_H
#define PLUMB_SHARED_DATA_CATALOGUE_RECORD_H

#include "shared/base/memory.h"
#include "shared/model/write.h"

enum { CATALOGUE_RECORD_FIELDS = 4 };

// Whether a write of kind catalogue carries a whole catalogue of the version it names, so that a
// bad one is never published. INVALID, PARSE or TOO_LARGE name the entry at fault.
enum err catalogue_record_check(const struct write *write, struct error *error);
// The fields of the record that publishes this file (kept byte by byte), sorted, in the arena.
// out->version is its version, plain. Errors as catalogue_file_read; TOO_LARGE also when a record
// has no room for it.
struct catalogue_record {
    struct field fields[CATALOGUE_RECORD_FIELDS];
    struct span version;
    struct uuid id;
};
enum err catalogue_record_make(struct span file, int64_t published_ms, struct arena *arena,
                               struct catalogue_record *out, struct error *error);
// Whether two files say the same: white space and the order of members do not count.
bool catalogue_record_same(struct span a, struct span b);

#endif
