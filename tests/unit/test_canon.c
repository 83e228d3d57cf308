// SPDX-License-Identifier: Apache-2.0
#include "shared/model/canon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) ((struct span){(literal), sizeof(literal) - 1})
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Checks a copy of exactly this size, so that a sanitizer sees the first byte read behind it.
static enum err check(struct span text, struct error *error)
{
    char *copy = malloc(text.len ? text.len : 1);
    enum err result;

    assert_non_null(copy);
    memcpy(copy, text.data, text.len);
    result = canon_check((struct span){copy, text.len}, error);
    free(copy);
    return result;
}

static void assert_canonical(struct span text)
{
    struct error error = {0};

    if (check(text, &error) != ERR_OK)
        fail_msg("%.*s: %s", (int)text.len, text.data, error.detail);
}

// The text is refused, with this fault at this offset.
static void assert_refused(struct span text, size_t offset, const char *fault)
{
    struct error error = {0};
    char wanted[ERROR_DETAIL_BYTES];

    snprintf(wanted, sizeof(wanted), "offset %zu: %s", offset, fault);
    assert_int_equal(check(text, &error), ERR_PARSE);
    assert_string_equal(error.detail, wanted);
}

static void values_of_every_type_are_canonical(void **state)
{
    static const char *const texts[] = {
        "\"\"",
        "\"a\"",
        "true",
        "false",
        "null",
        "0",
        "-1",
        "9007199254740991",
        "-9007199254740991",
        "{}",
        "[]",
        "[[],{}]",
        "{\"\":0}",
        "{\"a\":{\"b\":[1,\"x\",null]},\"b\":true}",
        "\"\\b\\t\\n\\f\\r\\\"\\\\/\"",
        "\"\\u0001\\u000b\\u001f\x7f\"",
        "\"工地 ö 😀\"",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_canonical(span_of(texts[i]));
}

static void white_space_and_marks_are_refused(void **state)
{
    assert_refused(BYTES(""), 0, "expected a value");
    assert_int_equal(canon_check((struct span){0}, NULL), ERR_PARSE);
    assert_refused(BYTES("\xEF\xBB\xBF{}"), 0, "expected a value");
    assert_refused(BYTES(" 1"), 0, "expected a value");
    assert_refused(BYTES("1 "), 1, "something follows the value");
    assert_refused(BYTES("1\n"), 1, "something follows the value");
    assert_refused(BYTES("{\"a\": 1}"), 5, "expected a value");
    assert_refused(BYTES("[1, 2]"), 3, "expected a value");
    assert_refused(BYTES("{\"a\":1}x"), 7, "something follows the value");
    assert_refused(BYTES("null\0"), 4, "something follows the value");
    assert_refused(BYTES("\0"), 0, "expected a value");
}

static void numbers_other_than_small_integers_are_refused(void **state)
{
    assert_refused(BYTES("-0"), 0, "expected an integer in its shortest form");
    assert_refused(BYTES("01"), 0, "expected an integer in its shortest form");
    assert_refused(BYTES("-01"), 0, "expected an integer in its shortest form");
    assert_refused(BYTES("-"), 0, "expected an integer in its shortest form");
    assert_refused(BYTES("-a"), 0, "expected an integer in its shortest form");
    assert_refused(BYTES("+1"), 0, "expected a value");
    assert_refused(BYTES("1.0"), 0, "fractions and exponents are not allowed");
    assert_refused(BYTES("1e400"), 0, "fractions and exponents are not allowed");
    assert_refused(BYTES("1E2"), 0, "fractions and exponents are not allowed");
    assert_refused(BYTES("9007199254740992"), 0, "beyond 2^53-1");
    assert_refused(BYTES("-9007199254740992"), 0, "beyond 2^53-1");
    assert_refused(BYTES("9223372036854775808"), 0, "beyond 2^53-1");
    assert_refused(BYTES("99999999999999999999999999999999999"), 0, "beyond 2^53-1");
    assert_refused(BYTES("NaN"), 0, "expected a value");
    assert_refused(BYTES("Infinity"), 0, "expected a value");
}

static void only_the_canonical_escape_is_accepted(void **state)
{
    static const char fault[] = "a control character or an escape that is not the canonical one";
    static const char *const strings[] = {
        "\"\\/\"",     "\"\\u0041\"",
        "\"\\u0008\"", "\"\\u0009\"",
        "\"\\u000a\"", "\"\\u000c\"",
        "\"\\u000d\"", "\"\\u000B\"",
        "\"\\u001F\"", "\"\\u0022\"",
        "\"\\u005c\"", "\"\\u007f\"",
        "\"\\u00e9\"", "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"", "\"\\u0000\"",
        "\"\\x\"",     "\"\\u00\"",
        "\"\\u001\"",  "\"\\u001g\"",
        "\"\\u01\"",   "\"\\",
        "\"\\u000",    "\"\n\"",
        "\"\x01\"",    "\"\x1f\"",
    };

    for (size_t i = 0; i < COUNT(strings); i++)
        assert_refused(span_of(strings[i]), 1, fault);
    assert_refused(BYTES("\"\0\""), 1, fault);
    // The same behind a run that is scanned eight bytes at a time.
    assert_refused(BYTES("\"0123456789abcdef\\u0041\""), 17, fault);
    assert_refused(BYTES("\"0123456789\tabcdef\""), 11, fault);
    assert_canonical(BYTES("\"01234567\\n01234567\\u001e0123456789abcdef\""));
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    static const char *const strings[] = {
        "\"\x80\"",
        "\"\xC0\x80\"",
        "\"\xC3\"",
        "\"\xE4\xB8\"",
        "\"\xED\xA0\x80\"",
        "\"\xF5\x80\x80\x80\"",
        "\"\xF4\x90\x80\x80\"",
        "\"01234567\xFF\"",
        "\"0123456\37601234567\"",
    };

    for (size_t i = 0; i < COUNT(strings); i++)
        assert_int_equal(check(span_of(strings[i]), NULL), ERR_PARSE);
    assert_refused(BYTES("{\"\xFF\":1}"), 3, "the string is not UTF-8");
    assert_refused(BYTES("\"abc"), 4, "the string does not end");
}

static void keys_must_rise_by_utf16_units(void **state)
{
    static const char fault[] = "keys are not sorted or repeat";

    assert_canonical(BYTES("{\"\":1,\"A\":1,\"a\":1,\"aa\":1,\"b\":1}"));
    assert_refused(BYTES("{\"a\":1,\"a\":2}"), 8, fault);
    assert_refused(BYTES("{\"b\":1,\"a\":2}"), 8, fault);
    assert_refused(BYTES("{\"aa\":1,\"a\":2}"), 9, fault);
    assert_refused(BYTES("{\"\":1,\"\":2}"), 7, fault);
    // Each object has an order of its own.
    assert_canonical(BYTES("{\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}"));
    // Escaped keys are ordered by what they stand for: a tab (9), a line feed (10), 0x0B, a quote,
    // a backslash.
    assert_canonical(
        BYTES("{\"\\t\":1,\"\\n\":1,\"\\u000b\":1,\"\\\"\":1,\"0\":1,\"\\\\\":1,\"a\":1}"));
    assert_refused(BYTES("{\"\\n\":1,\"\\t\":1}"), 9, fault);
    assert_refused(BYTES("{\"a\":1,\"\\\\\":1}"), 8, fault);
    // U+1F600 is written with surrogates, which come before U+FB33 and after U+20AC.
    assert_canonical(BYTES("{\"€\":1,\"😀\":1,\"\xEE\x80\x80\":1,\"\357\254\263\":1}"));
    assert_refused(BYTES("{\"\357\254\263\":1,\"😀\":1}"), 10, fault);
}

static void objects_and_arrays_are_well_formed(void **state)
{
    assert_refused(BYTES("{"), 1, "the text ends too early");
    assert_refused(BYTES("{,}"), 1, "expected a string");
    assert_refused(BYTES("{\"a\"}"), 4, "expected ':'");
    assert_refused(BYTES("{\"a\":}"), 5, "expected a value");
    assert_refused(BYTES("{\"a\":1,}"), 7, "expected a string");
    assert_refused(BYTES("{\"a\":1"), 6, "the text ends too early");
    assert_refused(BYTES("{\"a\":1;\"b\":2}"), 6, "expected ',' or '}'");
    assert_refused(BYTES("{a:1}"), 1, "expected a string");
    assert_refused(BYTES("{\"a\":1]"), 6, "expected ',' or '}'");
    assert_refused(BYTES("["), 1, "the text ends too early");
    assert_refused(BYTES("[,]"), 1, "expected a value");
    assert_refused(BYTES("[1,]"), 3, "expected a value");
    assert_refused(BYTES("[1}"), 2, "expected ',' or ']'");
    assert_refused(BYTES("[1 2]"), 2, "expected ',' or ']'");
    assert_refused(BYTES("tru"), 0, "expected true or false");
    assert_refused(BYTES("falsy"), 0, "expected true or false");
    assert_refused(BYTES("nul"), 0, "expected null");
    assert_refused(BYTES("True"), 0, "expected a value");
}

static void depth_is_limited_to_sixteen(void **state)
{
    static const size_t depths[] = {1, 16, 17, 1000, 100000};
    char *text = malloc(2 * 100000);

    assert_non_null(text);
    for (size_t i = 0; i < COUNT(depths); i++) {
        size_t depth = depths[i];

        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        if (depth <= CANON_DEPTH_MAX)
            assert_canonical((struct span){text, 2 * depth});
        else
            assert_refused((struct span){text, 2 * depth}, 16, "nested deeper than 16");
    }
    free(text);
}

static void a_million_elements_are_read_without_memory(void **state)
{
    enum { ELEMENTS = 1000000 };
    char *text = malloc(2 * ELEMENTS + 1);

    assert_non_null(text);
    for (size_t i = 0; i < ELEMENTS; i++) {
        text[2 * i] = i ? ',' : '[';
        text[2 * i + 1] = '7';
    }
    text[2 * ELEMENTS] = ']';
    assert_canonical((struct span){text, 2 * ELEMENTS + 1});
    free(text);
}

static void every_truncation_is_refused(void **state)
{
    struct span text
        = BYTES("{\"a\":[true,false,null,-12,\"\\u001fx\\n工地\"],\"b\":{\"c\":\"1\",\"é\":0}}");

    assert_canonical(text);
    for (size_t len = 0; len < text.len; len++)
        assert_int_equal(check((struct span){text.data, len}, NULL), ERR_PARSE);
}

static void the_reader_hands_out_members_and_values(void **state)
{
    struct canon_reader reader;
    struct span key, text;
    int64_t integer;
    uint64_t number;
    bool boolean;

    canon_open(&reader, BYTES("{\"a\":[1,-2],\"b\":\"x\\\"y\",\"c\":true,\"d\":null,"
                              "\"e\":\"18446744073709551615\",\"f\":{\"g\":[]}}"));
    assert_int_equal(canon_peek(&reader), CANON_OBJECT);
    assert_true(canon_object(&reader));
    assert_true(canon_member(&reader, &key) && span_is(key, "a"));
    assert_int_equal(canon_peek(&reader), CANON_ARRAY);
    assert_true(canon_array(&reader) && canon_element(&reader));
    assert_int_equal(canon_peek(&reader), CANON_INTEGER);
    assert_true(canon_integer(&reader, &integer) && integer == 1);
    assert_true(canon_element(&reader) && canon_integer(&reader, &integer) && integer == -2);
    assert_false(canon_element(&reader));
    assert_true(canon_member(&reader, &key) && span_is(key, "b"));
    assert_int_equal(canon_peek(&reader), CANON_STRING);
    assert_true(canon_string(&reader, &text) && span_is(text, "x\\\"y"));
    assert_true(canon_member(&reader, &key) && canon_peek(&reader) == CANON_BOOLEAN);
    assert_true(canon_boolean(&reader, &boolean) && boolean);
    assert_true(canon_member(&reader, &key) && canon_peek(&reader) == CANON_NULL);
    assert_true(canon_null(&reader));
    assert_true(canon_member(&reader, &key) && canon_u64(&reader, &number) && number == UINT64_MAX);
    assert_true(canon_member(&reader, &key) && canon_value(&reader, &text));
    assert_true(span_is(text, "{\"g\":[]}"));
    assert_false(canon_member(&reader, &key));
    assert_int_equal(canon_peek(&reader), CANON_FAULT);
    assert_int_equal(canon_end(&reader, NULL), ERR_OK);
}

static void a_value_of_another_type_is_a_fault_that_sticks(void **state)
{
    struct canon_reader reader;
    struct error error = {0};
    struct span span;
    struct uuid id;
    int64_t integer;
    uint64_t number;
    bool boolean;

    canon_open(&reader, BYTES("{\"a\":1}"));
    assert_false(canon_array(&reader));
    assert_false(canon_object(&reader));
    assert_false(canon_member(&reader, &span));
    assert_false(canon_element(&reader));
    assert_false(canon_string(&reader, &span));
    assert_false(canon_integer(&reader, &integer));
    assert_false(canon_boolean(&reader, &boolean));
    assert_false(canon_null(&reader));
    assert_false(canon_u64(&reader, &number));
    assert_false(canon_uuid(&reader, &id));
    assert_false(canon_value(&reader, &span));
    assert_int_equal(canon_peek(&reader), CANON_FAULT);
    canon_refuse(&reader, "a later fault");
    assert_int_equal(canon_end(&reader, &error), ERR_PARSE);
    assert_string_equal(error.detail, "offset 0: expected an array");
}

static void a_number_in_a_string_is_exact_decimal(void **state)
{
    static const struct {
        const char *text;
        bool valid;
        uint64_t value;
    } cases[] = {
        {"\"0\"", true, 0},
        {"\"4294967296\"", true, UINT64_C(4294967296)},
        {"\"9007199254740993\"", true, UINT64_C(9007199254740993)},
        {"\"18446744073709551615\"", true, UINT64_MAX},
        {"\"18446744073709551616\"", false, 0},
        {"\"\"", false, 0},
        {"\"01\"", false, 0},
        {"\"-1\"", false, 0},
        {"\" 1\"", false, 0},
        {"\"1e3\"", false, 0},
        {"\"0x10\"", false, 0},
        {"1", false, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct canon_reader reader;
        uint64_t value = 0;

        canon_open(&reader, span_of(cases[i].text));
        assert_int_equal(canon_u64(&reader, &value), cases[i].valid);
        if (cases[i].valid)
            assert_true(value == cases[i].value);
    }
}

static void a_uuid_is_read_in_lower_case_only(void **state)
{
    struct canon_reader reader;
    struct uuid id;
    char text[UUID_TEXT];

    canon_open(&reader, BYTES("\"01890a5d-ac96-774b-bcce-b302099a8057\""));
    assert_true(canon_uuid(&reader, &id));
    uuid_format(&id, text);
    assert_string_equal(text, "01890a5d-ac96-774b-bcce-b302099a8057");
    canon_open(&reader, BYTES("\"01890A5D-AC96-774B-BCCE-B302099A8057\""));
    assert_false(canon_uuid(&reader, &id));
    canon_open(&reader, BYTES("\"../etc\""));
    assert_false(canon_uuid(&reader, &id));
}

static void every_character_is_written_in_its_canonical_form(void **state)
{
    struct buffer out, back;

    buffer_init(&out, 1024);
    buffer_init(&back, 1024);
    for (int c = 1; c < 128; c++) {
        char text[2] = {(char)c, '\0'};

        buffer_reset(&out);
        buffer_reset(&back);
        assert_true(canon_put_string(&out, span_of(text)));
        assert_canonical((struct span){out.data, out.len});
        assert_true(canon_unescape((struct span){out.data + 1, out.len - 2}, &back));
        assert_string_equal(back.data, text);
    }
    buffer_reset(&out);
    assert_true(canon_put_string(&out, BYTES("a\"\\\b\t\n\f\r\x01\x1f/工😀")));
    assert_string_equal(out.data, "\"a\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f/工😀\"");
    buffer_reset(&out);
    assert_true(canon_put_string(&out, (struct span){0}));
    assert_string_equal(out.data, "\"\"");
    buffer_clear(&out);
    buffer_clear(&back);
}

static void numbers_and_ids_are_written(void **state)
{
    struct buffer out;

    buffer_init(&out, 1024);
    assert_true(canon_put_integer(&out, -CANON_INTEGER_MAX));
    assert_true(canon_put_u64(&out, UINT64_MAX));
    assert_true(canon_put_uuid(&out, &uuid_nil));
    assert_string_equal(out.data, "-9007199254740991\"18446744073709551615\""
                                  "\"00000000-0000-0000-0000-000000000000\"");
    buffer_clear(&out);
}

static void what_has_no_canonical_form_fails_the_buffer(void **state)
{
    struct buffer out;

    buffer_init(&out, 1024);
    assert_false(canon_put_string(&out, BYTES("a\0b")));
    buffer_reset(&out);
    assert_false(canon_put_string(&out, BYTES("\xC3")));
    buffer_reset(&out);
    assert_false(canon_put_integer(&out, CANON_INTEGER_MAX + 1));
    buffer_reset(&out);
    assert_false(canon_put_integer(&out, -CANON_INTEGER_MAX - 1));
    buffer_reset(&out);
    assert_false(canon_unescape(BYTES("a\\"), &out));
    buffer_reset(&out);
    assert_false(canon_unescape(BYTES("\\u0041"), &out));
    buffer_reset(&out);
    assert_true(canon_unescape((struct span){0}, &out));
    assert_true(canon_unescape(BYTES("plain"), &out));
    assert_string_equal(out.data, "plain");
    buffer_clear(&out);
    buffer_init(&out, 3);
    assert_false(canon_put_string(&out, BYTES("abc")));
    buffer_clear(&out);
}

static void keys_compare_by_utf16_units(void **state)
{
    // In the order of RFC 8785, 3.2.3, with neighbours.
    static const char *const rising[] = {
        "",
        "\r",
        "1",
        "11",
        "A",
        "a",
        "\xC2\x80",
        "ö",
        "€",
        "\xED\x9F\xBF",
        "😀",
        "\xF4\x8F\xBF\xBF",
        "\xEE\x80\x80",
        "\357\254\263",
        "\xEF\xBF\xBF",
    };

    for (size_t i = 0; i < COUNT(rising); i++)
        for (size_t j = 0; j < COUNT(rising); j++) {
            struct span a = span_of(rising[i]), b = span_of(rising[j]);
            int order = (i > j) - (i < j);

            assert_int_equal(canon_compare_keys(a, b), order);
            assert_int_equal(canon_compare_raw_keys(a, b), order);
        }
    assert_int_equal(canon_compare_raw_keys(BYTES("\\n"), BYTES("\\t")), 1);
    assert_int_equal(canon_compare_raw_keys(BYTES("a\\\\"), BYTES("a_")), -1);
    assert_int_equal(canon_compare_raw_keys(BYTES("\\u001f"), BYTES(" ")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_every_type_are_canonical),
        cmocka_unit_test(white_space_and_marks_are_refused),
        cmocka_unit_test(numbers_other_than_small_integers_are_refused),
        cmocka_unit_test(only_the_canonical_escape_is_accepted),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(keys_must_rise_by_utf16_units),
        cmocka_unit_test(objects_and_arrays_are_well_formed),
        cmocka_unit_test(depth_is_limited_to_sixteen),
        cmocka_unit_test(a_million_elements_are_read_without_memory),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(the_reader_hands_out_members_and_values),
        cmocka_unit_test(a_value_of_another_type_is_a_fault_that_sticks),
        cmocka_unit_test(a_number_in_a_string_is_exact_decimal),
        cmocka_unit_test(a_uuid_is_read_in_lower_case_only),
        cmocka_unit_test(every_character_is_written_in_its_canonical_form),
        cmocka_unit_test(numbers_and_ids_are_written),
        cmocka_unit_test(what_has_no_canonical_form_fails_the_buffer),
        cmocka_unit_test(keys_compare_by_utf16_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
