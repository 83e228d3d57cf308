// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/doctor.h"

#include "server/storage/commit.h"
#include "server/storage/devices.h"
#include "server/storage/nights.h"
#include "server/upkeep/backup_schedule.h"
#include "shared/base/when.h"
#include "shared/crypto/certificate.h"
#include "shared/data/database_library.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

enum {
    LITTLE_MB = 512,
    SOME_MB = 4096,
    OLD_MS = 26 * 3600000,
    CLOCK_BACK_MS = 120000,
    WAL_LARGE_MB = 64,
    FILES_WANTED = 13000, // connections_max and what else is open
    CERTIFICATE_DAYS = 14,
    KEPT_CLOSED = 5, // of check_permissions' names: whatever else lies in the folder is behind it
    DETAIL = 700
};

struct doctor {
    const struct doctor_parts *parts;
    doctor_each *each;
    void *arg;
};

// What is looked at now: its code, its name, and what to do when it is not good.
struct subject {
    const char *code, *what, *advice;
};

static struct subject advised(struct subject subject, const char *advice)
{
    subject.advice = advice;
    return subject;
}

static void find(const struct doctor *d, struct subject subject, enum doctor_tone tone,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
static void find(const struct doctor *d, struct subject subject, enum doctor_tone tone,
                 const char *format, ...)
{
    char detail[DETAIL];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    struct doctor_finding finding = {.code = subject.code,
                                     .what = subject.what,
                                     .tone = tone,
                                     .detail = detail,
                                     .advice = tone == DOCTOR_GOOD ? NULL : subject.advice};
    d->each(d->arg, &finding);
}

static void check_space(const struct doctor *d)
{
    const struct subject subject = {"space", "剩余空间 storage free", NULL};
    const struct disk *disk = d->parts->disk;
    uint64_t bytes = 0;
    enum err err = disk->free_bytes(disk->ctx, &bytes);
    uint64_t megabytes = bytes >> 20;
    enum doctor_tone tone = err != ERR_OK || megabytes < LITTLE_MB ? DOCTOR_PROBLEM
                            : megabytes < SOME_MB                  ? DOCTOR_NOTE
                                                                   : DOCTOR_GOOD;
    find(d,
         advised(subject,
                 "腾出空间:移走旧的导出和备份 make room: move old exports and backups away"),
         tone, "%llu MB", (unsigned long long)megabytes);
}

// The folder is nobody else's business, and its keys least of all.
static void check_permissions(const struct doctor *d)
{
    static const char *const names[]
        = {"", "keys", "keys/ca.key", "keys/log.key", "keys/seal.key", "ledger", "office.db"};
    const struct subject subject = {"permissions", "文件权限 permissions", NULL};
    const char *root = d->parts->disk->root;
    char path[4096];
    struct stat found;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", root == NULL ? "" : root, names[i]);
        if (stat(path, &found) != 0) {
            find(d, advised(subject, "从备份恢复 bring it back from a backup"), DOCTOR_PROBLEM,
                 "%s: %s", path, strerror(errno));
            return;
        }
        bool secret = i < KEPT_CLOSED;
        if (found.st_uid != geteuid() || (secret && (found.st_mode & 077) != 0)) {
            find(
                d,
                advised(
                    subject,
                    "chown -R 到运行服务器的用户;chmod -R go= chown -R to the user the server runs "
                    "as; chmod -R go="),
                DOCTOR_PROBLEM,
                "%s: 别的用户能读到,或属于别的用户 other users may read it, or it is another "
                "user's",
                path);
            return;
        }
    }
    find(d, subject, DOCTOR_GOOD, "只有本用户能读 only this user may read them");
}

static void check_clock(const struct doctor *d)
{
    const struct subject subject = {"clock", "时钟 clock", NULL};
    struct timex timex = {0};
    struct commit_stamp head = {0};
    char now[WHEN_SHORT_TEXT], last[WHEN_SHORT_TEXT];
    int64_t now_ms = clock_wall_ms(&d->parts->clock);
    commit_head(d->parts->view, &head, NULL);
    when_format(now_ms, now);
    when_format(head.at_ms, last);
    if (head.at_ms > now_ms + CLOCK_BACK_MS)
        find(d,
             advised(subject, "检查服务器时间 (timedatectl);记录不会丢,但时间会写错 check the time "
                              "(timedatectl); "
                              "nothing is lost, but times are written wrong"),
             DOCTOR_PROBLEM,
             "现在 now %s,最近提交 newest commit %s: 时钟倒退了 the clock went back", now, last);
    else if (ntp_adjtime(&timex) == TIME_ERROR)
        find(d, advised(subject, "timedatectl set-ntp true"), DOCTOR_NOTE,
             "%s,没有与时间服务器同步 not synchronised with a time server", now);
    else
        find(d, subject, DOCTOR_GOOD, "%s", now);
}

