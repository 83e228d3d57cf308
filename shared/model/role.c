// SPDX-License-Identifier: Apache-2.0
#include "shared/model/role.h"

#include "shared/model/kind_word.h"

bool role_read(struct span state, char out[ROLE_TEXT])
{
    struct arena arena;
    struct record record = {0};
    struct record_value role;

    out[0] = '\0';
    // Parsing takes some times as much as the state has bytes.
    arena_init(&arena, 64 * state.len + 65536);
    if (record_parse(state, &arena, &record, NULL) == ERR_OK
        && !record_field_conflicts(&record, span_of("role"))
        && record_values(&record, span_of("role"), &role, 1) > 0 && role.value.data[0] == '"')
        text_copy(out, ROLE_TEXT, (struct span){role.value.data + 1, role.value.len - 2});
    record_clear(&record);
    arena_clear(&arena);
    return out[0] != '\0';
}

enum err role_check(struct span role, struct span kind, struct error *error)
{
    const struct kind *known = kind_find(kind);
    const struct kind_word *word;
    char name[KIND_NAME_MAX + 1];

    if (kind_may_write(known, role))
        return ERR_OK;
    // Whom the table refuses, it has words for.
    word = kind_word_find(kind, role);
    text_copy(name, sizeof(name), kind);
    return error_set(error, ERR_DENIED, "%s不能填写“%s” · role %s may not write %s", word->zh,
                     known ? known->zh : name, word->value, name);
}
