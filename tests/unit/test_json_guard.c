// SPDX-License-Identifier: Apache-2.0
#include "shared/base/buffer.h"
#include "shared/data/json_guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>
#include <time.h>

static enum err guard_bytes(const char *text, size_t len)
{
    return json_guard((struct span){text, len}, &json_limits_default, NULL);
}

static enum err guard(const char *text)
{
    return guard_bytes(text, strlen(text));
}

static void assert_all(const char *const *texts, size_t count, enum err code)
{
    for (size_t i = 0; i < count; i++)
        if (guard(texts[i]) != code)
            fail_msg("%s: %s", texts[i], err_name(guard(texts[i])));
}
#define ASSERT_ALL(texts, code) assert_all(texts, sizeof(texts) / sizeof((texts)[0]), code)

static void plain_values_pass(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "12",
        "-1.5e+10",
        "1E400",
        "\"\"",
        "\"\\u00e9\\n\\/\"",
        "[]",
        "{}",
        " [ 1 , [ ] , { } ] \r\n\t",
        "{\"a\":1,\"b\":{\"a\":2}}",
        "\"\xf0\x9f\x98\x80\"",
        "\"\\ud83d\\ude00\"",
        "{\"\":1}",
        "12345678901234567890",
        "\"\x7f\"",
        "{\"ID\":1,\"id\":2}",
    };

    ASSERT_ALL(texts, ERR_OK);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123\"",
        "\"\\",
        "\"tab\there\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{,}",
        "[}",
        "{]",
        "[1}",
        "{\"a\":1]",
        "{\"a\",1}",
        "// x\n1",
        "/* */1",
        "\xef\xbb\xbf{}",
    };

    ASSERT_ALL(texts, ERR_PARSE);
}

static void something_behind_the_value_is_refused(void **state)
{
    static const char *const texts[]
        = {"{}x", "{} {}", "1 2", "[]]", "\"a\"\"b\"", "null,", "{}\v"};

    ASSERT_ALL(texts, ERR_PARSE);
    assert_int_equal(guard_bytes("{}\0", 3), ERR_PARSE);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    static const char *const texts[] = {
        "\"\x80\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
        "\"\xff\"",
    };

    ASSERT_ALL(texts, ERR_PARSE);
}

static void half_of_a_surrogate_pair_is_refused(void **state)
{
    static const char *const texts[] = {
        "\"\\ud800\"",        "\"\\udc00\"",        "\"\\ud800x\"",   "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"", "\"\\ude00\\ud83d\"", "\"\\ud83d\\n\"", "\"\\ud83d\\u\"",
        "\"\\ud83d\\ude0\"",  "\"\\ud83d\\",
    };

    ASSERT_ALL(texts, ERR_PARSE);
}

static void a_nul_in_a_string_is_refused_in_both_forms(void **state)
{
    assert_int_equal(guard("\"a\\u0000b\""), ERR_PARSE);
    assert_int_equal(guard_bytes("\"a\0b\"", 5), ERR_PARSE);
    assert_int_equal(guard("{\"\\u0000\":1}"), ERR_PARSE);
}

static void a_key_twice_is_refused_in_whatever_spelling(void **state)
{
    static const char *const twice[] = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"b\":2,\"c\":3,\"a\":4}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"\\/\":1,\"/\":2}",
        "{\"\\n\":1,\"\\u000a\":2}",
        "{\"\\u00E9\":1,\"\xc3\xa9\":2}",
        "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
        "{\"\":1,\"\":2}",
        "[{\"x\":{\"y\":1,\"z\":[{\"q\":1,\"q\":2}]}}]",
        "{\"\\\"\":1,\"\\u0022\":2}",
        "{\"\xe4\xb8\xad\":1,\"\\u4e2d\":2}",
    };
    static const char *const once[] = {
        "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}",
        "[{\"a\":1},{\"a\":1}]",
        "{\"a\":1,\"aa\":2,\"ab\":3,\"\":4}",
        "{\"\\b\":1,\"b\":2,\"\\\\b\":3}",
    };

    ASSERT_ALL(twice, ERR_PARSE);
    ASSERT_ALL(once, ERR_OK);
}

