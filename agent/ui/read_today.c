// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_today.h"

#include "agent/store/incoming.h"
#include "agent/store/replica.h"
#include "agent/ui/reading.h"
#include "shared/data/fact_json.h"
#include "shared/data/progress_view.h"
#include "shared/model/hlc.h"
#include "shared/model/issue.h"

#include <stdlib.h>

enum { CARD_BYTES_MAX = 64 << 10 };

struct card {
    int64_t at_ms;
    bool due; // at_ms is when something is due, else when somebody worked there last
    struct uuid site;
    struct span json; // in the arena of the call
};
struct cards {
    struct reading *reading;
    const struct uuid *sites; // that are here
    size_t site_count;
    struct card *list;
    size_t count;
    const struct uuid *loading; // sites of which small files are still to come
    size_t loading_count;
};

// The node that people work at: the first that is under way or changed, else the first that is not
// done, else the last.
static const struct progress_node *current_node(const struct progress *progress)
{
    for (size_t i = 0; i < progress->node_count; i++)
        if (progress->nodes[i].state == NODE_UNDER_WAY || progress->nodes[i].state == NODE_CHANGED)
            return &progress->nodes[i];
    for (size_t i = 0; i < progress->node_count; i++)
        if (progress->nodes[i].state != NODE_DONE)
            return &progress->nodes[i];
    return progress->node_count ? &progress->nodes[progress->node_count - 1] : NULL;
}

static void put_nodes(struct json_writer *json, const struct progress *progress)
{
    const struct progress_node *node = current_node(progress);

    if (node) {
        json_object_open(json, "node");
        json_put_span(json, "code", node->node->code);
        json_put_integer(json, "number", node->node->number);
        fact_json_words(json, node->node->words);
        json_put_text(json, "state", progress_view_state(node->state));
        json_object_close(json);
    } else {
        json_put_null(json, "node");
    }
    json_array_open(json, "nodes");
    for (size_t i = 0; i < progress->node_count; i++)
        json_put_text(json, NULL, progress_view_state(progress->nodes[i].state));
    json_array_close(json);
}

struct site_counts {
    int64_t open_issues, overdue, conflicts, last_ms;
};

static void count_fact(const struct fact *fact, int64_t now_ms, struct site_counts *out)
{
    int64_t at_ms = hlc_wall_ms(fact->time);
    struct issue_rank rank;

    if (at_ms > out->last_ms)
        out->last_ms = at_ms;
    if (record_deleted(fact->record))
        return;
    out->conflicts += fact_json_conflicts(fact);
    if (!span_is(fact->record->kind, "rectification") || fact_is(fact, "state", "verified"))
        return;
    rank = issue_rank_of(fact);
    out->open_issues++;
    out->overdue += issue_overdue(&rank, now_ms);
}

static void count_all(const struct reading *reading, const struct uuid *site,
                      struct site_counts *out)
{
    *out = (struct site_counts){0};
    for (size_t i = 0; i < reading->facts->count; i++)
        if (uuid_equal(&reading->facts->list[i].record->site, site))
            count_fact(&reading->facts->list[i], reading->now_ms, out);
}

// Whether it is for who looks: some deadlines are for some roles.
static bool is_mine(const struct reading *reading, const struct catalogue_deadline *deadline)
{
    const struct fact *person = facts_find(reading->facts, ui_person(reading->call));

    for (size_t i = 0; i < deadline->who_count; i++) {
        char role[64];

        if (text_copy(role, sizeof(role), deadline->who[i]) && person
            && fact_is(person, "role", role))
            return true;
    }
    return deadline->who_count == 0;
}

// When this person must be there: the next thing that is due, overdue ones first; else the last
// work.
static void put_when(const struct reading *reading, struct json_writer *json,
                     const struct progress *progress, const struct site_counts *counts,
                     struct card *card)
{
    const struct progress_deadline *next = NULL;

    for (size_t i = 0; i < progress->deadline_count; i++) {
        const struct progress_deadline *deadline = &progress->deadlines[i];

        if (!deadline->met && (!next || deadline->due_ms < next->due_ms)
            && is_mine(reading, deadline->deadline))
            next = deadline;
    }
    card->due = next != NULL;
    card->at_ms = next ? next->due_ms : counts->last_ms;
    if (card->at_ms)
        json_put_integer(json, "at_ms", card->at_ms);
    else
        json_put_null(json, "at_ms");
    json_object_open(json, "why");
    json_put_text(json, "kind", !next ? "work" : next->overdue ? "overdue" : "due");
    if (next) {
        fact_json_words(json, next->deadline->words);
    } else {
        json_put_text(json, "zh", "最近工作");
        json_put_text(json, "en", "last work");
    }
    json_object_close(json);
}

static bool is_loading(const struct cards *cards, const struct uuid *site)
{
    for (size_t i = 0; i < cards->loading_count; i++)
        if (uuid_equal(&cards->loading[i], site))
            return true;
    return false;
}

static void put_card(const struct cards *cards, const struct progress *progress, struct card *card,
                     struct json_writer *json)
{
    struct reading *reading = cards->reading;
    const struct uuid *site = &progress->site;
    struct site_counts counts;

