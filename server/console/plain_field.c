// SPDX-License-Identifier: Apache-2.0
#include "server/console/plain_field.h"

#include "shared/model/canon.h"
#include "shared/model/kind.h"

enum { PLAIN_BYTES = 64 << 10 };

const char *plain_field(const struct record *record, const char *name, struct arena *arena)
{
    struct record_value value;
    struct buffer plain;
    const char *text;

    if (kind_shown(record, span_of(name), 0, &value) != ERR_OK || span_is(value.value, "null"))
        return "";
    if (value.value.len < 2 || value.value.data[0] != '"') {
        text = arena_dup(arena, value.value.data, value.value.len);
        return text ? text : "";
    }
    buffer_init(&plain, PLAIN_BYTES);
    text = canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, &plain)
               ? arena_dup(arena, plain.len ? plain.data : "", plain.len)
               : NULL;
    buffer_clear(&plain);
    return text ? text : "";
}
