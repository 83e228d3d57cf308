// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_backup.h"

#include "server/console/console.h"
#include "server/upkeep/backup_schedule.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum err post_backup(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "backup.ask");

    return backup_schedule_ask(console_office(call), &audit, error);
}

// The folder is a path of the server: only who is at the server says which.
static enum err post_schedule(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "backup.schedule");
    struct view *view = console_view(call, error);
    struct backup_schedule schedule;
    enum err err = view ? backup_schedule_get(view, &schedule, error) : error->code;

    if (err == ERR_OK && !schedule.folder[0])
        err = error_set(
            error, ERR_PRECONDITION,
            "还没有设置备份的文件夹：在服务器上运行 plumbd backup schedule --folder no folder "
            "is set for backups: run plumbd backup schedule --folder at the server");
    if (err == ERR_OK
        && !text_copy(schedule.hour, sizeof(schedule.hour), span_of(route_text(call, "hour"))))
        err = error_set(error, ERR_INVALID, "时间写成 03:00 a time such as 03:00 is wanted");
    schedule.keep = route_integer(call, "keep", BACKUP_KEEP_DEFAULT);
    audit.why = span_of(route_text(call, "why") ? route_text(call, "why") : "");
    return err == ERR_OK ? backup_schedule_set(console_office(call), &schedule, &audit, error)
                         : err;
}

static const struct route_parameter schedule_parameters[] = {
    {.name = "hour", .type = ROUTE_TEXT, .required = true, .max = BACKUP_HOUR_TEXT - 1},
    {.name = "keep", .type = ROUTE_INTEGER, .required = true, .min = 2, .max = BACKUP_KEEP_MOST},
    {.name = "why", .type = ROUTE_TEXT, .max = 1000},
};

const struct route act_backup_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/backup",
     .access = CONSOLE_OPERATE,
     .changes = true,
     .handler = post_backup,
     .purpose = "asks for a backup now: it begins within a minute, is brought back and checked"},
    {.method = HTTP_POST,
     .path = "/api/backup/schedule",
     .access = CONSOLE_OPERATE,
     .changes = true,
     .parameters = schedule_parameters,
     .parameter_count = COUNT(schedule_parameters),
     .handler = post_schedule,
     .purpose = "changes the hour of the daily backup and how many are kept; the folder is set at "
                "the server"},
};
const size_t act_backup_route_count = COUNT(act_backup_routes);
