// SPDX-License-Identifier: Apache-2.0
// UUIDs of RFC 9562 as sixteen bytes; text form is lower case with hyphens.
#ifndef PLUMB_SHARED_BASE_UUID_H
#define PLUMB_SHARED_BASE_UUID_H

#include "shared/base/text.h"

enum { UUID_BYTES = 16, UUID_TEXT = 37 };
struct uuid {
    uint8_t bytes[UUID_BYTES];
};
extern const struct uuid uuid_nil;

bool uuid_parse(struct span text, struct uuid *out); // 36 characters, lower-case hex, nothing else
void uuid_format(const struct uuid *uuid, char out[UUID_TEXT]);
bool uuid_equal(const struct uuid *a, const struct uuid *b);
int uuid_compare(const struct uuid *a, const struct uuid *b);
bool uuid_is_nil(const struct uuid *uuid);
// RFC 9562 section 5.7: Unix milliseconds and ten random bytes.
struct uuid uuid_v7(int64_t unix_ms, const uint8_t random[10]);
// RFC 9562 section 5.8: the first sixteen bytes of a digest with version 8 and variant bits set.
struct uuid uuid_v8(const uint8_t digest[16]);

#endif
