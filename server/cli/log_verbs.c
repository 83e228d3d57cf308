// SPDX-License-Identifier: Apache-2.0
#include "server/cli/log_verbs.h"

#include "server/cli/named_signoff.h"
#include "server/storage/nights.h"
#include "server/storage/signoff_log.h"
#include "server/storage/signoff_queue.h"
#include "shared/data/json.h"
#include "shared/model/vector.h"
#include "shared/wire/log_head.h"
#include "shared/wire/log_night.h"

// One call, answered from one snapshot.
struct asking {
    struct desk *desk;
    struct view *view;
    struct verb_output *output;
    struct json_writer json;
};

static enum err begin(struct asking *asking, void *ctx, struct verb_output *output,
                      struct error *error)
{
    *asking = (struct asking){.desk = ctx, .output = output};
    json_begin(&asking->json, &output->out);
    return desk_view(asking->desk, &asking->view, error);
}

static enum err end(struct asking *asking, enum err err)
{
    if (err == ERR_OK && asking->output->json)
        buffer_append_char(&asking->output->out, '\n');
    storage_close_view(asking->view);
    return err;
}

static void put_head_json(struct json_writer *json, const char *key,
                          const struct signoff_head *kept, const struct log_head *head)
{
    char epoch[ACTOR_TEXT];
    json_object_open(json, key);
    json_put_integer(json, "size", (int64_t)head->size);
    json_put_hex(json, "root", head->root.bytes, HASH_BYTES);
    actor_format(head->epoch, epoch);
    json_put_text(json, "epoch", epoch);
    json_put_integer(json, "time", head->time_ms);
    json_put_span(json, "head", kept->head);
    json_put_hex(json, "seal", kept->seal.data, kept->seal.len);
    json_put_base64(json, "certificate", kept->certificate.data, kept->certificate.len);
    json_object_close(json);
}

static void put_head_text(struct buffer *out, const struct log_head *head)
{
    char root[HASH_TEXT], epoch[ACTOR_TEXT], time[CLOCK_TEXT];
    digest_format(&head->root, root);
    actor_format(head->epoch, epoch);
    clock_format(head->time_ms, time);
    buffer_printf(out, "%llu  %s  %s  纪元 epoch %s\n", (unsigned long long)head->size, root, time,
                  epoch);
}

static bool read_head(const struct signoff_head *kept, struct log_head *out)
{
    return log_head_parse(kept->head, out, NULL) == ERR_OK;
}

// How many sign-offs are not in the log.
struct unlogged {
    size_t waiting, refused;
};

static bool count_unlogged(void *arg, const struct signoff_unlogged *row)
{
    struct unlogged *unlogged = arg;
    unlogged->waiting += row->refused[0] == '\0';
    unlogged->refused += row->refused[0] != '\0';
    return true;
}

static enum err show_head(struct asking *asking, struct error *error)
{
    struct unlogged unlogged = {0};
    struct signoff_head kept;
    struct log_head head;
    enum err err = signoff_queue_list(asking->view, count_unlogged, &unlogged, error);
    if (err == ERR_OK)
        err = signoff_log_newest(asking->view, &kept, error);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "the log is empty: nothing was countersigned yet");
    if (err == ERR_OK && !read_head(&kept, &head))
        err = error_set(error, ERR_CORRUPT, "the newest head cannot be read: run plumbd verify");
    if (err != ERR_OK)
        return err;
    if (!asking->output->json) {
        put_head_text(&asking->output->out, &head);
        if (unlogged.waiting + unlogged.refused > 0)
            buffer_printf(&asking->output->out,
                          "等待会签 waiting: %zu,未收录 not taken: %zu (plumbd log list --all)\n",
                          unlogged.waiting, unlogged.refused);
        return ERR_OK;
    }
    json_object_open(&asking->json, NULL);
    put_head_json(&asking->json, "newest", &kept, &head);
    json_put_integer(&asking->json, "waiting", (int64_t)unlogged.waiting);
    json_put_integer(&asking->json, "refused", (int64_t)unlogged.refused);
    json_object_close(&asking->json);
    return ERR_OK;
}

