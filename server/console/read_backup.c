// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_backup.h"

#include "server/console/console.h"
#include "server/upkeep/backup_schedule.h"
#include "server/upkeep/doctor.h"
#include "shared/base/calendar.h"
#include "shared/data/json.h"
#include "shared/web/route.h"

enum { DRILLS_MOST = 60 };

static bool put_drill(void *arg, const struct drill_row *drill)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_integer(json, "row", drill->row);
    json_put_integer(json, "started_ms", drill->started_ms);
    json_put_integer(json, "took_ms", drill->took_ms);
    json_put_integer(json, "restore_ms", drill->restore_ms);
    json_put_u64(json, "commit", drill->commit);
    json_put_integer(json, "records", (int64_t)drill->records);
    json_put_integer(json, "entries", (int64_t)drill->entries);
    json_put_integer(json, "files", (int64_t)drill->blobs);
    json_put_integer(json, "bytes", (int64_t)drill->bytes);
    json_put_integer(json, "copied_bytes", (int64_t)drill->copied_bytes);
    json_put_boolean(json, "scheduled", drill->scheduled);
    json_put_boolean(json, "sealed", drill->sealed);
    json_put_text(json, "place", drill->place);
    json_put_boolean(json, "good", drill->problem[0] == '\0');
    json_put_text(json, "problem", drill->problem);
    json_object_close(json);
    return true;
}

static enum err put_schedule(struct route_call *call, struct view *view, struct error *error)
{
    struct json_writer *json = route_answer(call);
    const int64_t now_ms = console_now_ms(call);
    struct backup_schedule schedule;
    int64_t asked_ms = 0;
    enum err err = backup_schedule_get(view, &schedule, error);

    if (err == ERR_OK)
        err = backup_schedule_asked(view, &asked_ms, error);
    if (err != ERR_OK)
        return err;
    json_object_open(json, "schedule");
    json_put_text(json, "folder", schedule.folder);
    json_put_text(json, "hour", schedule.hour);
    json_put_integer(json, "keep", schedule.keep);
    json_put_known(json, "next_ms", schedule.folder[0] != '\0',
                   backup_schedule_due_ms(&schedule, now_ms) + CALENDAR_DAY_MS);
    json_put_text(json, "ledger", schedule.folder[0] ? BACKUP_LEDGER_NAME : NULL);
    json_object_close(json);
    json_put_known(json, "asked_ms", asked_ms != 0, asked_ms);
    return ERR_OK;
}

static void put_finding(void *arg, const struct doctor_finding *finding)
{
    static const char *const tones[] = {"good", "note", "problem"};
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_text(json, "code", finding->code);
    json_put_text(json, "what", finding->what);
    json_put_text(json, "tone", tones[finding->tone]);
    json_put_text(json, "detail", finding->detail);
    json_put_text(json, "advice", finding->advice);
    json_object_close(json);
}

static enum err get_backup(struct route_call *call, struct error *error)
{
    struct json_writer *json = route_answer(call);
    const struct doctor_parts parts = {.disk = console_disk(call),
                                       .clock = office_clock(console_office(call)),
                                       .view = console_view(call, error)};
    enum err err = parts.view ? put_schedule(call, parts.view, error) : error->code;

    if (err != ERR_OK)
        return err;
    json_array_open(json, "drills");
    err = drills_list(parts.view, DRILLS_MOST, put_drill, json, error);
    json_array_close(json);
    json_array_open(json, "health");
    doctor_examine(&parts, put_finding, json);
    json_array_close(json);
    return err;
}

const struct route read_backup_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/backup",
     .access = CONSOLE_OPERATE | CONSOLE_AUDIT,
     .handler = get_backup,
     .purpose
     = "backups: schedule {folder, hour, keep, next_ms, ledger}, `asked_ms` of one that is "
       "about to begin, drills (how bringing each back went, the newest first), health "
       "(the lines of plumbd doctor)"},
};
const size_t read_backup_route_count = sizeof(read_backup_routes) / sizeof(read_backup_routes[0]);
