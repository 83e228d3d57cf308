// SPDX-License-Identifier: Apache-2.0
#include "server/storage/signoff_queue.h"

#include "server/storage/row.h"

static enum err put(struct storage *storage, const struct uuid *record, const char *refused,
                    struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_UNLOGGED_PUT);

    row_put_uuid(&row, record);
    row_put_u64(&row, storage_stamp(storage)->number);
    row_put_text(&row, span_of(refused));
    return row_run(&row, error);
}

enum err signoff_queue_put(struct storage *storage, const struct uuid *record, struct error *error)
{
    return put(storage, record, "", error);
}

enum err signoff_queue_refuse(struct storage *storage, const struct uuid *record,
                              const char *reason, struct error *error)
{
    return put(storage, record, reason, error);
}

enum err signoff_queue_remove(struct storage *storage, const struct uuid *record,
                              struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_UNLOGGED_REMOVE);

    row_put_uuid(&row, record);
    return row_run(&row, error);
}

static enum err list(struct row *row, signoff_queue_each *each, void *arg, struct error *error)
{
    struct signoff_unlogged unlogged;

    while (row_next(row, error)) {
        row_uuid(row, &unlogged.record);
        unlogged.in_commit = row_u64(row);
        row_text(row, unlogged.refused, sizeof(unlogged.refused));
        if (row_verdict(row, error) || !each(arg, &unlogged))
            break;
    }
    return row_done(row, error);
}

enum err signoff_queue_next(struct view *view, const struct signoff_queue_range *range,
                            signoff_queue_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_UNLOGGED_NEXT);

    row_put_u64(&row, range->before);
    row_put_integer(&row, (int64_t)range->most);
    return list(&row, each, arg, error);
}

enum err signoff_queue_list(struct view *view, signoff_queue_each *each, void *arg,
                            struct error *error)
{
    struct row row = row_begin(view, STATEMENT_UNLOGGED_LIST);

    return list(&row, each, arg, error);
}
