// SPDX-License-Identifier: Apache-2.0
#include "server/cli/catalogue_verbs.h"

#include "server/cli/catalogue_publish.h"
#include "shared/data/catalogue_compare.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/catalogue_file.h"
#include "shared/data/catalogue_record.h"
#include "shared/data/catalogue_view.h"

#include <string.h>

// The word for the catalogue that comes with the program.
static const char built_in[] = "default";

static struct span default_text(void)
{
    return (struct span){catalogue_default_text, catalogue_default_text_size};
}

// What one wrote as VERSION or FILE, as its JSON: a published version, the built-in one, a file.
static enum err read_source(struct desk *desk, const struct catalogue_cache *cache,
                            const char *name, struct buffer *out, struct error *error)
{
    enum err err = catalogue_cache_content(cache, span_of(name), out, error);

    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(error);
    if (strcmp(name, built_in) == 0) {
        buffer_append(out, catalogue_default_text, catalogue_default_text_size);
        return ERR_OK;
    }
    err = desk_file(desk, name, out, error);
    return err == ERR_NOT_FOUND ? error_set(error, err,
                                            "\"%s\" is neither a published version nor "
                                            "a file; plumbd catalogue list shows them",
                                            name)
                                : err;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    enum err err = catalogue_publish_list(ctx, cache, error);

    (void)call;
    if (err == ERR_OK)
        catalogue_view_list(&output->out, cache, output->json);
    catalogue_cache_free(cache);
    return err;
}

// As JSON it is the file itself, to be edited and published under a new version.
static enum err print(const struct verb_call *call, struct span file, struct verb_output *output,
                      struct error *error)
{
    const char *part = verb_text(call, "part");
    const struct catalogue *catalogue;
    struct arena arena;
    enum err err;

    arena_init(&arena, CATALOGUE_ARENA_MAX);
    err = catalogue_file_read(file, &arena, &catalogue, error);
    if (err == ERR_OK && output->json) {
        buffer_append(&output->out, file.data, file.len);
        if (file.data[file.len - 1] != '\n')
            buffer_append_char(&output->out, '\n');
    } else if (err == ERR_OK && part) {
        err = catalogue_view_part(&output->out, catalogue, span_of(part), error);
    } else if (err == ERR_OK) {
        catalogue_view_text(&output->out, catalogue);
    }
    arena_clear(&arena);
    return err;
}

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    char version[256] = "";
    struct buffer file;
    enum err err = catalogue_publish_list(ctx, cache, error);

    buffer_init(&file, RECORD_BYTES_MAX);
    if (err == ERR_OK && call->positional_count)
        text_copy(version, sizeof(version), span_of(call->positionals[0]));
    else if (err == ERR_OK && catalogue_cache_count(cache))
        text_copy(version, sizeof(version), catalogue_cache_at(cache, 0).version);
    else if (err == ERR_OK)
        err = error_set(error, ERR_NOT_FOUND,
                        "no catalogue is published yet: plumbd catalogue "
                        "publish publishes the one that comes with it");
    if (err == ERR_OK)
        err = read_source(ctx, cache, version, &file, error);
    if (err == ERR_OK)
        err = print(call, (struct span){file.data, file.len}, output, error);
    buffer_clear(&file);
    catalogue_cache_free(cache);
    return err;
}

// A file of the call, or the built-in catalogue when none is given.
static enum err read_given(struct desk *desk, const struct verb_call *call, struct buffer *out,
                           struct error *error)
{
    if (call->positional_count)
        return desk_file(desk, call->positionals[0], out, error);
    buffer_append(out, default_text().data, default_text().len);
    return ERR_OK;
}

static size_t items_of(const struct catalogue *catalogue)
{
    size_t count = 0;

    for (size_t i = 0; i < catalogue->node_count; i++)
        count += catalogue->nodes[i].items.count;
    return count;
}

static void put_good(struct verb_output *output, const struct catalogue *catalogue)
{
    buffer_printf(
        &output->out,
        output->json
            ? "{\"version\":\"%.*s\",\"nodes\":%zu,\"items\":%zu,\"inspections\":%zu,"
              "\"deadlines\":%zu,\"forms\":%zu}\n"
            : "正确 good: 版本 version %.*s, %zu 个节点 nodes, %zu 个检查项 items, %zu 种验收 "
              "inspections, %zu 个期限 deadlines, %zu 张表单 forms\n",
        (int)catalogue->version.len, catalogue->version.data, catalogue->node_count,
        items_of(catalogue), catalogue->inspection_count, catalogue->deadline_count,
        catalogue->form_count);
}

