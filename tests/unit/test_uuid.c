// SPDX-License-Identifier: Apache-2.0
#include "shared/base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void the_version_7_example_of_rfc_9562_comes_out(void **state)
{
    // Appendix A.6: rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    static const uint8_t random[10] = {0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
    struct uuid uuid = uuid_v7(0x017F22E279B0, random);
    char text[UUID_TEXT];

    uuid_format(&uuid, text);
    assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void a_version_8_uuid_keeps_all_other_bits(void **state)
{
    uint8_t digest[16];
    struct uuid uuid;

    memset(digest, 0xFF, sizeof(digest));
    uuid = uuid_v8(digest);
    assert_int_equal(uuid.bytes[6], 0x8F);
    assert_int_equal(uuid.bytes[8], 0xBF);
    memset(digest, 0, sizeof(digest));
    uuid = uuid_v8(digest);
    assert_int_equal(uuid.bytes[6], 0x80);
    assert_int_equal(uuid.bytes[8], 0x80);
    assert_int_equal(uuid.bytes[15], 0);
}

static void text_and_bytes_are_one_to_one(void **state)
{
    static const char text[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
    struct uuid uuid;
    char again[UUID_TEXT];

    assert_true(uuid_parse(span_of(text), &uuid));
    uuid_format(&uuid, again);
    assert_string_equal(again, text);
}

static void anything_but_36_lower_case_characters_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017F22E2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e279b0-7cc3-98c4-dc0c0c07398f-",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
        "017f22e2-79b0-7cc3-98c4_dc0c0c07398f",
        "017f22e2 79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "../../../../../../../../etc/passwd..",
    };
    struct uuid uuid = uuid_nil;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(uuid_parse(span_of(bad[i]), &uuid));
    assert_true(uuid_is_nil(&uuid));
}

static void uuids_order_by_their_bytes(void **state)
{
    static const uint8_t random[10];
    struct uuid early = uuid_v7(1000, random), late = uuid_v7(1001, random);

    assert_int_equal(uuid_compare(&early, &late), -1);
    assert_int_equal(uuid_compare(&late, &early), 1);
    assert_int_equal(uuid_compare(&late, &late), 0);
    assert_true(uuid_equal(&late, &late));
    assert_false(uuid_equal(&early, &late));
    assert_false(uuid_is_nil(&early));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_7_example_of_rfc_9562_comes_out),
        cmocka_unit_test(a_version_8_uuid_keeps_all_other_bits),
        cmocka_unit_test(text_and_bytes_are_one_to_one),
        cmocka_unit_test(anything_but_36_lower_case_characters_is_refused),
        cmocka_unit_test(uuids_order_by_their_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
