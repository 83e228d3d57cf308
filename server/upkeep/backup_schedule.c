// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup_schedule.h"

#include "server/sync/office_parts.h"
#include "server/upkeep/backup_copy.h"
#include "server/upkeep/scratch.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, NAME_TEXT = 32, PATH_TEXT = 1024, NAMES_MAX = 4096 };

#define PREFIX "plumbline-"
#define NAME_SHAPE PREFIX "00000000-000000" // 0: a digit

static void read_setting(struct view *view, const char *name, char *out, size_t size)
{
    struct buffer text;
    buffer_init(&text, size);
    if (setting_get(view, name, &text, NULL) == ERR_OK && text.len > 0)
        text_copy(out, size, (struct span){text.data, text.len});
    buffer_clear(&text);
}

enum err backup_schedule_get(struct view *view, struct backup_schedule *out, struct error *error)
{
    char keep[24] = "";
    struct buffer text;
    *out = (struct backup_schedule){.hour = "03:00", .keep = BACKUP_KEEP_DEFAULT};
    buffer_init(&text, sizeof out->folder);
    enum err err = setting_get(view, "backup_folder", &text, error);
    buffer_clear(&text);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    read_setting(view, "backup_folder", out->folder, sizeof out->folder);
    read_setting(view, "backup_hour", out->hour, sizeof out->hour);
    read_setting(view, "backup_keep", keep, sizeof keep);
    if (!text_parse_i64(span_of(keep), &out->keep))
        out->keep = BACKUP_KEEP_DEFAULT;
    return ERR_OK;
}

static void join(char out[PATH_TEXT], const char *folder, const char *name)
{
    snprintf(out, PATH_TEXT, "%.900s/%s", folder, name);
}

// "HH:MM" as milliseconds since midnight; −1 when it is none.
static int64_t hour_ms(const char *text)
{
    unsigned digits[4];
    for (size_t i = 0, at = 0; i < 5; i++) {
        if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
            return -1;
        if (i != 2)
            digits[at++] = (unsigned)(text[i] - '0');
    }
    unsigned hours = digits[0] * 10 + digits[1], minutes = digits[2] * 10 + digits[3];
    if (text[5] != '\0' || hours > 23 || minutes > 59)
        return -1;
    return (int64_t)hours * HOUR_MS + (int64_t)minutes * MINUTE_MS;
}

static bool lies_within(const char *folder, const char *outer)
{
    char inside[4096], outside[4096];
    if (realpath(folder, inside) == NULL || realpath(outer, outside) == NULL)
        return false;
    size_t len = strlen(outside);
    return strncmp(inside, outside, len) == 0 && (inside[len] == '/' || inside[len] == '\0');
}

static enum err check_folder(const struct office *office, const char *folder, struct error *error)
{
    struct stat found;
    if (folder[0] != '/')
        return error_set(error, ERR_INVALID, "%s: 要写完整路径 a path from / on is wanted", folder);
    if (stat(folder, &found) != 0 || !S_ISDIR(found.st_mode))
        return error_set(error, ERR_INVALID, "%s: 没有这个文件夹 there is no such folder", folder);
    if (office->disk->root != NULL && lies_within(folder, office->disk->root))
        return error_set(error, ERR_INVALID,
                         "%s: 在服务器文件夹里面,会一起丢失 lies in the server's own folder and "
                         "would be lost with it",
                         folder);
    if (access(folder, R_OK | W_OK | X_OK) != 0)
        return error_set(error, ERR_INVALID, "%s: 服务器无权写入 the server may not write there",
                         folder);
    return ERR_OK;
}

static void marker_of(const char *folder, char out[PATH_TEXT])
{
    join(out, folder, "plumbline-backups");
}

static enum err put_marker(const char *folder, struct error *error)
{
    char path[PATH_TEXT];
    marker_of(folder, path);
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", path, strerror(errno));
    close(file);
    return ERR_OK;
}

struct setting_job {
    struct commit_job job; // first
    const struct backup_schedule *schedule;
    const struct audit_row *by; // NULL: no row
};

