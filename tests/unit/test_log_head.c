// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/log_head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
static const char leaf_text[] = "{\"certificate\":\"" DIGEST_A
                                "\",\"format\":\"plumbline-leaf-1\",\"received_ms\":1763800000000,"
                                "\"seal\":\"3006020101020102\",\"sealed\":\"" DIGEST_B "\"}";
static const char head_text[]
    = "{\"certificate\":\"" DIGEST_B
      "\",\"epoch\":\"00000000000000fe\",\"format\":\"plumbline-head-1\","
      "\"root\":\"" DIGEST_A "\",\"size\":\"18446744073709551615\",\"time_ms\":7}";

static void a_leaf_is_written_and_read_back(void **state)
{
    struct log_leaf leaf;
    struct buffer out;

    assert_int_equal(log_leaf_parse(span_of(leaf_text), &leaf, NULL), ERR_OK);
    assert_int_equal(leaf.certificate.bytes[31], 0xaa);
    assert_int_equal(leaf.sealed.bytes[0], 0xbb);
    assert_int_equal(leaf.received_ms, 1763800000000);
    assert_int_equal(leaf.seal_len, 8);
    assert_memory_equal(leaf.seal, "\x30\x06\x02\x01\x01\x02\x01\x02", 8);
    buffer_init(&out, LOG_LEAF_MAX);
    assert_true(log_leaf_format(&leaf, &out));
    assert_string_equal(out.data, leaf_text);
    buffer_clear(&out);
}

static void a_head_is_written_and_read_back(void **state)
{
    struct log_head head;
    struct buffer out;

    assert_int_equal(log_head_parse(span_of(head_text), &head, NULL), ERR_OK);
    assert_int_equal(head.certificate.bytes[0], 0xbb);
    assert_int_equal(head.root.bytes[0], 0xaa);
    assert_int_equal(head.epoch, 0xfe);
    assert_true(head.size == UINT64_MAX);
    assert_int_equal(head.time_ms, 7);
    buffer_init(&out, LOG_HEAD_MAX);
    assert_true(log_head_format(&head, &out));
    assert_string_equal(out.data, head_text);
    buffer_clear(&out);
}

static void the_longest_fit_their_limits(void **state)
{
    struct log_leaf leaf = {.received_ms = CANON_INTEGER_MAX, .seal_len = KEY_SIGNATURE_MAX};
    struct log_head head = {.epoch = UINT64_MAX, .size = UINT64_MAX, .time_ms = CANON_INTEGER_MAX};
    struct buffer out;

    buffer_init(&out, LOG_LEAF_MAX);
    assert_true(log_leaf_format(&leaf, &out));
    buffer_clear(&out);
    buffer_init(&out, LOG_HEAD_MAX);
    assert_true(log_head_format(&head, &out));
    buffer_clear(&out);
    buffer_init(&out, 100);
    assert_false(log_leaf_format(&leaf, &out));
    assert_false(log_head_format(&head, &out));
    buffer_clear(&out);
}

// The text with its first `from` replaced.
static char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    struct buffer out;

    assert_non_null(at);
    buffer_init(&out, 4096);
    buffer_append(&out, text, (size_t)(at - text));
    buffer_append_text(&out, to);
    buffer_append_text(&out, at + strlen(from));
    return buffer_take(&out);
}

static void assert_refused(const char *text, const char *from, const char *to)
{
    char *bent = changed(text, from, to);
    struct log_leaf leaf;
    struct log_head head;
    struct error error;

    error_clear(&error);
    assert_int_equal(text == leaf_text ? log_leaf_parse(span_of(bent), &leaf, &error)
                                       : log_head_parse(span_of(bent), &head, &error),
                     ERR_PARSE);
    assert_true(error.detail[0] != '\0');
    free(bent);
}

static void other_forms_of_a_leaf_are_refused(void **state)
{
    static const char *const bends[][2] = {
        {"\"certificate\":\"aa", "\"certificate\":\"AA"},
        {"\"certificate\":\"aa", "\"certificate\":\"a"},
        {"\"certificate\":\"" DIGEST_A "\"", "\"certificate\":7"},
        {"leaf-1", "leaf-2"},
        {"\"plumbline-leaf-1\"", "1"},
        {"1763800000000", "-1"},
        {"1763800000000", "1763800000000.0"},
        {"3006020101020102", ""},
        {"3006020101020102", "300602010102010"},
        {"3006020101020102", "30060201010201AB"},
        {"\"3006020101020102\"", "null"},
        {"3006020101020102", DIGEST_A DIGEST_A "3006020101020102300602010102010230"},
        {"bb\"}", "bb\",\"x\":1}"},
        {"bb\"}", "bb\"} "},
        {"bb\"}", "bb\""},
        {",\"format\":\"plumbline-leaf-1\"", ""},
        {"{", "{ "},
    };

    for (size_t i = 0; i < sizeof(bends) / sizeof(bends[0]); i++)
        assert_refused(leaf_text, bends[i][0], bends[i][1]);
}

static void other_forms_of_a_head_are_refused(void **state)
{
    static const char *const bends[][2] = {
        {"00000000000000fe", "0000000000000000"},
        {"00000000000000fe", "fe"},
        {"head-1", "head-2"},
        {"\"18446744073709551615\"", "\"0\""},
        {"\"18446744073709551615\"", "\"18446744073709551616\""},
        {"\"18446744073709551615\"", "5"},
        {"\"time_ms\":7", "\"time_ms\":-7"},
        {"\"root\":\"aa", "\"root\":\"\\u0061a"},
        {"\"certificate\":\"" DIGEST_B "\",", ""},
    };

    for (size_t i = 0; i < sizeof(bends) / sizeof(bends[0]); i++)
        assert_refused(head_text, bends[i][0], bends[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_written_and_read_back),
        cmocka_unit_test(a_head_is_written_and_read_back),
        cmocka_unit_test(the_longest_fit_their_limits),
        cmocka_unit_test(other_forms_of_a_leaf_are_refused),
        cmocka_unit_test(other_forms_of_a_head_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
