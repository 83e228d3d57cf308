// SPDX-License-Identifier: Apache-2.0
// A raw entry line: an entry of a journal whose stored bytes do not match their stored chain.
#ifndef PLUMB_SHARED_WIRE_RAW_ENTRY_H
#define PLUMB_SHARED_WIRE_RAW_ENTRY_H

#include "shared/base/buffer.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"

struct raw_entry {
    struct dot dot;
    struct digest chain; // as the journal states it
};
// Appends the line with its '\n'; false when it does not fit.
bool raw_entry_format(const struct raw_entry *entry, struct span bytes, struct buffer *out);
// Reads a line (without '\n') and appends the entry's bytes to `bytes`. PARSE; TOO_LARGE when they
// do not fit.
enum err raw_entry_parse(struct span line, struct raw_entry *out, struct buffer *bytes,
                         struct error *error);

#endif
