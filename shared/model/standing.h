// SPDX-License-Identifier: Apache-2.0
// What still stands of one write in a record.
#ifndef PLUMB_SHARED_MODEL_STANDING_H
#define PLUMB_SHARED_MODEL_STANDING_H

#include "shared/model/write.h"

struct standing {
    struct dot dot;
    uint64_t time;
    struct uuid person;
    struct field *fields; // still standing ones, sorted by name; arena
    size_t field_count;
};

// One element of a state's `writes`; spans point into the reader's text, the fields are taken from
// `arena`. False on a fault of the reader: no field at all, a field that breaks the rules of
// write_check, a full arena.
bool standing_read(struct canon_reader *reader, struct arena *arena, struct standing *out);
bool standing_put(struct buffer *out, const struct standing *standing);

const struct field *standing_field(const struct standing *standing,
                                   struct span name); // NULL when it does not stand
// Keeps only the fields that `other` has too (common), or only those that it has not.
void standing_retain(struct standing *standing, const struct standing *other, bool common);
// Whether two remains of one dot can be of one write: time, person and the fields that both still
// have are the same.
bool standing_same_write(const struct standing *a, const struct standing *b);

#endif
