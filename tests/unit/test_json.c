// SPDX-License-Identifier: Apache-2.0
#include "shared/base/uuid.h"
#include "shared/data/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static struct json *parse(const char *text)
{
    struct json *root = NULL;

    assert_int_equal(json_parse(span_of(text), &json_limits_default, &root, NULL), ERR_OK);
    return root;
}

static void a_refused_text_leaves_no_tree(void **state)
{
    struct json *root = (void *)1;
    struct error error = {0};

    assert_int_equal(json_parse(span_of("{\"a\":1,}"), &json_limits_default, &root, &error),
                     ERR_PARSE);
    assert_null(root);
    assert_int_equal(error.code, ERR_PARSE);
    json_free(root);
}

static void members_are_found_by_exact_name(void **state)
{
    struct json *root = parse("{\"ID\":1,\"id\":\"x\",\"n\":null}");
    const char *text;

    assert_true(json_text(json_member(root, "id"), &text));
    assert_string_equal(text, "x");
    assert_null(json_member(root, "Id"));
    assert_true(json_is_null(json_member(root, "Id")));
    assert_true(json_is_null(json_member(root, "n")));
    assert_non_null(json_member(root, "n"));
    json_free(root);
}

static void readers_take_what_is_not_there(void **state)
{
    int64_t integer = 7;
    uint64_t number = 7;
    bool boolean = true;
    const char *text = "7";

    assert_null(json_member(NULL, "a"));
    assert_null(json_first(NULL));
    assert_null(json_next(NULL));
    assert_false(json_integer(NULL, &integer) || json_u64(NULL, &number)
                 || json_boolean(NULL, &boolean) || json_text(NULL, &text));
    assert_true(integer == 7 && number == 7 && boolean && strcmp(text, "7") == 0);
}

static void an_array_is_walked_in_order(void **state)
{
    struct json *root = parse("[10,20,30]");
    int64_t sum = 0, value;

    for (const struct json *item = json_first(root); item; item = json_next(item)) {
        assert_true(json_integer(item, &value));
        sum = sum * 100 + value;
    }
    assert_int_equal(sum, 102030);
    json_free(root);
}

static void members_of_an_array_or_string_do_not_exist(void **state)
{
    struct json *root = parse("[{\"a\":1},\"text\"]");

    assert_null(json_member(root, "a"));
    assert_null(json_first(json_next(json_first(root))));
    json_free(root);
}

static void only_exact_integers_are_integers(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-1", true, -1},
        {"9007199254740991", true, INT64_C(9007199254740991)},
        {"-9007199254740991", true, INT64_C(-9007199254740991)},
        {"9007199254740992", false, 0},
        {"9007199254740993", false, 0},
        {"-9007199254740992", false, 0},
        {"9223372036854775808", false, 0},
        {"18446744073709551616", false, 0},
        {"1.0", false, 0},
        {"1e3", false, 0},
        {"1E3", false, 0},
        {"10e-1", false, 0},
        {"-0", false, 0},
        {"9007199254740990.5", false, 0},
        {"1e400", false, 0},
        {"\"1\"", false, 0},
        {"true", false, 0},
        {"null", false, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json *root = parse(cases[i].text);
        int64_t value = 0;

        if (json_integer(root, &value) != cases[i].good || value != cases[i].value)
            fail_msg("%s", cases[i].text);
        json_free(root);
    }
}

// The digits are found beside the tree: strings full of digits and nesting must not shift them.
static void integers_are_told_from_fractions_in_any_neighbourhood(void **state)
{
    struct json *root
        = parse("{\"1.5\":[\"-2.5\\\"3\\\\\",1.5,{\"\\u0031\":7},[]],\"x\":[[2.0],8],\"e\":"
                "true,\"y\":9}");
    const struct json *list = json_member(root, "1.5"), *item = json_next(json_first(list));
    int64_t value = 0;

    assert_false(json_integer(item, &value));
    assert_true(json_integer(json_first(json_next(item)), &value));
    assert_int_equal(value, 7);
    item = json_first(json_member(root, "x"));
    assert_false(json_integer(json_first(item), &value));
    assert_true(json_integer(json_next(item), &value));
    assert_int_equal(value, 8);
    assert_true(json_integer(json_member(root, "y"), &value));
    assert_int_equal(value, 9);
    json_free(root);
    root = parse("[[[[1.0]]],[{\"a\":[{}]}],2.5]");
    assert_false(json_integer(json_next(json_next(json_first(root))), &value));
    json_free(root);
}

