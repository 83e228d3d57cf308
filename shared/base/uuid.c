// SPDX-License-Identifier: Apache-2.0
#include "shared/base/uuid.h"

#include <string.h>

const struct uuid uuid_nil;

enum { GROUPS = 5 };
static const size_t group_bytes[GROUPS] = {4, 2, 2, 2, 6};

bool uuid_parse(struct span text, struct uuid *out)
{
    struct uuid uuid;
    const char *at = text.data;
    uint8_t *bytes = uuid.bytes;

    if (text.len != UUID_TEXT - 1)
        return false;
    for (int i = 0; i < GROUPS; i++) {
        if (i > 0 && *at++ != '-')
            return false;
        if (!text_parse_hex((struct span){at, group_bytes[i] * 2}, bytes, group_bytes[i]))
            return false;
        at += group_bytes[i] * 2;
        bytes += group_bytes[i];
    }
    *out = uuid;
    return true;
}

void uuid_format(const struct uuid *uuid, char out[UUID_TEXT])
{
    const uint8_t *bytes = uuid->bytes;

    for (int i = 0; i < GROUPS; i++) {
        if (i > 0)
            *out++ = '-';
        text_format_hex(out, bytes, group_bytes[i]);
        out += group_bytes[i] * 2;
        bytes += group_bytes[i];
    }
}

bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, UUID_BYTES) == 0;
}

int uuid_compare(const struct uuid *a, const struct uuid *b)
{
    int order = memcmp(a->bytes, b->bytes, UUID_BYTES);

    return order < 0 ? -1 : order > 0;
}

bool uuid_is_nil(const struct uuid *uuid)
{
    return uuid_equal(uuid, &uuid_nil);
}

static void set_version(struct uuid *uuid, unsigned version)
{
    uuid->bytes[6] = (uint8_t)((uuid->bytes[6] & 0x0F) | version << 4);
    uuid->bytes[8] = (uint8_t)((uuid->bytes[8] & 0x3F) | 0x80);
}

struct uuid uuid_v7(int64_t unix_ms, const uint8_t random[10])
{
    struct uuid uuid;

    for (int i = 0; i < 6; i++)
        uuid.bytes[i] = (uint8_t)((uint64_t)unix_ms >> (40 - 8 * i));
    memcpy(uuid.bytes + 6, random, 10);
    set_version(&uuid, 7);
    return uuid;
}

struct uuid uuid_v8(const uint8_t digest[16])
{
    struct uuid uuid;

    memcpy(uuid.bytes, digest, UUID_BYTES);
    set_version(&uuid, 8);
    return uuid;
}
