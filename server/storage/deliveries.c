// SPDX-License-Identifier: Apache-2.0
#include "server/storage/deliveries.h"

#include "server/storage/row.h"

static enum err list(struct row *row, deliveries_each *each, void *arg, struct error *error)
{
    struct delivery_row delivery;

    while (row_next(row, error)) {
        delivery.row = row_integer(row);
        row_uuid(row, &delivery.event);
        row_uuid(row, &delivery.hook);
        row_text(row, delivery.kind, sizeof(delivery.kind));
        delivery.at_ms = row_integer(row);
        delivery.state = (enum delivery_state)row_integer(row);
        delivery.attempts = row_integer(row);
        delivery.since_ms = row_integer(row);
        delivery.next_ms = row_integer(row);
        delivery.tried_ms = row_integer(row);
        delivery.status = row_integer(row);
        row_text(row, delivery.detail, sizeof(delivery.detail));
        if (row_verdict(row, error) || !each(arg, &delivery))
            break;
    }
    return row_done(row, error);
}

enum err deliveries_due(struct view *view, int64_t now_ms, deliveries_each *each, void *arg,
                        struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DELIVERY_DUE);

    row_put_integer(&row, now_ms);
    return list(&row, each, arg, error);
}

enum err deliveries_list(struct view *view, const struct deliveries_filter *filter,
                         deliveries_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DELIVERY_LIST);

    row_put_integer(&row, filter->before ? filter->before : INT64_MAX);
    if (uuid_is_nil(&filter->hook))
        row_put_null(&row);
    else
        row_put_uuid(&row, &filter->hook);
    row_put_integer(&row, filter->state);
    row_put_integer(&row, filter->limit && filter->limit < INT64_MAX ? (int64_t)filter->limit : -1);
    return list(&row, each, arg, error);
}

enum err deliveries_count(struct view *view, struct deliveries_counts *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DELIVERY_COUNT);
    enum err code = row_step(&row, error);

    if (code)
        return code;
    out->waiting = row_integer(&row);
    out->dead = row_integer(&row);
    out->oldest_ms = row_integer(&row);
    return row_done(&row, error);
}

static bool keep_one(void *arg, const struct delivery_row *delivery)
{
    *(struct delivery_row *)arg = *delivery;
    return false;
}

// The one that a statement finds; its row is 0 when there is none.
static enum err find(struct view *view, enum statement statement, const struct uuid *hook,
                     struct delivery_row *out, struct error *error)
{
    struct row row = row_begin(view, statement);

    *out = (struct delivery_row){.row = 0};
    row_put_uuid(&row, hook);
    return list(&row, keep_one, out, error);
}

enum err deliveries_sum(struct view *view, const struct uuid *hook, struct deliveries_sum *out,
                        struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DELIVERY_SUM);
    struct delivery_row first = {.row = 0};
    enum err code;

    row_put_uuid(&row, hook);
    code = row_step(&row, error);
    if (code)
        return code;
    *out = (struct deliveries_sum){.waiting = row_integer(&row)};
    out->dead = row_integer(&row);
    out->done = row_integer(&row);
    out->done_ms = row_integer(&row);
    out->since_ms = row_integer(&row);
    code = row_done(&row, error);
    if (!code)
        code = find(view, STATEMENT_DELIVERY_LAST, hook, &out->last, error);
    if (!code)
        code = find(view, STATEMENT_DELIVERY_FIRST, hook, &first, error);
    out->next_ms = first.row ? first.next_ms : 0;
    return code;
}

enum err deliveries_settle(struct storage *storage, const struct delivery_row *delivery,
                           struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DELIVERY_SETTLE);

    row_put_integer(&row, delivery->row);
    row_put_integer(&row, delivery->state);
    row_put_integer(&row, delivery->next_ms);
    row_put_integer(&row, delivery->tried_ms);
    row_put_integer(&row, delivery->status);
    row_put_text(&row, span_of(delivery->detail));
    return row_run(&row, error);
}

enum err deliveries_resend(struct storage *storage, int64_t number, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DELIVERY_RESEND);
    enum err code;

    row_put_integer(&row, number);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(
            error, ERR_NOT_FOUND,
            "没有第 %lld 条，或接收方已取消 delivery %lld is not there, or its receiver was "
            "removed",
            (long long)number, (long long)number);
    return code;
}

enum err deliveries_resend_hook(struct storage *storage, const struct uuid *hook, int64_t *count,
                                struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DELIVERY_RESEND_HOOK);
    enum err code;

    row_put_uuid(&row, hook);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    code = row_run(&row, error);
    *count = code ? 0 : row_changes(&row);
    return code;
}

static enum err prune(struct storage *storage, enum statement statement, int64_t before_ms,
                      struct error *error)
{
    struct row row = row_begin_write(storage, statement);

    row_put_integer(&row, before_ms);
    return row_run(&row, error);
}

enum err deliveries_prune(struct storage *storage, int64_t before_ms, struct error *error)
{
    enum err code = prune(storage, STATEMENT_DELIVERY_PRUNE, before_ms, error);

    return code ? code : prune(storage, STATEMENT_EVENT_PRUNE, before_ms, error);
}
