// SPDX-License-Identifier: Apache-2.0
#include "shared/model/segment.h"

#include "shared/base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_segment(const char *moved_in, const char *today, const char *wanted)
{
    int64_t day;

    assert_true(calendar_parse(span_of(today), &day));
    assert_string_equal(segment_find(span_of(moved_in), calendar_start_ms(day))->value, wanted);
    assert_string_equal(segment_find(span_of(moved_in), calendar_end_ms(day))->value, wanted);
}

static void d2_4_the_segment_of_an_owner_follows_from_the_move_in_date(void **state)
{
    (void)state;
    assert_segment("", "2026-11-22", "prospective");
    assert_segment("2026-11-23", "2026-11-22", "prospective");
    assert_segment("2026-11-22", "2026-11-22", "settling");
    assert_segment("2025-11-22", "2026-11-22", "settling");
    assert_segment("2025-11-21", "2026-11-22", "stable");
    assert_segment("2024-11-22", "2026-11-22", "stable");
    assert_segment("2024-11-21", "2026-11-22", "old");
    assert_segment("1999-01-01", "2026-11-22", "old");
}

static void d2_4_a_leap_day_ends_its_year_in_february(void **state)
{
    (void)state;
    assert_segment("2024-02-29", "2025-02-28", "settling");
    assert_segment("2024-02-29", "2025-03-01", "stable");
    assert_segment("2024-02-29", "2026-02-28", "stable");
    assert_segment("2024-02-29", "2026-03-01", "old");
}

static void what_is_no_date_is_none(void **state)
{
    (void)state;
    assert_segment("soon", "2026-11-22", "prospective");
    assert_segment("2026-02-30", "2026-11-22", "prospective");
    assert_string_equal(segment_find((struct span){NULL, 0}, 0)->zh, "准业主");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d2_4_the_segment_of_an_owner_follows_from_the_move_in_date),
        cmocka_unit_test(d2_4_a_leap_day_ends_its_year_in_february),
        cmocka_unit_test(what_is_no_date_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
