// SPDX-License-Identifier: Apache-2.0
#include "server/cli/customer_export_verb.h"

#include "server/cli/audit_actor.h"
#include "server/reports/customer_export.h"
#include "shared/data/json.h"

#include <inttypes.h>

static bool stop_at_first(void *arg, const char *name)
{
    (void)name;
    *(bool *)arg = true;
    return false;
}

// A new folder, or an empty one: nothing of anybody else may lie between the files.
static enum err open_folder(const char *path, struct disk *out, struct error *error)
{
    bool used = false;
    enum err err = disk_system_open(path, true, out, error);
    if (err == ERR_OK)
        err = out->list(out->ctx, "", stop_at_first, &used);
    if (err == ERR_OK && used)
        err = error_set(error, ERR_EXISTS, "%s is not empty", path);
    return err;
}

static void progress(void *ctx, size_t files)
{
    verb_output_progress(ctx, "files", files, 0);
}

static void report(const struct customer_export *made, const char *path, struct verb_output *output)
{
    struct json_writer json;
    char digest[HASH_TEXT];
    digest_format(&made->manifest, digest);
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "folder", path);
        json_put_integer(&json, "records", (int64_t)made->records);
        json_put_integer(&json, "entries", (int64_t)made->entries);
        json_put_integer(&json, "files", (int64_t)made->files);
        json_put_integer(&json, "forms", (int64_t)made->forms);
        json_put_integer(&json, "signoffs", (int64_t)made->signoffs);
        json_put_integer(&json, "missing", (int64_t)made->missing);
        json_put_integer(&json, "bytes", (int64_t)made->bytes);
        json_put_text(&json, "manifest", digest);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
        return;
    }
    buffer_printf(&output->out,
                  "%s: %zu 条记录 records, %zu 条历史 entries, %zu 个文件 files, %zu 份表单 forms, "
                  "%zu 份签署 sign-offs, %.1f MB\nmanifest.json SHA-256 %s\n",
                  path, made->records, made->entries, made->files, made->forms, made->signoffs,
                  (double)made->bytes / 1e6, digest);
    if (made->missing > 0)
        buffer_printf(&output->err,
                      "缺 %zu 个文件,原因在 manifest.json 的 missing 里\n"
                      "%zu files are missing; manifest.json says why (missing)\n",
                      made->missing, made->missing);
}

static enum err make(struct desk *desk, struct customer_export_order *order,
                     struct customer_export *out, struct error *error)
{
    enum err err = desk_view(desk, &order->view, error);
    if (err == ERR_OK)
        err = view_begin(order->view, error);
    if (err == ERR_OK)
        err = customer_export_write(order, out, error);
    if (order->view != NULL)
        view_end(order->view);
    storage_close_view(order->view);
    return err;
}

static enum err export_customer(void *ctx, const struct verb_call *call, struct verb_output *output,
                                struct error *error)
{
    struct desk *desk = ctx;
    const char *contract = verb_text(call, "contract"), *name = verb_text(call, "out");
    struct audit_actor actor;
    struct customer_export made;
    struct disk to = {0};
    struct customer_sink_folder folder = {.disk = &to};
    const struct customer_sink sink = customer_sink_of_folder(&folder);
    char path[4096];
    if ((call->positional_count == 1) == (contract != NULL) || name == NULL)
        return error_set(error, ERR_USAGE, "a site or --contract N, and --out DIR, are wanted");
    audit_actor_make(&actor, "export.customer");
    struct customer_export_order order = {.office = desk->office,
                                          .to = &sink,
                                          .disk = &desk->disk,
                                          .folder = desk->folder,
                                          .by = actor.who,
                                          .now_ms = clock_wall_ms(&desk->clock),
                                          .audit = &actor.row,
                                          .progress = progress,
                                          .progress_ctx = output};
    enum err err
        = desk_site(desk, contract != NULL ? contract : call->positionals[0], &order.site, error);
    if (err == ERR_OK)
        err = desk_path(desk, name, path, sizeof path, error);
    if (err == ERR_OK)
        err = open_folder(path, &to, error);
    if (err == ERR_OK)
        err = make(desk, &order, &made, error);
    customer_sink_folder_close(&folder);
    disk_system_close(&to);
    if (err == ERR_OK)
        report(&made, name, output);
    return err;
}

static const struct option options[] = {
    {.name = "contract",
     .type = OPTION_TEXT,
     .placeholder = "N",
     .help_zh = "合同编号,代替工地",
     .help_en = "contract number, instead of the site"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "写到这个新的或空的文件夹",
     .help_en = "into this folder, new or empty"},
};
const struct verb customer_verbs_export
    = {.group = "customer",
       .name = "export",
       .arguments = "[SITE]",
       .positional_max = 1,
       .options = options,
       .option_count = sizeof options / sizeof *options,
       .summary_zh
       = "导出一位客户的全部资料:记录与历史、表格、照片、表单 PDF、封存的签署,附清单和校验值",
       .summary_en = "everything about a customer as a folder: records and history, tables, "
                     "photos, forms, sealed sign-offs, with a manifest of digests",
       .exec = export_customer};
