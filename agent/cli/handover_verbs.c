// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/handover_verbs.h"

#include "shared/base/file_reader.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

static enum err full_path(const struct tablet *tablet, const char *name, char out[PATH_BYTES],
                          struct error *error)
{
    const char *cwd = tablet->cwd != NULL ? tablet->cwd : ".";
    bool relative = name[0] != '/';
    int len = snprintf(out, PATH_BYTES, "%s%s%s", relative ? cwd : "", relative ? "/" : "", name);
    if (name[0] == '\0' || len < 0 || len >= PATH_BYTES)
        return error_set(error, ERR_INVALID, "\"%.80s\" is no path, or a too long one", name);
    return ERR_OK;
}

// Splits the path of a file that need not be there: *name points behind the folder, or is NULL when
// the path is a folder itself.
static void split(char path[PATH_BYTES], const char **name)
{
    struct stat found;
    char *slash = strrchr(path, '/');
    *name = NULL;
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return;
    if (slash == path) { // "/name": the folder is "/"
        memmove(path + 1, path, strlen(path) + 1);
        slash++;
    }
    *slash = '\0';
    *name = slash + 1;
}

static void progress(void *arg, uint64_t done, uint64_t total)
{
    verb_output_progress(arg, "交接 handover", done >> 10, total >> 10);
}

static void print_summary(const struct handover_summary *s, const char *path, const char *words,
                          struct verb_output *output)
{
    char device[UUID_TEXT], digest[HASH_TEXT];
    struct json_writer json;
    uuid_format(&s->device, device);
    digest_format(&s->digest, digest);
    if (!output->json) {
        buffer_printf(&output->out,
                      "%s\n平板 tablet %s: %lld 条 writes, %lld 文件 files, 共 in all %lld KB\n",
                      path, device, (long long)s->entries, (long long)s->blobs,
                      (long long)(s->size_bytes >> 10) + 1);
        buffer_append_text(&output->out, words);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "file", path);
    json_put_text(&json, "device", device);
    json_put_integer(&json, "made", s->made_ms);
    json_put_integer(&json, "entries", s->entries);
    json_put_integer(&json, "blobs", s->blobs);
    json_put_integer(&json, "parcels", s->parcels);
    json_put_integer(&json, "bytes", (int64_t)s->size_bytes);
    json_put_text(&json, "digest", digest);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err write_file(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct tablet *tablet = ctx;
    const char *out = verb_text(call, "out"), *name = NULL;
    struct handover_place place = {.folder = "", .replace = false};
    struct handover_summary summary;
    char path[PATH_BYTES], shown[PATH_BYTES + HANDOVER_NAME];
    struct disk disk = {0};
    enum err err = tablet_require_enrolled(tablet, error);
    if (err == ERR_OK)
        err = full_path(tablet, out != NULL ? out : ".", path, error);
    if (err != ERR_OK)
        return err;
    split(path, &name);
    err = disk_system_open(path, false, &disk, error);
    if (err == ERR_OK) {
        struct handover_options options = tablet_handover(tablet);
        options.progress = progress;
        options.arg = output;
        place.disk = &disk;
        place.name = name;
        err = handover_write(&options, &place, &summary, error);
    }
    disk_system_close(&disk);
    if (err != ERR_OK)
        return err;
    snprintf(shown, sizeof shown, "%s/%s", path, summary.name);
    print_summary(
        &summary, shown,
        "已写好并读回核对;只有办公室能打开。本机内容没有改动,仍会自动同步。\n"
        "written, read back and found whole; only the office can open it. Nothing on this "
        "tablet changed; it goes on syncing.\n"
        "下一步 next: 在另一台平板 on another tablet: plumb handover import FILE, "
        "或在办公室 or in the office: plumbd handover import FILE\n",
        output);
    return ERR_OK;
}

static enum err import_file(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct tablet *tablet = ctx;
    struct handover_summary summary;
    struct parcel_source source;
    struct file_reader file = {.fd = -1};
    char path[PATH_BYTES];
    enum err err = tablet_require_enrolled(tablet, error);
    if (err == ERR_OK)
        err = full_path(tablet, call->positionals[0], path, error);
    if (err == ERR_OK)
        err = file_reader_open(path, &file, error);
    if (err == ERR_OK) {
        source = (struct parcel_source){&file, file_reader_read, file.size_bytes};
        struct handover_options options = tablet_handover(tablet);
        options.progress = progress;
        options.arg = output;
        err = handover_accept(&options, &source, &summary, error);
    }
    file_reader_close(&file);
    if (err != ERR_OK)
        return err;
    tablet_captured(tablet);
    print_summary(
        &summary, path,
        "已收下,作为包裹代送;送达办公室前请勿交回本平板,原文件可以保留。\n"
        "taken along as a parcel; do not hand in this tablet before the office has it; keep "
        "the file if you like.\n",
        output);
    return ERR_OK;
}

static const struct option write_options[] = {
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "FILE|FOLDER",
     .help_zh = "写到哪里(U盘、文件夹或文件名);默认当前文件夹",
     .help_en = "where to (a stick, folder or file name); default: the current folder"},
};
const struct verb handover_verb_write
    = {.name = "handover",
       .options = write_options,
       .option_count = 1,
       .summary_zh = "把只在本机的内容写成一个加密文件,可由别人带到办公室",
       .summary_en = "write what only this tablet has as one sealed file that anybody may carry",
       .exec = write_file};
const struct verb handover_verb_import
    = {.group = "handover",
       .name = "import",
       .arguments = "FILE",
       .positional_min = 1,
       .positional_max = 1,
       .summary_zh = "收下另一台平板的交接文件,随本机同步送到办公室",
       .summary_en = "take along another tablet's handover file; it goes to the office by sync",
       .exec = import_file};