    count_all(reading, site, &counts);
    json_object_open(json, NULL);
    fact_json_id(json, "id", site);
    fact_json_value(json, "customer", progress->record, "customer_name");
    fact_json_value(json, "address", progress->record, "address");
    put_when(reading, json, progress, &counts, card);
    put_nodes(json, progress);
    json_put_integer(json, "open_issues", counts.open_issues);
    json_put_integer(json, "overdue", counts.overdue);
    json_put_boolean(json, "downloaded", !is_loading(cards, site));
    json_put_integer(json, "unsent", (int64_t)unsent_of_site(&reading->unsent, site));
    json_put_integer(json, "conflicts", counts.conflicts);
    json_object_close(json);
}

// A site of which the own record is not here yet is no card.
static enum err add_card(struct cards *cards, const struct uuid *site, struct error *error)
{
    struct reading *reading = cards->reading;
    struct card *card = &cards->list[cards->count];
    const struct progress *progress;
    struct json_writer json;
    struct buffer text;
    enum err err = reading_site(reading, site, error);

    if (!err)
        err = ui_progress(reading->call, site, &progress, error);
    if (err || !progress->record || record_deleted(progress->record->record))
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    buffer_init(&text, CARD_BYTES_MAX);
    json_begin(&json, &text);
    *card = (struct card){.site = *site};
    put_card(cards, progress, card, &json);
    card->json = (struct span){arena_dup(reading->arena, text.data, text.len), text.len};
    if (text.failed || !card->json.data)
        err = error_set(error, ERR_TOO_LARGE, "the site's card does not fit");
    buffer_clear(&text);
    cards->count++;
    return err;
}

static int by_time(const void *a, const void *b)
{
    const struct card *one = a, *other = b;

    if (one->due != other->due)
        return one->due ? -1 : 1;
    if (one->at_ms != other->at_ms)
        return (one->at_ms < other->at_ms) == one->due ? -1 : 1;
    return uuid_compare(&one->site, &other->site);
}

struct site_ids {
    struct arena *arena;
    struct uuid *list;
    size_t count, cap;
};

static bool add_site(void *arg, const struct uuid *site)
{
    struct site_ids *ids = arg;

    if (uuid_is_nil(site))
        return true;
    if (ids->count == ids->cap) {
        struct uuid *larger = arena_take(ids->arena, 2 * (ids->cap + 32) * sizeof(*larger));

        if (!larger)
            return false;
        for (size_t i = 0; i < ids->count; i++)
            larger[i] = ids->list[i];
        ids->list = larger;
        ids->cap = 2 * (ids->cap + 32);
    }
    ids->list[ids->count++] = *site;
    return true;
}

static enum err list_sites(struct cards *cards, struct error *error)
{
    struct site_ids here = {.arena = cards->reading->arena};
    struct site_ids loading = here;
    enum err err = replica_site_ids(cards->reading->store, add_site, &here, error);

    if (!err)
        err = incoming_sites(cards->reading->store, add_site, &loading, error);
    cards->sites = here.list;
    cards->site_count = here.count;
    cards->loading = loading.list;
    cards->loading_count = loading.count;
    cards->list = arena_take(here.arena, (here.count + 1) * sizeof(*cards->list));
    if (!err && (here.arena->failed || !cards->list))
        err = error_set(error, ERR_TOO_LARGE, "there are more sites than fit in memory");
    return err;
}

// Waiting records of sites that have no card: given to somebody else meanwhile, or not come yet.
static int64_t loose(const struct cards *cards)
{
    const struct unsent *unsent = &cards->reading->unsent;
    int64_t shown = 0;

    for (size_t i = 0; i < cards->count; i++)
        shown += (int64_t)unsent_of_site(unsent, &cards->list[i].site);
    return (int64_t)unsent->count - shown;
}

static enum err get_today(struct route_call *call, struct error *error)
{
    struct reading reading;
    struct cards cards = {.reading = &reading};
    enum err err = reading_begin(call, &reading, error);

    if (!err)
        err = list_sites(&cards, error);
    for (size_t i = 0; !err && i < cards.site_count; i++)
        err = add_card(&cards, &cards.sites[i], error);
    if (err)
        return err;
    qsort(cards.list, cards.count, sizeof(*cards.list), by_time);
    json_put_integer(reading.json, "now_ms", reading.now_ms);
    json_array_open(reading.json, "sites");
    for (size_t i = 0; i < cards.count; i++)
        json_put_raw(reading.json, NULL, cards.list[i].json);
    json_array_close(reading.json);
    json_put_integer(reading.json, "loose", loose(&cards));
    return ERR_OK;
}

const struct route read_today_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/today",
     .access = UI_OPEN,
     .handler = get_today,
     .purpose = "the sites on this tablet, what is due first on top: {now_ms, sites: [{id, "
                "customer, address, at_ms, why, node, nodes, open_issues, overdue, downloaded, "
                "unsent, conflicts}], loose}"},
};
const size_t read_today_route_count = sizeof(read_today_routes) / sizeof(read_today_routes[0]);
