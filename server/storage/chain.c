// SPDX-License-Identifier: Apache-2.0
#include "server/storage/chain.h"

#include "server/storage/row.h"

enum err chain_read(struct view *view, const struct uuid *device, struct chain_branches *out,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_CHAIN_HEADS);
    struct chain_head head;

    out->count = 0;
    row_put_uuid(&row, device);
    while (row_next(&row, error)) {
        row_uuid(&row, &head.device);
        head.dot.actor = row_actor(&row);
        head.dot.counter = row_u64(&row);
        head.since_ms = row_integer(&row);
        if (row_verdict(&row, error))
            break;
        if (out->count < CHAIN_HEADS_MAX)
            out->heads[out->count] = head;
        out->count++;
    }
    return row_done(&row, error);
}

static enum err move(struct storage *storage, const struct chain_step *step, bool *moved,
                     struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_CHAIN_MOVE);
    enum err code;

    row_put_actor(&row, step->to.actor);
    row_put_u64(&row, step->to.counter);
    row_put_uuid(&row, &step->device);
    row_put_actor(&row, step->from.actor);
    row_put_u64(&row, step->from.counter);
    code = row_run(&row, error);
    *moved = !code && row_changes(&row) == 1;
    return code;
}

static enum err begin_branch(struct storage *storage, const struct chain_step *step,
                             struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_CHAIN_ADD);

    row_put_uuid(&row, &step->device);
    row_put_actor(&row, step->to.actor);
    row_put_u64(&row, step->to.counter);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

enum err chain_advance(struct storage *storage, const struct chain_step *step, bool *branched,
                       struct error *error)
{
    struct chain_branches branches = {.count = 0};
    bool moved = false;
    enum err code = ERR_OK;

    *branched = false;
    if (step->from.actor)
        code = move(storage, step, &moved, error);
    if (code || moved)
        return code;
    code = chain_read(storage_writer(storage), &step->device, &branches, error);
    if (!code)
        code = begin_branch(storage, step, error);
    *branched = !code && (branches.count || step->from.actor);
    return code;
}