static void counters_are_decimal_strings_up_to_64_bits(void **state)
{
    struct json *root
        = parse("[\"18446744073709551615\",\"18446744073709551616\",\"01\",\"\",5,\"-1\","
                "\"0\"]");
    const struct json *item = json_first(root);
    uint64_t value = 0;

    assert_true(json_u64(item, &value));
    assert_true(value == UINT64_MAX);
    for (int i = 0; i < 5; i++) {
        item = json_next(item);
        assert_false(json_u64(item, &value));
    }
    assert_true(json_u64(json_next(item), &value));
    assert_true(value == 0);
    json_free(root);
}

struct sample {
    char text[5];
    int64_t integer;
    bool boolean;
    uint64_t number, tag;
    struct uuid id;
    uint8_t digest[32];
    bool integer_there;
};
#define FIELD(member, kind, required, present)                                                \
    {                                                                                         \
#member, kind, offsetof(struct sample, member), sizeof(((struct sample *)0)->member), \
            required, present                                                                 \
    }
static const struct json_field sample_fields[] = {
    FIELD(text, JSON_TEXT, true, JSON_NO_PRESENT),
    FIELD(integer, JSON_INTEGER, false, offsetof(struct sample, integer_there)),
    FIELD(boolean, JSON_BOOLEAN, false, JSON_NO_PRESENT),
    FIELD(number, JSON_U64, false, JSON_NO_PRESENT),
    FIELD(tag, JSON_HEX64, false, JSON_NO_PRESENT),
    FIELD(id, JSON_UUID, false, JSON_NO_PRESENT),
    FIELD(digest, JSON_DIGEST, false, JSON_NO_PRESENT),
};

static enum err read_sample(const char *text, struct sample *out, struct error *error)
{
    struct json *root = parse(text);
    enum err code;

    *out = (struct sample){0};
    code = json_read(root, sample_fields, sizeof(sample_fields) / sizeof(sample_fields[0]), out,
                     error);
    json_free(root);
    return code;
}

static void a_table_fills_a_struct(void **state)
{
    struct sample sample;

    assert_int_equal(
        read_sample("{\"boolean\":true,\"integer\":-5,\"number\":\"4812\",\"tag\":"
                    "\"00000000000000ff\",\"id\":\"00000000-0000-0000-0000-00000000000a\","
                    "\"digest\":\"0100000000000000000000000000000000000000000000000000"
                    "000000000002\",\"later\":[1.5],\"text\":\"abcd\"}",
                    &sample, NULL),
        ERR_OK);
    assert_string_equal(sample.text, "abcd");
    assert_int_equal(sample.integer, -5);
    assert_true(sample.integer_there && sample.boolean);
    assert_true(sample.number == 4812 && sample.tag == 255);
    assert_int_equal(sample.id.bytes[15], 10);
    assert_true(sample.digest[0] == 1 && sample.digest[31] == 2);
}

static void null_and_absent_are_the_same(void **state)
{
    struct sample sample;

    assert_int_equal(read_sample("{\"text\":\"\",\"integer\":null}", &sample, NULL), ERR_OK);
    assert_false(sample.integer_there);
    assert_int_equal(read_sample("{\"text\":null}", &sample, NULL), ERR_PARSE);
    assert_int_equal(read_sample("{}", &sample, NULL), ERR_PARSE);
}

