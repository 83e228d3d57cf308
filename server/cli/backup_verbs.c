// SPDX-License-Identifier: Apache-2.0
#include "server/cli/backup_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/upkeep/backup_schedule.h"
#include "server/upkeep/backup_seal.h"
#include "server/upkeep/scratch.h"
#include "shared/base/memory.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

#include <stdio.h>

enum { LIST_DEFAULT = 30, LIST_MOST = 100000, KEY_FILE_MAX = 4096 };

static void put_json(struct json_writer *json, const struct drill_row *drill)
{
    json_object_open(json, NULL);
    json_put_integer(json, "started", drill->started_ms);
    json_put_integer(json, "took_ms", drill->took_ms);
    json_put_integer(json, "restore_ms", drill->restore_ms);
    json_put_u64(json, "commit", drill->commit);
    json_put_integer(json, "records", (int64_t)drill->records);
    json_put_integer(json, "entries", (int64_t)drill->entries);
    json_put_integer(json, "blobs", (int64_t)drill->blobs);
    json_put_integer(json, "bytes", (int64_t)drill->bytes);
    json_put_integer(json, "copied", (int64_t)drill->copied_bytes);
    json_put_boolean(json, "scheduled", drill->scheduled);
    json_put_boolean(json, "sealed", drill->sealed);
    json_put_text(json, "place", drill->place);
    json_put_text(json, "problem", drill->problem);
    json_object_close(json);
}

static void print_drill(const struct drill_row *drill, const char *what, struct verb_output *output)
{
    struct json_writer json;
    if (output->json) {
        json_begin(&json, &output->out);
        put_json(&json, drill);
        buffer_append_char(&output->out, '\n');
        return;
    }
    buffer_printf(&output->out,
                  "%s: commit %llu, 记录 records %llu, 文件 files %llu, %llu MB (新写 written "
                  "%llu MB), %.1f s\n",
                  what, (unsigned long long)drill->commit, (unsigned long long)drill->records,
                  (unsigned long long)drill->blobs, (unsigned long long)(drill->bytes >> 20),
                  (unsigned long long)(drill->copied_bytes >> 20), (double)drill->took_ms / 1000);
}

static enum err read_key(const struct desk *desk, const char *name, struct key **out,
                         struct error *error)
{
    struct buffer pem;
    buffer_init(&pem, KEY_FILE_MAX + (64 << 10));
    enum err err = desk_file(desk, name, &pem, error);
    if (err == ERR_OK)
        err = backup_seal_key((struct span){pem.data == NULL ? "" : pem.data, pem.len}, out, error);
    if (pem.data != NULL)
        mem_wipe(pem.data, pem.len);
    buffer_clear(&pem);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "%s", name);
}

// In the office's own folder first, where files need no second copy; what leaves it is sealed.
static enum err backup_sealed(struct desk *desk, struct backup_request *request, const char *key,
                              struct drill_row *drill, struct error *error)
{
    struct key *recipient = NULL;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/backup.part", desk->folder);
    request->folder = folder;
    request->like = desk->folder;
    enum err err = read_key(desk, key, &recipient, error);
    request->recipient = recipient;
    if (err == ERR_OK)
        err = scratch_remove(folder, error);
    if (err == ERR_OK)
        err = backup_make(desk->office, request, drill, error);
    scratch_remove(folder, NULL);
    key_free(recipient);
    return err;
}

static enum err backup(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct desk *desk = ctx;
    struct drill_row drill;
    char path[4096], like[4096];
    const char *earlier = verb_text(call, "like"), *key = verb_text(call, "to");
    struct backup_request request = {.folder = path,
                                     .file = path,
                                     .like = earlier == NULL ? NULL : like,
                                     .progress = output->progress,
                                     .progress_ctx = output->progress_ctx};
    if (key != NULL && earlier != NULL)
        return error_set(error, ERR_USAGE, "--like 与 --to 不能同时用 do not go together");
    enum err err = desk_path(desk, call->positionals[0], path, sizeof path, error);
    if (err == ERR_OK && earlier != NULL)
        err = desk_path(desk, earlier, like, sizeof like, error);
    if (err == ERR_OK)
        err = key != NULL ? backup_sealed(desk, &request, key, &drill, error)
                          : backup_make(desk->office, &request, &drill, error);
    if (err == ERR_OK)
        print_drill(&drill, "已备份,试恢复并核对 backed up, brought back and checked", output);
    return err;
}

static enum err check(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    struct drill_row drill;
    char path[4096];
    struct backup_request request
        = {.folder = path, .progress = output->progress, .progress_ctx = output->progress_ctx};
    enum err err = desk_path(desk, call->positionals[0], path, sizeof path, error);
    if (err == ERR_OK)
        err = backup_check(desk->office, &request, &drill, error);
    if (err == ERR_OK)
        print_drill(&drill, "试恢复并核对 brought back and checked", output);
    return err;
}

struct listing {
    struct desk_list of; // first
    size_t count;
};

