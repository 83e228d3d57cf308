// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact.h"

#include "shared/model/hlc.h"

#include <stdlib.h>
#include <string.h>

enum { FACTS_FIRST = 64 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OF_EVERY(id, of_type, chinese, english)           \
    {                                                     \
        NULL, (id), (of_type), NULL, (chinese), (english) \
    }
#define OF(of_kind, id, of_type, chinese, english)             \
    {                                                          \
        (of_kind), (id), (of_type), NULL, (chinese), (english) \
    }
// What every kind with a state machine has.
#define STATE_OF(of_kind, states)                                          \
    {(of_kind), "state", TYPE_CHOICE, (states), "状态", "state"},          \
        OF(of_kind, "unsettled", TYPE_BOOLEAN, "有分支未定", "unsettled"), \
        OF(of_kind, "reopened", TYPE_INTEGER, "重开次数", "reopened"),     \
        OF(of_kind, "done_by", TYPE_RECORD, "完成人", "done by"),          \
        OF(of_kind, "holder", TYPE_RECORD, "负责人", "holder"),            \
        OF(of_kind, "due_at", TYPE_TIME, "期限", "due at")

static const char *const rectification_states[] = {"open", "assigned", "done", "verified", NULL};
static const char *const change_order_states[]
    = {"issued", "approved", "carried_out", "confirmed", "cancelled", NULL};
static const char *const delivery_states[] = {"ordered", "arrived", "accepted", "refused", NULL};

const struct fact_field fact_fields[] = {
    OF_EVERY("id", TYPE_RECORD, "编号", "id"),
    OF_EVERY("photos", TYPE_INTEGER, "照片数", "photos"),
    OF_EVERY("author", TYPE_RECORD, "记录人", "author"),
    OF_EVERY("author_role", TYPE_TEXT, "记录人角色", "author's role"),
    OF("signoff", "voided", TYPE_BOOLEAN, "已作废", "voided"),
    OF("signoff", "changed", TYPE_BOOLEAN, "签后变更", "changed after signing"),
    OF("signoff", "intact", TYPE_BOOLEAN, "封印完好", "seal intact"),
    OF("signoff", "counts", TYPE_BOOLEAN, "有效", "counts"),
    STATE_OF("rectification", rectification_states),
    STATE_OF("change_order", change_order_states),
    STATE_OF("delivery", delivery_states),
    OF("presence", "role", TYPE_TEXT, "到场人角色", "role of who was there"),
    OF("measured_value", "passes", TYPE_BOOLEAN, "在允许偏差内", "within tolerance"),
};
const size_t fact_field_count = COUNT(fact_fields);

const struct fact_field *fact_field_find(struct span kind, struct span name)
{
    for (size_t i = 0; i < fact_field_count; i++) {
        const struct fact_field *field = &fact_fields[i];

        if (span_is(name, field->name) && (!field->kind || span_is(kind, field->kind)))
            return field;
    }
    return NULL;
}

void facts_init(struct facts *facts, struct arena *arena)
{
    *facts = (struct facts){.arena = arena};
}

void facts_clear(struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        record_clear(facts->list[i].record);
    *facts = (struct facts){.arena = facts->arena};
}

// Room for one more, also in the index, so that settling cannot fail.
static bool reserve(struct facts *facts)
{
    size_t cap = facts->cap ? facts->cap * 2 : FACTS_FIRST;
    struct fact *list;
    struct fact **by_id;
    struct fact_step *steps;

    if (facts->count < facts->cap)
        return true;
    list = arena_take(facts->arena, cap * sizeof(*list));
    by_id = arena_take(facts->arena, cap * sizeof(struct fact *));
    steps = arena_take(facts->arena, cap * sizeof(*steps));
    if (!list || !by_id || !steps)
        return false;
    for (size_t i = 0; i < facts->count; i++)
        list[i] = facts->list[i];
    facts->list = list;
    facts->by_id = by_id;
    facts->steps = steps;
    facts->cap = cap;
    return true;
}

static uint64_t newest_time(const struct record *record, int64_t received_ms)
{
    uint64_t newest = 0;

    for (size_t i = 0; i < record->write_count; i++) {
        uint64_t time = hlc_counted(record->writes[i].time, received_ms);

        if (time > newest)
            newest = time;
    }
    return newest;
}

enum err facts_add(struct facts *facts, struct span state, int64_t received_ms, struct error *error)
{
    struct arena *arena = facts->arena;
    struct record *record;
    const char *copy;
    enum err result;

    // Parsing takes from the arena too, and would call a full one bad text.
    record = arena_take(arena, sizeof(*record));
    copy = arena_dup(arena, state.data, state.len);
    if (!record || !copy || !reserve(facts))
        return error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    result = record_parse((struct span){copy, state.len}, arena, record, error);
    if (result != ERR_OK && arena->failed)
        return error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    if (result != ERR_OK)
        return result;
    facts->list[facts->count++] = (struct fact){
        .record = record,
        .kind = kind_find(record->kind),
        .received_ms = received_ms,
        .time = newest_time(record, received_ms),
    };
    facts->settled = false;
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct fact *one = *(struct fact *const *)a, *other = *(struct fact *const *)b;
    int order = uuid_compare(&one->record->id, &other->record->id);

