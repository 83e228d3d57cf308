// SPDX-License-Identifier: Apache-2.0
#include "shared/model/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool valid(const char *latitude, const char *longitude)
{
    return place_valid(span_of(latitude), span_of(longitude));
}

static void a_place_lies_on_earth(void **state)
{
    (void)state;
    assert_true(valid("30.58", "114.3"));
    assert_true(valid("-90", "180"));
    assert_true(valid("90", "-180"));
    assert_false(valid("90.0000001", "0"));
    assert_false(valid("-91", "0"));
    assert_false(valid("30", "180.1"));
    assert_false(valid("114.3", "30.58")); // the two mixed up
}

static void what_is_no_number_is_no_place(void **state)
{
    (void)state;
    assert_false(valid("", "0"));
    assert_false(valid("30", "east"));
    assert_false(valid("30N", "114"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_lies_on_earth),
        cmocka_unit_test(what_is_no_number_is_no_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