static enum err head_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct asking asking;
    enum err err = begin(&asking, ctx, output, error);
    (void)call;
    return end(&asking, err == ERR_OK ? show_head(&asking, error) : err);
}

static bool each_head(void *arg, const struct signoff_head *kept)
{
    struct asking *asking = arg;
    struct log_head head;
    if (!read_head(kept, &head))
        buffer_printf(&asking->output->err, "%llu: 不可读 cannot be read: plumbd verify\n",
                      (unsigned long long)kept->size);
    else if (asking->output->json)
        put_head_json(&asking->json, NULL, kept, &head);
    else
        put_head_text(&asking->output->out, &head);
    return true;
}

static enum err heads_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct asking asking;
    enum err err = begin(&asking, ctx, output, error);
    (void)call;
    if (err == ERR_OK && output->json)
        json_array_open(&asking.json, NULL);
    if (err == ERR_OK)
        err = signoff_log_heads(asking.view, 0, each_head, &asking, error);
    if (err == ERR_OK && output->json)
        json_array_close(&asking.json);
    return end(&asking, err);
}

// A night has its leaf among those of sign-offs.
static void put_night(struct asking *asking, const struct signoff_leaf *entry)
{
    struct log_night night = {0};
    struct json_writer *json = &asking->json;
    char digest[HASH_TEXT];
    log_night_parse(entry->leaf, &night, NULL); // else without a date, and plumbd verify tells
    digest_format(&night.digest, digest);
    if (!asking->output->json) {
        buffer_printf(&asking->output->out, "#%llu  对账 night of %s  %s\n",
                      (unsigned long long)entry->index, night.date, digest);
        return;
    }
    json_object_open(json, NULL);
    json_put_integer(json, "index", (int64_t)entry->index);
    json_put_text(json, "night", night.date);
    json_put_text(json, "digest", digest);
    json_put_integer(json, "cut", night.cut_ms);
    json_object_close(json);
}

static void put_entry(struct asking *asking, const struct signoff_leaf *entry)
{
    if (log_night_is(entry->leaf)) {
        put_night(asking, entry);
        return;
    }
    char signoff[UUID_TEXT], site[UUID_TEXT], time[CLOCK_TEXT];
    struct log_leaf leaf = {0};
    struct json_writer *json = &asking->json;
    log_leaf_parse(entry->leaf, &leaf, NULL); // else received in 1970, and plumbd verify tells
    uuid_format(&entry->signoff, signoff);
    uuid_format(&entry->site, site);
    clock_format(leaf.received_ms, time);
    if (!asking->output->json) {
        buffer_printf(&asking->output->out, "#%llu  %s  %s  工地 site %s\n",
                      (unsigned long long)entry->index, signoff, time, site);
        return;
    }
    json_object_open(json, NULL);
    json_put_integer(json, "index", (int64_t)entry->index);
    json_put_text(json, "signoff", signoff);
    json_put_text(json, "site", site);
    json_put_integer(json, "received", leaf.received_ms);
    json_object_close(json);
}

static bool each_leaf(void *arg, const struct signoff_leaf *leaf)
{
    put_entry(arg, leaf);
    return true;
}

static bool each_unlogged(void *arg, const struct signoff_unlogged *row)
{
    struct asking *asking = arg;
    struct json_writer *json = &asking->json;
    bool waits = row->refused[0] == '\0';
    char signoff[UUID_TEXT];
    uuid_format(&row->record, signoff);
    if (!asking->output->json) {
        buffer_printf(&asking->output->out, "—  %s  %s%s\n", signoff,
                      waits ? "等待会签 waiting" : "未收录 not taken: ", row->refused);
        return true;
    }
    json_object_open(json, NULL);
    json_put_null(json, "index");
    json_put_text(json, "signoff", signoff);
    json_put_text(json, "refused", waits ? NULL : row->refused);
    json_object_close(json);
    return true;
}

static enum err list_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct asking asking;
    enum err err = begin(&asking, ctx, output, error);
    if (err == ERR_OK && output->json)
        json_array_open(&asking.json, NULL);
    if (err == ERR_OK)
        err = signoff_log_leaves(asking.view, 0, each_leaf, &asking, error);
    if (err == ERR_OK && verb_flag(call, "all"))
        err = signoff_queue_list(asking.view, each_unlogged, &asking, error);
    if (err == ERR_OK && output->json)
        json_array_close(&asking.json);
    return end(&asking, err);
}

