// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/wire_line.h"

#include <string.h>

bool wire_line(struct span *rest, struct span *line, bool *cut)
{
    const char *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->data) : rest->len;

    *cut = rest->len && !end;
    *line = (struct span){rest->data, len};
    if (!rest->len)
        return false;
    rest->data += len + (end != NULL);
    rest->len -= len + (end != NULL);
    return true;
}
