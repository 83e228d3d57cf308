// SPDX-License-Identifier: Apache-2.0
#include "server/reports/overdue_events.h"

#include "server/storage/postbox.h"

#include <stdio.h>
#include <string.h>

enum { KEY_BYTES = 80, DATA_BYTES = 160 };

static enum err put_one(struct storage *storage, const struct night_row *row, struct error *error)
{
    char record[UUID_TEXT], key[KEY_BYTES], data[DATA_BYTES];
    struct postbox_event event
        = {.kind = "issue.overdue",
           .key = key,
           .site = row->site,
           .title = span_of("问题单过期,还没有整改完 an issue is overdue and not put right yet"),
           .data = {data, 0}};

    uuid_format(&row->record, record);
    snprintf(key, sizeof(key), "%s/%lld", record, (long long)row->due_ms);
    event.data.len = (size_t)snprintf(data, sizeof(data),
                                      "{\"kind\":\"rectification\",\"record\":\"%s\","
                                      "\"due_ms\":%lld}",
                                      record, (long long)row->due_ms);
    return postbox_put(storage, &event, error);
}

enum err overdue_events_put(struct storage *storage, const struct night *night, struct error *error)
{
    size_t count = 0;
    const struct night_row *rows = night_rows(night, FIGURE_OVERDUE, &count);
    enum err err = ERR_OK;

    for (size_t i = 0; i < count && err == ERR_OK; i++)
        if (strcmp(rows[i].kind, "rectification") == 0 && !uuid_is_nil(&rows[i].record))
            err = put_one(storage, &rows[i], error);
    return err;
}
