// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress.h"

#include "shared/model/progress_deadline.h"
#include "shared/model/progress_defect.h"
#include "shared/model/progress_lack.h"
#include "shared/model/progress_node.h"
#include "shared/model/progress_world.h"

struct reading {
    const struct progress_options *options;
    const struct catalogue *newest;
    struct progress *out;
    struct progress_lack_list defects;
};

static const struct progress_lack_form no_catalogue
    = {"节点“%s”所用的目录版本 %s 不在这里或无法读取",
       "node “%s” was started with catalogue version %s, which is not here or cannot be read"};

static bool of_site(const struct reading *reading, const struct fact *fact)
{
    return !record_deleted(fact->record)
           && uuid_equal(&fact->record->site, &reading->options->site);
}

// The record of the node with this code; NULL: it was not started.
static const struct fact *record_of(const struct reading *reading, struct span code)
{
    size_t count;
    const struct fact *list = facts_of_kind(reading->options->facts, "node", &count);
    struct span found;

    for (size_t i = 0; i < count; i++)
        if (of_site(reading, &list[i]) && fact_text(&list[i], "code", &found)
            && span_equal(found, code))
            return &list[i];
    return NULL;
}

// A node that was started goes by the catalogue it was started with (D3.13). When that is not here
// it can only be named, and nothing may be said about its gate.
static void read_node(struct reading *reading, struct span code, const struct fact *record)
{
    const struct progress_options *options = reading->options;
    struct progress_node *out = &reading->out->nodes[reading->out->node_count];
    const struct catalogue *catalogue = reading->newest;
    struct span version;

    if (record && fact_text(record, "catalogue", &version) && version.len)
        catalogue = options->shelf->find(options->shelf->ctx, version);
    else
        version = reading->newest->version;
    *out = (struct progress_node){.catalogue = catalogue, .record = record};
    if (catalogue)
        out->node = catalogue_node_find(catalogue, code);
    if (out->node) {
        progress_node_read(options, out);
        reading->out->node_count++;
        return;
    }
    progress_lack_add(
        &reading->defects,
        (struct progress_lack){
            .rule = span_of("D3.13"),
            .words = progress_lack_words(options->arena, &no_catalogue, progress_lack_same(code),
                                         progress_lack_same(version)),
            .record = record->record->id,
        });
}

static void read_nodes(struct reading *reading)
{
    const struct progress_options *options = reading->options;
    const struct catalogue *newest = reading->newest;
    size_t count;
    const struct fact *list = facts_of_kind(options->facts, "node", &count);
    struct span code;

    reading->out->nodes = arena_take(options->arena, (newest->node_count + count + 1)
                                                         * sizeof(*reading->out->nodes));
    if (!reading->out->nodes)
        return;
    for (size_t i = 0; i < newest->node_count; i++)
        read_node(reading, newest->nodes[i].code, record_of(reading, newest->nodes[i].code));
    for (size_t i = 0; i < count; i++)
        if (of_site(reading, &list[i]) && fact_text(&list[i], "code", &code)
            && !catalogue_node_find(newest, code))
            read_node(reading, code, &list[i]);
}

// D2.4
static const struct kind_word *find_segment(const struct fact *site, int64_t now_ms)
{
    struct span moved_in = {0};

    if (site)
        fact_text(site, "move_in_date", &moved_in);
    return segment_find(moved_in, now_ms);
}

enum err progress_read(const struct progress_options *options, struct progress *out,
                       struct error *error)
{
    struct reading reading = {
        .options = options,
        .newest = options->shelf->newest(options->shelf->ctx),
        .out = out,
        .defects = {.arena = options->arena},
    };
    struct progress_lack_question wrong = {.holding = true, .about = options->site};
    struct progress_world world;

    *out = (struct progress){.site = options->site};
    if (!reading.newest)
        return error_set(error, ERR_NOT_FOUND,
                         "there is no catalogue yet; the office publishes it");
    out->record = facts_find(options->facts, &options->site);
    out->segment = find_segment(out->record, options->now_ms);
    read_nodes(&reading);
    progress_world_init(&world, options, reading.newest);
    world.world.about = out->record;
    wrong.world = &world.world;
    wrong.conditions = &reading.newest->defects;
    progress_lack_judge(&reading.defects, &wrong);
    progress_defect_site(&reading.defects, options->facts);
    out->defects = progress_lack_done(&reading.defects);
    progress_deadline_read(options, reading.newest, out);
    if (options->arena->failed)
        return error_set(error, ERR_TOO_LARGE, "the site has more to tell than fits in memory");
    return ERR_OK;
}

const struct progress_node *progress_node_find(const struct progress *progress, struct span code)
{
    for (size_t i = 0; i < progress->node_count; i++)
        if (span_equal(progress->nodes[i].node->code, code))
            return &progress->nodes[i];
    return NULL;
}
