// SPDX-License-Identifier: Apache-2.0
#include "shared/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static struct span bytes_of(const char *literal, size_t len)
{
    return (struct span){literal, len};
}

static void spans_compare_bytewise_with_the_shorter_first(void **state)
{
    assert_int_equal(span_compare(span_of("a"), span_of("b")), -1);
    assert_int_equal(span_compare(span_of("b"), span_of("a")), 1);
    assert_int_equal(span_compare(span_of("a"), span_of("ab")), -1);
    assert_int_equal(span_compare(span_of("ab"), span_of("a")), 1);
    assert_int_equal(span_compare(span_of("a"), span_of("\xff")), -1);
    assert_int_equal(span_compare(span_of(NULL), span_of("")), 0);
    assert_true(span_equal(span_of(NULL), span_of("")));
    assert_true(span_is(bytes_of("abc", 2), "ab"));
    assert_false(span_is(bytes_of("abc", 2), "abc"));
}

static void well_formed_utf8_is_accepted(void **state)
{
    static const char *const good[] = {"",
                                       "plain",
                                       "验收",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(text_utf8_valid(good[i], strlen(good[i])));
    assert_true(text_utf8_valid("a\0b", 3));
}

static void malformed_utf8_is_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",             // lone continuation
        "\xbf",             //
        "\xc0\xaf",         // overlong
        "\xc1\xbf",         //
        "\xe0\x9f\xbf",     //
        "\xf0\x8f\xbf\xbf", //
        "\xed\xa0\x80",     // surrogates
        "\xed\xbf\xbf",     //
        "\xf4\x90\x80\x80", // above U+10FFFF
        "\xf5\x80\x80\x80", //
        "\xff",             //
        "\xc2",             // cut
        "\xe9\x93",         //
        "\xf0\x9f\x98",     //
        "\xc2\x41",         // broken
        "\xe9\x41\x85",     //
        "\xe9\x93\x41",     //
        "\xf0\x9f\x41\x80", //
        "\xf0\x9f\x98\x41", //
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(text_utf8_valid(bad[i], strlen(bad[i])));
}

static void a_copy_is_cut_at_a_character(void **state)
{
    char out[8];

    assert_true(text_copy(out, sizeof(out), span_of("1234567")));
    assert_string_equal(out, "1234567");
    assert_false(text_copy(out, sizeof(out), span_of("12345678")));
    assert_string_equal(out, "1234567");
    assert_false(text_copy(out, sizeof(out), span_of("铅垂线")));
    assert_string_equal(out, "铅垂");
    assert_false(text_copy(out, 4, span_of("a铅")));
    assert_string_equal(out, "a");
    assert_false(text_copy(out, 1, span_of("a")));
    assert_string_equal(out, "");
    assert_false(text_copy(out, 0, span_of("a")));
    assert_true(text_copy(out, 1, span_of("")));
}

static void foreign_text_cannot_move_a_cursor(void **state)
{
    char text[] = "a\x1b[2J\nb\x7f\xc2\x9b"
                  "1m验\xff收\xe9";

    char turned[] = "满意\u202e意满";

    text_flatten(text);
    assert_string_equal(text, "a [2J b   1m验?收?");
    text_flatten(turned);
    assert_string_equal(turned, "满意   意满");
    assert_true(text_plain(span_of("张三 O'Neil (客户) \u00e9")));
    assert_false(text_plain(span_of("满意\u202e意满")));
    assert_false(text_plain(span_of("\u2066a")));
    assert_false(text_plain(span_of("\u200fa")));
    assert_false(text_plain(span_of("a\nb")));
    assert_false(text_plain(span_of("a\xc2\x9b")));
    assert_false(text_plain(span_of("a\xff")));
    assert_true(text_plain(span_of("\u2030\u2070\u206a")));
}

static void unsigned_numbers_have_one_spelling(void **state)
{
    static const char *const bad[] = {"",
                                      "00",
                                      "01",
                                      "+1",
                                      "-1",
                                      "1 ",
                                      " 1",
                                      "1a",
                                      "0x1",
                                      "18446744073709551616",
                                      "1e3",
                                      "1.0",
                                      "99999999999999999999999"};
    uint64_t number = 7;

    assert_true(text_parse_u64(span_of("0"), &number));
    assert_int_equal(number, 0);
    assert_true(text_parse_u64(span_of("18446744073709551615"), &number));
    assert_true(number == UINT64_MAX);
    assert_true(text_parse_u64(bytes_of("123", 2), &number));
    assert_int_equal(number, 12);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(text_parse_u64(span_of(bad[i]), &number));
    assert_int_equal(number, 12);
    assert_false(text_parse_u64(bytes_of("1\0", 2), &number));
}

