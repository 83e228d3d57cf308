// SPDX-License-Identifier: Apache-2.0
#include "shared/base/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static const char *nearest(const char *given)
{
    static const char *const names[] = {"sync", "status", "record", "reconcile", "invite"};
    struct suggest suggest;

    suggest_init(&suggest, given);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        suggest_offer(&suggest, names[i]);
    return suggest.best;
}

static void a_slip_of_one_letter_is_understood(void **state)
{
    assert_string_equal(nearest("synk"), "sync");  // replaced
    assert_string_equal(nearest("sycn"), "sync");  // swapped
    assert_string_equal(nearest("syn"), "sync");   // dropped
    assert_string_equal(nearest("syncc"), "sync"); // inserted
    assert_string_equal(nearest("tsatus"), "status");
}

static void two_slips_are_understood_in_a_long_name_only(void **state)
{
    assert_string_equal(nearest("reconsile"), "reconcile");
    assert_string_equal(nearest("rekonsile"), "reconcile");
    assert_null(nearest("xxnc"));
}

static void what_is_far_from_everything_suggests_nothing(void **state)
{
    char text[100];

    assert_null(nearest("banana"));
    assert_null(nearest(""));
    memset(text, 's', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_null(nearest(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_of_one_letter_is_understood),
        cmocka_unit_test(two_slips_are_understood_in_a_long_name_only),
        cmocka_unit_test(what_is_far_from_everything_suggests_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
