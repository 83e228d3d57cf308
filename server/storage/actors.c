// SPDX-License-Identifier: Apache-2.0
#include "server/storage/actors.h"

#include "server/storage/row.h"

#include <inttypes.h>

// The row is the upper half of a history key, which stays positive.
enum { ACTOR_ROW_MAX = INT32_MAX };

static void read_actor(struct row *row, struct actor_row *out)
{
    out->row = row_integer(row);
    out->actor = row_actor(row);
    out->counter = row_u64(row);
    out->trimmed_to = row_u64(row);
    row_uuid(row, &out->device);
}

enum err actors_get(struct view *view, uint64_t actor, struct actor_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACTOR_GET);
    enum err code;

    row_put_actor(&row, actor);
    code = row_step(&row, error);
    if (code)
        return code;
    read_actor(&row, out);
    return row_done(&row, error);
}

static enum err add(struct storage *storage, struct actor_row *actor, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ACTOR_ADD);
    enum err code;

    row_put_actor(&row, actor->actor);
    row_put_u64(&row, actor->counter);
    row_put_u64(&row, actor->trimmed_to);
    row_put_uuid(&row, &actor->device);
    code = row_run(&row, error);
    if (code)
        return code;
    if (row_added(&row) > ACTOR_ROW_MAX)
        return error_set(error, ERR_FULL, "2^31 actors");
    actor->row = row_added(&row);
    return ERR_OK;
}

enum err actors_put(struct storage *storage, struct actor_row *actor, struct error *error)
{
    struct row row;
    enum err code;

    if (!actor->row)
        return add(storage, actor, error);
    row = row_begin_write(storage, STATEMENT_ACTOR_SET);
    row_put_u64(&row, actor->counter);
    row_put_u64(&row, actor->trimmed_to);
    row_put_integer(&row, actor->row);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_CONFLICT,
                         "actor %016" PRIx64 " does not go back to counter %" PRIu64, actor->actor,
                         actor->counter);
    return code;
}

static enum err list(struct row *row, actors_each *each, void *arg, struct error *error)
{
    struct actor_row actor;

    while (row_next(row, error)) {
        read_actor(row, &actor);
        if (row_verdict(row, error) || !each(arg, &actor))
            break;
    }
    return row_done(row, error);
}

enum err actors_of_device(struct view *view, const struct uuid *device, actors_each *each,
                          void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACTOR_LIST_DEVICE);

    row_put_uuid(&row, device);
    return list(&row, each, arg, error);
}

enum err actors_list(struct view *view, actors_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACTOR_LIST);

    return list(&row, each, arg, error);
}