static void put_proof(struct asking *asking, const struct merkle_proof *proof)
{
    char hash[HASH_TEXT];
    if (asking->output->json)
        json_array_open(&asking->json, "proof");
    for (size_t i = 0; i < proof->count; i++) {
        digest_format(&proof->hash[i], hash);
        if (asking->output->json)
            json_put_text(&asking->json, NULL, hash);
        else
            buffer_printf(&asking->output->out, "  %s\n", hash);
    }
    if (asking->output->json)
        json_array_close(&asking->json);
}

struct why {
    const struct uuid *id;
    struct signoff_unlogged found;
};

static bool find_why(void *arg, const struct signoff_unlogged *row)
{
    struct why *why = arg;
    if (uuid_equal(&row->record, why->id))
        why->found = *row;
    return true;
}

static enum err show_unlogged(struct asking *asking, const struct uuid *id, struct error *error)
{
    struct why why = {.id = id};
    enum err err = signoff_queue_list(asking->view, find_why, &why, error);
    if (err != ERR_OK)
        return err;
    if (asking->output->json)
        json_array_open(&asking->json, NULL);
    each_unlogged(asking, &why.found);
    if (asking->output->json)
        json_array_close(&asking->json);
    return ERR_OK;
}

static enum err show_entry(struct asking *asking, uint64_t index, struct error *error)
{
    struct merkle_leaves tree = signoff_log_tree(asking->view);
    struct merkle_proof proof;
    struct signoff_head kept;
    struct signoff_leaf entry;
    struct log_head head;
    enum err err = signoff_log_over(asking->view, index, &kept, error);
    if (err == ERR_OK && !read_head(&kept, &head))
        err = error_set(error, ERR_CORRUPT, "its head cannot be read: run plumbd verify");
    if (err != ERR_OK)
        return err;
    if (asking->output->json) {
        json_object_open(&asking->json, NULL);
        put_head_json(&asking->json, "head", &kept, &head);
    } else {
        buffer_append_text(&asking->output->out, "树头 head: ");
        put_head_text(&asking->output->out, &head);
    }
    err = merkle_inclusion(&tree, index, head.size, &proof);
    if (err == ERR_OK)
        err = signoff_log_leaf(asking->view, index, &entry, error);
    if (err != ERR_OK)
        return error_set(error, err, "the tree cannot be read: run plumbd verify");
    if (asking->output->json) {
        json_put_integer(&asking->json, "index", (int64_t)index);
        json_put_span(&asking->json, "leaf", entry.leaf);
    } else {
        put_entry(asking, &entry);
        buffer_printf(&asking->output->out, "叶 leaf: %.*s\n收录证明 inclusion proof:\n",
                      (int)entry.leaf.len, entry.leaf.data);
    }
    put_proof(asking, &proof);
    if (asking->output->json)
        json_object_close(&asking->json);
    return ERR_OK;
}

// A sign-off by its id, or a night by its date.
static enum err find_named(struct asking *asking, const char *text, struct uuid *out,
                           struct error *error)
{
    struct night_row_kept night;
    int64_t day;
    if (!calendar_parse(span_of(text), &day))
        return named_signoff_find(asking->view, text, out, error);
    enum err err = nights_get(asking->view, text, &night, error);
    if (err == ERR_NOT_FOUND)
        err = error_set(error, err, "no night of %s is kept", text);
    *out = night.id;
    return err;
}

static enum err show_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct asking asking;
    struct signoff_leaf entry;
    struct uuid id;
    enum err err = begin(&asking, ctx, output, error);
    if (err == ERR_OK)
        err = find_named(&asking, call->positionals[0], &id, error);
    if (err == ERR_OK) {
        err = signoff_log_find(asking.view, &id, &entry, error);
        err = err == ERR_NOT_FOUND ? show_unlogged(&asking, &id, error)
              : err == ERR_OK      ? show_entry(&asking, entry.index, error)
                                   : err;
    }
    return end(&asking, err);
}

