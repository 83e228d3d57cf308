// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_deadline.h"

#include "shared/base/calendar.h"
#include "shared/base/when.h"
#include "shared/model/progress_world.h"

#include <stdlib.h>
#include <string.h>

enum { DEADLINES_FIRST = 16, WEEK_DAYS = 7, SUNDAY = 6 };
#define HOUR_MS INT64_C(3600000)
// More than that lies beyond every calendar; it keeps sums far from overflow.
#define AMOUNT_MAX INT64_C(1000000)

struct reading {
    const struct progress_options *options;
    const struct catalogue *catalogue;
    const struct catalogue_deadline *deadline;
    const struct fact *record;
    struct progress_deadline *list;
    size_t count, cap;
};

static void add(struct reading *reading, struct progress_deadline due)
{
    struct arena *arena = reading->options->arena;
    size_t cap = reading->cap ? reading->cap * 2 : DEADLINES_FIRST;
    struct progress_deadline *more;

    if (reading->count == reading->cap) {
        more = arena_take(arena, cap * sizeof(*more));
        if (!more)
            return;
        for (size_t i = 0; i < reading->count; i++)
            more[i] = reading->list[i];
        reading->list = more;
        reading->cap = cap;
    }
    reading->list[reading->count++] = due;
}

// When the deadline starts to run; false: it does not.
static bool starts(const struct fact *record, struct span name, int64_t *from_ms)
{
    char field[CATALOGUE_CODE_MAX + 1];
    struct span date;
    int64_t day;

    text_copy(field, sizeof(field), name);
    if (fact_integer(record, field, from_ms))
        return true;
    if (!fact_text(record, field, &date) || !calendar_parse(date, &day))
        return false;
    *from_ms = calendar_start_ms(day);
    return true;
}

static int64_t due_after(const struct catalogue_deadline *deadline, int64_t from_ms)
{
    int64_t amount = deadline->amount < AMOUNT_MAX ? deadline->amount : AMOUNT_MAX;
    int64_t day = calendar_day(from_ms);

    if (deadline->unit == UNIT_HOURS)
        return from_ms + amount * HOUR_MS;
    if (deadline->unit == UNIT_DAYS)
        return calendar_end_ms(day + amount);
    return calendar_end_ms(calendar_add_months(day, amount));
}

static void judge(struct reading *reading, int64_t due_ms, const char *week)
{
    const struct catalogue_deadline *deadline = reading->deadline;
    struct progress_deadline due = {
        .deadline = deadline,
        .record = reading->record,
        .due_ms = due_ms,
    };
    struct expression_doubt doubt;
    struct progress_world world;

    progress_world_init(&world, reading->options, reading->catalogue);
    world.world.about = reading->record;
    if (week) {
        text_copy(due.week, sizeof(due.week), span_of(week));
        progress_world_bind_text(&world, "week", span_of(week));
    }
    // Doubt does not take a deadline away.
    if (deadline->when && expression_evaluate(deadline->when, &world.world, &doubt) == TRUTH_FALSE)
        return;
    due.met = expression_evaluate(deadline->met, &world.world, &doubt) == TRUTH_TRUE;
    due.overdue = !due.met && reading->options->now_ms > due_ms;
    add(reading, due);
}

static void judge_weeks(struct reading *reading, int64_t from_ms)
{
    int64_t last = calendar_monday(calendar_day(reading->options->now_ms));
    int64_t monday = calendar_monday(calendar_day(from_ms));

    if (monday <= last - WEEK_DAYS * PROGRESS_DEADLINE_WEEKS)
        monday = last - WEEK_DAYS * (PROGRESS_DEADLINE_WEEKS - 1);
    for (; monday <= last; monday += WEEK_DAYS) {
        int64_t end_ms = calendar_end_ms(monday + SUNDAY);
        char week[WHEN_WEEK_TEXT];

        when_week(calendar_start_ms(monday), week);
        judge(reading, due_after(reading->deadline, end_ms), week);
    }
}

static int by_due(const void *a, const void *b)
{
    const struct progress_deadline *one = a, *other = b;

    if (one->met != other->met)
        return one->met ? 1 : -1;
    if (one->due_ms != other->due_ms)
        return one->due_ms < other->due_ms ? -1 : 1;
    if (one->deadline != other->deadline)
        return (one->deadline > other->deadline) - (one->deadline < other->deadline);
    return uuid_compare(&one->record->record->id, &other->record->record->id);
}

void progress_deadline_read(const struct progress_options *options,
                            const struct catalogue *catalogue, struct progress *out)
{
    struct reading reading = {.options = options, .catalogue = catalogue};
    int64_t from_ms;

    for (size_t i = 0; i < catalogue->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &catalogue->deadlines[i];
        size_t count;
        const struct fact *records = facts_of_kind(options->facts, deadline->kind->name, &count);

        reading.deadline = deadline;
        for (size_t k = 0; k < count; k++) {
            reading.record = &records[k];
            if (record_deleted(records[k].record) || !starts(&records[k], deadline->from, &from_ms))
                continue;
            if (deadline->weekly)
                judge_weeks(&reading, from_ms);
            else
                judge(&reading, due_after(deadline, from_ms), NULL);
        }
    }
    if (reading.count)
        qsort(reading.list, reading.count, sizeof(*reading.list), by_due);
    out->deadlines = reading.list;
    out->deadline_count = reading.count;
}
