// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_restate.h"

#include "server/reconcile/night_book.h"
#include "server/reconcile/night_sites.h"
#include "server/storage/actors.h"
#include "server/storage/contacts.h"
#include "server/storage/history.h"
#include "server/storage/nights.h"
#include "shared/model/hlc.h"
#include "shared/model/write.h"

#include <stdlib.h>
#include <string.h>

enum { WRITE_ARENA_MAX = 8 << 20, LATE_MAX = 1 << 20 };

// Figures that follow from the records of a site: judged again with what came late.
static const enum figure of_sites[]
    = {FIGURE_CONFLICTS, FIGURE_FILES,    FIGURE_CHANGED,   FIGURE_GATES,    FIGURE_DEFECTS,
       FIGURE_OVERDUE,   FIGURE_VANISHED, FIGURE_UNVISITED, FIGURE_UNCALLED, FIGURE_UNJUDGED};

struct late {
    struct uuid device, site;
    struct dot dot;
    uint64_t commit;
    int64_t made_ms;
};
struct reading {
    struct view *view;
    struct night *night; // that finds it
    const struct progress_seal *seal;
    char dates[NIGHT_RESTATE_NIGHTS][CALENDAR_DATE_TEXT]; // newest first
    uint64_t commits[NIGHT_RESTATE_NIGHTS];
    int64_t cuts[NIGHT_RESTATE_NIGHTS];
    size_t night_count;
    struct late *late; // owned
    size_t late_count, late_cap;
    uint64_t since; // commit: what came by it is not looked at
    struct arena arena;
    struct error *error;
    enum err err;
};

static bool note_night(void *arg, const struct night_row_kept *row)
{
    struct reading *r = arg;
    size_t at = r->night_count;

    if (row->commit > r->night->commit.number)
        return true; // of another timeline: the office went back since
    text_copy(r->dates[at], sizeof(r->dates[at]), span_of(row->date));
    r->commits[at] = row->commit;
    r->cuts[at] = row->cut_ms;
    return ++r->night_count < NIGHT_RESTATE_NIGHTS;
}

static bool note_entry(void *arg, const struct history_row *entry)
{
    struct reading *r = arg;
    struct write write;
    int64_t made_ms;

    if (entry->commit > r->night->commit.number)
        return true;
    arena_reset(&r->arena);
    if (write_parse(entry->bytes, &r->arena, &write, NULL) != ERR_OK)
        return true;
    made_ms = hlc_wall_ms(write.time);
    if (made_ms < r->cuts[0] && r->late_count < LATE_MAX) {
        r->late = mem_room(r->late, r->late_count, &r->late_cap, sizeof(*r->late));
        r->late[r->late_count++]
            = (struct late){entry->device, write.site, entry->dot, entry->commit, made_ms};
    }
    write_clear(&write);
    return true;
}

static bool look_at_actor(void *arg, const struct actor_row *actor)
{
    struct reading *r = arg;
    const struct history_since since = {actor->row, r->since};

    // The office's own entries are never late: they are made where they are counted.
    if (!uuid_is_nil(&actor->device))
        r->err = history_after(r->view, &since, note_entry, r, r->error);
    return r->err == ERR_OK;
}

static enum err find_late(struct reading *r, uint64_t since)
{
    enum err err;

    r->since = since;
    r->late_count = 0;
    err = actors_list(r->view, look_at_actor, r, r->error);
    return err == ERR_OK ? r->err : err;
}

static int compare_ids(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

// Sites with something late for a night, sorted, each once.
static size_t sites_of(const struct reading *r, size_t night, struct uuid *out)
{
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < r->late_count; i++)
        if (r->late[i].made_ms < r->cuts[night] && r->late[i].commit > r->commits[night]
            && !uuid_is_nil(&r->late[i].site))
            out[count++] = r->late[i].site;
    if (count)
        qsort(out, count, sizeof(*out), compare_ids);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !uuid_equal(&out[kept - 1], &out[i]))
            out[kept++] = out[i];
    return kept;
}

static void count_late(struct night_restatement *restatement, const struct uuid *device)
{
    for (size_t i = 0; i < restatement->late_count; i++) {
        if (uuid_equal(&restatement->late[i].device, device)) {
            restatement->late[i].entries++;
            restatement->entries++;
            return;
        }
    }
    night_add_late(restatement, device, 1);
}

// Of the writes that were missing by the word of their tablets then, those that have come.
static enum err count_found(struct reading *r, size_t night, struct night_restatement *restatement)
{
    struct vector says;
    enum err err = ERR_OK;
    uint64_t found = 0;

