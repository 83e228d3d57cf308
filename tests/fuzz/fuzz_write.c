// SPDX-License-Identifier: Apache-2.0
// Any bytes as a journal entry: what is read is canonical, is written back alike unless it has
// members of a newer version, and what passes the rules can be applied.
#include "shared/model/kind.h"

#include <stdlib.h>

enum { ARENA_MAX = 8 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

// Applies a checked write to a record that has seen its context.
static void apply(const struct write *write, struct arena *arena)
{
    struct record record;
    struct record_value value;
    enum err result;

    record_init(&record, arena, &write->id, &write->site, write->kind);
    vector_copy(&record.vector, &write->context);
    result = record_apply(&record, write, NULL);
    require(result == ERR_OK || (result == ERR_INVALID && record.vector.count == VECTOR_MAX));
    if (result == ERR_OK) {
        require(vector_covers(&record.vector, write->dot));
        require(record.write_count == 1 && record_conflicts(&record, NULL, 0) == 0);
        for (size_t i = 0; i < write->field_count; i++)
            require(kind_shown(&record, write->fields[i].name, 0, &value) == ERR_OK);
    }
    record_clear(&record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size}, written;
    struct write write, again;
    struct buffer out;
    struct arena arena;

    arena_init(&arena, ARENA_MAX);
    buffer_init(&out, WRITE_BYTES_MAX);
    if (write_parse(text, &arena, &write, NULL) == ERR_OK) {
        struct kind_question question = {&write, write.context.count == 0, size % 2};

        require(canon_check(text, NULL) == ERR_OK);
        require(write_format(&write, &out));
        written = (struct span){out.data, out.len};
        require(written.len < size || span_equal(written, text));
        require(write_parse(written, &arena, &again, NULL) == ERR_OK);
        if (write_check(&write, NULL) == ERR_OK) {
            require(write_check(&again, NULL) == ERR_OK);
            kind_check(&question, NULL);
            apply(&write, &arena);
        }
        write_clear(&again);
        write_clear(&write);
    }
    buffer_clear(&out);
    arena_clear(&arena);
    return 0;
}
