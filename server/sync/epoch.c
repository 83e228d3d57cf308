// SPDX-License-Identifier: Apache-2.0
#include "server/sync/epoch.h"

#include "server/sync/ledger_line.h"
#include "shared/model/vector.h"

enum { VALUE_MAX = 64 };

enum err epoch_read(struct view *view, uint64_t *out, struct error *error)
{
    struct buffer value;
    enum err result;

    buffer_init(&value, VALUE_MAX);
    result = setting_get(view, "epoch", &value, error);
    if (result == ERR_NOT_FOUND
        || (result == ERR_OK && !actor_parse((struct span){value.data, value.len}, out)))
        result = error_set(error, ERR_CORRUPT, "the store has no epoch");
    buffer_clear(&value);
    return result;
}

enum err epoch_begin(const struct epoch_parts *parts, uint64_t *out, struct error *error)
{
    uint64_t epoch = random_u64(parts->random) | 1; // never 0
    char text[ACTOR_TEXT];
    enum err result = ledger_line_epoch(parts->ledger, epoch, error);

    actor_format(epoch, text);
    if (result == ERR_OK)
        result = setting_put(parts->storage, "epoch", span_of(text), error);
    if (result == ERR_OK)
        *out = epoch;
    return result;
}

enum err epoch_backed_up(struct view *view, uint64_t *out, struct error *error)
{
    struct buffer value;
    enum err result;

    *out = 0;
    buffer_init(&value, VALUE_MAX);
    result = setting_get(view, "backed_up_through", &value, error);
    if (result == ERR_OK && !text_parse_u64((struct span){value.data, value.len}, out))
        result = error_set(error, ERR_CORRUPT, "backed_up_through is no number");
    buffer_clear(&value);
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

enum err epoch_set_backed_up(struct storage *storage, uint64_t commit, struct error *error)
{
    struct buffer value;
    enum err result;

    buffer_init(&value, VALUE_MAX);
    buffer_append_u64(&value, commit);
    result = setting_put(storage, "backed_up_through", (struct span){value.data, value.len}, error);
    buffer_clear(&value);
    return result;
}