static enum err note_settings(const struct setting_job *job, struct storage *storage,
                              struct error *error)
{
    struct audit_row audit = *job->by;
    struct json_writer json;
    struct buffer after;
    buffer_init(&after, 2 * PATH_TEXT);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "folder", job->schedule->folder);
    json_put_text(&json, "hour", job->schedule->hour);
    json_put_integer(&json, "keep", job->schedule->keep);
    json_object_close(&json);
    audit.act = span_of("backup.schedule");
    audit.subject_kind = span_of("setting");
    audit.after = (struct span){after.data, after.len};
    enum err err = after.failed ? error_set(error, ERR_TOO_LARGE, "the folder's name is too long")
                                : audit_put(storage, &audit, NULL, error);
    buffer_clear(&after);
    return err;
}

static enum err apply_settings(struct commit_job *job, struct storage *storage,
                               const struct commit_stamp *stamp, struct error *error)
{
    const struct setting_job *wish = (const struct setting_job *)job;
    const struct backup_schedule *schedule = wish->schedule;
    char keep[24];
    (void)stamp;
    snprintf(keep, sizeof keep, "%lld", (long long)schedule->keep);
    enum err err = setting_put(storage, "backup_folder", span_of(schedule->folder), error);
    if (err == ERR_OK)
        err = setting_put(storage, "backup_hour", span_of(schedule->hour), error);
    if (err == ERR_OK)
        err = setting_put(storage, "backup_keep", span_of(keep), error);
    return err == ERR_OK && wish->by ? note_settings(wish, storage, error) : err;
}

enum err backup_schedule_set(struct office *office, const struct backup_schedule *schedule,
                             const struct audit_row *by, struct error *error)
{
    struct setting_job job = {.job = {.apply = apply_settings}, .schedule = schedule, .by = by};
    if (hour_ms(schedule->hour) < 0)
        return error_set(error, ERR_INVALID,
                         "\"%s\": 时间写成 03:00 a time such as 03:00 is wanted", schedule->hour);
    if (schedule->keep < 2 || schedule->keep > BACKUP_KEEP_MOST)
        return error_set(error, ERR_INVALID, "%lld: 保留份数 2 到 %d backups to keep: 2 to %d",
                         (long long)schedule->keep, BACKUP_KEEP_MOST, BACKUP_KEEP_MOST);
    enum err err
        = schedule->folder[0] == '\0' ? ERR_OK : check_folder(office, schedule->folder, error);
    if (err == ERR_OK && schedule->folder[0] != '\0')
        err = put_marker(schedule->folder, error);
    return err == ERR_OK ? committer_run(office->committer, &job.job, NULL, error) : err;
}

int64_t backup_schedule_due_ms(const struct backup_schedule *schedule, int64_t now_ms)
{
    int64_t hour = hour_ms(schedule->hour);
    if (schedule->folder[0] == '\0' || hour < 0)
        return 0;
    int64_t due_ms = calendar_start_ms(calendar_day(now_ms)) + hour;
    return due_ms > now_ms ? due_ms - CALENDAR_DAY_MS : due_ms;
}

// What the rows say of the backups made by schedule.
struct looking {
    int64_t good_ms, failed_ms; // start of the newest; 0: none
    int64_t asked_ms;           // one is asked for
    bool last_good;             // of all: the newest row is good
    bool any;
};

static bool look(void *arg, const struct drill_row *drill)
{
    struct looking *looking = arg;
    bool good = drill->problem[0] == '\0';
    if (!looking->any)
        looking->last_good = good;
    looking->any = true;
    if (drill->scheduled && good && looking->good_ms == 0)
        looking->good_ms = drill->started_ms;
    if (drill->scheduled && !good && looking->failed_ms == 0)
        looking->failed_ms = drill->started_ms;
    return looking->good_ms == 0;
}

// A backup of ours, or the folder of a drill that was interrupted.
static bool has_shape(const char *name)
{
    static const char shape[] = NAME_SHAPE;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != shape[i])
            return false;
    return name[sizeof shape - 1] == '\0' || strcmp(name + sizeof shape - 1, ".drill") == 0;
}

