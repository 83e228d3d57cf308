// SPDX-License-Identifier: Apache-2.0
#include "shared/model/hlc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1700000000000)

static void a_time_holds_its_milliseconds(void **state)
{
    assert_int_equal(hlc_wall_ms(hlc_start(NOW_MS)), NOW_MS);
    assert_int_equal(hlc_wall_ms(hlc_start(NOW_MS) + 65535), NOW_MS);
    assert_true(hlc_start(NOW_MS) == (uint64_t)NOW_MS << 16);
}

static void ticks_rise_with_the_wall_clock_and_within_a_millisecond(void **state)
{
    struct hlc clock = {0};
    uint64_t first = hlc_tick(&clock, NOW_MS), second = hlc_tick(&clock, NOW_MS);

    assert_true(first == hlc_start(NOW_MS));
    assert_true(second == first + 1);
    assert_true(hlc_tick(&clock, NOW_MS + 1) == hlc_start(NOW_MS + 1));
}

static void ticks_rise_although_the_wall_clock_goes_back(void **state)
{
    static const int64_t walls[] = {
        NOW_MS, NOW_MS - 1, 0, -1, INT64_MIN, NOW_MS - 315360000000, INT64_MAX, 0, INT64_MAX,
    };
    struct hlc clock = {0};
    uint64_t last = 0;

    for (size_t i = 0; i < sizeof(walls) / sizeof(walls[0]); i++) {
        uint64_t time = hlc_tick(&clock, walls[i]);

        assert_true(time > last);
        last = time;
    }
}

static void a_clock_before_1970_or_after_9999_stays_in_range(void **state)
{
    struct hlc clock = {0};

    assert_true(hlc_start(-28800000) == 0);
    assert_int_equal(hlc_wall_ms(hlc_start(INT64_MAX)), 253402300799999);
    // The first tick of a clock that stands at its beginning is still later than nothing.
    assert_true(hlc_tick(&clock, 0) == 1);
}

static void a_pulled_time_moves_the_clock_ahead(void **state)
{
    struct hlc clock = {0};
    uint64_t pulled = hlc_start(NOW_MS + 1000) + 7;

    hlc_tick(&clock, NOW_MS);
    hlc_observe(&clock, pulled, NOW_MS);
    assert_true(hlc_tick(&clock, NOW_MS) == pulled + 1);
}

static void an_earlier_pulled_time_changes_nothing(void **state)
{
    struct hlc clock = {0};
    uint64_t time = hlc_tick(&clock, NOW_MS);

    hlc_observe(&clock, hlc_start(NOW_MS - 5), NOW_MS);
    assert_true(clock.last == time);
}

static void a_pulled_time_counts_only_up_to_two_minutes_ahead(void **state)
{
    struct hlc clock = {0};

    hlc_observe(&clock, hlc_start(NOW_MS + HLC_AHEAD_MAX_MS), NOW_MS);
    assert_int_equal(hlc_wall_ms(clock.last), NOW_MS + HLC_AHEAD_MAX_MS);
    hlc_observe(&clock, UINT64_MAX, NOW_MS);
    assert_true(clock.last == hlc_start(NOW_MS + HLC_AHEAD_MAX_MS));
    // Not even the end of all clocks overflows.
    hlc_observe(&clock, UINT64_MAX, INT64_MAX);
    assert_true(hlc_tick(&clock, INT64_MAX) > hlc_start(NOW_MS + HLC_AHEAD_MAX_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_holds_its_milliseconds),
        cmocka_unit_test(ticks_rise_with_the_wall_clock_and_within_a_millisecond),
        cmocka_unit_test(ticks_rise_although_the_wall_clock_goes_back),
        cmocka_unit_test(a_clock_before_1970_or_after_9999_stays_in_range),
        cmocka_unit_test(a_pulled_time_moves_the_clock_ahead),
        cmocka_unit_test(an_earlier_pulled_time_changes_nothing),
        cmocka_unit_test(a_pulled_time_counts_only_up_to_two_minutes_ahead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
