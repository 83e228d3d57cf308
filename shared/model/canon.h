// SPDX-License-Identifier: Apache-2.0
// Canonical JSON: RFC 8785 restricted to strings, booleans, null and integers within ±(2^53−1),
// in objects and arrays.
#ifndef PLUMB_SHARED_MODEL_CANON_H
#define PLUMB_SHARED_MODEL_CANON_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/base/uuid.h"

enum { CANON_DEPTH_MAX = 16 };
#define CANON_INTEGER_MAX INT64_C(9007199254740991)

// A strict pull reader. It accepts canonical bytes only: no white space, keys sorted by UTF-16 code
// units and without repetition, the one escape form of RFC 8785 3.2.2.2, valid UTF-8 without U+0000
// (which no database column and no C text can hold), integers without "-0", fraction or exponent.
// The first fault sticks: every later call returns false and canon_end reports it.
struct canon_reader {
    const char *at, *end, *start; // `at` stands at the end once there is a fault
    const char *fault;            // why, or NULL
    const char *fault_at;
    const char *within; // the member in which the fault lies, or NULL; set by shape_read
    unsigned depth;
    struct span key[CANON_DEPTH_MAX]; // last key of each open object
    bool first[CANON_DEPTH_MAX];      // nothing of this object or array was read yet
};
enum canon_type {
    CANON_STRING,
    CANON_INTEGER,
    CANON_BOOLEAN,
    CANON_NULL,
    CANON_OBJECT,
    CANON_ARRAY,
    CANON_FAULT
};

void canon_open(struct canon_reader *reader, struct span text);
enum canon_type canon_peek(const struct canon_reader *reader); // of the value that comes next
bool canon_object(struct canon_reader *reader);                // '{'
// The next member's key (raw, still escaped, without quotes); false at '}' (which is consumed) or
// on a fault.
bool canon_member(struct canon_reader *reader, struct span *key);
bool canon_array(struct canon_reader *reader); // '['
// True when one more element follows; false at ']' (which is consumed) or on a fault.
bool canon_element(struct canon_reader *reader);
bool canon_string(struct canon_reader *reader, struct span *raw); // without quotes, still escaped
bool canon_integer(struct canon_reader *reader, int64_t *out);
bool canon_boolean(struct canon_reader *reader, bool *out);
bool canon_null(struct canon_reader *reader);
bool canon_u64(struct canon_reader *reader, uint64_t *out); // a string holding a decimal, P14
bool canon_uuid(struct canon_reader *reader, struct uuid *out);
bool canon_value(struct canon_reader *reader, struct span *text); // any value, checked; its bytes
// Sets the fault when there is none; `why` is a literal.
void canon_refuse(struct canon_reader *reader, const char *why);
// OK when everything was read and nothing follows; else PARSE with the offset and the fault.
enum err canon_end(struct canon_reader *reader, struct error *error);

// Whether `text` is one canonical value; names the first fault and its byte offset.
enum err canon_check(struct span text, struct error *error);

// Writing: false once the buffer has failed. Strings are given unescaped and must be valid UTF-8
// without U+0000, integers within ±(2^53−1): else the buffer is marked failed.
bool canon_put_string(struct buffer *out, struct span text);
bool canon_put_integer(struct buffer *out, int64_t value);
bool canon_put_u64(struct buffer *out, uint64_t value); // as a decimal string
bool canon_put_uuid(struct buffer *out, const struct uuid *uuid);
// Undoes the escapes of a raw string; one that canon_string would refuse marks the buffer failed.
bool canon_unescape(struct span raw, struct buffer *out);
// Order (-1, 0, 1) of two unescaped keys by UTF-16 code units; above U+FFFF not that of the bytes.
int canon_compare_keys(struct span a, struct span b);
int canon_compare_raw_keys(struct span a, struct span b); // the same for two raw keys

#endif
