// SPDX-License-Identifier: Apache-2.0
// Any bytes as handwriting of a device: what is read is canonical, read back alike, and drawn.
#include "shared/data/strokes_file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct strokes strokes, again;
    struct buffer text, same, drawing;
    struct arena arena;

    arena_init(&arena, 16 << 20);
    buffer_init(&text, STROKES_BYTES_MAX);
    buffer_init(&same, STROKES_BYTES_MAX);
    buffer_init(&drawing, 8 * STROKES_BYTES_MAX);
    if (strokes_file_read((struct span){(const char *)data, size}, &arena, &strokes, NULL)
        == ERR_OK) {
        require(strokes_format(&strokes, &text));
        require(canon_check((struct span){text.data, text.len}, NULL) == ERR_OK);
        require(strokes_parse((struct span){text.data, text.len}, &arena, &again, NULL) == ERR_OK);
        require(strokes_format(&again, &same) && strokes_draw_svg(&again, &drawing));
        require(text.len == same.len && memcmp(text.data, same.data, text.len) == 0);
    }
    buffer_clear(&text);
    buffer_clear(&same);
    buffer_clear(&drawing);
    arena_clear(&arena);
    return 0;
}
