// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Hands out the listed numbers, one a call.
struct script {
    const uint64_t *numbers;
    size_t used;
};

static void script_fill(void *ctx, void *bytes, size_t len)
{
    struct script *script = ctx;

    assert_int_equal(len, sizeof(uint64_t));
    memcpy(bytes, &script->numbers[script->used++], len);
}

static void the_machine_fills_every_byte(void **state)
{
    struct random random = random_system();
    uint8_t bytes[1000], seen[1000] = {0};

    (void)state;
    for (int round = 0; round < 8; round++) {
        memset(bytes, 0, sizeof(bytes));
        random_fill(&random, bytes, sizeof(bytes));
        for (size_t i = 0; i < sizeof(bytes); i++)
            seen[i] |= bytes[i];
    }
    for (size_t i = 0; i < sizeof(seen); i++)
        assert_int_not_equal(seen[i], 0);
    random_fill(&random, bytes, 0);
}

static void two_draws_of_the_machine_differ(void **state)
{
    struct random random = random_system();

    (void)state;
    assert_true(random_u64(&random) != random_u64(&random));
}

static void numbers_that_would_favour_small_results_are_drawn_again(void **state)
{
    // 2^64 modulo 10 is 6: 0 to 5 are drawn again.
    static const uint64_t numbers[] = {0, 5, 6, UINT64_MAX};
    struct script script = {.numbers = numbers};
    struct random random = {&script, script_fill};

    (void)state;
    assert_int_equal(random_below(&random, 10), 6);
    assert_int_equal(script.used, 3);
    assert_int_equal(random_below(&random, 10), 5);
}

static void limits_at_both_ends_work(void **state)
{
    static const uint64_t numbers[] = {7, UINT64_MAX / 2, 0, UINT64_MAX};
    struct script script = {.numbers = numbers};
    struct random random = {&script, script_fill};

    (void)state;
    assert_int_equal(random_below(&random, 1), 0);
    // 2^63 + 1 leaves 2^63 - 1 numbers over.
    assert_true(random_below(&random, UINT64_MAX / 2 + 2) == UINT64_MAX / 2);
    assert_true(random_below(&random, UINT64_MAX) == 0);
    assert_int_equal(script.used, 4);
}

static void every_result_below_the_limit_comes_up(void **state)
{
    struct random random = random_system();
    unsigned count[6] = {0};

    (void)state;
    for (int i = 0; i < 6000; i++)
        count[random_below(&random, 6)]++;
    for (size_t i = 0; i < 6; i++)
        assert_in_range(count[i], 700, 1300);
}

static void an_id_carries_its_time_and_version(void **state)
{
    struct random random = random_system();
    struct uuid a = random_uuid_v7(&random, 0x0123456789ab),
                b = random_uuid_v7(&random, 0x0123456789ab);

    (void)state;
    assert_memory_equal(a.bytes, "\x01\x23\x45\x67\x89\xab", 6);
    assert_int_equal(a.bytes[6] >> 4, 7);
    assert_int_equal(a.bytes[8] >> 6, 2);
    assert_false(uuid_equal(&a, &b));
}

static void mbedtls_is_served_from_the_same_source(void **state)
{
    static const uint64_t numbers[] = {42};
    struct script script = {.numbers = numbers};
    struct random random = {&script, script_fill};
    uint64_t got = 0;

    (void)state;
    assert_int_equal(random_for_mbedtls(&random, (unsigned char *)&got, sizeof(got)), 0);
    assert_int_equal(got, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_fills_every_byte),
        cmocka_unit_test(two_draws_of_the_machine_differ),
        cmocka_unit_test(numbers_that_would_favour_small_results_are_drawn_again),
        cmocka_unit_test(limits_at_both_ends_work),
        cmocka_unit_test(every_result_below_the_limit_comes_up),
        cmocka_unit_test(an_id_carries_its_time_and_version),
        cmocka_unit_test(mbedtls_is_served_from_the_same_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
