// SPDX-License-Identifier: Apache-2.0
// Any bytes as one or two states of a record (split at a zero byte): what is read is written back
// alike, and merging obeys its laws or refuses.
#include "shared/model/record.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool is_state(const struct record *record, struct span text)
{
    struct buffer out;
    bool same;

    buffer_init(&out, RECORD_BYTES_MAX);
    same = record_format(record, &out) && span_equal(text, (struct span){out.data, out.len});
    buffer_clear(&out);
    return same;
}

// Merges the two both ways: either both refuse and nothing changes, or they come to the same.
static void merge(struct span a_text, struct span b_text, struct arena *arena)
{
    struct record a, b, a_whole;
    struct buffer out;
    enum err result;

    buffer_init(&out, 2 * RECORD_BYTES_MAX);
    require(record_parse(a_text, arena, &a, NULL) == ERR_OK);
    require(record_parse(a_text, arena, &a_whole, NULL) == ERR_OK);
    require(record_parse(b_text, arena, &b, NULL) == ERR_OK);
    result = record_merge(&a, &b, NULL);
    require(record_merge(&b, &a_whole, NULL) == result);
    if (result != ERR_OK)
        require(is_state(&a, a_text) && is_state(&b, b_text));
    else if (record_format(&a, &out))
        require(is_state(&b, (struct span){out.data, out.len}));
    record_clear(&a);
    record_clear(&b);
    record_clear(&a_whole);
    buffer_clear(&out);
}

// One text: reads back alike, and merged with itself stays as it is.
static bool check(struct span text, struct arena *arena)
{
    struct record record, same;
    struct span names[8];
    size_t fields;

    if (record_parse(text, arena, &record, NULL) != ERR_OK)
        return false;
    require(canon_check(text, NULL) == ERR_OK);
    require(is_state(&record, text));
    fields = record_fields(&record, names, 8);
    require(record_conflicts(&record, names, 8) <= fields);
    require(record_parse(text, arena, &same, NULL) == ERR_OK);
    require(record_merge(&record, &same, NULL) == ERR_OK);
    require(record_merge(&record, &record, NULL) == ERR_OK);
    require(is_state(&record, text));
    record_deleted(&record);
    record_clear(&record);
    record_clear(&same);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *zero = size ? memchr(text, '\0', size) : NULL;
    struct span first = {text, zero ? (size_t)(zero - text) : size}, second = first;
    struct arena arena;

    if (zero)
        second = (struct span){zero + 1, size - first.len - 1};
    arena_init(&arena, ARENA_MAX);
    if (check(first, &arena) && zero && check(second, &arena))
        merge(first, second, &arena);
    arena_clear(&arena);
    return 0;
}
