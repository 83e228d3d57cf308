// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/catalogue_verb.h"

#include "agent/store/replica.h"
#include "agent/sync/tablet.h"
#include "shared/data/catalogue_view.h"

struct listing {
    struct catalogue_cache *cache;
    struct error *error;
    enum err err;
};

static bool add(void *arg, const struct replica_row *row)
{
    struct listing *listing = arg;

    listing->err = catalogue_cache_add(listing->cache, row->state, listing->error);
    return listing->err == ERR_OK;
}

// Within a transaction, so that the sync thread changes nothing meanwhile.
static enum err read_all(struct tablet *tablet, struct catalogue_cache *out, struct error *error)
{
    const struct replica_filter filter = {.by_site = true, .kind = span_of("catalogue")};
    struct listing listing = {.cache = out, .error = error};
    enum err err = store_begin(tablet->store, error);

    if (err != ERR_OK)
        return err;
    err = replica_list(tablet->store, &filter, add, &listing, error);
    store_rollback(tablet->store);
    return err == ERR_OK ? listing.err : err;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    enum err err = read_all(ctx, cache, error);

    (void)call;
    if (err == ERR_OK)
        catalogue_view_list(&output->out, cache, output->json);
    catalogue_cache_free(cache);
    return err;
}

// The version that was asked for, else the newest that this program can read.
static enum err choose(const struct verb_call *call, struct catalogue_cache *cache,
                       const struct catalogue **out, struct error *error)
{
    struct catalogue_shelf shelf = catalogue_cache_shelf(cache);

    if (call->positional_count) {
        *out = shelf.find(shelf.ctx, span_of(call->positionals[0]));
        return catalogue_cache_fault(cache, span_of(call->positionals[0]), error);
    }
    *out = shelf.newest(shelf.ctx);
    if (*out)
        return ERR_OK;
    if (catalogue_cache_count(cache))
        return catalogue_cache_fault(cache, catalogue_cache_at(cache, 0).version, error);
    return error_set(error, ERR_NOT_FOUND, "there is no catalogue here yet; plumb sync brings it");
}

static enum err print(const struct verb_call *call, struct catalogue_cache *cache,
                      const struct catalogue *catalogue, struct verb_output *output,
                      struct error *error)
{
    const char *part = verb_text(call, "part");
    enum err err = ERR_OK;

    if (output->json) {
        err = catalogue_cache_content(cache, catalogue->version, &output->out, error);
        buffer_append_char(&output->out, '\n');
    } else if (part) {
        err = catalogue_view_part(&output->out, catalogue, span_of(part), error);
    } else {
        catalogue_view_text(&output->out, catalogue);
    }
    return err;
}

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    const struct catalogue *catalogue = NULL;
    enum err err = read_all(ctx, cache, error);

    if (err == ERR_OK)
        err = choose(call, cache, &catalogue, error);
    if (err == ERR_OK)
        err = print(call, cache, catalogue, output, error);
    catalogue_cache_free(cache);
    return err;
}

const struct verb catalogue_verb_list = {
    .group = "catalogue",
    .name = "list",
    .summary_zh = "本机上的目录版本",
    .summary_en = "the catalogues on this tablet",
    .exec = list,
};
static const struct option show_options[] = {
    {.name = "part",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "只看一个节点或验收,例如 briefing",
     .help_en = "only this node or inspection, such as briefing"},
};
const struct verb catalogue_verb_show = {
    .group = "catalogue",
    .name = "show",
    .arguments = "[VERSION]",
    .positional_max = 1,
    .options = show_options,
    .option_count = 1,
    .summary_zh = "目录的节点、检查项、关口;默认最新版本",
    .summary_en = "nodes, items and gates of a catalogue; default: the newest",
    .exec = show,
};