// Backups of ours in the folder, oldest first.
struct found {
    char (*names)[NAME_TEXT]; // owned
    size_t count;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void find_all(const char *folder, struct found *found)
{
    DIR *dir = opendir(folder);
    *found = (struct found){.names = mem_alloc_array(NAMES_MAX, NAME_TEXT)};
    if (dir == NULL)
        return;
    for (struct dirent *entry = readdir(dir); entry != NULL && found->count < NAMES_MAX;
         entry = readdir(dir))
        if (has_shape(entry->d_name))
            text_copy(found->names[found->count++], NAME_TEXT, span_of(entry->d_name));
    closedir(dir);
    qsort(found->names, found->count, NAME_TEXT, by_name);
}

static bool finished(const char *folder, const char *name)
{
    struct backup_manifest manifest;
    char path[PATH_TEXT];
    join(path, folder, name);
    return backup_manifest_read(path, &manifest, NULL) == ERR_OK;
}

// The newest finished one, whose files the next one may share.
static bool newest(const char *folder, char out[PATH_TEXT])
{
    struct found found;
    bool has = false;
    find_all(folder, &found);
    for (size_t i = found.count; i > 0 && !has; i--) {
        has = finished(folder, found.names[i - 1]);
        if (has)
            join(out, folder, found.names[i - 1]);
    }
    mem_free(found.names);
    return has;
}

static void thin(const struct office *office, const struct backup_schedule *schedule)
{
    struct found found;
    struct error error = {0};
    char path[PATH_TEXT];
    int64_t kept = 0;
    find_all(schedule->folder, &found);
    for (size_t i = found.count; i > 0; i--) {
        if (finished(schedule->folder, found.names[i - 1]) && ++kept <= schedule->keep)
            continue;
        join(path, schedule->folder, found.names[i - 1]);
        if (scratch_remove(path, &error) != ERR_OK)
            log_write(&office->log, LOG_WARN, "backup", "an old one stays: %s", error.detail);
    }
    mem_free(found.names);
}

static void new_path(const struct backup_schedule *schedule, int64_t now_ms, char out[PATH_TEXT])
{
    char time[CLOCK_TEXT], name[NAME_TEXT];
    clock_format(now_ms, time); // 2026-11-22T03:00:00.123+08:00
    snprintf(name, sizeof name, PREFIX "%.4s%.2s%.2s-%.2s%.2s%.2s", time, time + 5, time + 8,
             time + 11, time + 14, time + 17);
    join(out, schedule->folder, name);
}

static enum err make(struct office *office, const struct backup_schedule *schedule,
                     const struct backup_turn *turn, bool share, struct error *error)
{
    struct drill_row row;
    char path[PATH_TEXT], like[PATH_TEXT], marker[PATH_TEXT];
    marker_of(schedule->folder, marker);
    new_path(schedule, clock_wall_ms(&office->clock), path);
    // What one backup had wrong must not go on in the next: then all files are copied anew.
    share = share && newest(schedule->folder, like);
    struct backup_request request = {.folder = path,
                                     .marker = marker,
                                     .like = share ? like : NULL,
                                     .scheduled = true,
                                     .stop = turn->stop};
    enum err err = backup_make(office, &request, &row, error);
    if (err == ERR_OK) {
        thin(office, schedule);
        log_write(&office->log, LOG_INFO, "backup",
                  "made and brought back commit=%llu files=%llu took_ms=%lld",
                  (unsigned long long)row.commit, (unsigned long long)row.blobs,
                  (long long)row.took_ms);
    } else if (err != ERR_EXISTS)
        scratch_remove(path, NULL); // room for the next try; what it was is in the row
    return err;
}

static enum err read_schedule(struct office *office, struct backup_schedule *schedule,
                              struct looking *looking, struct error *error)
{
    struct view *view = NULL;
    enum err err = storage_open_view(office->storage, &view, error);
    if (err == ERR_OK)
        err = view_begin(view, error);
    if (err == ERR_OK)
        err = backup_schedule_get(view, schedule, error);
    if (err == ERR_OK && looking != NULL)
        err = drills_list(view, 0, look, looking, error);
    if (err == ERR_OK && looking != NULL)
        err = backup_schedule_asked(view, &looking->asked_ms, error);
    storage_close_view(view);
    return err;
}

static uint64_t size_of(const struct disk *disk, const char *path)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    if (disk->open(disk->ctx, path, DISK_READ, &file, NULL) == ERR_OK)
        disk->size(file, &size);
    disk->close(file);
    return size;
}