static enum err check(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    const struct catalogue *catalogue = NULL;
    struct catalogue_record record;
    struct arena arena;
    struct buffer file;
    enum err err;

    arena_init(&arena, 4 * CATALOGUE_ARENA_MAX);
    buffer_init(&file, RECORD_BYTES_MAX);
    err = desk_file(ctx, call->positionals[0], &file, error);
    if (err == ERR_OK) {
        struct span text = {file.data, file.len};

        err = catalogue_file_read(text, &arena, &catalogue, error);
        if (err == ERR_OK)
            err = catalogue_record_make(text, 0, &arena, &record, error);
        if (err != ERR_OK)
            error_wrap(error, err, "%s", call->positionals[0]);
    }
    if (err == ERR_OK)
        put_good(output, catalogue);
    buffer_clear(&file);
    arena_clear(&arena);
    return err;
}

static enum err publish(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct catalogue_published published;
    struct buffer file;
    enum err err;

    buffer_init(&file, RECORD_BYTES_MAX);
    err = read_given(ctx, call, &file, error);
    if (err == ERR_OK)
        err = catalogue_publish(ctx, (struct span){file.data, file.len}, &published, error);
    if (err == ERR_OK && output->json)
        buffer_printf(&output->out, "{\"version\":\"%s\",\"made\":%s}\n", published.version,
                      published.made ? "true" : "false");
    else if (err == ERR_OK)
        buffer_printf(&output->out,
                      published.made
                          ? "已发布 published: %s; 新开始的节点将使用它 nodes started from now on "
                            "use it\n"
                          : "版本 %s 已发布过,内容相同;没有改动 version published already with the "
                            "same content; nothing changed\n",
                      published.version);
    else if (call->positional_count && err != ERR_NOT_FOUND)
        error_wrap(error, err, "%s", call->positionals[0]);
    buffer_clear(&file);
    return err;
}

static enum err compare(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct buffer a, b;
    size_t count = 0;
    enum err err = catalogue_publish_list(ctx, cache, error);

    buffer_init(&a, RECORD_BYTES_MAX);
    buffer_init(&b, RECORD_BYTES_MAX);
    if (err == ERR_OK)
        err = read_source(ctx, cache, call->positionals[0], &a, error);
    if (err == ERR_OK)
        err = read_source(ctx, cache, call->positionals[1], &b, error);
    if (err == ERR_OK)
        err = catalogue_compare((struct span){a.data, a.len}, (struct span){b.data, b.len}, output,
                                &count, error);
    if (err == ERR_OK && !output->json)
        buffer_printf(&output->out, "%zu 处不同 differences\n", count);
    buffer_clear(&a);
    buffer_clear(&b);
    catalogue_cache_free(cache);
    return err;
}

const struct verb catalogue_verbs_list = {
    .group = "catalogue",
    .name = "list",
    .summary_zh = "已发布的目录版本",
    .summary_en = "the catalogues that are published",
    .exec = list,
};
static const struct option show_options[] = {
    {.name = "part",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "只看一个节点或验收,例如 briefing",
     .help_en = "only this node or inspection, such as briefing"},
};
const struct verb catalogue_verbs_show = {
    .group = "catalogue",
    .name = "show",
    .arguments = "[VERSION]",
    .positional_max = 1,
    .options = show_options,
    .option_count = 1,
    .summary_zh = "目录的节点、检查项、关口、期限;--json 给出可编辑的文件;default 是自带的",
    .summary_en
    = "nodes, items, gates, deadlines; --json gives the file to edit; default: built in",
    .exec = show,
};
const struct verb catalogue_verbs_check = {
    .group = "catalogue",
    .name = "check",
    .arguments = "FILE",
    .positional_min = 1,
    .positional_max = 1,
    .summary_zh = "检查一个目录文件,不发布",
    .summary_en = "check a catalogue file without publishing it",
    .exec = check,
};
const struct verb catalogue_verbs_publish = {
    .group = "catalogue",
    .name = "publish",
    .arguments = "[FILE]",
    .positional_max = 1,
    .summary_zh = "发布一个目录文件;不写文件则发布自带的;已开始的节点不受影响",
    .summary_en = "publish a catalogue file, or the built-in one; nodes under way keep theirs",
    .exec = publish,
};
const struct verb catalogue_verbs_compare = {
    .group = "catalogue",
    .name = "compare",
    .arguments = "A B",
    .positional_min = 2,
    .positional_max = 2,
    .summary_zh = "两个目录 (版本或文件) 有何不同",
    .summary_en = "what differs between two catalogues (versions or files)",
    .exec = compare,
};
