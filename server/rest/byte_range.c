// SPDX-License-Identifier: Apache-2.0
#include "server/rest/byte_range.h"

#include "shared/base/text.h"

#include <string.h>

// "a-b", "a-" or "-b".
struct bounds {
    uint64_t first, last;
    bool has_first, has_last;
};

static bool read_bounds(const char *header, struct bounds *out)
{
    const char *from = header && strncmp(header, "bytes=", 6) == 0 ? header + 6 : NULL;
    const char *dash = from ? strchr(from, '-') : NULL;

    if (!dash)
        return false;
    out->has_first = text_parse_u64((struct span){from, (size_t)(dash - from)}, &out->first);
    out->has_last = text_parse_u64(span_of(dash + 1), &out->last);
    if ((!out->has_first && dash != from) || (!out->has_last && dash[1]))
        return false;
    return out->has_first ? !out->has_last || out->first <= out->last : out->has_last;
}

struct byte_range byte_range_read(const char *header, uint64_t size)
{
    struct byte_range range = {.part = true};
    struct bounds bounds;

    if (!read_bounds(header, &bounds)) // as if it were not there
        return (struct byte_range){.len = size};
    if (!bounds.has_first) {
        range.first = bounds.last < size ? size - bounds.last : 0;
        range.beyond = bounds.last == 0 || size == 0;
        range.len = size - range.first;
        return range;
    }
    range.first = bounds.first;
    range.beyond = bounds.first >= size;
    if (!range.beyond)
        range.len = bounds.has_last && bounds.last < size ? bounds.last - bounds.first + 1
                                                          : size - bounds.first;
    return range;
}
