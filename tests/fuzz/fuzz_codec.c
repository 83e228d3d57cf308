// SPDX-License-Identifier: Apache-2.0
// A body expands within its maximum or is refused; what came out survives being packed again.
#include "shared/wire/codec.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer plain, packed, again;

    buffer_init(&plain, MOST);
    buffer_init(&packed, 2 * MOST);
    buffer_init(&again, MOST);
    if (codec_decode("zstd", (struct span){(const char *)data, size}, &plain, NULL) == ERR_OK
        && (codec_encode_zstd((struct span){plain.data, plain.len}, &packed, NULL)
            || codec_decode("zstd", (struct span){packed.data, packed.len}, &again, NULL)
            || plain.len != again.len
            || (plain.len && memcmp(plain.data, again.data, plain.len) != 0)))
        abort();
    if (plain.len > MOST || plain.cap > 2 * MOST)
        abort();
    buffer_clear(&plain);
    buffer_clear(&packed);
    buffer_clear(&again);
    return 0;
}
