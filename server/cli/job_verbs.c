// SPDX-License-Identifier: Apache-2.0
#include "server/cli/job_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/outgoing/job_desk.h"
#include "shared/base/memory.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 256 << 10, PATH_BYTES = 4096 };
static const char *const state_names[] = {"waiting", "done", "failed", "gone"};

static void put_job(const struct job_row *job, struct verb_output *output, struct json_writer *json)
{
    char id[UUID_TEXT], digest[HASH_TEXT], made[WHEN_SHORT_TEXT];
    uuid_format(&job->id, id);
    digest_format(&job->digest, digest);
    when_format(job->made_ms, made);
    if (!output->json) {
        buffer_printf(&output->out, "%s  %-7s  %-10s  %s  %s %s\n", id, state_names[job->state],
                      job->kind, made, job->wish, job->state == JOB_FAILED ? job->detail : "");
        return;
    }
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "kind", job->kind);
    json_put_raw(json, "filters", span_of(job->wish));
    json_put_text(json, "state", state_names[job->state]);
    json_put_text(json, "asked_by", job->asked_by);
    json_put_integer(json, "asked", job->made_ms);
    json_put_known(json, "expires", job->expires_ms != 0, job->expires_ms);
    json_put_text(json, "file", job->file[0] != '\0' ? job->file : NULL);
    json_put_u64(json, "size", job->size);
    json_put_text(json, "sha256", job->state == JOB_DONE ? digest : NULL);
    json_put_text(json, "detail", job->detail);
    json_object_close(json);
}

// Without a server at work nobody else would make it. (With one this runs in the server, whose
// thread makes it.)
static enum err run_here(struct desk *desk, struct job_row *job, struct error *error)
{
    const struct job_step step = {.office = desk->office, .disk = &desk->disk};
    struct view *view = NULL;
    bool ran = true;
    enum err err = ERR_OK;
    while (ran && err == ERR_OK)
        err = job_desk_step(&step, &ran, error);
    if (err == ERR_OK)
        err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = jobs_get(view, &job->id, job, error);
    storage_close_view(view);
    return err;
}

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct audit_actor actor;
    struct job_row job;
    struct json_writer json;
    struct uuid site;
    const char *where = verb_text(call, "site");
    audit_actor_make(&actor, "");
    struct job_wish wish = {.kind = call->positionals[0],
                            .list = verb_text(call, "list"),
                            .store = verb_text(call, "store"),
                            .photos = verb_flag(call, "photos"),
                            .by = &actor.row};
    enum err err = ERR_OK;
    if (where != NULL) {
        err = desk_site(desk, where, &site, error);
        wish.site = &site;
    }
    if (err == ERR_OK)
        err = job_desk_ask(desk->office, &wish, &job, error);
    if (err == ERR_OK && output->direct)
        err = run_here(desk, &job, error);
    json_begin(&json, &output->out);
    if (err == ERR_OK)
        put_job(&job, output, &json);
    if (err == ERR_OK && output->json)
        buffer_append_char(&output->out, '\n');
    return err;
}

static bool list_job(void *arg, const struct job_row *job)
{
    struct desk_list *list = arg;
    put_job(job, list->output, &list->json);
    return true;
}

static enum err list_jobs(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct desk_list list;
    enum err err = desk_list_begin(&list, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = jobs_list(list.view, 0, list_job, &list, error);
    return desk_list_end(&list, err);
}

static enum err copy_out(const struct disk *disk, struct disk_file *file, const char *path,
                         struct error *error)
{
    FILE *out = fopen(path, "wbxe"); // nothing is replaced
    if (out == NULL)
        return error_set(error, err_from_errno(errno), "%s: %s", path, strerror(errno));
    char *piece = mem_alloc(PIECE);
    uint64_t at = 0;
    size_t got = PIECE;
    enum err err = ERR_OK;
    while (err == ERR_OK && got == PIECE) {
        err = disk->read(file, at, piece, PIECE, &got);
        if (err == ERR_OK && fwrite(piece, 1, got, out) != got)
            err = err_from_errno(errno);
        at += got;
    }
    if (fclose(out) != 0 && err == ERR_OK)
        err = err_from_errno(errno);
    mem_free(piece);
    return err == ERR_OK ? ERR_OK : error_set(error, err, "%s could not be written", path);
}

static enum err fetch(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    struct view *view = NULL;
    struct disk_file *file = NULL;
    struct job_row job;
    struct uuid id;
    char path[PATH_BYTES];
    const char *name = verb_text(call, "out");
    enum err err = desk_id("JOB", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = jobs_get(view, &id, &job, error);
    storage_close_view(view);
    if (err == ERR_OK)
        err = job_desk_open(&desk->disk, &job, &file, error);
    if (err == ERR_OK)
        err = desk_path(desk, name != NULL ? name : job.file, path, sizeof path, error);
    if (err == ERR_OK)
        err = copy_out(&desk->disk, file, path, error);
    desk->disk.close(file);
    if (err == ERR_OK)
        buffer_printf(&output->out, output->json ? "{\"file\":\"%s\"}\n" : "%s\n", job.file);
    return err;
}

static const struct option add_options[] = {
    {.name = "list",
     .type = OPTION_TEXT,
     .placeholder = "KIND",
     .help_zh = "table:哪类记录,如 site、rectification、signoff",
     .help_en = "table: records of which kind, such as site, rectification, signoff"},
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "dossier、customer:哪个工地;table:只要这个工地的",
     .help_en = "dossier, customer: which site; table: only of this one"},
    {.name = "store",
     .type = OPTION_TEXT,
     .placeholder = "STORE",
     .help_zh = "只要这个门店的工地",
     .help_en = "only sites of this store"},
    {.name = "photos",
     .type = OPTION_FLAG,
     .help_zh = "连照片原图",
     .help_en = "the photos themselves, too"},
};
const struct verb job_verbs_add
    = {.group = "job",
       .name = "add",
       .arguments = "table|nights|dossier|customer|everything",
       .positional_min = 1,
       .positional_max = 1,
       .options = add_options,
       .option_count = sizeof add_options / sizeof *add_options,
       .summary_zh = "导出:一个 ZIP,带清单和校验值,保留七天",
       .summary_en = "an export: one ZIP with manifest and digests, kept for a week",
       .exec = add};
const struct verb job_verbs_list = {.group = "job",
                                    .name = "list",
                                    .summary_zh = "所有导出",
                                    .summary_en = "all exports",
                                    .exec = list_jobs};
static const struct option fetch_options[] = {
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "写到这个文件(不能已存在)",
     .help_en = "write this file, which must not be there"},
};
const struct verb job_verbs_fetch = {.group = "job",
                                     .name = "fetch",
                                     .arguments = "JOB",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .options = fetch_options,
                                     .option_count = 1,
                                     .summary_zh = "取出一个导出",
                                     .summary_en = "write an export into a file",
                                     .exec = fetch};