struct certificates {
    int64_t now_ms;
    unsigned tablets, soon, past;
};

static bool look_at_tablet(void *arg, const struct device_row *device)
{
    struct certificates *c = arg;
    int64_t left_ms = device->certificate_until_ms - c->now_ms;
    if (device->state != DEVICE_ACTIVE)
        return true;
    c->tablets++;
    c->past += left_ms <= 0;
    c->soon += left_ms > 0 && left_ms < (int64_t)CERTIFICATE_DAYS * 86400000;
    return true;
}

static void check_tablets(const struct doctor *d)
{
    const struct subject subject = {"tablets", "平板证书 tablets' certificates", NULL};
    struct certificates c = {.now_ms = clock_wall_ms(&d->parts->clock)};
    enum err err = devices_list(d->parts->view, look_at_tablet, &c, NULL);
    enum doctor_tone tone = err != ERR_OK              ? DOCTOR_PROBLEM
                            : c.past > 0 || c.soon > 0 ? DOCTOR_NOTE
                                                       : DOCTOR_GOOD;
    find(d,
         advised(subject,
                 "让这些平板联网同步一次,证书会自动更新 let these tablets sync once: they renew by "
                 "themselves"),
         tone,
         "%u 台在用 in use, %u 台 %d 天内到期 run out within %d days, %u 台已到期 have run out",
         c.tablets, c.soon, CERTIFICATE_DAYS, CERTIFICATE_DAYS, c.past);
}

void doctor_certificate(struct span pem, int64_t now_ms, doctor_each *each, void *arg)
{
    const struct subject subject = {"certificate", "公司证书 the company's certificate", NULL};
    struct doctor d = {.each = each, .arg = arg};
    struct certificate_info info;
    struct error error = {0};
    if (certificate_read(pem, &info, &error) != ERR_OK) {
        find(&d, advised(subject, "换一个可读的 PEM 文件 give a PEM file that can be read"),
             DOCTOR_PROBLEM, "%s", error.detail);
        return;
    }
    int64_t days = (info.until_ms - now_ms) / 86400000;
    find(&d, advised(subject, "续期后重启 plumbd renew it, then restart plumbd"),
         days < 3                  ? DOCTOR_PROBLEM
         : days < CERTIFICATE_DAYS ? DOCTOR_NOTE
                                   : DOCTOR_GOOD,
         "还有 %lld 天 days left", (long long)days);
}

static void check_library(const struct doctor *d)
{
    const struct subject subject = {"sqlite", "SQLite", NULL};
    struct error error = {0};
    bool good = database_library_check(&error) == ERR_OK;
    find(d, advised(subject, "apt upgrade"), good ? DOCTOR_GOOD : DOCTOR_PROBLEM, "%s",
         good ? database_library_version() : error.detail);
}

static void check_wal(const struct doctor *d)
{
    const struct subject subject = {"wal", "数据库日志 write-ahead log", NULL};
    const struct disk *disk = d->parts->disk;
    struct disk_file *file = NULL;
    uint64_t size = 0;
    if (disk->open(disk->ctx, "office.db-wal", DISK_READ, &file, NULL) == ERR_OK)
        disk->size(file, &size);
    disk->close(file);
    find(d,
         advised(subject, "有报表或导出跑得太久;等它结束,或重启 plumbd some report or export reads "
                          "for very long: "
                          "wait for it, or restart plumbd"),
         size >> 20 >= WAL_LARGE_MB ? DOCTOR_NOTE : DOCTOR_GOOD, "%llu MB",
         (unsigned long long)(size >> 20));
}

static void check_limits(const struct doctor *d)
{
    const struct subject subject = {"files", "可打开的文件数 open files", NULL};
    struct rlimit limit = {0};
    getrlimit(RLIMIT_NOFILE, &limit);
    find(
        d,
        advised(subject,
                "在服务单元里写 LimitNOFILE=65536 write LimitNOFILE=65536 into the service's unit"),
        limit.rlim_max < FILES_WANTED ? DOCTOR_NOTE : DOCTOR_GOOD, "%llu (想要 wanted: %d)",
        (unsigned long long)limit.rlim_max, FILES_WANTED);
}

static bool same_disk(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev;
}

static void check_schedule(const struct doctor *d, const struct backup_schedule *schedule)
{
    const struct subject subject = {"schedule", "定时备份 backups by themselves", NULL};
    const char *root = d->parts->disk->root;
    if (schedule->folder[0] == '\0')
        find(d, advised(subject, "plumbd backup schedule --folder DIR"), DOCTOR_PROBLEM,
             "没有设定 not set: nothing is backed up unless somebody does it");
    else if (access(schedule->folder, W_OK | X_OK) != 0)
        find(d, advised(subject, "接上备份磁盘,检查权限 connect the disk; check its permissions"),
             DOCTOR_PROBLEM, "%s: %s", schedule->folder, strerror(errno));
    else if (root != NULL && same_disk(root, schedule->folder))
        find(d,
             advised(subject,
                     "备份放到另一块磁盘或另一台机器 put backups on another disk or machine"),
             DOCTOR_NOTE, "%s 与数据在同一块磁盘 is on the same disk as the data",
             schedule->folder);
    else
        find(d, subject, DOCTOR_GOOD, "%s %s", schedule->hour, schedule->folder);
}