static void signed_numbers_reach_both_ends(void **state)
{
    static const char *const bad[]
        = {"", "-", "-0", "--1", "-01", "+1", "9223372036854775808", "-9223372036854775809"};
    int64_t number = 7;

    assert_true(text_parse_i64(span_of("9223372036854775807"), &number));
    assert_true(number == INT64_MAX);
    assert_true(text_parse_i64(span_of("-9223372036854775808"), &number));
    assert_true(number == INT64_MIN);
    assert_true(text_parse_i64(span_of("-1"), &number));
    assert_int_equal(number, -1);
    assert_true(text_parse_i64(span_of("0"), &number));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(text_parse_i64(span_of(bad[i]), &number));
    assert_int_equal(number, 0);
}

static void hex_is_lower_case_and_exactly_long_enough(void **state)
{
    static const char *const bad[] = {"", "00f", "00ff", "00ff1A", "00ff1g", "00ff1a00", "00 f1a"};
    unsigned char out[3] = {9, 9, 9};
    char text[7];

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(text_parse_hex(span_of(bad[i]), out, 3));
    assert_int_equal(out[0], 9); // a refusal writes nothing
    assert_true(text_parse_hex(span_of("00ff1a"), out, 3));
    assert_memory_equal(out, "\x00\xff\x1a", 3);
    text_format_hex(text, out, 3);
    assert_string_equal(text, "00ff1a");
    assert_false(text_parse_hex(span_of("00"), out, SIZE_MAX / 2 + 2));
}

static void base64_has_one_spelling_and_a_limit(void **state)
{
    static const char *const bad[] = {"Z",        "Zg",   "Zg=",    "Zh==", "Zm9=", "====", "Z===",
                                      "Zg==Zg==", "=Zg=", "Zm9v\n", "Zm 9", "Zm9-", "Zm9_", "Z=g="};
    char out[6];
    size_t len = 99;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(text_parse_base64(span_of(bad[i]), out, sizeof(out), &len));
    assert_int_equal(len, 99);
    assert_true(text_parse_base64(span_of(""), out, sizeof(out), &len));
    assert_int_equal(len, 0);
    assert_true(text_parse_base64(span_of("Zm9vYmE="), out, 5, &len));
    assert_int_equal(len, 5);
    assert_memory_equal(out, "fooba", 5);
    assert_true(text_parse_base64(span_of("+/8="), out, 2, &len));
    assert_memory_equal(out, "\xfb\xff", 2);
    assert_false(text_parse_base64(span_of("Zm9vYmFy"), out, 5, &len));
}

static void a_pair_splits_at_the_first_equals_sign(void **state)
{
    struct span name, value;

    assert_true(text_split_pair(span_of("note=a=b"), &name, &value));
    assert_true(span_is(name, "note"));
    assert_true(span_is(value, "a=b"));
    assert_true(text_split_pair(span_of("="), &name, &value));
    assert_int_equal(name.len + value.len, 0);
    assert_false(text_split_pair(span_of("note"), &name, &value));
    assert_false(text_split_pair(span_of(""), &name, &value));
    assert_false(text_split_pair(bytes_of("ab=c", 2), &name, &value));
}

static void spaces_of_every_keyboard_say_nothing(void **state)
{
    assert_true(text_blank(span_of("")));
    assert_true(text_blank(span_of(" \t\r\n\x7f\u3000\u00a0")));
    assert_false(text_blank(span_of("  x")));
    assert_false(text_blank(span_of("\u3000\u3001")));
    assert_false(text_blank(bytes_of("\xe3\x80\x80", 2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_compare_bytewise_with_the_shorter_first),
        cmocka_unit_test(well_formed_utf8_is_accepted),
        cmocka_unit_test(malformed_utf8_is_refused),
        cmocka_unit_test(a_copy_is_cut_at_a_character),
        cmocka_unit_test(foreign_text_cannot_move_a_cursor),
        cmocka_unit_test(spaces_of_every_keyboard_say_nothing),
        cmocka_unit_test(unsigned_numbers_have_one_spelling),
        cmocka_unit_test(signed_numbers_reach_both_ends),
        cmocka_unit_test(hex_is_lower_case_and_exactly_long_enough),
        cmocka_unit_test(base64_has_one_spelling_and_a_limit),
        cmocka_unit_test(a_pair_splits_at_the_first_equals_sign),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
