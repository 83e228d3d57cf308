// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/reply_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define ID "00000000-0000-0000-0000-00000000000a"

static void assert_same_line(const struct reply_line *line, const char *text)
{
    struct reply_line back;
    struct buffer out, again;

    buffer_init(&out, 10000);
    buffer_init(&again, 10000);
    assert_true(reply_line_format(line, &out));
    if (text)
        assert_string_equal(out.data, text);
    assert_int_equal(reply_line_parse((struct span){out.data, out.len - 1}, &back, NULL), ERR_OK);
    assert_int_equal(back.kind, line->kind);
    assert_true(reply_line_format(&back, &again));
    assert_string_equal(out.data, again.data);
    for (size_t len = 0; len < out.len - 1; len++)
        assert_int_equal(reply_line_parse((struct span){out.data, len}, &back, NULL), ERR_PARSE);
    buffer_clear(&out);
    buffer_clear(&again);
}

static void every_kind_of_line_comes_back_as_it_was(void **state)
{
    struct reply_line line = {.kind = LINE_DROP, .id = {{0}}};

    line.id.bytes[15] = 10;
    assert_same_line(&line, "{\"drop\":\"" ID "\"}\n");
    line.kind = LINE_WANT;
    assert_same_line(&line, "{\"want\":\"" ID "\"}\n");
    line.kind = LINE_DIFFERS;
    assert_same_line(&line, "{\"differs\":\"" ID "\"}\n");
    line.kind = LINE_BLOB;
    line.blob.bytes[31] = 1;
    assert_same_line(&line, NULL);
    line.kind = LINE_STATE;
    line.state = span_of("{\"a\":1}");
    assert_same_line(&line, "{\"mac\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"state\":{\"a\":1}}\n");
    line.kind = LINE_HELD;
    line.dot = (struct dot){255, UINT64_MAX};
    text_copy(line.why, sizeof(line.why), span_of("not \"yours\" 不属于"));
    for (line.held = HELD_HELD; line.held < HELD_REJECTED; line.held++)
        assert_same_line(&line, NULL);
    assert_same_line(
        &line,
        "{\"held\":{\"actor\":\"00000000000000ff\",\"counter\":\"18446744073709551615\",\"id\":"
        "\"" ID "\",\"state\":\"rejected\",\"why\":\"not \\\"yours\\\" 不属于\"}}\n");
}

static void a_line_of_a_later_version_is_skipped(void **state)
{
    static const char *const lines[] = {"{\"wipe\":{\"deep\":[1.5]}}", "{}", "{\"State\":{}}",
                                        "{\"new\":1,\"drop\":\"" ID "\"}"};
    struct reply_line line;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        assert_int_equal(reply_line_parse(span_of(lines[i]), &line, NULL), ERR_OK);
        assert_int_equal(line.kind, LINE_UNKNOWN);
    }
}

static void bad_lines_are_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "[]",
        "null",
        "{\"drop\":1}",
        "{\"drop\":\"..\"}",
        "{\"want\":null}",
        "{\"blob\":\"00\"}",
        "{\"held\":[]}",
        "{\"held\":{\"actor\":\"0000000000000000\",\"counter\":\"1\",\"id\":\"" ID
        "\",\"state\":\"held\"}}",
        "{\"held\":{\"actor\":\"000000000000000a\",\"counter\":\"0\",\"id\":\"" ID
        "\",\"state\":\"held\"}}",
        "{\"held\":{\"actor\":\"000000000000000a\",\"counter\":\"1\",\"id\":\"" ID
        "\",\"state\":\"lost\"}}",
        "{\"mac\":\"\",\"state\":{}}",
    };
    struct reply_line line;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (reply_line_parse(span_of(lines[i]), &line, NULL) != ERR_PARSE)
            fail_msg("%s", lines[i]);
}

static void a_reason_too_long_is_cut_between_characters(void **state)
{
    struct reply_line line;
    struct buffer text;

    buffer_init(&text, 10000);
    buffer_append_text(&text,
                       "{\"held\":{\"actor\":\"000000000000000a\",\"counter\":\"1\",\"id\":\"" ID
                       "\",\"state\":\"held\",\"why\":\"");
    for (int i = 0; i < 1000; i++)
        buffer_append_text(&text, "不");
    buffer_append_text(&text, "\"}}");
    assert_int_equal(reply_line_parse((struct span){text.data, text.len}, &line, NULL), ERR_OK);
    assert_int_equal(strlen(line.why), 255);
    assert_true(text_utf8_valid(line.why, 255));
    buffer_clear(&text);
}

static void an_unknown_line_is_not_written(void **state)
{
    struct reply_line line = {.kind = LINE_UNKNOWN};
    struct buffer out;

    buffer_init(&out, 1000);
    assert_false(reply_line_format(&line, &out));
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_line_comes_back_as_it_was),
        cmocka_unit_test(a_line_of_a_later_version_is_skipped),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(a_reason_too_long_is_cut_between_characters),
        cmocka_unit_test(an_unknown_line_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