static enum err parse_size(const char *text, uint64_t *out, struct error *error)
{
    if (text_parse_u64(span_of(text), out) && *out <= INT64_MAX)
        return ERR_OK;
    return error_set(error, ERR_INVALID, "\"%s\" is no number of leaves", text);
}

static void put_tree(struct asking *asking, const char *key, uint64_t size,
                     const struct digest *root)
{
    char hash[HASH_TEXT];
    digest_format(root, hash);
    if (!asking->output->json) {
        buffer_printf(&asking->output->out, "%llu  %s\n", (unsigned long long)size, hash);
        return;
    }
    json_object_open(&asking->json, key);
    json_put_integer(&asking->json, "size", (int64_t)size);
    json_put_text(&asking->json, "root", hash);
    json_object_close(&asking->json);
}

static enum err prove(struct asking *asking, uint64_t from, uint64_t to, struct error *error)
{
    struct merkle_leaves tree = signoff_log_tree(asking->view);
    struct digest old_root, new_root;
    struct merkle_proof proof;
    uint64_t size = 0;
    enum err err = signoff_log_size(asking->view, &size, error);
    if (err == ERR_OK && (from > to || to > size))
        err = error_set(error, ERR_INVALID, "FROM must not be above TO, nor TO above %llu",
                        (unsigned long long)size);
    if (err != ERR_OK)
        return err;
    err = merkle_root(&tree, from, &old_root);
    if (err == ERR_OK)
        err = merkle_root(&tree, to, &new_root);
    if (err == ERR_OK)
        err = merkle_consistency(&tree, from, to, &proof);
    if (err != ERR_OK)
        return error_set(error, err, "the tree cannot be read: run plumbd verify");
    if (asking->output->json)
        json_object_open(&asking->json, NULL);
    put_tree(asking, "from", from, &old_root);
    put_tree(asking, "to", to, &new_root);
    put_proof(asking, &proof);
    if (asking->output->json)
        json_object_close(&asking->json);
    return ERR_OK;
}

static enum err prove_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct asking asking;
    uint64_t from = 0, to = 0;
    enum err err = begin(&asking, ctx, output, error);
    if (err == ERR_OK)
        err = parse_size(call->positionals[0], &from, error);
    if (err == ERR_OK)
        err = parse_size(call->positionals[1], &to, error);
    return end(&asking, err == ERR_OK ? prove(&asking, from, to, error) : err);
}

static const struct option list_options[] = {
    {.name = "all",
     .type = OPTION_FLAG,
     .help_zh = "也看不在日志里的,和为什么",
     .help_en = "also those that are not in the log, and why"},
};
const struct verb log_verbs_head = {.group = "log",
                                    .name = "head",
                                    .summary_zh = "签署日志最新的树头:份数、根、时间、封签",
                                    .summary_en = "newest head of the sign-off log",
                                    .exec = head_exec};
const struct verb log_verbs_heads = {.group = "log",
                                     .name = "heads",
                                     .summary_zh = "签过的全部树头",
                                     .summary_en = "every head that was ever signed",
                                     .exec = heads_exec};
const struct verb log_verbs_list = {.group = "log",
                                    .name = "list",
                                    .options = list_options,
                                    .option_count = 1,
                                    .summary_zh = "日志里的签署,按收到的先后",
                                    .summary_en = "sign-offs in the log, as they came",
                                    .exec = list_exec};
const struct verb log_verbs_show = {.group = "log",
                                    .name = "show",
                                    .arguments = "SIGNOFF|DATE",
                                    .positional_min = 1,
                                    .positional_max = 1,
                                    .summary_zh = "一次签署或一晚对账的日志叶和收录证明",
                                    .summary_en = "leaf and inclusion proof of a sign-off or night",
                                    .exec = show_exec};
const struct verb log_verbs_prove = {.group = "log",
                                     .name = "prove",
                                     .arguments = "FROM TO",
                                     .positional_min = 2,
                                     .positional_max = 2,
                                     .summary_zh = "证明份数为 TO 的日志是从 FROM 续写的",
                                     .summary_en = "proof that the log of TO grew out of FROM",
                                     .exec = prove_exec};
