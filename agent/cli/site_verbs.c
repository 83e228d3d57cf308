// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/site_verbs.h"

#include "agent/capture/site_facts.h"
#include "agent/cli/named.h"
#include "agent/store/replica.h"
#include "agent/sync/tablet.h"
#include "shared/base/memory.h"
#include "shared/data/progress_view.h"
#include "shared/wire/seal_memory.h"

#include <string.h>

// A verb that shows something of one site: called with its progress.
typedef enum err show_site(const struct verb_call *call, const struct progress *progress,
                           struct verb_output *output, struct error *error);

// Within a transaction, so that the sync thread changes nothing meanwhile.
static enum err read_site(struct tablet *tablet, const struct uuid *site, struct site_facts *facts,
                          struct progress *progress, struct error *error)
{
    struct evidence_trust trust = {.ca_pem = {tablet->ca_pem.data, tablet->ca_pem.len}};
    const struct progress_seal seal = {.ctx = &trust, .intact = seal_memory_intact};
    // Before it is enrolled a tablet knows no authority, and has no seals.
    const struct site_facts_options options
        = {.site = *site, .seal = tablet->ca_pem.len ? &seal : NULL};
    enum err err = site_facts_load(tablet->store, &options, facts, error);

    if (err != ERR_OK)
        return err;
    err = site_facts_progress(facts, clock_wall_ms(&tablet->clock), progress, error);
    if (err != ERR_OK)
        site_facts_clear(facts);
    return err;
}

struct listing {
    struct uuid *sites;
    size_t count;
};

static bool note_site(void *arg, const struct replica_row *row)
{
    struct listing *list = arg;

    list->sites = mem_resize(list->sites, (list->count + 1) * sizeof(*list->sites));
    list->sites[list->count++] = row->id;
    return true;
}

static enum err list_sites(struct tablet *tablet, const struct listing *list,
                           struct verb_output *output, struct error *error)
{
    struct json_writer json;
    enum err err = ERR_OK;

    json_begin(&json, &output->out);
    if (output->json)
        json_array_open(&json, NULL);
    for (size_t i = 0; err == ERR_OK && i < list->count; i++) {
        struct site_facts facts;
        struct progress progress;

        err = read_site(tablet, &list->sites[i], &facts, &progress, error);
        if (err != ERR_OK)
            continue;
        if (output->json) {
            json_object_open(&json, NULL);
            progress_view_json(&json, &progress);
            json_object_close(&json);
        } else {
            progress_view_line(&output->out, &progress);
        }
        site_facts_clear(&facts);
    }
    if (output->json) {
        json_array_close(&json);
        buffer_append_char(&output->out, '\n');
    } else if (err == ERR_OK) {
        if (list->count)
            progress_view_legend(&output->out);
        verb_output_count(output, list->count);
    }
    return err;
}

static enum err site_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    const struct replica_filter filter = {.kind = span_of("site")};
    struct tablet *tablet = ctx;
    struct listing list = {0};
    enum err err = store_begin(tablet->store, error);

    (void)call;
    if (err != ERR_OK)
        return err;
    err = replica_list(tablet->store, &filter, note_site, &list, error);
    if (err == ERR_OK)
        err = list_sites(tablet, &list, output, error);
    store_rollback(tablet->store);
    mem_free(list.sites);
    return err;
}

// What a verb about one site was asked.
struct asking {
    struct tablet *tablet;
    const struct verb_call *call;
    const char *site; // as it was given
    struct verb_output *output;
};

static enum err with_site(const struct asking *asking, show_site *show, struct error *error)
{
    struct tablet *tablet = asking->tablet;
    struct site_facts facts;
    struct progress progress;
    struct uuid site;
    enum err err = named_site(tablet->store, "SITE", asking->site, &site, error);

    if (err == ERR_OK)
        err = store_begin(tablet->store, error);
    if (err != ERR_OK)
        return err;
    err = read_site(tablet, &site, &facts, &progress, error);
    if (err == ERR_OK) {
        err = progress.record
                  ? show(asking->call, &progress, asking->output, error)
                  : error_set(error, ERR_NOT_FOUND, "site %s is not on this tablet", asking->site);
        site_facts_clear(&facts);
    }
    store_rollback(tablet->store);
    return err;
}

// By code, number or name.
static const struct progress_node *named_one(const struct progress *progress, struct span name)
{
    uint64_t number = 0;

    (void)text_parse_u64(name, &number);
    for (size_t i = 0; i < progress->node_count; i++) {
        const struct catalogue_node *node = progress->nodes[i].node;

        if (span_equal(node->code, name) || span_equal(node->words.zh, name)
            || span_equal(node->words.en, name) || (number && node->number == (int64_t)number))
            return &progress->nodes[i];
    }
    return NULL;
}