    // The same record twice: as they were added.
    return order ? order : (one > other) - (one < other);
}

static int by_kind(const void *a, const void *b)
{
    const struct fact *one = a, *other = b;
    int order = span_compare(one->record->kind, other->record->kind);

    return order ? order : uuid_compare(&one->record->id, &other->record->id);
}

static void index_by_id(struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        facts->by_id[i] = &facts->list[i];
    qsort(facts->by_id, facts->count, sizeof(struct fact *), by_id);
}

// Of each record keeps the one that was added last.
static void drop_repeated(struct facts *facts)
{
    size_t kept = 0;

    for (size_t i = 0; i + 1 < facts->count; i++) {
        struct fact *fact = facts->by_id[i];

        if (!uuid_equal(&fact->record->id, &facts->by_id[i + 1]->record->id))
            continue;
        record_clear(fact->record);
        fact->record = NULL;
    }
    for (size_t i = 0; i < facts->count; i++)
        if (facts->list[i].record)
            facts->list[kept++] = facts->list[i];
    facts->count = kept;
}

static int by_owner(const void *a, const void *b)
{
    const struct fact_step *one = a, *other = b;
    int order = uuid_compare(&one->of, &other->of);

    return order ? order : uuid_compare(&one->move->record->id, &other->move->record->id);
}

static void index_steps(struct facts *facts)
{
    size_t count = 0;
    const struct fact *moves = facts_of_kind(facts, "move", &count);

    facts->step_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct fact_step *step = &facts->steps[facts->step_count];

        step->move = &moves[i];
        facts->step_count += fact_uuid(&moves[i], "of", &step->of);
    }
    if (facts->step_count)
        qsort(facts->steps, facts->step_count, sizeof(*facts->steps), by_owner);
}

void facts_settle(struct facts *facts)
{
    if (facts->count) {
        index_by_id(facts);
        drop_repeated(facts);
        qsort(facts->list, facts->count, sizeof(*facts->list), by_kind);
        index_by_id(facts);
        index_steps(facts);
    }
    facts->settled = true;
}

const struct fact_step *facts_steps(const struct facts *facts, const struct uuid *of, size_t *count)
{
    size_t low = 0, high = facts->step_count, end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (uuid_compare(&facts->steps[middle].of, of) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < facts->step_count && uuid_equal(&facts->steps[end].of, of); end++)
        continue;
    *count = end - low;
    return *count ? &facts->steps[low] : NULL;
}

// The first fact of which the kind is not before `kind`, or (past) is behind it.
static size_t kind_edge(const struct facts *facts, struct span kind, bool past)
{
    size_t low = 0, high = facts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = span_compare(facts->list[middle].record->kind, kind);

        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct fact *facts_of_kind(const struct facts *facts, const char *kind, size_t *count)
{
    struct span name = span_of(kind);
    size_t first = kind_edge(facts, name, false);

    *count = kind_edge(facts, name, true) - first;
    return *count ? &facts->list[first] : NULL;
}

const struct fact *facts_find(const struct facts *facts, const struct uuid *id)
{
    size_t low = 0, high = facts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = uuid_compare(&facts->by_id[middle]->record->id, id);

        if (order == 0)
            return facts->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum err fact_value(const struct fact *fact, const char *field, struct span *out)
{
    struct span name = span_of(field);
    enum err result = ERR_OK;
    struct record_value value;

    for (size_t i = 0; i < fact->derived_count; i++) {
        if (!span_equal(fact->derived[i].name, name))
            continue;
        *out = fact->derived[i].value;
        return ERR_OK;
    }
    if (record_values(fact->record, name, &value, 1) == 0)
        return ERR_NOT_FOUND;
    // Nearly every field has one value: only a conflict needs its policy from the table.
    if (record_field_conflicts(fact->record, name))
        result = kind_shown(fact->record, name, fact->received_ms, &value);
    *out = value.value;
    return result == ERR_OK && span_is(value.value, "null") ? ERR_NOT_FOUND : result;
}

bool fact_text(const struct fact *fact, const char *field, struct span *raw)
{
    struct span value;

    if (fact_value(fact, field, &value) != ERR_OK || value.data[0] != '"')
        return false;
    *raw = (struct span){value.data + 1, value.len - 2};
    return true;
}

bool fact_put_text(const struct fact *fact, const char *field, struct buffer *out)
{
    struct span raw;

    return fact && fact_text(fact, field, &raw) && canon_unescape(raw, out);
}

bool fact_is(const struct fact *fact, const char *field, const char *text)
{
    struct span raw;

    return fact_text(fact, field, &raw) && span_is(raw, text);
}

bool fact_integer(const struct fact *fact, const char *field, int64_t *out)
{
    struct span value;

    return fact_value(fact, field, &value) == ERR_OK && text_parse_i64(value, out);
}

bool fact_true(const struct fact *fact, const char *field)
{
    struct span value;

    return fact_value(fact, field, &value) == ERR_OK && span_is(value, "true");
}

bool fact_uuid(const struct fact *fact, const char *field, struct uuid *out)
{
    struct span raw;

    return fact_text(fact, field, &raw) && uuid_parse(raw, out);
}

bool fact_refers(const struct fact *fact, const char *field, const struct uuid *id)
{
    struct uuid found;

    return fact_uuid(fact, field, &found) && uuid_equal(&found, id);
}

struct uuid fact_author(const struct fact *fact)
{
    const struct record *record = fact->record;
    const struct standing *first = NULL;

    // Sorted by dot: of equal times the first one found is the lowest.
    for (size_t i = 0; i < record->write_count; i++)
        if (!first || record->writes[i].time < first->time)
            first = &record->writes[i];
    return first ? first->person : uuid_nil;
}
