// SPDX-License-Identifier: Apache-2.0
// The gate before the JSON parser: one pass over foreign text, refusing what a parser should never
// see.
#ifndef PLUMB_SHARED_DATA_JSON_GUARD_H
#define PLUMB_SHARED_DATA_JSON_GUARD_H

#include "shared/base/err.h"
#include "shared/base/text.h"

enum { JSON_DEPTH_MAX = 16, JSON_NUMBER_MAX = 20 };

struct json_limits {
    size_t bytes_max, tokens_max; // a token is a value or a key
};
extern const struct json_limits json_limits_default; // 1 MiB, 20,000

// OK when `text` is one JSON value (RFC 8259) and nothing else, at most 16 levels deep, valid
// UTF-8, no key twice in an object (also not by escapes), no lone surrogate, no NUL (\u0000) in a
// string, numbers of at most 20 characters. TOO_LARGE past a limit, else PARSE, with the byte
// offset and the fault. No recursion; memory is one span for each key of the objects that are open
// at a time.
enum err json_guard(struct span text, const struct json_limits *limits, struct error *error);

#endif
