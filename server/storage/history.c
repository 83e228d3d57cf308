// SPDX-License-Identifier: Apache-2.0
#include "server/storage/history.h"

#include "server/storage/row.h"

#include <inttypes.h>

enum { COUNTER_BITS = 32 };

static int64_t key_of(int64_t actor_row, uint64_t counter)
{
    return actor_row << COUNTER_BITS | (int64_t)counter;
}

static void read_entry(struct row *row, struct history_row *out)
{
    out->place = row_integer(row);
    out->dot.counter = (uint64_t)out->place & HISTORY_COUNTER_MAX;
    out->dot.actor = row_actor(row);
    row_uuid(row, &out->record);
    row_uuid(row, &out->device);
    out->commit = row_u64(row);
    out->received_ms = row_integer(row);
    out->broken = row_flag(row);
    row_digest(row, &out->chain);
    out->bytes = row_bytes(row);
}

enum err history_put(struct storage *storage, int64_t actor_row, const struct history_row *entry,
                     struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HISTORY_PUT);
    uint64_t counter = entry->dot.counter;

    if (!counter || counter > HISTORY_COUNTER_MAX || actor_row <= 0)
        return error_set(error, ERR_INVALID,
                         "counter %" PRIu64 " of actor %016" PRIx64 " cannot be kept", counter,
                         entry->dot.actor);
    row_put_integer(&row, key_of(actor_row, counter));
    row_put_uuid(&row, &entry->record);
    row_put_u64(&row, storage_stamp(storage)->number);
    row_put_integer(&row, entry->received_ms);
    row_put_integer(&row, entry->broken);
    row_put_digest(&row, &entry->chain);
    row_put_bytes(&row, entry->bytes);
    return row_run(&row, error);
}

enum err history_get(struct view *view, int64_t actor_row, uint64_t counter,
                     struct history_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HISTORY_GET);
    enum err code;

    if (counter > HISTORY_COUNTER_MAX)
        return error_set(error, ERR_NOT_FOUND, "no entry can have counter %" PRIu64, counter);
    row_put_integer(&row, key_of(actor_row, counter));
    code = row_step(&row, error);
    if (code)
        return code;
    read_entry(&row, out);
    return row_keep(&row, (struct span *const[]){&out->bytes}, 1, error);
}

static enum err list(struct row *row, history_each *each, void *arg, struct error *error)
{
    struct history_row entry;

    while (row_next(row, error)) {
        read_entry(row, &entry);
        if (row_verdict(row, error) || !each(arg, &entry))
            break;
    }
    return row_done(row, error);
}

enum err history_of_record(struct view *view, const struct uuid *record, history_each *each,
                           void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HISTORY_OF_RECORD);

    row_put_uuid(&row, record);
    return list(&row, each, arg, error);
}

enum err history_of_site(struct view *view, const struct history_range *range, history_each *each,
                         void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HISTORY_OF_SITE);

    row_put_uuid(&row, &range->site);
    row_put_u64(&row, range->before_commit);
    row_put_integer(&row, range->before_place);
    row_put_integer(&row, (int64_t)range->limit);
    return list(&row, each, arg, error);
}

enum err history_of_actor(struct view *view, int64_t actor_row, history_each *each, void *arg,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HISTORY_OF_ACTOR);

    row_put_integer(&row, key_of(actor_row, 0));
    row_put_integer(&row, key_of(actor_row, HISTORY_COUNTER_MAX));
    return list(&row, each, arg, error);
}

enum err history_after(struct view *view, const struct history_since *since, history_each *each,
                       void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HISTORY_AFTER);
    struct history_row entry;

    row_put_integer(&row, key_of(since->actor_row, 0));
    row_put_integer(&row, key_of(since->actor_row, HISTORY_COUNTER_MAX));
    while (row_next(&row, error)) {
        read_entry(&row, &entry);
        if (row_verdict(&row, error) || entry.commit <= since->commit || !each(arg, &entry))
            break;
    }
    return row_done(&row, error);
}
