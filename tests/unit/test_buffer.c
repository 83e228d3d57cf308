// SPDX-License-Identifier: Apache-2.0
#include "shared/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void appended_text_is_always_followed_by_a_nul(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 1000);
    assert_null(buffer.data);
    for (int i = 0; i < 100; i++) {
        assert_true(buffer_append(&buffer, "0123456789", 10));
        assert_int_equal(strlen(buffer.data), buffer.len);
    }
    assert_int_equal(buffer.len, 1000);
    buffer_clear(&buffer);
}

static void an_append_past_the_maximum_fails_and_is_remembered(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 5);
    assert_true(buffer_append_text(&buffer, "12345"));
    assert_true(buffer_append_text(&buffer, ""));
    assert_false(buffer_append_char(&buffer, '6'));
    assert_true(buffer.failed);
    assert_string_equal(buffer.data, "12345");
    assert_false(buffer_append_text(&buffer, "")); // the chain is broken for good
    buffer_reset(&buffer);
    assert_false(buffer.failed);
    assert_int_equal(buffer.len, 0);
    assert_string_equal(buffer.data, "");
    assert_true(buffer_append_text(&buffer, "abc"));
    buffer_clear(&buffer);
    assert_int_equal(buffer.max, 5);
}

static void a_maximum_of_zero_takes_nothing_but_nothing(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 0);
    assert_true(buffer_append(&buffer, NULL, 0));
    assert_false(buffer_append_char(&buffer, 'a'));
    buffer_clear(&buffer);
}

static void numbers_keep_all_their_64_bits(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 1000);
    buffer_append_u64(&buffer, UINT64_MAX);
    buffer_append_char(&buffer, ' ');
    buffer_append_i64(&buffer, INT64_MIN);
    buffer_append_char(&buffer, ' ');
    buffer_append_u64(&buffer, 0);
    assert_string_equal(buffer.data, "18446744073709551615 -9223372036854775808 0");
    buffer_clear(&buffer);
}

static void hex_and_base64_match_the_rfc_4648_vectors(void **state)
{
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    static const char *const base64[]
        = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    struct buffer buffer;

    buffer_init(&buffer, 100);
    for (int i = 0; i < 7; i++) {
        buffer_reset(&buffer);
        assert_true(buffer_append_base64(&buffer, plain[i], strlen(plain[i])));
        assert_string_equal(buffer.data, base64[i]);
    }
    buffer_reset(&buffer);
    assert_true(buffer_append_hex(&buffer, "\x00\xff\x1a", 3));
    assert_string_equal(buffer.data, "00ff1a");
    buffer_clear(&buffer);
}

static void an_encoding_that_does_not_fit_writes_nothing(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 7);
    assert_false(buffer_append_base64(&buffer, "foobar", 6));
    assert_int_equal(buffer.len, 0);
    buffer_reset(&buffer);
    assert_false(buffer_append_hex(&buffer, "abcd", 4));
    assert_int_equal(buffer.len, 0);
    buffer_reset(&buffer);
    assert_false(buffer_printf(&buffer, "%d%s", 12345678, "x"));
    assert_int_equal(buffer.len, 0);
    buffer_clear(&buffer);
}

static void a_json_string_escapes_what_json_cannot_hold(void **state)
{
    static const char text[] = "\"\\\b\f\n\r\t\x01\x1f/铅\x7f\xff\xc3";
    struct buffer buffer;

    buffer_init(&buffer, 1000);
    assert_true(buffer_append_json(&buffer, text, sizeof(text) - 1));
    assert_string_equal(buffer.data,
                        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/铅\x7f\xef\xbf\xbd\xef"
                        "\xbf\xbd\"");
    buffer_reset(&buffer);
    assert_true(buffer_append_json(&buffer, "a\0b", 3));
    assert_string_equal(buffer.data, "\"a\\u0000b\"");
    buffer_clear(&buffer);
}

static void printf_grows_as_needed(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 10000);
    assert_true(buffer_printf(&buffer, "%0*d|", 5000, 7));
    assert_true(buffer_printf(&buffer, "%s", "end"));
    assert_int_equal(buffer.len, 5004);
    assert_string_equal(buffer.data + 4999, "7|end");
    buffer_clear(&buffer);
}

static void reserved_room_is_used_by_raising_the_length(void **state)
{
    struct buffer buffer;
    char *room;

    buffer_init(&buffer, 100);
    room = buffer_reserve(&buffer, 100);
    assert_non_null(room);
    memset(room, 'x', 100);
    buffer.len += 100;
    assert_null(buffer_reserve(&buffer, 1));
    assert_true(buffer.failed);
    buffer_reset(&buffer);
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
    buffer_clear(&buffer);
}

static void consuming_takes_from_the_front(void **state)
{
    struct buffer buffer;

    buffer_init(&buffer, 100);
    buffer_consume(&buffer, 3);
    buffer_append_text(&buffer, "hello world");
    buffer_consume(&buffer, 6);
    assert_string_equal(buffer.data, "world");
    buffer_consume(&buffer, 0);
    buffer_consume(&buffer, 99);
    assert_int_equal(buffer.len, 0);
    assert_string_equal(buffer.data, "");
    buffer_clear(&buffer);
}

static void taken_bytes_belong_to_the_taker_and_are_never_null(void **state)
{
    struct buffer buffer;
    char *empty, *full;

    buffer_init(&buffer, 100);
    empty = buffer_take(&buffer);
    assert_string_equal(empty, "");
    buffer_append_text(&buffer, "abc");
    full = buffer_take(&buffer);
    assert_string_equal(full, "abc");
    assert_null(buffer.data);
    assert_int_equal(buffer.max, 100);
    free(empty);
    free(full);
    buffer_clear(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_text_is_always_followed_by_a_nul),
        cmocka_unit_test(an_append_past_the_maximum_fails_and_is_remembered),
        cmocka_unit_test(a_maximum_of_zero_takes_nothing_but_nothing),
        cmocka_unit_test(numbers_keep_all_their_64_bits),
        cmocka_unit_test(hex_and_base64_match_the_rfc_4648_vectors),
        cmocka_unit_test(an_encoding_that_does_not_fit_writes_nothing),
        cmocka_unit_test(a_json_string_escapes_what_json_cannot_hold),
        cmocka_unit_test(printf_grows_as_needed),
        cmocka_unit_test(reserved_room_is_used_by_raising_the_length),
        cmocka_unit_test(consuming_takes_from_the_front),
        cmocka_unit_test(taken_bytes_belong_to_the_taker_and_are_never_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
