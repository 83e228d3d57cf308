// SPDX-License-Identifier: Apache-2.0
#include "shared/model/canon_from.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) ((struct span){(literal), sizeof(literal) - 1})
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_becomes(const char *json, const char *canonical)
{
    struct error error = {0};
    struct buffer out;

    buffer_init(&out, 4096);
    if (canon_from_json(span_of(json), &out, &error) != ERR_OK)
        fail_msg("%s: %s", json, error.detail);
    assert_string_equal(out.data, canonical);
    assert_int_equal(canon_check((struct span){out.data, out.len}, NULL), ERR_OK);
    buffer_clear(&out);
}

// The text is refused with this detail, and the output is as long as before.
static void assert_refused(struct span json, const char *detail)
{
    struct error error = {0};
    struct buffer out;

    buffer_init(&out, 4096);
    buffer_append_text(&out, "before");
    assert_int_equal(canon_from_json(json, &out, &error), ERR_PARSE);
    assert_string_equal(error.detail, detail);
    assert_string_equal(out.data, "before");
    buffer_clear(&out);
}

static void the_examples_of_rfc_8785_come_out_as_printed(void **state)
{
    // 3.2.2 without its fractions, and 3.2.3.
    assert_becomes(
        "{\n  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
        "  \"literals\": [null, true, false]\n}",
        "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assert_becomes("{\"\\u20ac\": \"Euro Sign\",\"\\r\": \"Carriage Return\","
                   "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\",\"1\": \"One\","
                   "\"\\ud83d\\ude00\": \"Emoji: Grinning Face\",\"\\u0080\": \"Control\","
                   "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
                   "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
                   "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                   "\"😀\":\"Emoji: Grinning Face\","
                   "\"\357\254\263\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void the_test_files_of_its_authors_come_out_as_published(void **state)
{
    // github.com/cyberphone/json-canonicalization, testdata; 56.0 of structures.json written as 56.
    assert_becomes("[\n  56,\n  {\n    \"d\": true,\n    \"10\": null,\n    \"1\": [ ]\n  }\n]",
                   "[56,{\"1\":[],\"10\":null,\"d\":true}]");
    assert_becomes("{\n  \"peach\": \"This sorting order\",\n"
                   "  \"péché\": \"is wrong according to French\",\n"
                   "  \"pêche\": \"but canonicalization MUST\",\n"
                   "  \"sin\":   \"ignore locale\"\n}",
                   "{\"peach\":\"This sorting order\",\"péché\":\"is wrong according to French\","
                   "\"pêche\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}");
    assert_becomes(
        "{\n  \"1\": {\"f\": {\"f\": \"hi\",\"F\": 5} ,\"\\n\": 56},\n  \"10\": { },\n"
        "  \"\": \"empty\",\n  \"a\": { },\n  \"111\": [ {\"e\": \"yes\",\"E\": \"no\" } ],\n"
        "  \"A\": { }\n}",
        "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},"
        "\"111\":[{\"E\":\"no\",\"e\":\"yes\"}],\"A\":{},\"a\":{}}");
    assert_becomes("{\n  \"Unnormalized Unicode\":\"A\\u030a\"\n}",
                   "{\"Unnormalized Unicode\":\"A\xCC\x8A\"}");
    assert_becomes(
        "{\"\\u20ac\": \"Euro Sign\",\"\\r\": \"Carriage Return\",\"\\u000a\": \"Newline\","
        "\"1\": \"One\",\"\\u0080\": \"Control\\u007f\",\"\\ud83d\\ude02\": \"Smiley\","
        "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\","
        "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\","
        "\"</script>\": \"Browser Challenge\"}",
        "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\","
        "\"</script>\":\"Browser Challenge\",\"\xC2\x80\":\"Control\x7f\","
        "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
        "\"😂\":\"Smiley\",\"\357\254\263\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void the_numbers_of_rfc_8785_outside_the_restriction_are_refused(void **state)
{
    static const char *const numbers[] = {
        "333333333.33333329",
        "1E30",
        "4.50",
        "2e-3",
        "0.000000000000000000000000001",
        "-0",
        "5e-324",
        "1.7976931348623157e+308",
        "56.0",
        "1e400",
        "9007199254740992",
        "-9007199254740992",
        "295147905179352830000",
        "9223372036854775808",
    };
    struct buffer out;

    buffer_init(&out, 4096);
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_int_equal(canon_from_json(span_of(numbers[i]), &out, NULL), ERR_PARSE);
    buffer_clear(&out);
    assert_becomes("9007199254740991", "9007199254740991");
    assert_becomes("-9007199254740991", "-9007199254740991");
}

static void spacing_order_and_escapes_are_free(void **state)
{
    assert_becomes(" \t\r\n0 \t\r\n", "0");
    assert_becomes("{ }", "{}");
    assert_becomes("[ ]", "[]");
    assert_becomes("{\"b\" : 1 , \"a\" : [ 1 , { \"z\":0,\"y\":0 } ] }",
                   "{\"a\":[1,{\"y\":0,\"z\":0}],\"b\":1}");
    assert_becomes("\"\\/\\b\\t\\n\\f\\r\\\"\\\\\"", "\"/\\b\\t\\n\\f\\r\\\"\\\\\"");
    assert_becomes("\"\\u0041\\u00E9\\u00e9\\u5de5\\uD83D\\uDE00\\u001F\\u0008\"",
                   "\"Aéé工😀\\u001f\\b\"");
    assert_becomes("\"\\uDBFF\\uDFFF\\uD800\\uDC00\\uFFFF\\u07ff\\u0800\"",
                   "\"\xF4\x8F\xBF\xBF\xF0\x90\x80\x80\xEF\xBF\xBF\xDF\xBF\xE0\xA0\x80\"");
    assert_becomes("{\"工\":{\"\":true}, \"\\u0061\" : null}", "{\"a\":null,\"工\":{\"\":true}}");
}

static void text_outside_json_is_refused_with_its_place(void **state)
{
    assert_refused(BYTES(""), "offset 0: expected a value");
    assert_refused(BYTES("  "), "offset 2: expected a value");
    assert_refused(BYTES("\xEF\xBB\xBF{}"), "offset 0: expected a value");
    assert_refused(BYTES("{} x"), "offset 3: something follows the value");
    assert_refused(BYTES("{\"a\" 1}"), "offset 5: expected ':'");
    assert_refused(BYTES("{\"a\":1"), "offset 6: expected ',' or '}'");
    assert_refused(BYTES("{\"a\":1,}"), "offset 7: expected a string");
    assert_refused(BYTES("{1:1}"), "offset 1: expected a string");
    assert_refused(BYTES("{\"a\":x}"), "offset 5: expected a value");
    assert_refused(BYTES("[1"), "offset 2: expected ',' or ']'");
    assert_refused(BYTES("[1,]"), "offset 3: expected a value");
    assert_refused(BYTES("truth"), "offset 0: expected true or false");
    assert_refused(BYTES("{\"a\":1,\"a\":1}"),
                   "offset 13: a key repeats in the object before this");
    assert_refused(BYTES("{\"b\":1,\"a\":2,\"\\u0062\":3}"),
                   "offset 24: a key repeats in the object before this");
}

static void strings_that_are_no_text_are_refused(void **state)
{
    static const char lone[] = "a lone surrogate";
    static const struct {
        const char *json;
        size_t offset;
        const char *fault;
    } cases[] = {
        {"\"abc", 4, "the string does not end"},
        {"\"abc\\", 5, "no such escape"},
        {"\"\\x41\"", 3, "no such escape"},
        {"\"\\u12\"", 5, "a \\u escape has four hexadecimal digits"},
        {"\"\\u12", 5, "a \\u escape has four hexadecimal digits"},
        {"\"\\u12G4\"", 5, "a \\u escape has four hexadecimal digits"},
        {"\"a\nb\"", 2, "a control character"},
        {"\"\\ud83d\"", 7, lone},
        {"\"\\ud83dx\"", 7, lone},
        {"\"\\ud83d\\n\"", 7, lone},
        {"\"\\ude00\"", 7, lone},
        {"\"\\ude00\\ude00\"", 13, lone},
        {"\"\\ud83d\\u0041\"", 13, lone},
        {"\"\\ud83d\\ue000\"", 13, lone},
        {"\"\\ud83d\\u00\"", 11, "a \\u escape has four hexadecimal digits"},
        {"\"\\u0000\"", 8, "the string before this is not UTF-8 or holds U+0000"},
        {"\"\xC3\"", 3, "the string before this is not UTF-8 or holds U+0000"},
        {"\"\xED\xA0\x80\"", 5, "the string before this is not UTF-8 or holds U+0000"},
    };
    char detail[200];

    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(detail, sizeof(detail), "offset %zu: %s", cases[i].offset, cases[i].fault);
        assert_refused(span_of(cases[i].json), detail);
    }
    assert_refused(BYTES("\"a\0b\""), "offset 2: a control character");
}

static void every_truncation_is_refused(void **state)
{
    struct span text
        = BYTES("{\"b\":[true,null,-12,\"\\ud83d\\ude00\"],\"a\":{\"c\":\"\\u00e9\"}}");
    struct buffer out;

    buffer_init(&out, 4096);
    assert_int_equal(canon_from_json(text, &out, NULL), ERR_OK);
    for (size_t len = 0; len < text.len; len++) {
        // A copy of exactly this size: reading on is seen by a sanitizer.
        char *copy = malloc(len ? len : 1);

        assert_non_null(copy);
        memcpy(copy, text.data, len);
        assert_int_equal(canon_from_json((struct span){copy, len}, &out, NULL), ERR_PARSE);
        free(copy);
    }
    buffer_clear(&out);
}

static void depth_is_limited_to_sixteen(void **state)
{
    char text[64];
    struct buffer out;

    buffer_init(&out, 4096);
    for (size_t depth = 15; depth < 19; depth++) {
        enum err wanted = depth <= CANON_DEPTH_MAX ? ERR_OK : ERR_PARSE;

        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(canon_from_json((struct span){text, 2 * depth}, &out, NULL), wanted);
        text[depth - 1] = '{';
        text[depth] = '}';
        assert_int_equal(canon_from_json((struct span){text, 2 * depth}, &out, NULL), wanted);
    }
    buffer_clear(&out);
}

static void output_that_does_not_fit_is_too_large_and_leaves_nothing(void **state)
{
    static const char *const texts[] = {
        "{\"b\":[1,{\"d\":\"工地\"}],\"a\":{\"\":\"\\n\"}}",
        "[\"\\u00e9\",true,[12345]]",
    };

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct buffer whole;

        buffer_init(&whole, 4096);
        assert_int_equal(canon_from_json(span_of(texts[i]), &whole, NULL), ERR_OK);
        for (size_t room = 0; room < whole.len; room++) {
            struct buffer out;

            buffer_init(&out, room + 1);
            buffer_append_char(&out, '!');
            assert_int_equal(canon_from_json(span_of(texts[i]), &out, NULL), ERR_TOO_LARGE);
            assert_string_equal(out.data, "!");
            buffer_clear(&out);
        }
        buffer_clear(&whole);
    }
}

// {"<number>":0,…}, falling or rising.
static void put_members(struct buffer *out, unsigned count, bool rising)
{
    buffer_append_char(out, '{');
    for (unsigned i = 0; i < count; i++)
        buffer_printf(out, "%s\"%08u\":0", i ? "," : "", rising ? i : count - i);
    buffer_append_char(out, '}');
}

static void objects_are_limited_in_members_and_in_what_is_sorted(void **state)
{
    struct buffer json, out;

    buffer_init(&json, 64 << 20);
    buffer_init(&out, 64 << 20);
    put_members(&json, CANON_FROM_MEMBERS_MAX, false);
    assert_int_equal(canon_from_json((struct span){json.data, json.len}, &out, NULL), ERR_OK);
    assert_int_equal(canon_check((struct span){out.data, out.len}, NULL), ERR_OK);
    buffer_reset(&json);
    put_members(&json, CANON_FROM_MEMBERS_MAX + 1, true);
    assert_int_equal(canon_from_json((struct span){json.data, json.len}, &out, NULL), ERR_PARSE);
    // Long values out of order.
    buffer_reset(&json);
    buffer_append_text(&json, "{\"b\":\"");
    for (size_t i = 0; i < CANON_FROM_SORT_MAX; i++)
        buffer_append_char(&json, 'x');
    buffer_append_text(&json, "\",\"a\":0}");
    assert_int_equal(canon_from_json((struct span){json.data, json.len}, &out, NULL),
                     ERR_TOO_LARGE);
    json.data[2] = 'A';
    assert_int_equal(canon_from_json((struct span){json.data, json.len}, &out, NULL), ERR_OK);
    buffer_clear(&json);
    buffer_clear(&out);
}

// Both readers agree about every text: what is canonical is what stays as it is.
static void changed_bytes_are_canonical_only_if_they_stay_as_they_are(void **state)
{
    struct span text = BYTES("{\"a\":[true,-10,\"\\u001f\\n工\"],\"b\":{\"1\":\"9\",\"é\":1}}");
    static const char bytes[] = "{}[]\",:\\0159-+.eutfn \n\x01\x80\xE5/aAbB";
    struct buffer out;
    char changed[128];

    buffer_init(&out, 4096);
    for (size_t at = 0; at < text.len; at++)
        for (size_t i = 0; i < sizeof(bytes); i++) {
            struct span now = {changed, text.len};
            bool same;

            memcpy(changed, text.data, text.len);
            changed[at] = bytes[i];
            buffer_reset(&out);
            same = canon_from_json(now, &out, NULL) == ERR_OK
                   && span_equal(now, (struct span){out.data, out.len});
            assert_int_equal(canon_check(now, NULL) == ERR_OK, same);
        }
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_rfc_8785_come_out_as_printed),
        cmocka_unit_test(the_test_files_of_its_authors_come_out_as_published),
        cmocka_unit_test(the_numbers_of_rfc_8785_outside_the_restriction_are_refused),
        cmocka_unit_test(spacing_order_and_escapes_are_free),
        cmocka_unit_test(text_outside_json_is_refused_with_its_place),
        cmocka_unit_test(strings_that_are_no_text_are_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(depth_is_limited_to_sixteen),
        cmocka_unit_test(output_that_does_not_fit_is_too_large_and_leaves_nothing),
        cmocka_unit_test(objects_are_limited_in_members_and_in_what_is_sorted),
        cmocka_unit_test(changed_bytes_are_canonical_only_if_they_stay_as_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
