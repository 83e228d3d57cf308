// SPDX-License-Identifier: Apache-2.0
// One-time codes: the test vectors of RFC 6238 (appendix B) and RFC 4226 (appendix D), clocks that
// differ, and secrets as people type them.
#include "shared/crypto/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t secret[TOTP_SECRET_BYTES] = "12345678901234567890";

static void codes_are_those_of_the_standards(void **state)
{
    static const struct {
        int64_t at_s;
        const char *code;
    } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                   {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    static const char *const counted[] = {"755224", "287082", "359152", "969429", "338314",
                                          "254676", "287922", "162583", "399871", "520489"};
    char code[TOTP_DIGITS + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        totp_code(secret, sizeof(secret), (uint64_t)vectors[i].at_s / TOTP_STEP_S, code);
        assert_string_equal(code, vectors[i].code);
    }
    for (uint64_t i = 0; i < 10; i++) {
        totp_code(secret, sizeof(secret), i, code);
        assert_string_equal(code, counted[i]);
    }
}

static void a_clock_may_be_one_step_off_and_no_more(void **state)
{
    const int64_t now_ms = INT64_C(1111111111000);
    uint64_t step = 0, now = (uint64_t)now_ms / 1000 / TOTP_STEP_S;
    char code[TOTP_DIGITS + 1];

    (void)state;
    for (int64_t off = -3; off <= 3; off++) {
        totp_code(secret, sizeof(secret), now + (uint64_t)off, code);
        assert_int_equal(totp_check(secret, span_of(code), now_ms, &step), off >= -1 && off <= 1);
        if (off >= -1 && off <= 1)
            assert_int_equal(step, now + (uint64_t)off);
    }
    assert_false(totp_check(secret, span_of("050471 "), now_ms, &step));
    assert_false(totp_check(secret, span_of("05047"), now_ms, &step));
    assert_false(totp_check(secret, span_of(""), now_ms, &step));
    assert_false(totp_check(secret, span_of("050471"), 0, &step));
}

static void a_secret_reads_back_as_people_type_it(void **state)
{
    uint8_t back[TOTP_SECRET_BYTES];
    char text[TOTP_SECRET_TEXT];

    (void)state;
    totp_secret_format(secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_true(totp_secret_parse(span_of(text), back));
    assert_memory_equal(back, secret, sizeof(back));
    assert_true(totp_secret_parse(span_of("gezd gnbv gy3t qojq-GEZD GNBV GY3T QOJQ"), back));
    assert_memory_equal(back, secret, sizeof(back));
    assert_false(totp_secret_parse(span_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ"), back));
    assert_false(totp_secret_parse(span_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA"), back));
    assert_false(totp_secret_parse(span_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"), back));
    assert_false(totp_secret_parse(span_of(""), back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_standards),
        cmocka_unit_test(a_clock_may_be_one_step_off_and_no_more),
        cmocka_unit_test(a_secret_reads_back_as_people_type_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
