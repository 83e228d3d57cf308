// SPDX-License-Identifier: Apache-2.0
// An object read by a table of its members: both are sorted, so that one walk over the two settles
// all questions.
#ifndef PLUMB_SHARED_MODEL_SHAPE_H
#define PLUMB_SHARED_MODEL_SHAPE_H

#include "shared/model/canon.h"

struct shape_member {
    const char *name;                                      // plain ASCII
    bool (*read)(struct canon_reader *reader, void *into); // takes the value; false after a fault
    bool optional;
};
struct shape {
    const struct shape_member *members; // sorted by name
    size_t count;
    bool open; // members it does not know are skipped, but one that differs from a known name only
               // in case is refused
};

// Reads one object, handing `into` to the function of each member present. A missing, unknown or
// misspelt member is a fault of the reader; the innermost member in which a fault lies is named in
// canon_end's detail.
bool shape_read(struct canon_reader *reader, const struct shape *shape, void *into);

#endif
