// SPDX-License-Identifier: Apache-2.0
#include "server/cli/progress_verbs.h"

#include "server/cli/desk.h"
#include "server/reconcile/office_facts.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/data/progress_view.h"
#include "shared/wire/seal_memory.h"

struct sites {
    struct uuid *ids;
    size_t count;
};

static bool note_site(void *arg, const struct record_row *row)
{
    struct sites *sites = arg;

    if (row->deleted)
        return true;
    sites->ids = mem_resize(sites->ids, (sites->count + 1) * sizeof(*sites->ids));
    sites->ids[sites->count++] = row->id;
    return true;
}

// One site after the other, in one snapshot.
struct showing {
    struct office_facts facts;
    struct verb_output *output;
    struct json_writer json;
    int64_t now_ms;
    bool whole; // else a line each
};

static enum err show(struct showing *showing, const struct uuid *site, struct error *error)
{
    struct buffer *out = &showing->output->out;
    struct progress progress;
    char id[UUID_TEXT];
    enum err err = office_facts_load(&showing->facts, site, error);

    if (err == ERR_OK)
        err = office_facts_progress(&showing->facts, showing->now_ms, &progress, error);
    if (err != ERR_OK)
        return err;
    uuid_format(site, id);
    if (!progress.record)
        return error_set(error, ERR_NOT_FOUND, "there is no site %s", id);
    if (showing->output->json) {
        json_object_open(&showing->json, NULL);
        progress_view_json(&showing->json, &progress);
        json_object_close(&showing->json);
    } else if (showing->whole) {
        progress_view_text(out, &progress);
    } else {
        progress_view_line(out, &progress);
    }
    return ERR_OK;
}

static enum err list_all(struct showing *showing, struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("site")};
    struct sites sites = {0};
    enum err err = records_list(showing->facts.view, &filter, note_site, &sites, error);

    if (showing->output->json)
        json_array_open(&showing->json, NULL);
    for (size_t i = 0; err == ERR_OK && i < sites.count; i++) {
        err = show(showing, &sites.ids[i], error);
        verb_output_progress(showing->output, "site", i + 1, sites.count);
    }
    if (showing->output->json)
        json_array_close(&showing->json);
    else if (err == ERR_OK && sites.count)
        progress_view_legend(&showing->output->out);
    if (!showing->output->json && err == ERR_OK)
        verb_output_count(showing->output, sites.count);
    mem_free(sites.ids);
    return err;
}

// `site` NULL: all of them.
static enum err run(struct desk *desk, const struct uuid *site, struct verb_output *output,
                    struct error *error)
{
    const struct buffer *ca = &office_authority(desk->office)->ca_pem;
    struct evidence_trust trust = {.ca_pem = {ca->data, ca->len}};
    const struct progress_seal seal = {.ctx = &trust, .intact = seal_memory_intact};
    struct showing showing = {
        .output = output,
        .now_ms = clock_wall_ms(&desk->clock),
        .whole = site != NULL,
    };
    struct view *view = NULL;
    bool begun;
    enum err err = desk_view(desk, &view, error);

    if (err == ERR_OK)
        err = view_begin(view, error);
    begun = err == ERR_OK;
    if (begun)
        err = office_facts_open(view, &seal, &showing.facts, error);
    json_begin(&showing.json, &output->out);
    if (err == ERR_OK)
        err = site ? show(&showing, site, error) : list_all(&showing, error);
    if (err == ERR_OK && output->json)
        buffer_append_char(&output->out, '\n');
    office_facts_close(&showing.facts);
    if (begun)
        view_end(view);
    storage_close_view(view);
    return err;
}

static enum err site_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    (void)call;
    return run(ctx, NULL, output, error);
}

static enum err site_show(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct uuid site;
    enum err err = desk_site(ctx, call->positionals[0], &site, error);

    return err == ERR_OK ? run(ctx, &site, output, error) : err;
}

const struct verb progress_verbs_list = {
    .group = "site",
    .name = "list",
    .summary_zh = "各工地进行到哪个节点",
    .summary_en = "all sites and how far each is",
    .exec = site_list,
};
const struct verb progress_verbs_show = {
    .group = "site",
    .name = "show",
    .arguments = "SITE",
    .positional_min = 1,
    .positional_max = 1,
    .summary_zh = "一个工地:七个节点、还缺什么、问题、期限",
    .summary_en = "one site: its nodes, what is missing, defects, deadlines",
    .exec = site_show,
};