static bool list_one(void *arg, const struct drill_row *drill)
{
    struct listing *listing = arg;
    char time[WHEN_SHORT_TEXT];
    listing->count++;
    if (listing->of.output->json) {
        put_json(&listing->of.json, drill);
        return true;
    }
    when_format(drill->started_ms, time);
    buffer_printf(&listing->of.output->out, "%s  %s  commit %llu, %llu 文件 files, %.1f s  %s\n",
                  time, drill->problem[0] == '\0' ? "好 good   " : "坏 problem",
                  (unsigned long long)drill->commit, (unsigned long long)drill->blobs,
                  (double)drill->took_ms / 1000, drill->place);
    if (drill->problem[0] != '\0')
        buffer_printf(&listing->of.output->out, "      %s\n", drill->problem);
    return true;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct listing listing = {.count = 0};
    enum err err = desk_list_begin(&listing.of, ctx, output, error);

    if (err == ERR_OK)
        err = drills_list(listing.of.view, (uint64_t)verb_integer(call, "most", LIST_DEFAULT),
                          list_one, &listing, error);
    err = desk_list_end(&listing.of, err);
    if (err == ERR_OK && !output->json)
        verb_output_count(output, listing.count);
    return err;
}

static void print_schedule(const struct backup_schedule *schedule, struct verb_output *output)
{
    struct json_writer json;
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "folder", schedule->folder);
        json_put_text(&json, "hour", schedule->hour);
        json_put_integer(&json, "keep", schedule->keep);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
    } else if (schedule->folder[0] == '\0')
        buffer_append_text(&output->out, "没有定时备份 no backups by themselves; plumbd backup "
                                         "schedule --folder DIR\n");
    else
        buffer_printf(&output->out,
                      "每天 %s 备份到 %s,保留 %lld 份 daily at %s into %s, %lld are kept\n",
                      schedule->hour, schedule->folder, (long long)schedule->keep, schedule->hour,
                      schedule->folder, (long long)schedule->keep);
}

// What is not said stays as it is.
static enum err change(struct desk *desk, const struct verb_call *call,
                       struct backup_schedule *schedule, struct error *error)
{
    const char *folder = verb_text(call, "folder"), *hour = verb_text(call, "hour");
    struct audit_actor actor;
    bool fits = true;
    audit_actor_make(&actor, "");
    schedule->keep = verb_integer(call, "keep", schedule->keep);
    enum err err = ERR_OK;
    if (folder != NULL)
        err = desk_path(desk, folder, schedule->folder, sizeof schedule->folder, error);
    if (verb_flag(call, "off"))
        schedule->folder[0] = '\0';
    if (hour != NULL)
        fits = text_copy(schedule->hour, sizeof schedule->hour, span_of(hour));
    if (err == ERR_OK && !fits)
        err = error_set(error, ERR_INVALID, "--hour \"%s\": 时间写成 03:00 a time such as 03:00",
                        hour);
    return err == ERR_OK ? backup_schedule_set(desk->office, schedule, &actor.row, error) : err;
}

static enum err schedule(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct desk *desk = ctx;
    struct backup_schedule schedule = {0};
    struct view *view = NULL;
    bool changes = verb_text(call, "folder") != NULL || verb_text(call, "hour") != NULL
                   || verb_integer(call, "keep", -1) >= 0 || verb_flag(call, "off");
    enum err err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = backup_schedule_get(view, &schedule, error);
    storage_close_view(view);
    if (err == ERR_OK && changes)
        err = change(desk, call, &schedule, error);
    if (err == ERR_OK)
        print_schedule(&schedule, output);
    return err;
}

static enum err bring_ledger(const struct desk *desk, const char *name, struct error *error)
{
    struct buffer text;
    struct disk_file *there = NULL;
    buffer_init(&text, 1 << 30);
    if (desk->disk.open(desk->disk.ctx, "ledger", DISK_READ, &there, NULL) == ERR_OK) {
        desk->disk.close(there);
        return error_set(error, ERR_EXISTS,
                         "%s 已有 ledger,以它为准;不要 --ledger the folder has a ledger, which "
                         "counts; leave --ledger out",
                         desk->folder);
    }
    enum err err = desk_file(desk, name, &text, error);
    if (err == ERR_OK)
        err = disk_write_file(&desk->disk, "ledger", text.data, text.len, error);
    buffer_clear(&text);
    return err;
}

struct restoring {
    const struct desk *desk;
    struct office_options options;
    const char *path, *key; // key: NULL, or the file of a private one
    struct backup_manifest manifest;
};

// A sealed one is opened beside the folder's files first, whole, before anything is replaced.
static enum err restore_sealed(struct restoring *r, struct error *error)
{
    struct key *recipient = NULL;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/restore.part", r->desk->folder);
    enum err err = read_key(r->desk, r->key, &recipient, error);
    if (err == ERR_OK)
        err = scratch_remove(folder, error);
    if (err == ERR_OK)
        err = backup_seal_open(r->path, recipient, folder, error);
    if (err == ERR_OK)
        err = backup_restore(&r->options, folder, &r->manifest, error);
    scratch_remove(folder, NULL);
    key_free(recipient);
    return err;
}

