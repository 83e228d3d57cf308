// SPDX-License-Identifier: Apache-2.0
#include "shared/model/erasure_mark.h"

#include <stdio.h>
#include <string.h>

enum { START = sizeof(ERASURE_MARK_START) - 1, BYTES = ERASURE_MARK_TEXT - 1 };

void erasure_mark_format(const struct uuid *site, char out[ERASURE_MARK_TEXT])
{
    memcpy(out, ERASURE_MARK_START, START);
    text_format_hex(out + START, site->bytes, UUID_BYTES);
}

bool erasure_mark_parse(struct span bytes, struct uuid *site)
{
    struct uuid found;

    if (bytes.len != BYTES || memcmp(bytes.data, ERASURE_MARK_START, START) != 0
        || !text_parse_hex((struct span){bytes.data + START, BYTES - START}, found.bytes,
                           UUID_BYTES))
        return false;
    *site = found;
    return true;
}