enum err backup_schedule_ledger(struct office *office, struct error *error)
{
    struct backup_schedule schedule = {0};
    struct disk folder = {0};
    struct backup_copy copy = {.from = office->disk, .to = &folder};
    enum err err = read_schedule(office, &schedule, NULL, error);
    if (err != ERR_OK || schedule.folder[0] == '\0')
        return err;
    err = disk_system_open(schedule.folder, false, &folder, error);
    if (err == ERR_OK && size_of(office->disk, "ledger") != size_of(&folder, BACKUP_LEDGER_NAME)) {
        err = backup_copy_file(&copy, "ledger", error);
        if (err == ERR_OK)
            err = folder.rename(folder.ctx, "ledger", BACKUP_LEDGER_NAME);
        if (err == ERR_OK)
            err = folder.sync_folder(folder.ctx, "");
    }
    disk_system_close(&folder);
    return err;
}

// ---- one that was asked for ----

static const char asked_setting[] = "backup_asked";

struct ask_job {
    struct commit_job job; // first
    const struct audit_row *by;
};

static enum err apply_ask(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    const struct ask_job *ask = (const struct ask_job *)job;
    struct audit_row audit = *ask->by;
    struct backup_schedule schedule;
    char at[24];
    enum err err = backup_schedule_get(storage_writer(storage), &schedule, error);
    if (err == ERR_OK && schedule.folder[0] == '\0')
        err = error_set(
            error, ERR_PRECONDITION,
            "还没有设置备份的文件夹：在服务器上运行 plumbd backup schedule --folder no folder "
            "is set for backups: run plumbd backup schedule --folder at the server");
    snprintf(at, sizeof at, "%lld", (long long)stamp->at_ms);
    if (err == ERR_OK)
        err = setting_put(storage, asked_setting, span_of(at), error);
    audit.act = span_of("backup.ask");
    audit.subject_kind = span_of("setting");
    return err == ERR_OK ? audit_put(storage, &audit, NULL, error) : err;
}

enum err backup_schedule_ask(struct office *office, const struct audit_row *by, struct error *error)
{
    struct ask_job ask = {.job = {.apply = apply_ask}, .by = by};
    return committer_run(office->committer, &ask.job, NULL, error);
}

static bool newest_start(void *arg, const struct drill_row *drill)
{
    *(int64_t *)arg = drill->started_ms;
    return false;
}

enum err backup_schedule_asked(struct view *view, int64_t *asked_ms, struct error *error)
{
    char text[24] = "";
    int64_t started_ms = 0;
    *asked_ms = 0;
    read_setting(view, asked_setting, text, sizeof text);
    if (!text_parse_i64(span_of(text), asked_ms))
        return ERR_OK;
    enum err err = drills_list(view, 1, newest_start, &started_ms, error);
    if (started_ms >= *asked_ms)
        *asked_ms = 0;
    return err;
}

enum err backup_schedule_turn(struct office *office, struct backup_turn *turn, struct error *error)
{
    struct backup_schedule schedule = {0};
    struct looking looking = {0};
    int64_t now_ms = clock_wall_ms(&office->clock);
    turn->made = false;
    enum err err = read_schedule(office, &schedule, &looking, error);
    int64_t due_ms = err == ERR_OK ? backup_schedule_due_ms(&schedule, now_ms) : 0;
    if (due_ms == 0
        || (looking.asked_ms == 0
            && (looking.good_ms >= due_ms
                || (looking.failed_ms >= due_ms && now_ms - looking.failed_ms < HOUR_MS))))
        return err;
    turn->made = true;
    return make(office, &schedule, turn, looking.last_good, error);
}