static enum err restore_any(struct restoring *r, struct error *error)
{
    if (r->key != NULL)
        return restore_sealed(r, error);
    if (backup_seal_is(r->path))
        return error_set(error, ERR_USAGE, "%s 是加密的备份 is sealed: --key FILE", r->path);
    return backup_restore(&r->options, r->path, &r->manifest, error);
}

static enum err restore(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct desk *desk = ctx;
    const char *ledger = verb_text(call, "ledger");
    char path[4096];
    struct restoring r
        = {.desk = desk,
           .options
           = {.disk = &desk->disk, .clock = desk->clock, .random = desk->random, .log = desk->log},
           .path = path,
           .key = verb_text(call, "key")};
    if (desk->office != NULL)
        return error_set(error, ERR_LOCKED, "%s: stop plumbd serve first", desk->folder);
    enum err err = desk_path(desk, call->positionals[0], path, sizeof path, error);
    if (err == ERR_OK && ledger != NULL)
        err = bring_ledger(desk, ledger, error);
    if (err == ERR_OK)
        err = restore_any(&r, error);
    if (err == ERR_OK)
        buffer_printf(&output->out,
                      output->json ? "{\"commit\":\"%llu\",\"blobs\":%llu}\n"
                                   : "已恢复,新纪元 restored, new epoch: commit %llu, %llu 文件 "
                                     "files\n",
                      (unsigned long long)r.manifest.commit, (unsigned long long)r.manifest.blobs);
    return err;
}

static const struct option make_options[] = {
    {.name = "like",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "同一磁盘上较早的备份:相同的文件只存一份",
     .help_en = "an earlier backup on the same disk: files of both are stored once"},
    {.name = "to",
     .type = OPTION_TEXT,
     .placeholder = "KEY",
     .help_zh = "加密成一个文件,只有这个公钥 (PEM) 的私钥能打开",
     .help_en = "as one file that only the private key of this public one (PEM) opens"},
};
const struct verb backup_verbs_make
    = {.name = "backup",
       .arguments = "DIR",
       .positional_min = 1,
       .positional_max = 1,
       .options = make_options,
       .option_count = 2,
       .summary_zh = "热备份到新文件夹,试恢复并核对",
       .summary_en = "hot backup into a new folder, brought back and checked",
       .exec = backup};
const struct verb backup_verbs_check
    = {.group = "backup",
       .name = "check",
       .arguments = "DIR",
       .positional_min = 1,
       .positional_max = 1,
       .summary_zh = "把一个备份试恢复到旁边并核对",
       .summary_en = "bring a backup back beside itself and check all of it",
       .exec = check};
static const struct option list_options[] = {
    {.name = "most",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = LIST_MOST,
     .help_zh = "最多几条;默认 30",
     .help_en = "at most so many; default 30"},
};
const struct verb backup_verbs_list = {.group = "backup",
                                       .name = "list",
                                       .options = list_options,
                                       .option_count = 1,
                                       .summary_zh = "做过的备份和试恢复的结果",
                                       .summary_en = "backups that were made, and how bringing "
                                                     "each back went",
                                       .exec = list};
static const struct option schedule_options[] = {
    {.name = "folder",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "存放备份的文件夹,最好在另一块磁盘",
     .help_en = "where backups go; best another disk"},
    {.name = "hour",
     .type = OPTION_TEXT,
     .placeholder = "HH:MM",
     .help_zh = "每天几点(北京时间);默认 03:00",
     .help_en = "when, each day, in Shanghai; default 03:00"},
    {.name = "keep",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 2,
     .max = BACKUP_KEEP_MOST,
     .help_zh = "保留几份;默认 14",
     .help_en = "how many are kept; default 14"},
    {.name = "off", .type = OPTION_FLAG, .help_zh = "不再定时备份", .help_en = "no more by itself"},
};
const struct verb backup_verbs_schedule
    = {.group = "backup",
       .name = "schedule",
       .options = schedule_options,
       .option_count = 4,
       .summary_zh = "每天自动备份:看,或设定",
       .summary_en = "backups by themselves, daily: show it, or set it",
       .exec = schedule};
static const struct option restore_options[] = {
    {.name = "ledger",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "空文件夹:最新的 ledger 副本",
     .help_en = "for an empty folder: the newest copy of the ledger"},
    {.name = "key",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "加密备份的私钥 (PEM)",
     .help_en = "the private key (PEM) of a sealed backup"},
};
const struct verb backup_verbs_restore
    = {.name = "restore",
       .arguments = "DIR",
       .positional_min = 1,
       .positional_max = 1,
       .options = restore_options,
       .option_count = 2,
       .summary_zh = "从备份恢复(先停服务器);开始新纪元",
       .summary_en = "bring a backup back (server stopped); starts a new epoch",
       .exec = restore};
