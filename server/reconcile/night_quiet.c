// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_quiet.h"

#include "server/reconcile/site_visits.h"

#include <inttypes.h>
#include <stdio.h>

enum { WORDS = 256 };
#define DAY_MS INT64_C(86400000)

static bool there(const struct fact *fact)
{
    return !record_deleted(fact->record);
}

static void look_for_visits(struct night *night, const struct facts *facts, const struct fact *site)
{
    const struct site_quiet quiet = site_visits_quiet(facts, site, night->cut_ms);
    const int64_t days = (night->cut_ms - quiet.since_ms) / DAY_MS;
    char zh[WORDS], en[WORDS];

    if (!quiet.since_ms || days < night->unvisited_days)
        return;
    snprintf(zh, sizeof(zh),
             quiet.visited ? "已 %" PRId64 " 天没有人到场" : "开工 %" PRId64 " 天以来没有人到场",
             days);
    snprintf(en, sizeof(en),
             quiet.visited ? "nobody was there for %" PRId64 " days"
                           : "nobody was there in the %" PRId64 " days since it began",
             days);
    night_add(night, &(struct night_row){.figure = FIGURE_UNVISITED,
                                         .amount = 1,
                                         .record = site->record->id,
                                         .site = site->record->id,
                                         .kind = "site",
                                         .rule = "D4.1",
                                         .zh = zh,
                                         .en = en,
                                         .since_ms = quiet.since_ms});
}

// Calls about one thing: whether one reached the customer, and how many did not.
struct calls {
    bool reached;
    size_t tried;
};

static void count_calls(struct calls *calls, const struct facts *facts, const char *kind,
                        const char *field, const struct uuid *about)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, kind, &count);

    for (size_t i = 0; i < count; i++) {
        if (!there(&list[i]) || !fact_refers(&list[i], field, about))
            continue;
        if (fact_is(&list[i], "outcome", "reached"))
            calls->reached = true;
        else
            calls->tried++;
    }
}

struct call_due {
    const struct fact *record;
    const char *kind, *rule, *zh, *en; // what the call is about, in words
    int64_t since_ms;
};

static void add_uncalled(struct night *night, const struct uuid *site, const struct call_due *due,
                         const struct calls *calls)
{
    char zh[WORDS], en[WORDS];

    if (calls->reached || due->since_ms + DAY_MS > night->cut_ms)
        return;
    if (calls->tried > 0) {
        snprintf(zh, sizeof(zh), "%s：打了 %zu 次没有接通，仍要回访", due->zh, calls->tried);
        snprintf(en, sizeof(en), "%s: tried %zu times without an answer, still due", due->en,
                 calls->tried);
    } else {
        snprintf(zh, sizeof(zh), "%s：还没有回访", due->zh);
        snprintf(en, sizeof(en), "%s: the customer was not called", due->en);
    }
    night_add(night, &(struct night_row){.figure = FIGURE_UNCALLED,
                                         .amount = 1,
                                         .record = due->record->record->id,
                                         .site = *site,
                                         .kind = due->kind,
                                         .rule = due->rule,
                                         .zh = zh,
                                         .en = en,
                                         .since_ms = due->since_ms,
                                         .due_ms = due->since_ms + DAY_MS});
}

// When the customer first signed the attempt; false: not yet.
static bool customer_signed(const struct facts *facts, const struct fact *attempt, int64_t *at_ms)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "signoff", &count);
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        int64_t signed_ms;

        if (!fact_true(&list[i], "counts") || !fact_is(&list[i], "role", "customer")
            || !fact_refers(&list[i], "of", &attempt->record->id)
            || !fact_integer(&list[i], "signed_at", &signed_ms) || (found && signed_ms >= *at_ms))
            continue;
        *at_ms = signed_ms;
        found = true;
    }
    return found;
}

static void look_at_node(struct night *night, const struct facts *facts,
                         const struct progress_node *node, const struct uuid *site)
{
    char zh[WORDS / 2], en[WORDS / 2];
    struct call_due due = {.kind = "node", .rule = "D7.1", .zh = zh, .en = en};
    struct calls calls = {0};

    if (!node->record || !node->attempt || !customer_signed(facts, node->attempt, &due.since_ms))
        return;
    due.record = node->record;
    text_copy(zh, sizeof(zh), node->node->words.zh);
    text_copy(en, sizeof(en), node->node->words.en);
    count_calls(&calls, facts, "call_back", "of", &node->record->record->id);
    count_calls(&calls, facts, "call_back", "of", &node->attempt->record->id);
    add_uncalled(night, site, &due, &calls);
}

static void look_at_patrols(struct night *night, const struct facts *facts, const struct uuid *site)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "patrol", &count);

    for (size_t i = 0; i < count; i++) {
        struct call_due due
            = {.record = &list[i], .kind = "patrol", .rule = "D7.1", .zh = "巡检", .en = "patrol"};
        struct calls calls = {0};

        if (!there(&list[i]) || !fact_integer(&list[i], "started_at", &due.since_ms))
            continue;
        count_calls(&calls, facts, "patrol_call", "patrol", &list[i].record->id);
        count_calls(&calls, facts, "call_back", "of", &list[i].record->id);
        add_uncalled(night, site, &due, &calls);
    }
}

void night_quiet_read(struct night *night, const struct facts *facts,
                      const struct progress *progress)
{
    if (!progress->record || !there(progress->record))
        return;
    look_for_visits(night, facts, progress->record);
    for (size_t i = 0; i < progress->node_count; i++)
        look_at_node(night, facts, &progress->nodes[i], &progress->site);
    look_at_patrols(night, facts, &progress->site);
}