    vector_init(&says);
    for (size_t i = 0; err == ERR_OK && i < restatement->late_count; i++) {
        const struct uuid *device = &restatement->late[i].device;
        struct device_contact contact;

        err = contacts_at(r->view, device, r->cuts[night], &contact, r->error);
        if (err == ERR_OK)
            err = vector_unpack(&says, contact.actors.data, contact.actors.len);
        if (err == ERR_NOT_FOUND) {
            err = ERR_OK;
            continue;
        }
        for (size_t j = 0; err == ERR_OK && j < r->late_count; j++)
            found += uuid_equal(&r->late[j].device, device) && r->late[j].made_ms < r->cuts[night]
                     && r->late[j].commit > r->commits[night]
                     && vector_covers(&says, r->late[j].dot);
    }
    vector_clear(&says);
    if (found > restatement->before[FIGURE_MISSING])
        found = restatement->before[FIGURE_MISSING];
    restatement->after[FIGURE_MISSING] = restatement->before[FIGURE_MISSING] - found;
    return err;
}

static bool is_among(const struct uuid *site, const struct uuid *sites, size_t count)
{
    return bsearch(site, sites, count, sizeof(*site), compare_ids) != NULL;
}

// Figures of the sites concerned leave the sum as they were, and come back as they are now.
static void replace(struct night_restatement *restatement, const struct night *was,
                    const struct night *is, const struct night_sites_options *sites)
{
    bool counts[FIGURE_COUNT] = {false};

    for (size_t i = 0; i < sizeof(of_sites) / sizeof(of_sites[0]); i++)
        counts[of_sites[i]] = true;
    for (size_t i = 0; i < was->row_count; i++) {
        const struct night_row *row = &was->rows[i];

        if (counts[row->figure] && is_among(&row->site, sites->only, sites->only_count))
            restatement->after[row->figure] -= row->amount;
    }
    for (size_t i = 0; i < is->row_count; i++)
        if (counts[is->rows[i].figure])
            restatement->after[is->rows[i].figure] += is->rows[i].amount;
}

static enum err judge_again(struct reading *r, const struct night *was,
                            struct night_restatement *restatement,
                            struct night_sites_options *sites)
{
    struct as_of past;
    struct night is;
    enum err err;

    night_init(&is);
    is.cut_ms = was->cut_ms;
    is.commit = was->commit;
    is.unvisited_days = was->unvisited_days;
    as_of_open(&past, r->view, was->commit.number);
    past.late_commit = r->night->commit.number;
    past.late_before_ms = was->cut_ms;
    sites->past = &past;
    sites->seal = r->seal;
    err = night_sites_read(&is, sites, r->error);
    if (err == ERR_OK)
        err = night_settle(&is, r->error);
    if (err == ERR_OK)
        replace(restatement, was, &is, sites);
    as_of_close(&past);
    night_clear(&is);
    return err;
}

static enum err restate(struct reading *r, size_t night, const struct uuid *sites, size_t count)
{
    struct night_sites_options options = {.only = sites, .only_count = count};
    struct night_restatement *restatement;
    struct night was;
    enum err err = night_book_read(r->view, r->dates[night], &was, r->error);

    if (err == ERR_OK) {
        restatement = night_add_restatement(&r->night->restates);
        text_copy(restatement->date, sizeof(restatement->date), span_of(r->dates[night]));
        text_copy(restatement->made_on, sizeof(restatement->made_on), span_of(r->night->date));
        restatement->commit = r->night->commit.number;
        memcpy(restatement->before, was.counts, sizeof(was.counts));
        memcpy(restatement->after, was.counts, sizeof(was.counts));
        for (size_t i = 0; i < r->late_count; i++)
            if (r->late[i].made_ms < r->cuts[night] && r->late[i].commit > r->commits[night])
                count_late(restatement, &r->late[i].device);
        err = count_found(r, night, restatement);
        if (err == ERR_OK)
            err = judge_again(r, &was, restatement, &options);
    }
    night_clear(&was);
    return err;
}

// Nights for which something came since the newest of them, oldest first.
static enum err restate_all(struct reading *r)
{
    bool concerned[NIGHT_RESTATE_NIGHTS] = {false};
    struct uuid *sites;
    enum err err = find_late(r, r->commits[0]);

    for (size_t i = 0; i < r->late_count; i++)
        for (size_t j = 0; j < r->night_count; j++)
            concerned[j] = concerned[j] || r->late[i].made_ms < r->cuts[j];
    if (err != ERR_OK || r->late_count == 0)
        return err;
    err = find_late(r, r->commits[r->night_count - 1]); // all that came since the oldest
    sites = mem_alloc_array(r->late_count, sizeof(*sites));
    for (size_t i = r->night_count; err == ERR_OK && i-- > 0;) {
        size_t count = concerned[i] ? sites_of(r, i, sites) : 0;

        if (concerned[i])
            err = restate(r, i, sites, count);
    }
    mem_free(sites);
    return err;
}

enum err night_restate_read(struct view *view, const struct progress_seal *seal,
                            struct night *night, struct error *error)
{
    struct reading r = {.view = view, .night = night, .seal = seal, .error = error};
    enum err err = view_begin(view, error);

    if (err != ERR_OK)
        return err;
    arena_init(&r.arena, WRITE_ARENA_MAX);
    err = nights_list(view, night->date, note_night, &r, error);
    if (err == ERR_OK && r.night_count > 0)
        err = restate_all(&r);
    view_end(view);
    arena_clear(&r.arena);
    mem_free(r.late);
    return err;
}