static void sixteen_levels_pass_and_seventeen_do_not(void **state)
{
    char text[64];

    memset(text, '[', 17);
    memset(text + 17, ']', 17);
    assert_int_equal(guard_bytes(text, 34), ERR_PARSE);
    assert_int_equal(guard_bytes(text + 1, 32), ERR_OK);
}

static void a_hundred_thousand_levels_are_refused_without_recursion(void **state)
{
    static char text[100000];

    memset(text, '[', sizeof(text));
    assert_int_equal(guard_bytes(text, sizeof(text)), ERR_PARSE);
    memset(text, '{', sizeof(text));
    assert_int_equal(guard_bytes(text, sizeof(text)), ERR_PARSE);
}

static void a_number_of_twenty_one_characters_is_refused(void **state)
{
    assert_int_equal(guard("123456789012345678901"), ERR_PARSE);
    assert_int_equal(guard("[0.00000000000000000001]"), ERR_PARSE);
    assert_int_equal(guard("-9223372036854775809"), ERR_OK);
}

static void limits_on_bytes_and_tokens_hold_exactly(void **state)
{
    struct json_limits limits = {.bytes_max = 10, .tokens_max = 4};
    struct span text = span_of("{\"a\":[12]}"), more = span_of("{\"a\":[1,2]}");

    assert_int_equal(json_guard(text, &limits, NULL), ERR_OK);
    assert_int_equal(json_guard(more, &limits, NULL), ERR_TOO_LARGE);
    limits.bytes_max = 11;
    assert_int_equal(json_guard(more, &limits, NULL), ERR_TOO_LARGE);
    limits.tokens_max = 5;
    assert_int_equal(json_guard(more, &limits, NULL), ERR_OK);
}

static void a_million_elements_stop_at_the_token_limit(void **state)
{
    static char text[1000001];

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = i % 2 ? '1' : ',';
    text[0] = '[';
    assert_int_equal(guard_bytes(text, sizeof(text)), ERR_TOO_LARGE);
}

static void the_fault_is_named_with_its_offset(void **state)
{
    struct error error = {0};

    assert_int_equal(json_guard(span_of("{\"a\":tru}"), &json_limits_default, &error), ERR_PARSE);
    assert_string_equal(error.detail, "JSON: offset 5: expected a value");
    assert_int_equal(error.code, ERR_PARSE);
}

static void every_truncation_of_a_message_is_refused(void **state)
{
    const char *text
        = "{\"a\":[1,-2.5e3,\"x\\u00e9\\ud83d\\ude00\"],\"b\":{\"c\":null,\"d\":true}}";

    assert_int_equal(guard(text), ERR_OK);
    for (size_t len = 0; len < strlen(text); len++)
        assert_int_equal(guard_bytes(text, len), ERR_PARSE);
}

// Ten thousand keys that share a long start, in an order bad for naive searching.
static void many_keys_of_a_hostile_sender_cost_no_square(void **state)
{
    struct buffer text;
    struct timespec from, to;

    buffer_init(&text, 1 << 20);
    for (int i = 0; i < 9990; i++)
        buffer_printf(&text,
                      "%c\"\\u0061aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d\":1",
                      i ? ',' : '{', 9990 - i);
    buffer_append_char(&text, '}');
    assert_false(text.failed);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_int_equal(guard_bytes(text.data, text.len), ERR_OK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    // A square would be 50 million comparisons, seconds; the bound leaves room for sanitizers.
    assert_true(to.tv_sec - from.tv_sec <= 1);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_pass),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(something_behind_the_value_is_refused),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(half_of_a_surrogate_pair_is_refused),
        cmocka_unit_test(a_nul_in_a_string_is_refused_in_both_forms),
        cmocka_unit_test(a_key_twice_is_refused_in_whatever_spelling),
        cmocka_unit_test(sixteen_levels_pass_and_seventeen_do_not),
        cmocka_unit_test(a_hundred_thousand_levels_are_refused_without_recursion),
        cmocka_unit_test(a_number_of_twenty_one_characters_is_refused),
        cmocka_unit_test(limits_on_bytes_and_tokens_hold_exactly),
        cmocka_unit_test(a_million_elements_stop_at_the_token_limit),
        cmocka_unit_test(the_fault_is_named_with_its_offset),
        cmocka_unit_test(every_truncation_of_a_message_is_refused),
        cmocka_unit_test(many_keys_of_a_hostile_sender_cost_no_square),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
