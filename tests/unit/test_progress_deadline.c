// SPDX-License-Identifier: Apache-2.0
// Deadlines by a small catalogue: hours, days, months and weeks, in order.
#include "shared/base/calendar.h"
#include "shared/base/when.h"
#include "shared/model/progress_deadline.h"
#include "tests/unit/small_service.h"

#define DUE(code, kind, from, amount, unit, more)                                                \
    "{'code':'" code "','rule':'D4.2','zh':'期','en':'" code "','kind':'" kind "','from':'" from \
    "','amount':" amount ",'unit':'" unit "'" more "}"

// What is never met.
#define NEVER ",'met':'any(complaint)'"

static struct stage *stage_with(const char *catalogue)
{
    struct stage *stage = stage_create();

    stage_publish(stage, catalogue);
    stage_put(stage, "site", SAMPLE_SITE, "'address':'A'");
    return stage;
}

#define STAGE(deadlines) stage_with(CATALOGUE("1", "", GATE, deadlines))

static void assert_due(struct stage *stage, size_t index, const char *code, const char *when)
{
    const struct progress_deadline *due = &stage_read(stage)->deadlines[index];
    char text[WHEN_SHORT_TEXT];

    assert_true(index < stage->progress.deadline_count);
    when_format(due->due_ms, text);
    assert_string_equal(text, when);
    assert_true(span_is(due->deadline->code, code));
}

static void hours_run_from_the_moment_and_days_to_the_end_of_the_day(void **state)
{
    struct stage *stage = STAGE(DUE("h", "patrol", "started_at", "24", "hours", NEVER) "," DUE(
        "d", "patrol", "started_at", "1", "days", NEVER) "," DUE("m", "patrol", "started_at", "1",
                                                                 "months", NEVER));
    char fields[64];

    (void)state;
    snprintf(fields, sizeof(fields), "'started_at':%lld", (long long)SAMPLE_NOW_MS);
    stage_put(stage, "patrol", 200, fields);
    assert_due(stage, 0, "h", "2026-11-23 09:00");
    assert_due(stage, 1, "d", "2026-11-23 23:59");
    assert_due(stage, 2, "m", "2026-12-22 23:59");
    assert_int_equal(stage->progress.deadline_count, 3);
    stage_free(stage);
}

static void a_date_counts_from_the_start_of_its_day(void **state)
{
    struct stage *stage = STAGE(DUE("h", "site", "move_in_date", "2", "hours", NEVER) "," DUE(
        "z", "site", "move_in_date", "0", "days", NEVER));

    (void)state;
    assert_int_equal(stage_read(stage)->deadline_count, 0);
    stage_put(stage, "site", SAMPLE_SITE, "'move_in_date':'2026-11-22'");
    assert_due(stage, 0, "h", "2026-11-22 02:00");
    assert_due(stage, 1, "z", "2026-11-22 23:59");
    assert_true(stage->progress.deadlines[0].overdue);
    assert_false(stage->progress.deadlines[1].overdue);
    // What is no date starts nothing.
    stage_put(stage, "site", SAMPLE_SITE, "'move_in_date':'soon'");
    assert_int_equal(stage_read(stage)->deadline_count, 0);
    stage_free(stage);
}

static void unmet_ones_come_first_by_due_time(void **state)
{
    struct stage *stage
        = STAGE(DUE("b", "patrol", "started_at", "1", "hours",
                    ",'met':'this.result == \\'pass\\''") "," DUE("a", "patrol", "started_at", "1",
                                                                  "hours", NEVER));

    (void)state;
    stage_put(stage, "patrol", 204, "'started_at':1000,'result':'pass'");
    stage_put(stage, "patrol", 203, "'started_at':3000");
    stage_put(stage, "patrol", 202, "'started_at':2000");
    stage_put(stage, "patrol", 201, "'started_at':2000");
    stage_put(stage, "patrol", 205, "'started_at':1,'deleted':true");
    stage_read(stage);
    assert_int_equal(stage->progress.deadline_count, 8);
    for (size_t i = 0; i < 8; i++) {
        static const int records[] = {204, 201, 202, 201, 202, 203, 203, 204};
        static const char *const codes[] = {"a", "b", "b", "a", "a", "b", "a", "b"};
        const struct progress_deadline *due = &stage->progress.deadlines[i];
        struct uuid id = sample_id(records[i]);

        assert_true(uuid_equal(&due->record->record->id, &id));
        assert_true(span_is(due->deadline->code, codes[i]));
        assert_true(due->met == (i == 7));
        assert_true(due->overdue == (i < 7));
    }
    stage_free(stage);
}

static void only_records_for_which_the_condition_may_hold_have_the_deadline(void **state)
{
    struct stage *stage = STAGE(DUE("a", "change_order", "issued_at", "1", "hours",
                                    ",'when':'this.amount_fen > 100'" NEVER));

    (void)state;
    stage_put(stage, "change_order", 200, "'issued_at':1,'amount_fen':100");
    assert_int_equal(stage_read(stage)->deadline_count, 0);
    stage_put(stage, "change_order", 201, "'issued_at':1,'amount_fen':101");
    assert_int_equal(stage_read(stage)->deadline_count, 1);
    // Doubt does not take it away.
    stage_put(stage, "change_order", 202, "'issued_at':1");
    assert_int_equal(stage_read(stage)->deadline_count, 2);
    stage_free(stage);
}

static void a_weekly_one_comes_again_each_week(void **state)
{
    struct stage *stage = STAGE(DUE("w", "site", "actual_start", "0", "days",
                                    ",'weekly':true,'met':'any(weekly_report where week == "
                                    "this.week)'"));

    (void)state;
    stage_put(stage, "site", SAMPLE_SITE, "'actual_start':'2026-11-11'");
    stage_put(stage, "weekly_report", 200, "'week':'2026-W46'");
    assert_due(stage, 0, "w", "2026-11-22 23:59");
    assert_string_equal(stage->progress.deadlines[0].week, "2026-W47");
    assert_due(stage, 1, "w", "2026-11-15 23:59");
    assert_true(stage->progress.deadlines[1].met);
    assert_int_equal(stage->progress.deadline_count, 2);
    // One that begins later has none yet; one without end is cut to the last ten years.
    stage_put(stage, "site", SAMPLE_SITE, "'actual_start':'2026-11-23'");
    assert_int_equal(stage_read(stage)->deadline_count, 0);
    stage_put(stage, "site", SAMPLE_SITE, "'actual_start':'1970-01-01'");
    assert_int_equal(stage_read(stage)->deadline_count, PROGRESS_DEADLINE_WEEKS);
    assert_string_equal(stage->progress.deadlines[PROGRESS_DEADLINE_WEEKS - 2].week, "2026-W47");
    stage_free(stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_run_from_the_moment_and_days_to_the_end_of_the_day),
        cmocka_unit_test(a_date_counts_from_the_start_of_its_day),
        cmocka_unit_test(unmet_ones_come_first_by_due_time),
        cmocka_unit_test(only_records_for_which_the_condition_may_hold_have_the_deadline),
        cmocka_unit_test(a_weekly_one_comes_again_each_week),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
