// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_issues.h"

#include "shared/base/memory.h"
#include "shared/data/record_label.h"
#include "shared/model/fact_index.h"

#include <stdlib.h>

struct gathering {
    const struct site_summary_source *source;
    struct site_summary *summary;
    struct record_place place;
    const struct catalogue *newest; // NULL: none
    struct fact_index photos;
};

const char *site_issues_copy(struct arena *arena, struct span text)
{
    const char *copy = text.len ? arena_dup(arena, text.data, text.len) : NULL;

    return copy ? copy : "";
}

const char *site_issues_text(struct arena *arena, const struct fact *fact, const char *field)
{
    const char *text = "";
    struct buffer plain;

    buffer_init(&plain, KIND_TEXT_MAX);
    if (fact_put_text(fact, field, &plain))
        text = site_issues_copy(arena, (struct span){plain.data, plain.len});
    buffer_clear(&plain);
    return text;
}

static const char *text_of(struct gathering *gathering, const struct fact *fact, const char *field)
{
    return site_issues_text(&gathering->summary->arena, fact, field);
}

static struct site_words words_of(struct gathering *gathering, struct catalogue_words words)
{
    struct arena *arena = &gathering->summary->arena;

    return (struct site_words){site_issues_copy(arena, words.zh),
                               site_issues_copy(arena, words.en)};
}

static struct site_words phrase_of(struct gathering *gathering, const char *field, const char *code)
{
    if (!gathering->newest || !code[0])
        return (struct site_words){code, code};
    return words_of(gathering,
                    catalogue_phrase(gathering->newest, "rectification", field, span_of(code)));
}

static struct uuid person_of(const struct fact *fact, const char *field)
{
    struct uuid who = uuid_nil;

    fact_uuid(fact, field, &who);
    return who;
}

static const char *name_of(struct gathering *gathering, const struct uuid *who)
{
    return uuid_is_nil(who) ? ""
                            : text_of(gathering, facts_find(gathering->source->facts, who), "name");
}

static void put_people(struct gathering *gathering, const struct fact *fact,
                       struct site_issue *issue)
{
    issue->holder = person_of(fact, "holder");
    if (uuid_is_nil(&issue->holder))
        issue->holder = person_of(fact, "responsible");
    issue->follower = person_of(fact, "follower");
    issue->author = fact_author(fact);
    issue->wait = issue_wait(fact);
    issue->holder_name = name_of(gathering, &issue->holder);
    issue->follower_name = name_of(gathering, &issue->follower);
    issue->author_name = name_of(gathering, &issue->author);
    issue->wait_name = name_of(gathering, &issue->wait.who);
}

static void put_words(struct gathering *gathering, const struct fact *fact,
                      struct site_issue *issue)
{
    const struct catalogue_item *item = record_label_item(gathering->place, fact);

    issue->summary = text_of(gathering, fact, "summary");
    issue->room = text_of(gathering, fact, "room");
    issue->crew = text_of(gathering, fact, "crew");
    issue->severity = text_of(gathering, fact, "severity");
    issue->item = text_of(gathering, fact, "item");
    issue->item_words
        = item ? words_of(gathering, item->words) : (struct site_words){issue->item, issue->item};
    issue->category = text_of(gathering, fact, "category");
    issue->category_words = phrase_of(gathering, "category", issue->category);
    issue->cause = text_of(gathering, fact, "cause");
    issue->cause_words = phrase_of(gathering, "cause", issue->cause);
}

static void put_issue(struct gathering *gathering, const struct fact *fact,
                      struct site_issue *issue)
{
    struct span name;

    *issue = (struct site_issue){
        .rank = issue_rank_of(fact),
        .of = person_of(fact, "of"),
        .photos = fact_index_count(&gathering->photos, &fact->record->id),
        .unsettled = fact_true(fact, "unsettled"),
        .conflict = record_conflicts(fact->record, &name, 1) > 0,
    };
    fact_integer(fact, "reopened", &issue->reopened);
    issue->overdue = issue_overdue(&issue->rank, gathering->source->now_ms);
    put_people(gathering, fact, issue);
    put_words(gathering, fact, issue);
}

static int by_urgency(const void *a, const void *b)
{
    return issue_compare(&((const struct site_issue *)a)->rank,
                         &((const struct site_issue *)b)->rank);
}

void site_issues_gather(const struct site_summary_source *source, struct site_summary *summary)
{
    static const struct fact_index_rule photos = {"photo", "of", "copy_of"};
    struct gathering gathering = {.source = source,
                                  .summary = summary,
                                  .place = {source->facts, source->shelf, false},
                                  .newest = source->shelf->newest(source->shelf->ctx)};
    size_t count = 0;
    const struct fact *list = facts_of_kind(source->facts, "rectification", &count);

    fact_index_build(source->facts, &photos, &gathering.photos);
    summary->issues = arena_take(&summary->arena, (count + 1) * sizeof(*summary->issues));
    for (size_t i = 0; summary->issues && i < count; i++) {
        struct site_issue *issue = &summary->issues[summary->issue_count];

        if (record_deleted(list[i].record))
            continue;
        put_issue(&gathering, &list[i], issue);
        summary->issues_in[issue->rank.state]++;
        summary->issues_overdue += issue->overdue;
        summary->issue_count++;
    }
    if (summary->issue_count)
        qsort(summary->issues, summary->issue_count, sizeof(*summary->issues), by_urgency);
}
