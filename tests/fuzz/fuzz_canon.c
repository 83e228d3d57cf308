// SPDX-License-Identifier: Apache-2.0
// Any bytes through both readers of JSON: what the free one writes is canonical and stays as it is,
// and the strict one accepts exactly what stays as it is.
#include "shared/model/canon_from.h"

#include <stdlib.h>

enum { OUT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

// Every string of a canonical text comes back from its unescaped form.
static void check_string(struct span text)
{
    struct canon_reader reader;
    struct buffer plain, again;
    struct span raw;

    canon_open(&reader, text);
    if (!canon_string(&reader, &raw))
        return;
    buffer_init(&plain, OUT_MAX);
    buffer_init(&again, OUT_MAX);
    require(canon_unescape(raw, &plain));
    require(canon_put_string(&again, (struct span){plain.data, plain.len}));
    require(again.len == raw.len + 2);
    require(span_equal(raw, (struct span){again.data + 1, raw.len}));
    buffer_clear(&plain);
    buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size}, written;
    struct buffer out, again;
    bool accepted = canon_check(text, NULL) == ERR_OK, same;

    buffer_init(&out, OUT_MAX);
    buffer_init(&again, OUT_MAX);
    if (canon_from_json(text, &out, NULL) == ERR_OK) {
        written = (struct span){out.data, out.len};
        same = span_equal(written, text);
        require(canon_check(written, NULL) == ERR_OK);
        require(canon_from_json(written, &again, NULL) == ERR_OK);
        require(span_equal(written, (struct span){again.data, again.len}));
        require(accepted == same);
        check_string(written);
    } else {
        require(!accepted);
        require(out.len == 0);
    }
    buffer_clear(&out);
    buffer_clear(&again);
    return 0;
}
