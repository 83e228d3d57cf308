// SPDX-License-Identifier: Apache-2.0
// Any bytes as a photo to be printed: a copy within its limits, or words why there is none.
#include "server/reports/photo_copy.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct photo_copy copy;
    struct buffer out;

    buffer_init(&out, 8 << 20);
    if (photo_copy_make((struct span){(const char *)data, size}, &out, &copy)) {
        require(copy.width >= 1 && copy.width <= PHOTO_COPY_SIDE);
        require(copy.height >= 1 && copy.height <= PHOTO_COPY_SIDE);
        require(out.len > 0);
    } else {
        require(copy.why_zh[0] != '\0' && copy.why_en[0] != '\0');
    }
    buffer_clear(&out);
    return 0;
}
