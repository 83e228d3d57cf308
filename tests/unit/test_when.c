// SPDX-License-Identifier: Apache-2.0
#include "shared/base/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define NOW INT64_C(1795330800000) // 2026-11-22 15:00 in China

static void times_as_people_write_them_are_understood(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"now", "2026-11-22 15:00"},
        {"2026-11-25", "2026-11-25 00:00"},
        {"2026-11-25 14:05", "2026-11-25 14:05"},
        {"2026-11-25T23:59:59", "2026-11-25 23:59"},
        {"09:30", "2026-11-22 09:30"},
        {"+24h", "2026-11-23 15:00"},
        {"-30m", "2026-11-22 14:30"},
        {"+3d", "2026-11-25 15:00"},
        {"+2w", "2026-12-06 15:00"},
        {"2028-02-29", "2028-02-29 00:00"},
        {"2000-02-29 00:00", "2000-02-29 00:00"},
        {"1970-01-01", "1970-01-01 00:00"},
        {"9999-12-31", "9999-12-31 00:00"},
    };
    char shown[WHEN_SHORT_TEXT];
    struct error error;
    int64_t ms;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(when_parse(span_of(cases[i].text), NOW, WHEN_DAY_STARTS, &ms, &error),
                         ERR_OK);
        when_format(ms, shown);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void a_day_without_a_time_starts_or_ends_as_it_is_meant(void **state)
{
    int64_t start = 0, end = 0;

    (void)state;
    assert_int_equal(when_parse(span_of("2026-11-22"), 0, WHEN_DAY_STARTS, &start, NULL), ERR_OK);
    assert_int_equal(when_parse(span_of("2026-11-22"), 0, WHEN_DAY_ENDS, &end, NULL), ERR_OK);
    assert_int_equal(start, INT64_C(1795276800000));
    assert_int_equal(end - start, 86400000 - 1);
}

static void what_is_no_time_is_refused_with_the_forms_that_are(void **state)
{
    static const char *const cases[] = {"",
                                        "tomorrow",
                                        "2026-13-01",
                                        "2026-02-29",
                                        "2026-11-31",
                                        "2026-11-00",
                                        "26-11-22",
                                        "2026/11",
                                        "2026-11-22 24:00",
                                        "+3",
                                        "3d",
                                        "+3y",
                                        "+d",
                                        "+-3d",
                                        "+1234567d",
                                        "25:00",
                                        "12:60",
                                        "12:00:60",
                                        "2026-11-22 ",
                                        "12:00x",
                                        "1969-12-31",
                                        "-30000d",
                                        "+999999w",
                                        "0000-00-00",
                                        "2026-11-22x14:00",
                                        "2026-11-22 14",
                                        "12:00:"};
    struct error error;
    int64_t ms;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(when_parse(span_of(cases[i]), NOW, WHEN_DAY_STARTS, &ms, &error),
                         ERR_INVALID);
        assert_non_null(strstr(error.detail, cases[i]));
        assert_non_null(strstr(error.detail, "+24h"));
    }
}

static void dates_are_days_of_china(void **state)
{
    static const char *const bad[] = {"", "2026-11-22 10:00", "+3h", "now", "2026-11-22x", "22"};
    char out[WHEN_DATE_TEXT];
    int64_t late = INT64_C(1795276800000) - 1; // the last millisecond of 2026-11-21

    (void)state;
    assert_int_equal(when_parse_date(span_of("today"), late, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-11-21");
    assert_int_equal(when_parse_date(span_of("today"), late + 1, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-11-22");
    assert_int_equal(when_parse_date(span_of("+10d"), NOW, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-12-02");
    assert_int_equal(when_parse_date(span_of("-1w"), NOW, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-11-15");
    assert_int_equal(when_parse_date(span_of("2027-02-28"), NOW, out, NULL), ERR_OK);
    assert_string_equal(out, "2027-02-28");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(when_parse_date(span_of(bad[i]), NOW, out, NULL), ERR_INVALID);
}

static void weeks_follow_iso_8601(void **state)
{
    static const struct {
        const char *day, *week;
    } cases[] = {
        {"2026-11-22", "2026-W47"}, {"2026-11-23", "2026-W48"}, {"2027-01-01", "2026-W53"},
        {"2027-01-03", "2026-W53"}, {"2027-01-04", "2027-W01"}, {"2024-12-30", "2025-W01"},
        {"2023-01-01", "2022-W52"}, {"1970-01-01", "1970-W01"},
    };
    char out[WHEN_WEEK_TEXT];
    int64_t ms;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(when_parse(span_of(cases[i].day), NOW, WHEN_DAY_STARTS, &ms, NULL),
                         ERR_OK);
        when_week(ms, out);
        assert_string_equal(out, cases[i].week);
        assert_int_equal(when_parse_week(span_of(cases[i].week), NOW, out, NULL), ERR_OK);
        assert_string_equal(out, cases[i].week);
    }
    assert_int_equal(when_parse_week(span_of("this"), NOW, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-W47");
    assert_int_equal(when_parse_week(span_of("last"), NOW, out, NULL), ERR_OK);
    assert_string_equal(out, "2026-W46");
}

static void a_week_that_no_calendar_has_is_refused(void **state)
{
    static const char *const cases[]
        = {"",         "2026-W54", "2027-W53", "2026-W00",  "2026-47",
           "2026-w47", "26-W47",   "2026-W4",  "2026-W471", "1969-W01"};
    char out[WHEN_WEEK_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(when_parse_week(span_of(cases[i]), NOW, out, NULL), ERR_INVALID);
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    char out[WHEN_SHORT_TEXT], before[WHEN_SHORT_TEXT] = "";
    int64_t again;

    (void)state;
    for (int64_t day = 0; day < 146097; day++) {
        int64_t ms = day * 86400000 - 8 * 3600000;

        when_format(ms, out);
        assert_true(strcmp(before, out) < 0);
        assert_int_equal(when_parse(span_of(out), 0, WHEN_DAY_STARTS, &again, NULL), ERR_OK);
        assert_int_equal(again, ms);
        memcpy(before, out, sizeof(before));
    }
    when_format(INT64_MIN / 8, out);
    assert_string_equal(out, "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_as_people_write_them_are_understood),
        cmocka_unit_test(a_day_without_a_time_starts_or_ends_as_it_is_meant),
        cmocka_unit_test(what_is_no_time_is_refused_with_the_forms_that_are),
        cmocka_unit_test(dates_are_days_of_china),
        cmocka_unit_test(weeks_follow_iso_8601),
        cmocka_unit_test(a_week_that_no_calendar_has_is_refused),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
