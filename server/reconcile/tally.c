// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/tally.h"

#include "shared/base/calendar.h"
#include "shared/base/memory.h"
#include "shared/model/issue.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"crew", "designer", "item"};

const char *tally_by_name(enum tally_by by)
{
    return names[by];
}

struct tally_row *tally_take(struct tally *tally, enum tally_by by, const char *key)
{
    for (size_t i = 0; i < tally->row_count; i++)
        if (tally->rows[i].by == by && strcmp(tally->rows[i].key, key) == 0)
            return &tally->rows[i];
    tally->rows = mem_room(tally->rows, tally->row_count, &tally->row_cap, sizeof(*tally->rows));
    tally->rows[tally->row_count] = (struct tally_row){.by = by};
    text_copy(tally->rows[tally->row_count].key, sizeof(tally->rows->key), span_of(key));
    return &tally->rows[tally->row_count++];
}

// A text of a fact, unescaped and cut to the length of a key; "" when it has none.
static void key_text(const struct fact *fact, const char *field, char out[128])
{
    struct buffer text;

    buffer_init(&text, KIND_TEXT_MAX);
    out[0] = '\0';
    if (fact_put_text(fact, field, &text) && text.len)
        text_copy(out, 128, (struct span){text.data, text.len});
    buffer_clear(&text);
}

// The site's designer; the first by id when there are several.
static void designer_name(const struct facts *facts, char out[128])
{
    size_t count;
    const struct fact *assignments = facts_of_kind(facts, "assignment", &count);

    out[0] = '\0';
    for (size_t i = 0; i < count && !out[0]; i++) {
        struct uuid person;

        if (!record_deleted(assignments[i].record) && fact_is(&assignments[i], "role", "designer")
            && fact_true(&assignments[i], "active")
            && fact_uuid(&assignments[i], "person", &person))
            key_text(facts_find(facts, &person), "name", out);
    }
}

static void count_one(struct tally_row *row, const struct fact *fact, int64_t now_ms)
{
    const struct issue_rank rank = issue_rank_of(fact);
    int64_t reopened;

    row->total++;
    row->open += !fact_is(fact, "state", "verified");
    row->overdue += issue_overdue(&rank, now_ms);
    if (fact_integer(fact, "reopened", &reopened))
        row->reopened += (size_t)reopened;
}

static void add_rectifications(struct tally *tally, const struct facts *facts, int64_t now_ms)
{
    char designer[128], key[128];
    size_t count;
    const struct fact *list = facts_of_kind(facts, "rectification", &count);

    designer_name(facts, designer);
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record))
            continue;
        key_text(&list[i], "crew", key);
        count_one(tally_take(tally, TALLY_CREW, key), &list[i], now_ms);
        count_one(tally_take(tally, TALLY_DESIGNER, designer), &list[i], now_ms);
        key_text(&list[i], "item", key);
        count_one(tally_take(tally, TALLY_ITEM, key), &list[i], now_ms);
    }
}

// When the change was carried out, by its newest such step; false: it was not.
static bool carried_out_at(const struct facts *facts, const struct fact *change, int64_t *at_ms)
{
    size_t count;
    const struct fact *moves = facts_of_kind(facts, "move", &count);
    uint64_t newest = 0;
    bool found = false;

    if (!fact_is(change, "state", "carried_out") && !fact_is(change, "state", "confirmed"))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!fact_refers(&moves[i], "of", &change->record->id)
            || !fact_is(&moves[i], "move", "carry_out") || moves[i].time < newest)
            continue;
        newest = moves[i].time;
        found = fact_integer(&moves[i], "at", at_ms);
    }
    return found;
}

static void vanish(struct tally *tally, const struct uuid *id)
{
    tally->vanished = mem_room(tally->vanished, tally->vanished_count, &tally->vanished_cap,
                               sizeof(*tally->vanished));
    tally->vanished[tally->vanished_count++] = *id;
}

static void add_change(struct tally *tally, const struct facts *facts, const struct fact *change,
                       int64_t now_ms)
{
    int64_t day, end_ms = INT64_MAX, at_ms;
    struct span due;

    if (fact_text(change, "due", &due) && calendar_parse(due, &day))
        end_ms = calendar_end_ms(day);
    tally->issued++;
    tally->confirmed += fact_is(change, "state", "confirmed");
    if (fact_is(change, "state", "cancelled")) {
        tally->cancelled++;
    } else if (carried_out_at(facts, change, &at_ms)) {
        tally->carried_out++;
        tally->in_time += at_ms <= end_ms;
    } else if (now_ms > end_ms) {
        vanish(tally, &change->record->id);
    }
}

void tally_add(struct tally *tally, const struct facts *facts, int64_t now_ms)
{
    size_t count;
    const struct fact *changes = facts_of_kind(facts, "change_order", &count);

    add_rectifications(tally, facts, now_ms);
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(changes[i].record))
            add_change(tally, facts, &changes[i], now_ms);
}

static int compare(const void *a, const void *b)
{
    const struct tally_row *left = a, *right = b;

    if (left->by != right->by)
        return left->by < right->by ? -1 : 1;
    if (left->overdue != right->overdue)
        return left->overdue > right->overdue ? -1 : 1;
    return strcmp(left->key, right->key);
}

void tally_settle(struct tally *tally)
{
    if (tally->row_count)
        qsort(tally->rows, tally->row_count, sizeof(*tally->rows), compare);
}

void tally_clear(struct tally *tally)
{
    mem_free(tally->rows);
    mem_free(tally->vanished);
    *tally = (struct tally){0};
}
