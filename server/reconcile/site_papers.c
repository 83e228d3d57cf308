// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_papers.h"

#include "server/reconcile/site_issues.h"
#include "shared/base/memory.h"
#include "shared/data/record_label.h"
#include "shared/model/fact_index.h"
#include "shared/model/fact_link.h"

#include <stdlib.h>

const char *const site_papers_states[PAPER_STATES + 1]
    = {"counts", "later", "unsure", "changed", "voided", "broken", NULL};

struct site_words site_papers_words(enum site_paper_state state)
{
    static const struct site_words words[PAPER_STATES] = {
        [PAPER_COUNTS] = {"有效", "stands"},
        [PAPER_LATER] = {"以后来签的为准", "superseded by a later one"},
        [PAPER_UNSURE]
        = {"所签内容未到，无法核对", "cannot be compared: what was signed is not here"},
        [PAPER_CHANGED] = {"签后变更，需重签", "changed after signing: to be signed again"},
        [PAPER_VOIDED] = {"已作废", "voided"},
        [PAPER_BROKEN] = {"封签不符", "its seal does not verify"},
    };

    return words[state];
}

enum site_paper_state site_papers_state(const struct fact *signoff)
{
    struct span changed;

    if (!fact_true(signoff, "intact") || signoff->record->write_count != 1)
        return PAPER_BROKEN;
    if (fact_true(signoff, "voided"))
        return PAPER_VOIDED;
    if (fact_true(signoff, "changed"))
        return PAPER_CHANGED;
    if (fact_value(signoff, "changed", &changed) != ERR_OK)
        return PAPER_UNSURE;
    return fact_true(signoff, "counts") ? PAPER_COUNTS : PAPER_LATER;
}

const struct fact *site_papers_voiding(const struct facts *facts, const struct uuid *signoff)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "void", &count), *first = NULL;

    for (size_t i = 0; i < count; i++)
        if (!record_deleted(list[i].record) && fact_refers(&list[i], "signoff", signoff)
            && (!first || list[i].time < first->time))
            first = &list[i];
    return first;
}

struct gathering {
    const struct site_summary_source *source;
    struct site_summary *summary;
    struct fact_index counters;
};

static struct site_words words_of(struct gathering *gathering, struct catalogue_words words)
{
    struct arena *arena = &gathering->summary->arena;

    return (struct site_words){site_issues_copy(arena, words.zh),
                               site_issues_copy(arena, words.en)};
}

static void put_words(struct gathering *gathering, const struct fact *fact,
                      struct site_paper *paper)
{
    const struct record_place place = {gathering->source->facts, gathering->source->shelf, false};
    const struct catalogue *catalogue = record_label_catalogue(place, fact);
    const struct fact *node = fact_link_up(place.facts, fact, "node");
    const struct catalogue_node *known = NULL;
    const struct catalogue_form *form = NULL;
    struct span code = {0};

    paper->form_words = (struct site_words){paper->form, paper->form};
    paper->node_words = (struct site_words){"", ""};
    if (!catalogue)
        return;
    form = catalogue_form_find(catalogue, span_of(paper->form));
    if (form)
        paper->form_words = words_of(gathering, form->words);
    if (node && fact_text(node, "code", &code))
        known = catalogue_node_find(catalogue, code);
    if (known)
        paper->node_words = words_of(gathering, known->words);
}

static void put_paper(struct gathering *gathering, const struct fact *fact,
                      struct site_paper *paper)
{
    struct arena *arena = &gathering->summary->arena;

    *paper = (struct site_paper){
        .id = fact->record->id,
        .form = site_issues_text(arena, fact, "form"),
        .role = site_issues_text(arena, fact, "role"),
        .name = site_issues_text(arena, fact, "name"),
        .verdict = site_issues_text(arena, fact, "verdict"),
        .state = site_papers_state(fact),
        .logged = fact_index_count(&gathering->counters, &fact->record->id) > 0,
    };
    fact_uuid(fact, "node", &paper->node);
    fact_integer(fact, "signed_at", &paper->signed_ms);
    fact_integer(fact, "score", &paper->score);
    put_words(gathering, fact, paper);
}

static int by_time(const void *a, const void *b)
{
    const struct site_paper *one = a, *other = b;

    if (one->signed_ms != other->signed_ms)
        return one->signed_ms > other->signed_ms ? -1 : 1;
    return uuid_compare(&one->id, &other->id);
}

void site_papers_gather(const struct site_summary_source *source, struct site_summary *summary)
{
    static const struct fact_index_rule counters = {.kind = "counter_seal", .field = "signoff"};
    struct gathering gathering = {.source = source, .summary = summary};
    size_t count = 0;
    const struct fact *list = facts_of_kind(source->facts, "signoff", &count);

    summary->papers = arena_take(&summary->arena, (count + 1) * sizeof(*summary->papers));
    if (!summary->papers || !fact_index_build(source->facts, &counters, &gathering.counters))
        return;
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(list[i].record))
            put_paper(&gathering, &list[i], &summary->papers[summary->paper_count++]);
    if (summary->paper_count)
        qsort(summary->papers, summary->paper_count, sizeof(*summary->papers), by_time);
}