static void a_table_names_the_field_at_fault(void **state)
{
    static const char *const cases[][2] = {
        {"{\"text\":\"abcde\"}", "text: too long"},
        {"{\"text\":5}", "text: expected a string"},
        {"{}", "text: it is missing"},
        {"{\"text\":\"\",\"integer\":1.5}", "integer: expected an integer within 2^53-1"},
        {"{\"text\":\"\",\"boolean\":1}", "boolean: expected true or false"},
        {"{\"text\":\"\",\"number\":5}", "number: expected a string"},
        {"{\"text\":\"\",\"number\":\"5a\"}", "number: expected a decimal number in a string"},
        {"{\"text\":\"\",\"tag\":\"00000000000000FF\"}", "tag: expected 16 lower-case hex digits"},
        {"{\"text\":\"\",\"id\":\"x\"}", "id: expected a UUID"},
        {"{\"text\":\"\",\"digest\":\"00\"}", "digest: expected 64 lower-case hex digits"},
        {"[]", "expected an object"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sample sample;
        struct error error = {0};

        assert_int_equal(read_sample(cases[i][0], &sample, &error), ERR_PARSE);
        assert_string_equal(error.detail, cases[i][1]);
    }
}

static void the_writer_puts_commas_in_the_right_places(void **state)
{
    struct buffer out;
    struct json_writer writer;

    buffer_init(&out, 1000);
    json_begin(&writer, &out);
    json_object_open(&writer, NULL);
    json_array_open(&writer, "a");
    json_array_close(&writer);
    json_object_open(&writer, "b");
    json_put_u64(&writer, "n", UINT64_MAX);
    json_put_boolean(&writer, "t", true);
    json_object_close(&writer);
    json_array_open(&writer, "c");
    json_put_integer(&writer, NULL, -1);
    json_put_null(&writer, NULL);
    json_object_open(&writer, NULL);
    json_object_close(&writer);
    json_put_text(&writer, NULL, "\"\n\x01é");
    json_put_text(&writer, NULL, NULL);
    json_put_hex(&writer, NULL, "\x0f", 1);
    json_put_base64(&writer, NULL, "\xff", 1);
    json_array_close(&writer);
    json_put_raw(&writer, "d", span_of("[1]"));
    json_object_close(&writer);
    assert_false(out.failed);
    assert_string_equal(
        out.data, "{\"a\":[],\"b\":{\"n\":\"18446744073709551615\",\"t\":true},\"c\":[-1,null,{},"
                  "\"\\\"\\n\\u0001é\",null,\"0f\",\"/w==\"],\"d\":[1]}");
    buffer_clear(&out);
}

static void the_writer_refuses_what_has_no_form(void **state)
{
    struct buffer out;
    struct json_writer writer;

    buffer_init(&out, 1000);
    json_begin(&writer, &out);
    json_put_text(&writer, NULL, "\xff");
    assert_true(out.failed);
    buffer_reset(&out);
    json_put_integer(&writer, NULL, INT64_C(9007199254740992));
    assert_true(out.failed);
    buffer_clear(&out);
    buffer_init(&out, 3);
    json_put_text(&writer, NULL, "ab");
    assert_true(out.failed);
    buffer_clear(&out);
}

static void a_parsed_value_prints_as_it_was(void **state)
{
    const char *text = "[{\"id\":\"x\",\"n\":9007199254740991},true,null,[]]";
    struct json *root = parse(text);
    struct buffer out;

    buffer_init(&out, 100);
    assert_true(json_print(root, &out));
    assert_string_equal(out.data, text);
    buffer_clear(&out);
    buffer_init(&out, 10);
    assert_false(json_print(root, &out));
    assert_true(out.failed);
    buffer_clear(&out);
    json_free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_text_leaves_no_tree),
        cmocka_unit_test(members_are_found_by_exact_name),
        cmocka_unit_test(readers_take_what_is_not_there),
        cmocka_unit_test(an_array_is_walked_in_order),
        cmocka_unit_test(members_of_an_array_or_string_do_not_exist),
        cmocka_unit_test(only_exact_integers_are_integers),
        cmocka_unit_test(integers_are_told_from_fractions_in_any_neighbourhood),
        cmocka_unit_test(counters_are_decimal_strings_up_to_64_bits),
        cmocka_unit_test(a_table_fills_a_struct),
        cmocka_unit_test(null_and_absent_are_the_same),
        cmocka_unit_test(a_table_names_the_field_at_fault),
        cmocka_unit_test(the_writer_puts_commas_in_the_right_places),
        cmocka_unit_test(the_writer_refuses_what_has_no_form),
        cmocka_unit_test(a_parsed_value_prints_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
