// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_visits.h"

#include "shared/base/calendar.h"
#include "shared/model/hlc.h"

#include <stdlib.h>

static const struct {
    const char *kind, *at, *outcome;
    bool there;
} kinds[] = {
    {"presence", "at", NULL, true},
    {"inspection", "started_at", "result", true},
    {"patrol", "started_at", "result", true},
    {"simulated_round", "at", "result", true},
    {"re_inspection", "at", "verdict", true},
    {"spot_check", "at", "verdict", true},
    {"drawing_review", "at", "verdict", false},
    {"weekly_report", NULL, NULL, false},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

bool site_visits_read(const struct fact *fact, struct site_visit *out)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (!span_is(fact->record->kind, kinds[i].kind))
            continue;
        *out = (struct site_visit){
            .fact = fact, .there = kinds[i].there, .outcome = kinds[i].outcome};
        if (!kinds[i].at || !fact_integer(fact, kinds[i].at, &out->at_ms))
            out->at_ms = hlc_wall_ms(fact->time);
        return true;
    }
    return false;
}

static int newest_first(const void *a, const void *b)
{
    const struct site_visit *one = a, *other = b;

    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? 1 : -1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

bool site_visits_gather(const struct facts *facts, struct arena *arena, struct site_visits *out)
{
    struct site_visit *list;
    size_t count = 0, all = 0;

    for (size_t k = 0; k < KINDS; k++) {
        facts_of_kind(facts, kinds[k].kind, &count);
        all += count;
    }
    *out = (struct site_visits){.list = list = arena_take(arena, (all + 1) * sizeof(*list))};
    for (size_t k = 0; list && k < KINDS; k++) {
        const struct fact *found = facts_of_kind(facts, kinds[k].kind, &count);

        for (size_t i = 0; i < count; i++)
            if (!record_deleted(found[i].record))
                site_visits_read(&found[i], &list[out->count++]);
    }
    if (list && out->count)
        qsort(list, out->count, sizeof(*list), newest_first);
    return list != NULL;
}

struct uuid site_visits_who(const struct site_visit *visit)
{
    struct uuid who = uuid_nil;

    if (span_is(visit->fact->record->kind, "presence"))
        fact_uuid(visit->fact, "person", &who);
    return uuid_is_nil(&who) ? fact_author(visit->fact) : who;
}

bool site_visits_was(int64_t visit_ms, int64_t now_ms)
{
    return visit_ms <= now_ms + CALENDAR_DAY_MS;
}

static bool date_of(const struct fact *fact, const char *field, int64_t *start_ms)
{
    struct span text;
    int64_t day;

    if (!fact_text(fact, field, &text) || !calendar_parse(text, &day))
        return false;
    *start_ms = calendar_start_ms(day);
    return true;
}

// The newest visit of a kind.
static int64_t newest(const struct facts *facts, size_t kind, int64_t now_ms)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, kinds[kind].kind, &count);
    int64_t last_ms = 0, at_ms;

    for (size_t i = 0; i < count; i++)
        if (!record_deleted(list[i].record) && fact_integer(&list[i], kinds[kind].at, &at_ms)
            && site_visits_was(at_ms, now_ms) && at_ms > last_ms)
            last_ms = at_ms;
    return last_ms;
}

struct site_quiet site_visits_quiet(const struct facts *facts, const struct fact *site,
                                    int64_t now_ms)
{
    struct site_quiet quiet = {0};
    int64_t start_ms, end_ms;

    if (date_of(site, "actual_completion", &end_ms)
        || (!date_of(site, "actual_start", &start_ms) && !date_of(site, "planned_start", &start_ms))
        || start_ms > now_ms)
        return quiet;
    for (size_t k = 0; k < KINDS; k++) {
        int64_t last_ms = kinds[k].there ? newest(facts, k, now_ms) : 0;

        if (last_ms > quiet.since_ms)
            quiet.since_ms = last_ms;
    }
    quiet.visited = quiet.since_ms > 0;
    if (quiet.since_ms < start_ms)
        quiet.since_ms = start_ms;
    return quiet;
}
