// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/record_verbs.h"

#include "agent/capture/capture.h"
#include "agent/cli/day.h"
#include "agent/cli/named.h"
#include "agent/cli/picture_file.h"
#include "agent/cli/record_show.h"
#include "shared/data/field_text.h"
#include "shared/data/json.h"
#include "shared/model/kind_choice.h"

static enum err parse_id(const char *what, const char *text, struct uuid *out, struct error *error)
{
    if (uuid_parse(span_of(text), out))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "%s: \"%s\" is no id (36 characters, lower case)", what,
                     text);
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

static enum err read_draft(struct tablet *tablet, const struct verb_call *call, struct arena *arena,
                           struct draft *draft, struct error *error)
{
    struct field *fields = arena_take(arena, (call->positional_count + 1) * sizeof *fields);
    const char *site = verb_text(call, "site"), *id = verb_text(call, "id");
    enum err err = ERR_OK;
    draft->kind = span_of(verb_text(call, "kind"));
    draft->fields = fields;
    draft->field_count = call->positional_count;
    if (site != NULL)
        err = named_site(tablet->store, "--site", site, &draft->site, error);
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
    enum err err = day_writer(tablet, call, &person, error);
    if (err == ERR_OK)
        err = read_draft(tablet, call, &arena, &draft, error);
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
    enum err err
        = site == NULL ? ERR_OK : named_site(tablet->store, "--site", site, &filter.site, error);
    filter.by_site = site != NULL;
    return err == ERR_OK ? record_show_list(tablet->store, &filter, output, error) : err;
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
    struct picture_file picture;
    enum err err = picture_file_open(tablet, file, &picture, error);
    if (err != ERR_OK)
        return err;
    options->name = file;
    err = photo_add(tablet->store, options, &picture.source, &photo, error);
    picture_file_close(&picture);
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
    struct photo_options options
        = {.again = verb_flag(call, "again"), .moment = verb_text(call, "moment")};
    struct named_question question = {NULL, "--record", verb_text(call, "record")};
    struct named_record record = {0};
    enum err first = day_writer(tablet, call, &options.person, error);
    if (first == ERR_OK)
        first = named_record(tablet->store, &question, &record, error);
    if (first != ERR_OK)
        return first;
    options.record = record.id;
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
    DAY_PERSON_OPTION,
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
    DAY_PERSON_OPTION,
    DAY_CHOICE_OPTION("moment", kind_choice_moments, false, "整改前还是整改后",
                      "before or after the work"),
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
       .option_count = 4,
       .summary_zh = "加照片,原件不动,读取时间地点",
       .summary_en = "add photos: originals untouched, time and place read",
       .exec = photo_add_verb};
