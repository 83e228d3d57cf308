// SPDX-License-Identifier: Apache-2.0
// The header values of tus: never a fault, and what was read comes out the same again.
#include "server/sync/tus_header.h"
#include "shared/base/memory.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_metadata(const char *text)
{
    struct tus_header_metadata once, twice;
    struct buffer out;

    if (tus_header_metadata_read(text, &once, NULL) != ERR_OK || !once.has_digest)
        return;
    buffer_init(&out, TUS_METADATA_MAX);
    if (!tus_header_metadata_format(&once, &out)
        || tus_header_metadata_read(out.data, &twice, NULL) != ERR_OK
        || memcmp(&once, &twice, sizeof(once)) != 0)
        abort();
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tus_header_range range;
    struct digest digest;
    char *text = mem_alloc(size + 1); // a header value ends with a NUL

    memcpy(text, data, size);
    check_metadata(text);
    tus_header_checksum_read(text, &digest, NULL);
    if (tus_header_range_read(text, 1000, &range) == ERR_OK
        && (range.len == 0 || range.from >= 1000 || range.len > 1000 - range.from))
        abort();
    mem_free(text);
    return 0;
}
