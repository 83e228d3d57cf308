// SPDX-License-Identifier: Apache-2.0
// What the guard lets through, the parser reads and the writer repeats; and no key stands twice.
#include "shared/data/json.h"

#include <stdlib.h>
#include <string.h>

static void check_keys(const struct json *object)
{
    unsigned budget = 100; // a square of it, not of the input

    for (const struct json *a = json_first(object); a && budget; a = json_next(a), budget--)
        for (const struct json *b = json_next(a); b; b = json_next(b))
            if (json_is_object(object) && strcmp(json_key(a), json_key(b)) == 0)
                abort();
}

static void check_values(const struct json *value)
{
    int64_t integer;

    check_keys(value);
    if (json_integer(value, &integer) && (integer > (1LL << 53) - 1 || integer < 1 - (1LL << 53)))
        abort();
    for (const struct json *item = json_first(value); item; item = json_next(item))
        check_values(item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct json *root = NULL, *again = NULL;
    struct buffer first, second;
    enum err guarded = json_guard(text, &json_limits_default, NULL);

    // The guard decides: what it passes, cJSON must be able to read.
    if (json_parse(text, &json_limits_default, &root, NULL) != guarded || !root != (guarded != 0))
        abort();
    if (!root)
        return 0;
    check_values(root);
    buffer_init(&first, 64 << 20);
    buffer_init(&second, 64 << 20);
    if (!json_print(root, &first))
        abort();
    // Escapes may make the repetition longer than the limit, and 1e400 has no form: then it ends
    // here.
    if (json_parse((struct span){first.data, first.len}, &json_limits_default, &again, NULL) == 0) {
        if (!json_print(again, &second) || first.len != second.len
            || memcmp(first.data, second.data, first.len) != 0)
            abort();
    }
    json_free(again);
    json_free(root);
    buffer_clear(&first);
    buffer_clear(&second);
    return 0;
}
