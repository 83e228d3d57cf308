// SPDX-License-Identifier: Apache-2.0
#include "shared/base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

static int64_t day_of(const char *date)
{
    int64_t day = -1;

    assert_true(calendar_parse(span_of(date), &day));
    return day;
}

static void a_day_begins_at_midnight_in_shanghai(void **state)
{
    // 2026-11-22 00:00 +08:00
    const int64_t midnight_ms = INT64_C(1795276800000);
    int64_t day = day_of("2026-11-22");

    assert_int_equal(calendar_start_ms(day), midnight_ms);
    assert_int_equal(calendar_day(midnight_ms), day);
    assert_int_equal(calendar_day(midnight_ms - 1), day - 1);
    assert_int_equal(calendar_end_ms(day), midnight_ms + CALENDAR_DAY_MS - 1);
    assert_int_equal(calendar_day(calendar_end_ms(day)), day);
    assert_int_equal(calendar_day(-28800000 - 1), -1);
    assert_int_equal(calendar_day(-28800000), 0);
}

static void days_agree_with_the_c_library_and_come_back(void **state)
{
    for (int64_t day = -719528 + 366; day < 2932896; day += 13) {
        time_t seconds = (time_t)(day * 86400);
        struct tm tm;
        char wanted[80], text[CALENDAR_DATE_TEXT];

        gmtime_r(&seconds, &tm);
        snprintf(wanted, sizeof(wanted), "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
                 tm.tm_mday);
        calendar_format(day, text);
        assert_string_equal(text, wanted);
        assert_int_equal(day_of(text), day);
    }
}

static void what_is_no_day_is_refused(void **state)
{
    static const char *const bad[] = {
        "",           "2026-11-2",  "2026-11-222", "2026/11/22", "2026-11-3x",
        "2026-00-10", "2026-13-10", "2026-11-00",  "2026-11-31", "2026-02-29",
        "2100-02-29", "x026-11-22", "2026-1:-22",  "2026-01-32",
    };
    int64_t day;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (calendar_parse(span_of(bad[i]), &day))
            fail_msg("%s is taken as a day", bad[i]);
    assert_true(calendar_parse(span_of("2024-02-29"), &day));
    assert_true(calendar_parse(span_of("2000-02-29"), &day));
    assert_true(calendar_parse(span_of("0000-01-01"), &day));
}

static void months_end_at_their_last_day(void **state)
{
    static const struct {
        const char *from;
        int64_t months;
        const char *to;
    } cases[] = {
        {"2026-11-22", 3, "2027-02-22"},   {"2026-11-30", 3, "2027-02-28"},
        {"2027-11-30", 3, "2028-02-29"},   {"2026-01-31", 1, "2026-02-28"},
        {"2026-01-31", 11, "2026-12-31"},  {"2026-01-31", 23, "2027-12-31"},
        {"2026-01-31", 48, "2030-01-31"},  {"2024-02-29", 12, "2025-02-28"},
        {"2026-01-15", 0, "2026-01-15"},   {"2026-01-15", -1, "2025-12-15"},
        {"2026-03-31", -13, "2025-02-28"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[CALENDAR_DATE_TEXT];

        calendar_format(calendar_add_months(day_of(cases[i].from), cases[i].months), text);
        assert_string_equal(text, cases[i].to);
    }
}

static void weeks_begin_on_monday(void **state)
{
    for (int64_t day = day_of("1999-12-20"); day < day_of("2040-01-20"); day++) {
        time_t seconds = (time_t)(day * 86400);
        struct tm tm;

        gmtime_r(&seconds, &tm);
        assert_int_equal(calendar_monday(day), day - (tm.tm_wday + 6) % 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_begins_at_midnight_in_shanghai),
        cmocka_unit_test(days_agree_with_the_c_library_and_come_back),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(months_end_at_their_last_day),
        cmocka_unit_test(weeks_begin_on_monday),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
