// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/record_verbs.h"

#include "agent/capture/capture.h"
#include "agent/capture/image_head.h"
#include "agent/capture/photo.h"
#include "agent/cli/record_show.h"
#include "shared/data/field_text.h"
#include "shared/data/json.h"
#include "shared/model/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 };

static enum err parse_id(const char *what, const char *text, struct uuid *out, struct error *error)
{
    if (uuid_parse(span_of(text), out))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "%s: \"%s\" is no id (36 characters, lower case)", what,
                     text);
}

static enum err writer_of(struct tablet *tablet, const struct verb_call *call, struct uuid *out,
                          struct error *error)
{
    const char *given = verb_text(call, "person");
    *out = tablet->person;
    return given == NULL ? tablet_require_enrolled(tablet, error)
                         : parse_id("--person", given, out, error);
}

static void print_saved(const struct capture_result *result, struct verb_output *output)
{
    char id[UUID_TEXT], actor[ACTOR_TEXT];
    struct json_writer json;
    uuid_format(&result->id, id);
    actor_format(result->dot.actor, actor);
    if (!output->json) {
        buffer_printf(&output->out, "已保存 saved %s  (%s:%llu)\n", id, actor,
                      (unsigned long long)result->dot.counter);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "id", id);
    json_put_text(&json, "actor", actor);
    json_put_u64(&json, "counter", result->dot.counter);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err read_draft(const struct verb_call *call, struct arena *arena, struct draft *draft,
                           struct error *error)
{
    struct field *fields = arena_take(arena, (call->positional_count + 1) * sizeof *fields);
    const char *site = verb_text(call, "site"), *id = verb_text(call, "id");
    enum err err = ERR_OK;
    draft->kind = span_of(verb_text(call, "kind"));
    draft->fields = fields;
    draft->field_count = call->positional_count;
    if (site != NULL)
        err = parse_id("--site", site, &draft->site, error);
    if (err == ERR_OK && id != NULL)
        err = parse_id("--id", id, &draft->id, error);
    for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++)
        err = field_text_read(draft->kind, span_of(call->positionals[i]), arena, &fields[i], error);
    return err;
}

static enum err record_set(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct tablet *tablet = ctx;
    struct arena arena;
    struct draft draft = {0};
    struct capture_result result;
    struct uuid person;
    arena_init(&arena, 8 << 20);
    enum err err = writer_of(tablet, call, &person, error);
    if (err == ERR_OK)
        err = read_draft(call, &arena, &draft, error);
    if (err == ERR_OK) {
        struct capture_options options = {.drafts = &draft, .count = 1, .person = person};
        err = capture_commit(tablet->store, &options, &result, error);
    }
    if (err == ERR_OK) {
        print_saved(&result, output);
        tablet_captured(tablet);
    }
    arena_clear(&arena);
    return err;
}

static enum err record_get(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct tablet *tablet = ctx;
    struct uuid id;
    enum err err = parse_id("ID", call->positionals[0], &id, error);
    return err == ERR_OK ? record_show_one(tablet->store, &id, output, error) : err;
}

static enum err record_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct tablet *tablet = ctx;
    struct replica_filter filter = {.kind = span_of(verb_text(call, "kind")),
                                    .conflicted_only = verb_flag(call, "conflicts"),
                                    .with_deleted = verb_flag(call, "deleted")};
    const char *site = verb_text(call, "site");
    enum err err = site == NULL ? ERR_OK : parse_id("--site", site, &filter.site, error);
    filter.by_site = site != NULL;
    return err == ERR_OK ? record_show_list(tablet->store, &filter, output, error) : err;
}

static enum err read_descriptor(void *ctx, void *bytes, size_t len, size_t *got)
{
    const int *fd = ctx;
    ssize_t count = read(*fd, bytes, len);
    *got = count > 0 ? (size_t)count : 0;
    return count < 0 ? err_from_errno(errno) : ERR_OK;
}

