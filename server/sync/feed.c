// SPDX-License-Identifier: Apache-2.0
#include "server/sync/feed.h"

#include "server/storage/scope.h"
#include "shared/base/memory.h"

#include <string.h>

enum {
    STATES_MAX = 1000,
    ROWS_MAX = 20000, // looked at for one page, sent or not
    SEQ_BITS = 20,
    LINE_EXTRA = 48, // what stands around a state in its line
};

struct feed_site {
    struct uuid site;
    uint64_t since;
};
struct feed {
    const struct feed_question *question;
    struct reply_lines *lines;
    struct feed_site *sites; // in scope, by id
    size_t site_count, site_cap;
    // The round under way: from `base` to `target`.
    uint64_t base, target;
    bool fresh;
    // The site at hand.
    bool whole; // it is sent as a whole, with what came from the tablet itself
    uint64_t seq;
    // The page.
    size_t start, states, rows;
    bool full;
};

// The last place in the feed that a commit may have given out.
static uint64_t end_of(uint64_t commit)
{
    return commit << SEQ_BITS | ((UINT64_C(1) << SEQ_BITS) - 1);
}

static bool add_site(void *arg, const struct scope_row *scope)
{
    struct feed *feed = arg;

    if (scope->until != 0)
        return true;
    if (feed->site_count == feed->site_cap) {
        feed->site_cap *= 2;
        feed->sites = mem_resize(feed->sites, feed->site_cap * sizeof(*feed->sites));
    }
    feed->sites[feed->site_count++] = (struct feed_site){scope->site, scope->since};
    return true;
}

static bool is_echo(const struct feed *feed, const struct record_row *row)
{
    if (row->author == 0 || (feed->whole && !feed->fresh))
        return false;
    return vector_counter(feed->question->actors, row->author) >= row->author_counter;
}

static bool page_is_full(const struct feed *feed, size_t more_bytes)
{
    size_t used = feed->lines->text.len - feed->start;

    if (feed->rows >= ROWS_MAX || feed->states >= STATES_MAX)
        return true;
    return feed->states > 0 && used + more_bytes > feed->question->bytes_most;
}

static bool add_state(void *arg, const struct record_row *row)
{
    struct feed *feed = arg;
    struct reply_line line = {.kind = LINE_STATE, .state = row->state};

    if (row->seq > end_of(feed->target))
        return false; // of the next round
    feed->full = page_is_full(feed, row->state.len + LINE_EXTRA);
    if (feed->full)
        return false;
    feed->rows++;
    feed->seq = row->seq;
    if (is_echo(feed, row) || span_is(row->kind, "device"))
        return true;
    memcpy(line.mac, row->mac, MAC_BYTES);
    reply_lines_add(feed->lines, &line);
    feed->states++;
    return true;
}

static enum err pull_site(struct feed *feed, const struct feed_site *site, struct error *error)
{
    struct view *view = feed->question->view;
    struct records_range range = {.site = site->site, .after = feed->seq};
    uint64_t head;
    enum err result = records_site_head(view, &site->site, &head, error);

    if (result != ERR_OK || head <= feed->seq)
        return result;
    return records_feed(view, &range, add_state, feed, error);
}

// One round over the sites: those that were in scope when it was planned, behind where the page
// before this one ended.
static enum err run_round(struct feed *feed, struct position *at, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < feed->site_count && result == ERR_OK; i++) {
        const struct feed_site *site = &feed->sites[i];
        int order = at->partial ? uuid_compare(&site->site, &at->site) : 1;

        if (order < 0 || site->since > feed->target)
            continue;
        feed->whole = site->since > feed->base || feed->base == 0;
        feed->seq = feed->whole ? 0 : end_of(feed->base);
        if (order == 0)
            feed->seq = at->seq;
        result = pull_site(feed, site, error);
        if (result == ERR_OK && feed->full) {
            at->partial = true;
            at->fresh = feed->fresh;
            at->base = feed->base;
            at->site = site->site;
            at->seq = feed->seq;
            return ERR_OK;
        }
    }
    at->partial = at->fresh = false;
    return result;
}

static enum err pull_pages(struct feed *feed, const struct commit_stamp *head, struct position *at,
                           struct error *error)
{
    enum err result = ERR_OK;
    bool resumed = at->partial;

    while (result == ERR_OK && !feed->full && (resumed || at->number < head->number)) {
        feed->base = resumed ? at->base : at->number;
        feed->fresh = resumed ? at->fresh : feed->question->fresh;
        if (!resumed) {
            at->number = head->number;
            at->tag = head->tag;
        }
        feed->target = at->number;
        result = run_round(feed, at, error);
        resumed = false;
    }
    return result;
}

static void hand_out_sites(const struct feed *feed, struct feed_answer *out)
{
    out->sites = mem_alloc_array(feed->site_count, sizeof(*out->sites));
    out->site_count = feed->site_count;
    for (size_t i = 0; i < feed->site_count; i++)
        out->sites[i] = feed->sites[i].site;
}

enum err feed_pull(const struct feed_question *question, struct reply_lines *lines,
                   struct feed_answer *out, struct error *error)
{
    struct feed feed
        = {.question = question, .lines = lines, .site_cap = 32, .start = lines->text.len};
    struct commit_stamp head;
    enum err result = commit_head(question->view, &head, error);

    *out = (struct feed_answer){.cursor = {.kind = POSITION_CURSOR}};
    if (question->from)
        out->cursor = *question->from;
    feed.sites = mem_alloc_array(feed.site_cap, sizeof(*feed.sites));
    feed.site_count = 1; // the nil site, of the global records
    if (result == ERR_OK)
        result = scope_list(question->view, &question->device, add_site, &feed, error);
    if (result == ERR_OK)
        result = scope_version(question->view, &question->device, &out->scope, error);
    if (result == ERR_OK && question->bytes_most > 0)
        result = pull_pages(&feed, &head, &out->cursor, error);
    out->more = feed.full;
    hand_out_sites(&feed, out);
    mem_free(feed.sites);
    return result;
}

void feed_clear(struct feed_answer *answer)
{
    mem_free(answer->sites);
    *answer = (struct feed_answer){0};
}
