// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_take.h"

#include "server/reconcile/night_entries.h"
#include "server/reconcile/night_sites.h"
#include "server/reconcile/night_tablets.h"
#include "server/storage/past.h"
#include "server/sync/epoch.h"

static enum err read_head(struct view *view, uint64_t commit, struct night *night,
                          struct error *error)
{
    enum err err = night->newest ? commit_head(view, &night->commit, error)
                   : commit      ? commit_get(view, commit, &night->commit, error)
                                 : past_commit(view, night->cut_ms, &night->commit, error);

    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "the office has nothing from before that moment");
    return err == ERR_OK ? epoch_read(view, &night->epoch, error) : err;
}

static enum err read_sites(struct view *view, const struct night_take_options *options,
                           struct night *night, struct error *error)
{
    struct as_of past;
    const struct night_sites_options sites = {.past = &past, .seal = options->seal};
    enum err err;

    as_of_open(&past, view, night->commit.number);
    err = night_sites_read(night, &sites, error);
    night->unsure = past.unsure;
    as_of_close(&past);
    return err;
}

static enum err read_all(struct view *view, const struct night_take_options *options,
                         struct night *night, struct error *error)
{
    enum err err = read_head(view, options->commit, night, error);

    if (err == ERR_OK)
        err = night_tablets_read(view, night, error);
    if (err == ERR_OK)
        err = night_entries_read(view, night, error);
    if (err == ERR_OK)
        err = read_sites(view, options, night, error);
    return err == ERR_OK ? night_settle(night, error) : err;
}

enum err night_take(struct view *view, const struct night_take_options *options, struct night *out,
                    struct error *error)
{
    enum err err;

    night_init(out);
    out->cut_ms = options->cut_ms;
    out->newest = options->newest;
    calendar_format(calendar_day(options->cut_ms), out->date);
    if (options->unvisited_days > 0)
        out->unvisited_days = options->unvisited_days;
    // What nobody looks at now is not known of that night.
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        out->known[i] = options->observe || !figure_words((enum figure)i)->observed;
    out->known[FIGURE_DAMAGED] = false; // night_watch
    err = view_begin(view, error);
    if (err == ERR_OK) {
        err = read_all(view, options, out, error);
        view_end(view);
    }
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "reconcile");
}
