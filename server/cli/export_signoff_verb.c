// SPDX-License-Identifier: Apache-2.0
#include "server/cli/export_signoff_verb.h"

#include "server/cli/named_signoff.h"
#include "server/reports/evidence_file.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { NODE_SIGNOFFS_MAX = 1000, RECORD_ARENA_MAX = 4 << 20, PATH_BYTES = 4096 };

// What one call gives out.
struct giving {
    struct desk *desk;
    const struct verb_call *call;
    struct verb_output *output;
    struct json_writer json;
    struct view *view;
    struct disk to;
    const char *folder; // as the person wrote it, with its '/'; or ""
    const char *name;   // of the only file; NULL: named by its code
};

static void put_json(struct giving *giving, const struct uuid *id, const char *path,
                     const struct evidence_file *file)
{
    struct json_writer *json = &giving->json;
    char text[UUID_TEXT];
    uuid_format(id, text);
    json_object_open(json, NULL);
    json_put_text(json, "signoff", text);
    json_put_text(json, "file", path);
    json_put_text(json, "code", file->code);
    json_put_integer(json, "photos", (int64_t)file->photos);
    json_put_integer(json, "inside", (int64_t)file->inside);
    json_put_boolean(json, "countersigned", file->countersigned);
    json_object_close(json);
}

static void report(struct giving *giving, const struct uuid *id, const char *name,
                   const struct evidence_file *file)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s%s", giving->folder, name);
    if (giving->output->json) {
        put_json(giving, id, path, file);
        return;
    }
    buffer_printf(&giving->output->out, "%s  校验码 code %s  照片 photos %zu/%zu  %s\n", path,
                  file->code, file->inside, file->photos,
                  file->countersigned ? "已会签 countersigned"
                                      : "尚未会签 not countersigned (plumbd log list --all)");
}

static enum err give(struct giving *giving, const struct uuid *id, struct error *error)
{
    const struct authority *authority = office_authority(giving->desk->office);
    struct evidence_file_options options
        = {.view = giving->view,
           .blobs = office_blobs(giving->desk->office),
           .disk = &giving->desk->disk,
           .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
           .signoff = *id,
           .without_photos = verb_flag(giving->call, "without-photos")};
    struct evidence_file file;
    char own[64];
    enum err err = evidence_file_read(&options, &file, error);
    snprintf(own, sizeof own, "signoff-%s.plumb", file.code);
    const char *name = giving->name != NULL ? giving->name : own;
    if (err == ERR_OK)
        err = evidence_file_write(&options, &file, &giving->to, name, error);
    if (err == ERR_OK)
        report(giving, id, name, &file);
    evidence_file_clear(&file);
    return err;
}

// The sign-offs of a node.
struct gathering {
    struct uuid node;
    struct uuid list[NODE_SIGNOFFS_MAX];
    size_t count;
    struct arena arena;
    enum err err;
};

static bool gather(void *arg, const struct record_row *row)
{
    struct gathering *gathering = arg;
    struct record record;
    if (!span_is(row->kind, "signoff"))
        return true;
    arena_reset(&gathering->arena);
    if (record_parse(row->state, &gathering->arena, &record, NULL) != ERR_OK)
        return true; // plumbd verify tells
    struct fact fact = {.record = &record, .kind = kind_find(row->kind)};
    if (fact_refers(&fact, "node", &gathering->node)) {
        gathering->err = gathering->count == NODE_SIGNOFFS_MAX ? ERR_TOO_LARGE : ERR_OK;
        if (gathering->err == ERR_OK)
            gathering->list[gathering->count++] = row->id;
    }
    record_clear(&record);
    return gathering->err == ERR_OK;
}

static enum err find_of_node(struct view *view, const char *text, struct gathering *out,
                             struct error *error)
{
    struct record_row row;
    struct records_filter filter = {0};
    enum err err = desk_id("--node", text, &out->node, error);
    if (err == ERR_OK)
        err = records_get(view, &out->node, &row, error);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && !span_is(row.kind, "node")))
        return error_set(error, ERR_NOT_FOUND, "there is no node %s", text);
    if (err != ERR_OK)
        return err;
    filter.site = row.site;
    arena_init(&out->arena, RECORD_ARENA_MAX);
    err = records_list(view, &filter, gather, out, error);
    arena_clear(&out->arena);
    if (err == ERR_OK && out->err != ERR_OK)
        err = error_set(error, out->err, "more than %d sign-offs", NODE_SIGNOFFS_MAX);
    if (err == ERR_OK && out->count == 0)
        err = error_set(error, ERR_NOT_FOUND, "nobody has signed for node %s yet", text);
    return err;
}

