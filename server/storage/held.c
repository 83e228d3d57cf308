// SPDX-License-Identifier: Apache-2.0
#include "server/storage/held.h"

#include "server/storage/row.h"

static void read_held(struct row *row, struct held_row *out)
{
    out->row = row_integer(row);
    out->dot.actor = row_actor(row);
    out->dot.counter = row_u64(row);
    row_uuid(row, &out->record);
    row_uuid(row, &out->site);
    row_uuid(row, &out->device);
    out->reason = (enum held_reason)row_integer(row);
    out->decision = (enum held_decision)row_integer(row);
    out->group = row_actor(row);
    row_text(row, out->detail, sizeof(out->detail));
    row_text(row, out->decided_why, sizeof(out->decided_why));
    row_uuid(row, &out->decided_by);
    out->since_ms = row_integer(row);
    out->decided_ms = row_integer(row);
    out->told = row_u64(row);
    out->bytes = row_bytes(row);
}

// reason … told: what may change, in the order both statements have it.
static void put_changes(struct row *row, const struct held_row *held)
{
    row_put_integer(row, held->reason);
    row_put_integer(row, held->decision);
    row_put_text(row, span_of(held->detail));
    row_put_text(row, span_of(held->decided_why));
    row_put_uuid(row, &held->decided_by);
    row_put_integer(row, held->decided_ms);
    row_put_u64(row, held->told);
}

static enum err add(struct storage *storage, struct held_row *held, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HELD_ADD);
    enum err code;

    row_put_actor(&row, held->dot.actor);
    row_put_u64(&row, held->dot.counter);
    row_put_uuid(&row, &held->record);
    row_put_uuid(&row, &held->site);
    row_put_uuid(&row, &held->device);
    row_put_actor(&row, held->group);
    if (held->bytes.len)
        row_put_bytes(&row, held->bytes);
    else
        row_put_null(&row);
    row_put_integer(&row, held->since_ms);
    put_changes(&row, held);
    code = row_run(&row, error);
    if (!code)
        held->row = row_added(&row);
    return code;
}

enum err held_put(struct storage *storage, struct held_row *held, struct error *error)
{
    struct row row;
    enum err code;

    if (!held->row)
        return add(storage, held, error);
    row = row_begin_write(storage, STATEMENT_HELD_SET);
    put_changes(&row, held);
    row_put_integer(&row, held->row);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "no held entry has number %lld",
                         (long long)held->row);
    return code;
}

enum err held_get(struct view *view, int64_t number, struct held_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HELD_GET);
    enum err code;

    row_put_integer(&row, number);
    code = row_step(&row, error);
    if (code)
        return code;
    read_held(&row, out);
    return row_keep(&row, (struct span *const[]){&out->bytes}, 1, error);
}

// The statement that finds the fewest rows for a filter.
static struct row begin_list(struct view *view, const struct held_filter *filter)
{
    struct row row;

    if (filter->by_record) {
        row = row_begin(view, filter->open_only ? STATEMENT_HELD_LIST_RECORD_OPEN
                                                : STATEMENT_HELD_LIST_RECORD);
        row_put_uuid(&row, &filter->record);
    } else if (filter->by_group) {
        row = row_begin(view, STATEMENT_HELD_LIST_GROUP);
        row_put_actor(&row, filter->group);
    } else if (filter->by_device) {
        row = row_begin(view, filter->untold_only ? STATEMENT_HELD_LIST_DEVICE_UNTOLD
                                                  : STATEMENT_HELD_LIST_DEVICE);
        row_put_uuid(&row, &filter->device);
    } else {
        row = row_begin(view, filter->open_only ? STATEMENT_HELD_LIST_OPEN : STATEMENT_HELD_LIST);
    }
    return row;
}

// A copy of the tablet, from before it heard, has to hear it too.
static bool unheard(const struct held_row *held, uint64_t from)
{
    bool decided = held->decision == DECISION_ACCEPTED || held->decision == DECISION_REJECTED;

    return !held->told || (decided && held->told > from);
}

static bool wanted(const struct held_row *held, const struct held_filter *filter)
{
    return (!filter->open_only || held->decision == DECISION_OPEN)
           && (!filter->untold_only || !held->told)
           && (!filter->untold_at || unheard(held, filter->heard_from))
           && (!filter->by_record || uuid_equal(&held->record, &filter->record))
           && (!filter->by_device || uuid_equal(&held->device, &filter->device))
           && (!filter->by_group || held->group == filter->group);
}

enum err held_list(struct view *view, const struct held_filter *filter, held_each *each, void *arg,
                   struct error *error)
{
    struct row row = begin_list(view, filter);
    struct held_row held;

    while (row_next(&row, error)) {
        read_held(&row, &held);
        if (row_verdict(&row, error) || (wanted(&held, filter) && !each(arg, &held)))
            break;
    }
    return row_done(&row, error);
}

enum err held_of_dot(struct view *view, struct dot dot, held_each *each, void *arg,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HELD_DOT);
    struct held_row held;

    row_put_actor(&row, dot.actor);
    row_put_u64(&row, dot.counter);
    while (row_next(&row, error)) {
        read_held(&row, &held);
        if (row_verdict(&row, error) || !each(arg, &held))
            break;
    }
    return row_done(&row, error);
}

enum err held_new(struct view *view, int64_t after_row, held_each *each, void *arg,
                  struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HELD_NEW);
    struct held_row held;

    row_put_integer(&row, after_row);
    while (row_next(&row, error)) {
        read_held(&row, &held);
        if (row_verdict(&row, error) || !each(arg, &held))
            break;
    }
    return row_done(&row, error);
}
