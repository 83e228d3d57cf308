// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_summary.h"

#include "server/reconcile/site_issues.h"
#include "server/reconcile/site_papers.h"
#include "server/reconcile/site_visits.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SUMMARY_BYTES_MAX = 64 << 20 };

struct making {
    const struct site_summary_source *source;
    struct site_summary *summary;
};

static const char *text_of(struct making *making, const struct fact *fact, const char *field)
{
    return site_issues_text(&making->summary->arena, fact, field);
}

// ---- the site itself ----

static int64_t day_of(const struct fact *site, const char *field)
{
    struct span text;
    int64_t day;

    return site && fact_text(site, field, &text) && calendar_parse(text, &day) ? day : INT64_MIN;
}

static void put_site(struct making *making)
{
    struct site_summary *summary = making->summary;
    const struct fact *site = facts_find(making->source->facts, &making->source->site);

    summary->contract = text_of(making, site, "contract_number");
    summary->customer = text_of(making, site, "customer_name");
    summary->phone = text_of(making, site, "customer_phone");
    summary->address = text_of(making, site, "address");
    summary->store = text_of(making, site, "store");
    summary->department = text_of(making, site, "department");
    summary->planned_start = day_of(site, "planned_start");
    summary->planned_completion = day_of(site, "planned_completion");
}

static void put_team(struct making *making)
{
    struct site_summary *summary = making->summary;
    const struct facts *facts = making->source->facts;
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "assignment", &count);

    summary->team = arena_take(&summary->arena, (count + 1) * sizeof(*summary->team));
    for (size_t i = 0; summary->team && i < count; i++) {
        struct site_person *person = &summary->team[summary->team_count];

        if (record_deleted(list[i].record) || !fact_true(&list[i], "active")
            || !fact_uuid(&list[i], "person", &person->id))
            continue;
        person->name = text_of(making, facts_find(facts, &person->id), "name");
        person->role = text_of(making, &list[i], "role");
        summary->team_count++;
    }
}

static void count_conflicts(struct making *making)
{
    const struct facts *facts = making->source->facts;
    struct span name;

    for (size_t i = 0; i < facts->count; i++) {
        const struct record *record = facts->list[i].record;

        if (uuid_equal(&record->site, &making->source->site)
            && record_conflicts(record, &name, 1) > 0)
            making->summary->conflicts++;
    }
}

// ---- visits ----

static void find_visit(struct making *making)
{
    struct site_summary *summary = making->summary;
    const struct fact *site = facts_find(making->source->facts, &making->source->site);
    struct site_visits visits;

    summary->visited_by = "";
    if (site)
        summary->quiet_since_ms
            = site_visits_quiet(making->source->facts, site, making->source->now_ms).since_ms;
    site_visits_gather(making->source->facts, &summary->arena, &visits);
    for (size_t i = 0; i < visits.count; i++) {
        const struct site_visit *visit = &visits.list[i];
        struct uuid who;

        if (!visit->there || !site_visits_was(visit->at_ms, making->source->now_ms))
            continue;
        who = site_visits_who(visit);
        summary->visited_ms = visit->at_ms;
        summary->visited_by = text_of(making, facts_find(making->source->facts, &who), "name");
        return;
    }
}

// ---- how far it is ----

static const char *copy(struct making *making, struct span text)
{
    return site_issues_copy(&making->summary->arena, text);
}

static struct site_words copy_words(struct making *making, struct catalogue_words words)
{
    return (struct site_words){copy(making, words.zh), copy(making, words.en)};
}

static void put_node(struct making *making, const struct progress_node *node, struct site_node *out)
{
    const struct progress_lack *lack = node->missing.count ? &node->missing.list[0] : NULL;

    *out = (struct site_node){
        .code = copy(making, node->node->code),
        .words = copy_words(making, node->node->words),
        .number = node->node->number,
        .state = node->state,
        .missing = node->missing.count,
        .defects = node->defects.count,
        .changed = node->changed,
        .open_issues = node->open_rectifications,
        .blocked = {"", ""},
        .blocked_rule = "",
    };
    if (lack) {
        out->blocked = copy_words(making, lack->words);
        out->blocked_rule = copy(making, lack->rule);
    }
}

