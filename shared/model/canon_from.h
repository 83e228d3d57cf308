// SPDX-License-Identifier: Apache-2.0
// Any JSON text within the restriction of canon.h, brought into its canonical form.
#ifndef PLUMB_SHARED_MODEL_CANON_FROM_H
#define PLUMB_SHARED_MODEL_CANON_FROM_H

#include "shared/model/canon.h"

enum { CANON_FROM_MEMBERS_MAX = 65536, CANON_FROM_SORT_MAX = 4 << 20 };

// Appends the canonical form of `json` (RFC 8259; white space, order of keys and escapes are free).
// PARSE on what the restriction has no room for: fractions, exponents, "-0", repeated keys, lone
// surrogates, U+0000, depth, more than CANON_FROM_MEMBERS_MAX members in the objects open at one
// time. TOO_LARGE when `out` is full, or an object whose keys are not in order takes more than
// CANON_FROM_SORT_MAX bytes. After an error `out` is as long as before.
enum err canon_from_json(struct span json, struct buffer *out, struct error *error);

#endif
