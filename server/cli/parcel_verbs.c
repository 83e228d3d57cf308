// SPDX-License-Identifier: Apache-2.0
#include "server/cli/parcel_verbs.h"

#include "server/cli/desk_list.h"
#include "server/storage/devices.h"
#include "server/sync/parcel_desk.h"
#include "shared/base/file_reader.h"
#include "shared/data/json.h"

static const char *const state_names[] = {"arrived", "taken", "waits", "refused"};
static const char *const state_words[]
    = {"待读入 to be read", "已收入 taken in", "等待 waits", "未采用 refused"};

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    json_put_text(json, key, uuid_is_nil(id) ? NULL : text);
}

static void put_json(struct json_writer *json, const struct parcel_row *row)
{
    char digest[HASH_TEXT];
    digest_format(&row->digest, digest);
    json_object_open(json, NULL);
    json_put_text(json, "digest", digest);
    json_put_text(json, "state", state_names[row->state]);
    put_id(json, "device", &row->device);
    put_id(json, "courier", &row->courier);
    json_put_integer(json, "bytes", (int64_t)row->size);
    json_put_integer(json, "arrived", row->arrived_ms);
    json_put_integer(json, "made", row->made_ms);
    json_put_integer(json, "entries", row->entries);
    json_put_integer(json, "entries_new", row->entries_new);
    json_put_integer(json, "entries_held", row->entries_held);
    json_put_integer(json, "files", row->files);
    json_put_integer(json, "files_new", row->files_new);
    json_put_integer(json, "files_refused", row->files_refused);
    json_put_text(json, "detail", row->detail);
    json_object_close(json);
}

// A tablet by its name and the end of its id; NULL for none.
static void put_tablet(struct buffer *out, struct view *view, const struct uuid *id)
{
    struct device_row device;
    char text[UUID_TEXT];
    uuid_format(id, text);
    bool known = view != NULL && devices_get(view, id, &device, NULL) == ERR_OK;
    buffer_printf(out, "%s …%s", known ? device.name : "?", text + UUID_TEXT - 1 - 8);
}

static void put_text(struct buffer *out, struct view *view, const struct parcel_row *row)
{
    char time[CLOCK_TEXT];
    clock_format(row->arrived_ms, time);
    buffer_printf(out, "%s  %s  ", time, state_words[row->state]);
    put_tablet(out, view, &row->device);
    buffer_append_text(out, "  经手 by ");
    if (uuid_is_nil(&row->courier))
        buffer_append_text(out, "人工 hand");
    else
        put_tablet(out, view, &row->courier);
    buffer_printf(out,
                  "  新记录 new writes %lld/%lld  暂存 held %lld  新文件 new files %lld/%lld  "
                  "不符 refused %lld  %llu KB%s%s\n",
                  (long long)row->entries_new, (long long)row->entries,
                  (long long)row->entries_held, (long long)row->files_new, (long long)row->files,
                  (long long)row->files_refused, (unsigned long long)(row->size >> 10) + 1,
                  row->detail[0] != '\0' ? "\n    " : "", row->detail);
}

static void print_one(struct desk *desk, const struct parcel_row *row, struct verb_output *output)
{
    struct view *view = NULL;
    struct json_writer json;
    if (output->json) {
        json_begin(&json, &output->out);
        put_json(&json, row);
        buffer_append_char(&output->out, '\n');
        return;
    }
    if (desk_view(desk, &view, NULL) != ERR_OK)
        view = NULL;
    put_text(&output->out, view, row);
    storage_close_view(view);
}

// Three passes over the file: its signature, its copy, its content.
struct progress {
    struct verb_output *output;
    uint64_t done, total;
};

static enum err tell(void *ctx, const void *bytes, size_t len, struct error *error)
{
    struct progress *progress = ctx;
    (void)bytes;
    (void)error;
    progress->done += len;
    verb_output_progress(progress->output, "交接 handover", progress->done >> 10,
                         progress->total >> 10);
    return ERR_OK;
}

static enum err judge(const struct parcel_row *row, struct error *error)
{
    if (row->state == PARCEL_TAKEN && row->files_refused == 0 && row->entries_held == 0)
        return ERR_OK;
    if (row->state == PARCEL_TAKEN)
        return error_set(
            error, ERR_ATTENTION,
            "已收入;有内容进了隔离区或被拒,请看 taken in; some of it is in quarantine or "
            "was refused: plumbd quarantine list");
    return error_set(error, ERR_ATTENTION, "%s: %s", state_words[row->state], row->detail);
}

static enum err import_file(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct desk *desk = ctx;
    struct progress progress = {.output = output};
    struct parcel_pass pass = {&progress, tell};
    struct parcel_source source;
    struct parcel_row row;
    struct file_reader file = {.fd = -1};
    char path[4096];
    enum err err = desk_path(desk, call->positionals[0], path, sizeof path, error);
    if (err == ERR_OK)
        err = file_reader_open(path, &file, error);
    if (err == ERR_OK) {
        source = (struct parcel_source){&file, file_reader_read, file.size_bytes};
        progress.total = 3 * source.size_bytes;
        struct parcel_desk_wish wish
            = {.source = &source, .pass = &pass, .past_gap = verb_flag(call, "lost")};
        err = parcel_desk_import(desk->office, &wish, &row, error);
    }
    file_reader_close(&file);
    if (err != ERR_OK)
        return err;
    print_one(desk, &row, output);
    return judge(&row, error);
}

struct listing {
    struct desk_list of; // first
    struct view *names;  // of tablets, while the list is read from another
    size_t count;
};

static bool list_one(void *arg, const struct parcel_row *row)
{
    struct listing *list = arg;
    list->count++;
    if (list->of.output->json)
        put_json(&list->of.json, row);
    else
        put_text(&list->of.output->out, list->names, row);
    return true;
}

static enum err list_all(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct listing list = {.count = 0};
    enum err err = desk_list_begin(&list.of, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = desk_view(ctx, &list.names, error);
    if (err == ERR_OK)
        err = parcels_list(list.of.view, false, list_one, &list, error);
    storage_close_view(list.names);
    err = desk_list_end(&list.of, err);
    if (err == ERR_OK && !output->json)
        verb_output_count(output, list.count);
    return err;
}

static const struct option import_options[] = {
    {.name = "lost",
     .type = OPTION_FLAG,
     .help_zh = "办公室确已丢失它之前的记录:仍然收入,并记一条警报",
     .help_en = "the office has lost what came before it: take it in all the same, with an alarm"},
};
const struct verb parcel_verbs_import
    = {.group = "handover",
       .name = "import",
       .arguments = "FILE",
       .positional_min = 1,
       .positional_max = 1,
       .options = import_options,
       .option_count = 1,
       .summary_zh = "收入平板的交接文件(.plumbhand)或清空时留下的加密文件(.plumbenv)",
       .summary_en = "take in a tablet's handover file, or the sealed file of a wiped tablet",
       .exec = import_file};
const struct verb parcel_verbs_list
    = {.group = "handover",
       .name = "list",
       .summary_zh = "收到过的交接文件:来自谁、谁带来、有多少是新的",
       .summary_en = "handover files that came: from whom, brought by whom, how much was new",
       .exec = list_all};
