// SPDX-License-Identifier: Apache-2.0
#include "server/storage/swaps.h"

#include "server/storage/row.h"

enum err swaps_add(struct storage *storage, const struct swap_row *swap, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SWAP_ADD);

    row_put_uuid(&row, &swap->old);
    row_put_uuid(&row, &swap->person);
    row_put_integer(&row, swap->begun_ms);
    row_put_text(&row, span_of(swap->begun_by));
    row_put_digest(&row, &swap->code);
    row_put_uuid(&row, &swap->successor);
    return row_run(&row, error);
}

enum err swaps_put(struct storage *storage, const struct swap_row *swap, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SWAP_SET);

    row_put_integer(&row, swap->row);
    row_put_digest(&row, &swap->code);
    row_put_uuid(&row, &swap->successor);
    row_put_integer(&row, swap->confirmed_ms);
    row_put_integer(&row, swap->ended_ms);
    row_put_integer(&row, swap->cancelled);
    return row_run(&row, error);
}

static enum err find(struct view *view, enum statement statement, const struct uuid *device,
                     struct swap_row *out, struct error *error)
{
    struct row row = row_begin(view, statement);
    enum err code;

    row_put_uuid(&row, device);
    code = row_step(&row, error);
    if (code)
        return code;
    out->row = row_integer(&row);
    row_uuid(&row, &out->old);
    row_uuid(&row, &out->person);
    out->begun_ms = row_integer(&row);
    row_text(&row, out->begun_by, sizeof(out->begun_by));
    row_digest(&row, &out->code);
    row_uuid(&row, &out->successor);
    out->confirmed_ms = row_integer(&row);
    out->ended_ms = row_integer(&row);
    out->cancelled = row_flag(&row);
    return row_done(&row, error);
}

enum err swaps_of(struct view *view, const struct uuid *old, struct swap_row *out,
                  struct error *error)
{
    return find(view, STATEMENT_SWAP_OF, old, out, error);
}

enum err swaps_to(struct view *view, const struct uuid *successor, struct swap_row *out,
                  struct error *error)
{
    return find(view, STATEMENT_SWAP_TO, successor, out, error);
}