// A regular file whose first bytes are those of a picture; anything else gives an error and no
// descriptor.
static enum err look_at_file(int fd, const char *name, struct error *error)
{
    char head[HEAD_BYTES];
    struct image_head image;
    struct stat stat;
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return error_set(error, ERR_INVALID, "%s is no file", name);
    ssize_t got = pread(fd, head, sizeof head, 0);
    if (got < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", name, strerror(errno));
    image_head_read((struct span){head, (size_t)got}, &image);
    if (strcmp(image.mime, "application/octet-stream") == 0)
        return error_set(error, ERR_INVALID, "%s is no picture of a kind we know", name);
    return ERR_OK;
}

static enum err open_file(const struct tablet *tablet, const char *name, int *out,
                          struct error *error)
{
    char path[4096];
    bool relative = name[0] != '/' && tablet->cwd != NULL;
    int len = snprintf(path, sizeof path, "%s%s%s", relative ? tablet->cwd : "",
                       relative ? "/" : "", name);
    if (len < 0 || (size_t)len >= sizeof path)
        return error_set(error, ERR_INVALID, "%s: the path is too long", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not keep us waiting
    if (fd < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", name, strerror(errno));
    enum err err = look_at_file(fd, name, error);
    if (err == ERR_OK)
        *out = fd;
    else
        close(fd);
    return err;
}

static void print_photo(const char *file, const struct photo_result *photo,
                        struct verb_output *output)
{
    char id[UUID_TEXT], digest[HASH_TEXT];
    struct json_writer json;
    uuid_format(&photo->id, id);
    digest_format(&photo->digest, digest);
    if (!output->json) {
        buffer_printf(&output->out, "%s %s  %s  %llu B  %s%s%s\n",
                      photo->already ? "已有 already there" : "已保存 saved", id, file,
                      (unsigned long long)photo->size_bytes, photo->mime,
                      photo->sidenote ? "  " : "", photo->sidenote ? photo->sidenote : "");
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "id", id);
    json_put_text(&json, "file", file);
    json_put_text(&json, "digest", digest);
    json_put_integer(&json, "size", (int64_t)photo->size_bytes);
    json_put_text(&json, "mime", photo->mime);
    json_put_boolean(&json, "already", photo->already);
    json_put_boolean(&json, "thumbnail", photo->has_thumbnail);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err add_one(struct tablet *tablet, const char *file, struct photo_options *options,
                        struct verb_output *output, struct error *error)
{
    struct photo_result photo;
    int fd = -1;
    enum err err = open_file(tablet, file, &fd, error);
    if (err != ERR_OK)
        return err;
    struct photo_source source = {&fd, read_descriptor};
    options->name = file;
    err = photo_add(tablet->store, options, &source, &photo, error);
    close(fd);
    if (err != ERR_OK)
        return error_wrap(error, err, "%s", file);
    print_photo(file, &photo, output);
    return ERR_OK;
}

// Each file by itself: one that is refused does not keep the others out; the first error is the
// verb's.
static enum err photo_add_verb(void *ctx, const struct verb_call *call, struct verb_output *output,
                               struct error *error)
{
    struct tablet *tablet = ctx;
    struct photo_options options = {.again = verb_flag(call, "again")};
    enum err first = writer_of(tablet, call, &options.person, error);
    if (first == ERR_OK)
        first = parse_id("--record", verb_text(call, "record"), &options.record, error);
    if (first != ERR_OK)
        return first;
    for (size_t i = 0; i < call->positional_count; i++) {
        struct error why;
        error_clear(&why);
        verb_output_progress(output, "photos", i, call->positional_count);
        enum err err = add_one(tablet, call->positionals[i], &options, output, &why);
        if (err != ERR_OK && first == ERR_OK)
            first = error_set(error, err, "%s", why.detail);
        else if (err != ERR_OK)
            buffer_printf(&output->err, "%s: %s\n", call->positionals[i], why.detail);
    }
    tablet_captured(tablet);
    return first;
}

static const struct option set_options[] = {
    {.name = "kind",
     .type = OPTION_TEXT,
     .placeholder = "K",
     .help_zh = "记录的种类",
     .help_en = "kind of the record",
     .required = true},
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "工地编号;全局种类不写",
     .help_en = "site; left out for global kinds"},
    {.name = "id",
     .type = OPTION_TEXT,
     .placeholder = "I",
     .help_zh = "已有记录;不写则新建",
     .help_en = "an existing record; left out: a new one"},
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "谁写的;默认本平板的第一人",
     .help_en = "who writes; default: the first person of this tablet"},
};
const struct verb record_verb_set = {.group = "record",
                                     .name = "set",
                                     .arguments = "FIELD=VALUE…",
                                     .positional_min = 1,
                                     .positional_max = WRITE_FIELDS_MAX,
                                     .options = set_options,
                                     .option_count = 4,
                                     .summary_zh = "新建或修改一条记录(先存在本机)",
                                     .summary_en = "make or change a record (saved here first)",
                                     .exec = record_set};
const struct verb record_verb_get = {.group = "record",
                                     .name = "get",
                                     .arguments = "ID",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .summary_zh = "显示一条记录,含冲突",
                                     .summary_en = "show a record, with its conflicts",
                                     .exec = record_get};

static const struct option list_options[] = {
    {.name = "kind",
     .type = OPTION_TEXT,
     .placeholder = "K",
     .help_zh = "只看这一种",
     .help_en = "only this kind"},
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "只看这个工地",
     .help_en = "only this site"},
    {.name = "conflicts",
     .type = OPTION_FLAG,
     .help_zh = "只看有冲突的",
     .help_en = "only those in conflict"},
    {.name = "deleted",
     .type = OPTION_FLAG,
     .help_zh = "也看已删除的",
     .help_en = "deleted ones too"},
};
const struct verb record_verb_list = {.group = "record",
                                      .name = "list",
                                      .options = list_options,
                                      .option_count = 4,
                                      .summary_zh = "列出本机的记录",
                                      .summary_en = "list the records here",
                                      .exec = record_list};

static const struct option photo_options[] = {
    {.name = "record",
     .type = OPTION_TEXT,
     .placeholder = "ID",
     .help_zh = "照片属于哪条记录",
     .help_en = "the record that the photo shows",
     .required = true},
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "谁拍的;默认本平板的第一人",
     .help_en = "who took it; default: the first person of this tablet"},
    {.name = "again",
     .type = OPTION_FLAG,
     .help_zh = "同一张照片再记一次",
     .help_en = "a second record of the same photo"},
};
const struct verb photo_verb_add
    = {.group = "photo",
       .name = "add",
       .arguments = "FILE…",
       .positional_min = 1,
       .positional_max = 1000,
       .options = photo_options,
       .option_count = 3,
       .summary_zh = "加照片,原件不动,读取时间地点",
       .summary_en = "add photos: originals untouched, time and place read",
       .exec = photo_add_verb};
