// SPDX-License-Identifier: Apache-2.0
#include "server/sync/alert.h"

#include "server/storage/alarm.h"

#include <string.h>

enum { ALERT_QUIET_MS = 24 * 3600 * 1000 };

struct search {
    const struct alarm_row *wanted;
    bool found;
};

static bool compare(void *arg, const struct alarm_row *alarm)
{
    struct search *search = arg;

    search->found = strcmp(alarm->kind, search->wanted->kind) == 0
                    && strcmp(alarm->detail, search->wanted->detail) == 0
                    && uuid_equal(&alarm->device, &search->wanted->device);
    return !search->found;
}

enum err alert_raise(struct storage *storage, const struct log *log, const struct alert *alert,
                     const char *format, ...)
{
    struct alarm_row alarm = {.at_ms = storage_stamp(storage)->at_ms};
    struct search search = {.wanted = &alarm};
    char device[UUID_TEXT] = "-";
    struct buffer detail;
    enum err result;
    va_list args;

    buffer_init(&detail, 4096);
    va_start(args, format);
    buffer_vprintf(&detail, format, args);
    va_end(args);
    text_copy(alarm.detail, sizeof(alarm.detail), (struct span){detail.data, detail.len});
    buffer_clear(&detail);
    text_copy(alarm.kind, sizeof(alarm.kind), span_of(alert->kind));
    if (alert->device) {
        alarm.device = *alert->device;
        uuid_format(alert->device, device);
    }
    result
        = alarm_list(storage_writer(storage), alarm.at_ms - ALERT_QUIET_MS, compare, &search, NULL);
    if (result != ERR_OK || search.found)
        return result;
    log_write(log, LOG_ALARM, "office", "%s device=%s %s", alarm.kind, device, alarm.detail);
    return alarm_put(storage, &alarm, NULL);
}
