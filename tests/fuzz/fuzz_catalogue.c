// SPDX-License-Identifier: Apache-2.0
// A catalogue file from anybody: read whole or refused with words; what was read can be shown.
#include "shared/data/catalogue_file.h"
#include "shared/data/catalogue_view.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct catalogue *catalogue;
    struct error error = {0};
    struct buffer shown;
    struct arena arena;
    enum err code;

    arena_init(&arena, CATALOGUE_ARENA_MAX);
    buffer_init(&shown, 4 << 20);
    code = catalogue_file_read((struct span){(const char *)data, size}, &arena, &catalogue, &error);
    if ((code == ERR_OK) != (catalogue != NULL) || (code && !error.detail[0]))
        abort();
    if (catalogue)
        catalogue_view_text(&shown, catalogue);
    buffer_clear(&shown);
    arena_clear(&arena);
    return 0;
}
