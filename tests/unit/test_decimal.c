// SPDX-License-Identifier: Apache-2.0
#include "shared/model/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

// 1 within, 0 beyond, -1 not a decimal.
static int within(const char *value, const char *target, const char *minus, const char *plus)
{
    const struct decimal_tolerance tolerance = {span_of(target), span_of(minus), span_of(plus)};
    bool answer = false;

    return decimal_within(span_of(value), &tolerance, &answer) ? answer : -1;
}

static void a_value_on_the_edge_is_within(void **state)
{
    assert_int_equal(within("2700", "2700", "", ""), 1);
    assert_int_equal(within("2700.000000000000001", "2700", "", ""), 0);
    assert_int_equal(within("2695", "2700", "5", "10"), 1);
    assert_int_equal(within("2694.999999999999999", "2700", "5", "10"), 0);
    assert_int_equal(within("2710", "2700", "5", "10"), 1);
    assert_int_equal(within("2710.1", "2700", "5", "10"), 0);
    assert_int_equal(within("-0.3", "-0.1", "0.2", "0"), 1);
    assert_int_equal(within("-0.31", "-0.1", "0.2", "0"), 0);
    // 0.1 + 0.2 is 0.3, which no binary fraction says.
    assert_int_equal(within("0.3", "0.1", "0", "0.2"), 1);
    assert_int_equal(within("007", "7.0", "", ""), 1);
}

static void the_largest_numbers_do_not_overflow(void **state)
{
    const char *most = "999999999999999.999999999999999",
               *least = "-999999999999999.999999999999999";

    assert_int_equal(within(most, most, most, most), 1);
    assert_int_equal(within(least, most, most, most), 0);
    assert_int_equal(within(least, least, most, most), 1);
    assert_int_equal(within("0", most, most, ""), 1);
}

static void what_is_no_decimal_has_no_answer(void **state)
{
    const char *const bad[] = {"-",
                               ".",
                               "1.",
                               ".5",
                               "1e3",
                               " 1",
                               "1 ",
                               "+1",
                               "1.5.2",
                               "0x1",
                               "--1",
                               "1,5",
                               "1234567890123456",
                               "0.1234567890123456"};

    assert_int_equal(within("", "1", "", ""), -1);
    assert_int_equal(within("1", "", "", ""), -1);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(within(bad[i], "1", "", ""), -1);
        assert_int_equal(within("1", bad[i], "", ""), -1);
        assert_int_equal(within("1", "1", bad[i], ""), -1);
        assert_int_equal(within("1", "1", "", bad[i]), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_on_the_edge_is_within),
        cmocka_unit_test(the_largest_numbers_do_not_overflow),
        cmocka_unit_test(what_is_no_decimal_has_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