static enum err give_node(struct giving *giving, const char *node, struct error *error)
{
    struct gathering *gathering = mem_alloc(sizeof *gathering);
    enum err err = find_of_node(giving->view, node, gathering, error);
    if (err == ERR_OK && giving->output->json)
        json_array_open(&giving->json, NULL);
    for (size_t i = 0; err == ERR_OK && i < gathering->count; i++)
        err = give(giving, &gathering->list[i], error);
    if (err == ERR_OK && giving->output->json)
        json_array_close(&giving->json);
    mem_free(gathering);
    return err;
}

static enum err check_file(const struct giving *giving, const char *out, struct error *error)
{
    char path[PATH_BYTES];
    if (strcmp(out, "-") == 0)
        return error_set(error, ERR_INVALID, "--out -: 签署只写入文件 a sign-off goes into a file");
    enum err err = desk_path(giving->desk, out, path, sizeof path, error);
    return err == ERR_OK ? desk_replaceable(path, error) : err;
}

// --out names a file, with --node a folder; left out: where the person stands.
static enum err open_target(struct giving *giving, bool is_folder, char folder[PATH_BYTES],
                            struct error *error)
{
    const char *out = verb_text(giving->call, "out");
    const char *slash = out == NULL ? NULL : strrchr(out, '/');
    char path[PATH_BYTES];
    folder[0] = '\0';
    giving->folder = folder;
    if (out != NULL && is_folder)
        snprintf(folder, PATH_BYTES, "%s%s", out, out[strlen(out) - 1] == '/' ? "" : "/");
    else if (slash != NULL)
        text_copy(folder, PATH_BYTES, (struct span){out, (size_t)(slash + 1 - out)});
    if (out != NULL && !is_folder)
        giving->name = slash == NULL ? out : slash + 1;
    enum err err = giving->name != NULL ? check_file(giving, out, error) : ERR_OK;
    if (err == ERR_OK)
        err = desk_path(giving->desk, folder[0] == '\0' ? "." : folder, path, sizeof path, error);
    return err == ERR_OK ? disk_system_open(path, is_folder, &giving->to, error) : err;
}

static enum err give_all(struct giving *giving, const char *node, struct error *error)
{
    const struct verb_call *call = giving->call;
    struct uuid id;
    enum err err = desk_view(giving->desk, &giving->view, error);
    json_begin(&giving->json, &giving->output->out);
    if (err == ERR_OK && node != NULL) {
        err = give_node(giving, node, error);
    } else if (err == ERR_OK) {
        err = named_signoff_find(giving->view, call->positionals[0], &id, error);
        if (err == ERR_OK)
            err = give(giving, &id, error);
    }
    if (err == ERR_OK && giving->output->json)
        buffer_append_char(&giving->output->out, '\n');
    storage_close_view(giving->view);
    return err;
}

static enum err export_signoff(void *ctx, const struct verb_call *call, struct verb_output *output,
                               struct error *error)
{
    struct giving giving = {.desk = ctx, .call = call, .output = output};
    const char *node = verb_text(call, "node"), *out = verb_text(call, "out");
    char folder[PATH_BYTES];
    if ((call->positional_count == 1) == (node != NULL))
        return error_set(error, ERR_USAGE, "a sign-off, or --node, is wanted");
    if (out != NULL && (out[0] == '\0' || strlen(out) >= PATH_BYTES - 1))
        return error_set(error, ERR_INVALID, "--out: no path, or a too long one");
    enum err err = open_target(&giving, node != NULL, folder, error);
    if (err == ERR_OK)
        err = give_all(&giving, node, error);
    disk_system_close(&giving.to);
    return err;
}

static const struct option options[] = {
    {.name = "node",
     .type = OPTION_TEXT,
     .placeholder = "ID",
     .help_zh = "节点:导出它的全部签署,--out 为文件夹",
     .help_en = "a node: all its sign-offs; --out is a folder then"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "写到这个文件;不写则为 signoff-校验码.plumb",
     .help_en = "write this file; left out: signoff-CODE.plumb"},
    {.name = "without-photos",
     .type = OPTION_FLAG,
     .help_zh = "不带照片原图",
     .help_en = "leave the photos out"},
};
const struct verb export_signoff_verb
    = {.group = "export",
       .name = "signoff",
       .arguments = "[SIGNOFF]",
       .positional_max = 1,
       .options = options,
       .option_count = sizeof options / sizeof *options,
       .summary_zh = "把一次签署写成一个可离线核验的文件",
       .summary_en = "write a sign-off as one file that anybody can verify",
       .exec = export_signoff};
