// SPDX-License-Identifier: Apache-2.0
#include "server/storage/alarm.h"

#include "server/storage/row.h"

enum err alarm_put(struct storage *storage, const struct alarm_row *alarm, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ALARM_PUT);

    row_put_integer(&row, alarm->at_ms);
    row_put_text(&row, span_of(alarm->kind));
    row_put_text(&row, span_of(alarm->detail));
    row_put_uuid(&row, &alarm->device);
    return row_run(&row, error);
}

static enum err list(struct row *row, alarm_each *each, void *arg, struct error *error)
{
    struct alarm_row alarm;

    while (row_next(row, error)) {
        alarm.row = row_integer(row);
        alarm.at_ms = row_integer(row);
        row_text(row, alarm.kind, sizeof(alarm.kind));
        row_text(row, alarm.detail, sizeof(alarm.detail));
        row_uuid(row, &alarm.device);
        if (row_verdict(row, error) || !each(arg, &alarm))
            break;
    }
    return row_done(row, error);
}

enum err alarm_list(struct view *view, int64_t since_ms, alarm_each *each, void *arg,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ALARM_LIST);

    row_put_integer(&row, since_ms);
    return list(&row, each, arg, error);
}

enum err alarm_new(struct view *view, int64_t after_row, alarm_each *each, void *arg,
                   struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ALARM_NEW);

    row_put_integer(&row, after_row);
    return list(&row, each, arg, error);
}
