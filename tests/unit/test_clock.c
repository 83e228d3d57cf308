// SPDX-License-Identifier: Apache-2.0
#include "shared/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void the_machine_knows_its_boot(void **state)
{
    struct clock clock = clock_system();
    const char *boot = clock_boot_id(&clock);

    assert_int_equal(strlen(boot), 16);
    assert_int_equal(strspn(boot, "0123456789abcdef"), 16);
    assert_string_equal(boot, clock_boot_id(&clock));
}

static void boot_time_never_goes_back(void **state)
{
    struct clock clock = clock_system();
    int64_t last = clock_boot_ms(&clock);

    assert_true(last > 0);
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_boot_ms(&clock);

        assert_true(now >= last);
        last = now;
    }
}

static void the_wall_clock_is_of_this_century(void **state)
{
    struct clock clock = clock_system();

    assert_true(clock_wall_ms(&clock) > INT64_C(1600000000000));
}

static void times_are_shown_in_china_standard_time(void **state)
{
    char text[CLOCK_TEXT];

    clock_format(0, text);
    assert_string_equal(text, "1970-01-01T08:00:00.000+08:00");
    clock_format(INT64_C(1795311000123), text);
    assert_string_equal(text, "2026-11-22T09:30:00.123+08:00");
    clock_format(-1, text);
    assert_string_equal(text, "1970-01-01T07:59:59.999+08:00");
    clock_format(INT64_C(951754200000), text);
    assert_string_equal(text, "2000-02-29T00:10:00.000+08:00");
}

static void the_ends_of_time_fit_in_the_buffer(void **state)
{
    char text[CLOCK_TEXT];

    clock_format(INT64_MAX, text);
    assert_true(strlen(text) < CLOCK_TEXT);
    clock_format(INT64_MIN, text);
    assert_true(strlen(text) < CLOCK_TEXT);
    assert_string_equal(text + strlen(text) - 6, "+08:00");
}

static void a_deadline_lies_as_far_ahead_as_asked(void **state)
{
    for (int64_t ms = 0; ms < 3000; ms += 333) {
        struct timespec before, until, after;
        int64_t least, most;

        clock_gettime(CLOCK_MONOTONIC, &before);
        until = clock_deadline(ms);
        clock_gettime(CLOCK_MONOTONIC, &after);
        assert_in_range(until.tv_nsec, 0, 999999999);
        most = (until.tv_sec - before.tv_sec) * 1000000000 + until.tv_nsec - before.tv_nsec;
        least = (until.tv_sec - after.tv_sec) * 1000000000 + until.tv_nsec - after.tv_nsec;
        assert_true(least <= ms * 1000000 && ms * 1000000 <= most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_knows_its_boot),
        cmocka_unit_test(boot_time_never_goes_back),
        cmocka_unit_test(the_wall_clock_is_of_this_century),
        cmocka_unit_test(times_are_shown_in_china_standard_time),
        cmocka_unit_test(the_ends_of_time_fit_in_the_buffer),
        cmocka_unit_test(a_deadline_lies_as_far_ahead_as_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
