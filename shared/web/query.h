// SPDX-License-Identifier: Apache-2.0
// A query string, taken apart strictly: what could be read in two ways is refused.
#ifndef PLUMB_SHARED_WEB_QUERY_H
#define PLUMB_SHARED_WEB_QUERY_H

#include "shared/base/err.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"

// Decodes "%E4%BD" and, in a query, "+" as a space. NULL when a '%' is not followed by two hex
// digits, a byte outside of printable ASCII stands bare, or the result is no UTF-8 or holds a NUL.
// Copied into the arena.
char *query_decode(struct span text, bool plus, struct arena *arena);

// Cuts the next "name=value" off `*rest` and decodes both; *name is NULL at the end. A member
// without '=' has an empty value; empty members ("a=1&&b=2") and what cannot be decoded are
// INVALID.
enum err query_next(struct span *rest, struct arena *arena, const char **name, const char **value,
                    struct error *error);

#endif
