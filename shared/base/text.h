// SPDX-License-Identifier: Apache-2.0
// Text without surprises: spans, UTF-8, numbers, hex and base64, checked character by character.
#ifndef PLUMB_SHARED_BASE_TEXT_H
#define PLUMB_SHARED_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A borrowed run of bytes, not NUL-terminated.
struct span {
    const char *data;
    size_t len;
};
struct span span_of(const char *text); // NULL gives an empty span
bool span_equal(struct span a, struct span b);
bool span_is(struct span a, const char *text);
int span_compare(struct span a, struct span b); // bytewise, shorter first

bool text_utf8_valid(const char *bytes, size_t len); // no overlong forms, no surrogates, ≤ U+10FFFF
// Length of the well-formed sequence at the start of bytes; 0 when there is none (len 0 included).
size_t text_utf8_step(const char *bytes, size_t len);
// One line as it reads: UTF-8 without control characters (C0, DEL, C1) and without those that turn
// the direction of what follows.
bool text_plain(struct span text);
// Makes foreign text harmless in a log or on a terminal: what is not plain becomes spaces, bytes
// that are not UTF-8 become '?'.
void text_flatten(char *text);
// Nothing to read: empty, or only spaces (the wide one of Chinese keyboards and the one that does
// not break included) and control characters.
bool text_blank(struct span text);
// Copies at most size-1 bytes, cut at a UTF-8 boundary; always NUL-terminated. Returns whether all
// fitted.
bool text_copy(char *out, size_t size, struct span text);
// Decimal without sign, without leading zeros ("0" itself is fine), whole span, no overflow.
bool text_parse_u64(struct span text, uint64_t *out);
bool text_parse_i64(struct span text, int64_t *out); // as above with an optional '-', no "-0"
// Exactly 2*size lower-case hex digits.
bool text_parse_hex(struct span text, void *out, size_t size);
void text_format_hex(char *out, const void *bytes, size_t size); // 2*size digits and a NUL
// Standard alphabet with padding; *out_len is at most size. False on anything else.
bool text_parse_base64(struct span text, void *out, size_t size, size_t *out_len);
// Splits "name=value" at the first '='. False when there is none.
bool text_split_pair(struct span text, struct span *name, struct span *value);

#endif