static void put_nodes(struct making *making, const struct progress *progress)
{
    struct site_summary *summary = making->summary;
    bool begun = false;

    summary->nodes
        = arena_take(&summary->arena, (progress->node_count + 1) * sizeof(*summary->nodes));
    if (!summary->nodes)
        return;
    summary->node_count = summary->current = progress->node_count;
    for (size_t i = 0; i < progress->node_count; i++) {
        put_node(making, &progress->nodes[i], &summary->nodes[i]);
        begun = begun || progress->nodes[i].state != NODE_NOT_STARTED;
        summary->defects += progress->nodes[i].defects.count;
        if (progress->nodes[i].state == NODE_DONE)
            summary->done++;
        else if (summary->current == progress->node_count)
            summary->current = i;
    }
    summary->defects += progress->defects.count;
    summary->under_construction
        = begun && summary->nodes[progress->node_count - 1].state != NODE_DONE;
}

// A deadline that passes, or the day, makes it another one.
static void note_until(struct site_summary *summary, int64_t due_ms, int64_t now_ms)
{
    if (due_ms >= now_ms && due_ms < summary->until_ms)
        summary->until_ms = due_ms + 1;
}

static void put_dues(struct making *making, const struct progress *progress)
{
    struct site_summary *summary = making->summary;

    summary->dues
        = arena_take(&summary->arena, (progress->deadline_count + 1) * sizeof(*summary->dues));
    for (size_t i = 0; summary->dues && i < progress->deadline_count; i++) {
        const struct progress_deadline *due = &progress->deadlines[i];

        if (due->met)
            continue;
        note_until(summary, due->due_ms, making->source->now_ms);
        summary->overdue += due->overdue;
        summary->dues[summary->due_count++] = (struct site_due){
            .code = copy(making, due->deadline->code),
            .rule = copy(making, due->deadline->rule),
            .kind = due->deadline->kind->name,
            .words = copy_words(making, due->deadline->words),
            .record = due->record->record->id,
            .due_ms = due->due_ms,
            .overdue = due->overdue,
        };
    }
}

static void put_issues(struct making *making)
{
    struct site_summary *summary = making->summary;

    site_issues_gather(making->source, summary);
    for (size_t i = 0; i < summary->issue_count; i++)
        if (summary->issues[i].rank.due_ms)
            note_until(summary, summary->issues[i].rank.due_ms, making->source->now_ms);
}

struct site_summary *site_summary_make(const struct site_summary_source *source)
{
    struct arena arena;
    struct making making = {.source = source};

    arena_init(&arena, SUMMARY_BYTES_MAX);
    making.summary = arena_take(&arena, sizeof(*making.summary));
    if (!making.summary)
        return NULL;
    making.summary->arena = arena;
    making.summary->site = source->site;
    making.summary->segment = "";
    making.summary->until_ms = calendar_end_ms(calendar_day(source->now_ms)) + 1;
    atomic_init(&making.summary->users, 1);
    put_site(&making);
    put_team(&making);
    count_conflicts(&making);
    find_visit(&making);
    put_issues(&making);
    site_papers_gather(source, making.summary);
    if (source->progress) {
        making.summary->segment = source->progress->segment->value;
        put_nodes(&making, source->progress);
        put_dues(&making, source->progress);
    } else {
        making.summary->fault = copy(&making, span_of(source->fault ? source->fault : ""));
    }
    if (making.summary->arena.failed) {
        site_summary_release(making.summary);
        return NULL;
    }
    return making.summary;
}

void site_summary_use(struct site_summary *summary)
{
    atomic_fetch_add(&summary->users, 1);
}

void site_summary_release(struct site_summary *summary)
{
    struct arena arena;

    if (!summary || atomic_fetch_sub(&summary->users, 1) > 1)
        return;
    arena = summary->arena; // it lies in there itself
    arena_clear(&arena);
}
