// SPDX-License-Identifier: Apache-2.0
// How long a receiver that does not answer is left alone.
#include "server/outgoing/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

static void pauses_double_up_to_six_hours_and_differ(void **state)
{
    struct random random = random_system();
    int64_t total = 0, differing = 0;

    for (int64_t attempt = 1; attempt < 60; attempt++) {
        int64_t whole = SENDER_FIRST_MS, pause = sender_pause_ms(attempt, &random);

        for (int64_t i = 1; i < attempt && whole < SENDER_LONGEST_MS; i++)
            whole = whole * 2 < SENDER_LONGEST_MS ? whole * 2 : SENDER_LONGEST_MS;
        assert_in_range(pause, whole - whole / 4, whole + whole / 4 + 1);
        differing += pause != whole;
        total += attempt <= 20 ? pause : 0;
    }
    assert_true(differing > 50);
    // So few attempts reach over a day and a half: nobody is hammered for three days.
    assert_true(total > SENDER_GIVE_UP_MS / 4);
    assert_true(sender_pause_ms(INT64_MAX, &random) <= SENDER_LONGEST_MS * 5 / 4 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pauses_double_up_to_six_hours_and_differ)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