// A ledger that is only where the database is dies with it.
static void check_ledger(const struct doctor *d, const struct backup_schedule *schedule)
{
    const struct subject subject = {"ledger", "账簿 ledger", NULL};
    const char *root = d->parts->disk->root;
    char ours[4096], theirs[4096];
    struct stat own, copy;
    snprintf(ours, sizeof ours, "%s/ledger", root == NULL ? "" : root);
    snprintf(theirs, sizeof theirs, "%s/" BACKUP_LEDGER_NAME, schedule->folder);
    if (stat(ours, &own) != 0)
        find(d, advised(subject, "停下服务器,找回最新的副本 stop; bring back its newest copy"),
             DOCTOR_PROBLEM, "%s: %s", ours, strerror(errno));
    else if (schedule->folder[0] == '\0' || stat(theirs, &copy) != 0)
        find(d,
             advised(subject, "设定定时备份,账簿就一直有副本 with backups by themselves it is "
                              "always copied, too"),
             DOCTOR_NOTE, "只有服务器文件夹里的一份 stands in the server's folder only");
    else
        find(d,
             advised(subject, "服务器运行时会每分钟补上 the running server copies it every minute"),
             copy.st_size < own.st_size ? DOCTOR_NOTE : DOCTOR_GOOD,
             "副本 copy: %s, %lld / %lld bytes", theirs, (long long)copy.st_size,
             (long long)own.st_size);
}

static void check_last(const struct doctor *d)
{
    const struct subject subject = {"backup", "最近备份与试恢复 last backup and drill", NULL};
    static const char advice[] = "plumbd backup list;plumbd backup DIR";
    struct drill_row last, good;
    char time[WHEN_SHORT_TEXT];
    int64_t now_ms = clock_wall_ms(&d->parts->clock);
    if (drills_last(d->parts->view, false, &last, NULL) != ERR_OK) {
        find(d, advised(subject, advice), DOCTOR_PROBLEM, "还没有备份过 there is none yet");
        return;
    }
    bool any = drills_last(d->parts->view, true, &good, NULL) == ERR_OK;
    when_format(any ? good.started_ms : last.started_ms, time);
    if (!any || last.problem[0] != '\0')
        find(d, advised(subject, advice), DOCTOR_PROBLEM,
             "最近一次失败 the last one failed: %s (%s %s)", last.problem,
             any ? "最近好的 last good" : "没有好的 none was good", any ? time : "");
    else if (now_ms - good.started_ms > OLD_MS)
        find(d, advised(subject, advice), DOCTOR_PROBLEM, "%s: 太旧 too old", time);
    else
        find(d, subject, DOCTOR_GOOD,
             "%s, commit %llu, %llu 文件 files, 试恢复 brought back in %lld ms", time,
             (unsigned long long)good.commit, (unsigned long long)good.blobs,
             (long long)good.restore_ms);
}

static bool keep_night(void *arg, const struct night_row_kept *night)
{
    *(int64_t *)arg = night->made_ms;
    return false;
}

static void check_night(const struct doctor *d)
{
    const struct subject subject
        = {"night", "最近一次夜间对账 last night's reconciliation",
           "服务器夜里要开着;plumbd reconcile --keep 现在就做一次 let the server "
           "run at night; plumbd reconcile --keep makes one now"};
    char time[WHEN_SHORT_TEXT];
    int64_t made_ms = 0;
    enum err err = nights_list(d->parts->view, "", keep_night, &made_ms, NULL);
    when_format(made_ms, time);
    if (err != ERR_OK || made_ms == 0)
        find(d, subject, DOCTOR_NOTE, "还没有 there is none yet");
    else if (clock_wall_ms(&d->parts->clock) - made_ms > OLD_MS)
        find(d, subject, DOCTOR_PROBLEM, "%s: 太旧 too old", time);
    else
        find(d, subject, DOCTOR_GOOD, "%s", time);
}

void doctor_examine(const struct doctor_parts *parts, doctor_each *each, void *arg)
{
    struct doctor d = {.parts = parts, .each = each, .arg = arg};
    struct backup_schedule schedule = {0};
    check_space(&d);
    check_permissions(&d);
    check_clock(&d);
    check_library(&d);
    check_wal(&d);
    check_limits(&d);
    check_tablets(&d);
    backup_schedule_get(parts->view, &schedule, NULL);
    check_schedule(&d, &schedule);
    check_ledger(&d, &schedule);
    check_last(&d);
    check_night(&d);
}