static enum err find_node(const struct progress *progress, const char *code,
                          const struct progress_node **out, struct error *error)
{
    struct buffer known;

    *out = named_one(progress, span_of(code));
    if (*out)
        return ERR_OK;
    buffer_init(&known, ERROR_DETAIL_BYTES);
    for (size_t i = 0; i < progress->node_count; i++) {
        struct span name = progress->nodes[i].node->code;

        buffer_append_text(&known, i ? ", " : "");
        buffer_append(&known, name.data, name.len);
    }
    error_set(error, ERR_NOT_FOUND, "there is no node \"%s\"; there are: %s", code,
              known.data ? known.data : "");
    buffer_clear(&known);
    return ERR_NOT_FOUND;
}

static void show_node(const struct progress_node *node, struct verb_output *output)
{
    struct json_writer json;

    if (!output->json) {
        progress_view_node_text(&output->out, node);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    progress_view_node_json(&json, node);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err show_one_node(const struct verb_call *call, const struct progress *progress,
                              struct verb_output *output, struct error *error)
{
    const struct progress_node *node;
    enum err err = find_node(progress, verb_text(call, "code"), &node, error);

    if (err == ERR_OK)
        show_node(node, output);
    return err;
}

static enum err show_nodes(const struct verb_call *call, const struct progress *progress,
                           struct verb_output *output, struct error *error)
{
    struct json_writer json;

    (void)call;
    (void)error;
    json_begin(&json, &output->out);
    if (output->json)
        json_array_open(&json, NULL);
    for (size_t i = 0; i < progress->node_count; i++) {
        if (output->json) {
            json_object_open(&json, NULL);
            progress_view_node_json(&json, &progress->nodes[i]);
            json_object_close(&json);
        } else {
            progress_view_node_text(&output->out, &progress->nodes[i]);
        }
    }
    if (output->json) {
        json_array_close(&json);
        buffer_append_char(&output->out, '\n');
    }
    return ERR_OK;
}

static enum err show_whole(const struct verb_call *call, const struct progress *progress,
                           struct verb_output *output, struct error *error)
{
    const char *code = verb_text(call, "node");
    const struct progress_node *node;
    struct json_writer json;
    enum err err = ERR_OK;

    if (code) {
        err = find_node(progress, code, &node, error);
        if (err == ERR_OK)
            show_node(node, output);
    } else if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        progress_view_json(&json, progress);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
    } else {
        progress_view_text(&output->out, progress);
    }
    return err;
}

static enum err site_show(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    return with_site(&(struct asking){ctx, call, call->positionals[0], output}, show_whole, error);
}

static enum err node_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    return with_site(&(struct asking){ctx, call, verb_text(call, "site"), output}, show_nodes,
                     error);
}

static enum err node_show(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    return with_site(&(struct asking){ctx, call, verb_text(call, "site"), output}, show_one_node,
                     error);
}

#define SITE_OPTION                                                                        \
    {                                                                                      \
        .name = "site", .type = OPTION_TEXT, .placeholder = "SITE", .help_zh = "哪个工地", \
        .help_en = "which site", .required = true                                          \
    }

static const struct option show_options[] = {
    {.name = "node",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "只看一个节点,例如 briefing",
     .help_en = "only this node, such as briefing"},
};
static const struct option list_options[] = {SITE_OPTION};
static const struct option node_options[] = {
    SITE_OPTION,
    {.name = "code",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "哪个节点,例如 briefing",
     .help_en = "which node, such as briefing",
     .required = true},
};

const struct verb site_verbs_list = {
    .group = "site",
    .name = "list",
    .summary_zh = "各工地进行到哪个节点",
    .summary_en = "the sites here and how far each is",
    .exec = site_list,
};
const struct verb site_verbs_show = {
    .group = "site",
    .name = "show",
    .arguments = "SITE",
    .positional_min = 1,
    .positional_max = 1,
    .options = show_options,
    .option_count = 1,
    .summary_zh = "一个工地:七个节点、还缺什么、问题、期限",
    .summary_en = "one site: its nodes, what is missing, defects, deadlines",
    .exec = site_show,
};
const struct verb site_verbs_node_list = {
    .group = "node",
    .name = "list",
    .options = list_options,
    .option_count = 1,
    .summary_zh = "一个工地的节点和各自还缺什么",
    .summary_en = "the nodes of a site and what each lacks",
    .exec = node_list,
};
const struct verb site_verbs_node_show = {
    .group = "node",
    .name = "show",
    .options = node_options,
    .option_count = 2,
    .summary_zh = "一个节点:关口条件、签字前提、问题",
    .summary_en = "one node: its gate, what keeps from signing, defects",
    .exec = node_show,
};
