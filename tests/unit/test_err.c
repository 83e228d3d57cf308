// SPDX-License-Identifier: Apache-2.0
#include "shared/base/err.h"

#include "shared/base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void every_code_has_a_name_and_words_and_a_status(void **state)
{
    for (int code = 0; code < ERR_COUNT; code++) {
        enum err err = (enum err)code;

        assert_int_equal(err_from_name(err_name(err)), err);
        assert_true(strlen(err_text_zh(err)) > 0);
        assert_true(strlen(err_text_en(err)) > 0);
        assert_in_range(err_http_status(err), 200, 599);
    }
    assert_int_equal(err_exit_code(ERR_OK), 0);
}

static void exit_codes_are_distinct_and_fit_in_a_byte(void **state)
{
    for (int a = 0; a < ERR_COUNT; a++) {
        assert_in_range(err_exit_code((enum err)a), 0, 125);
        for (int b = 0; b < a; b++)
            assert_int_not_equal(err_exit_code((enum err)a), err_exit_code((enum err)b));
    }
}

static void an_unknown_code_or_name_reads_as_internal(void **state)
{
    assert_string_equal(err_name((enum err)ERR_COUNT), "INTERNAL");
    assert_string_equal(err_name((enum err)(-1)), "INTERNAL");
    assert_int_equal(err_http_status((enum err)9999), 500);
    assert_int_equal(err_from_name("not_found"), ERR_INTERNAL);
    assert_int_equal(err_from_name(NULL), ERR_INTERNAL);
}

static void errno_values_become_codes(void **state)
{
    assert_int_equal(err_from_errno(0), ERR_OK);
    assert_int_equal(err_from_errno(ENOSPC), ERR_FULL);
    assert_int_equal(err_from_errno(EDQUOT), ERR_FULL);
    assert_int_equal(err_from_errno(ENOENT), ERR_NOT_FOUND);
    assert_int_equal(err_from_errno(ELOOP), ERR_DENIED);
    assert_int_equal(err_from_errno(ECONNREFUSED), ERR_NETWORK);
    assert_int_equal(err_from_errno(EIO), ERR_IO);
    assert_int_equal(err_from_errno(12345), ERR_IO);
}

static void setting_returns_the_code_and_keeps_the_detail(void **state)
{
    struct error error = {0};

    assert_int_equal(error_set(&error, ERR_PARSE, "line %d: '%s'", 7, "x"), ERR_PARSE);
    assert_int_equal(error.code, ERR_PARSE);
    assert_string_equal(error.detail, "line 7: 'x'");
    assert_int_equal(error_set(NULL, ERR_FULL, "nobody listens"), ERR_FULL);
    error_clear(&error);
    assert_int_equal(error.code, ERR_OK);
    assert_string_equal(error.detail, "");
    error_clear(NULL);
}

static void wrapping_puts_the_place_first_and_keeps_the_code(void **state)
{
    struct error error = {0};

    error_set(&error, ERR_CORRUPT, "digest mismatch");
    assert_int_equal(error_wrap(&error, ERR_IO, "record %s", "8f2c"), ERR_CORRUPT);
    assert_int_equal(error_wrap(&error, ERR_IO, "pull"), ERR_CORRUPT);
    assert_string_equal(error.detail, "pull: record 8f2c: digest mismatch");
    assert_int_equal(error_wrap(NULL, ERR_IO, "pull"), ERR_IO);
}

static void wrapping_an_empty_error_sets_it(void **state)
{
    struct error error = {0};

    assert_int_equal(error_wrap(&error, ERR_IO, "pull"), ERR_IO);
    assert_int_equal(error.code, ERR_IO);
    assert_string_equal(error.detail, "pull");
}

static void a_long_detail_is_cut_at_a_character(void **state)
{
    struct error error = {0};
    char text[2000];

    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t at = shift; at + 4 < sizeof(text); at += 3)
            memcpy(text + at, "铅", 4);
        error_set(&error, ERR_PARSE, "%s", text);
        assert_true(text_utf8_valid(error.detail, strlen(error.detail)));
        assert_true(strlen(error.detail) >= ERROR_DETAIL_BYTES - 4);
        error_wrap(&error, ERR_PARSE, "%s", "prefix");
        assert_true(text_utf8_valid(error.detail, strlen(error.detail)));
    }
}

static void a_detail_may_quote_the_old_one(void **state)
{
    struct error error = {0};

    error_set(&error, ERR_PARSE, "inner");
    error_set(&error, ERR_CORRUPT, "outer (%s)", error.detail);
    assert_string_equal(error.detail, "outer (inner)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_and_words_and_a_status),
        cmocka_unit_test(exit_codes_are_distinct_and_fit_in_a_byte),
        cmocka_unit_test(an_unknown_code_or_name_reads_as_internal),
        cmocka_unit_test(errno_values_become_codes),
        cmocka_unit_test(setting_returns_the_code_and_keeps_the_detail),
        cmocka_unit_test(wrapping_puts_the_place_first_and_keeps_the_code),
        cmocka_unit_test(wrapping_an_empty_error_sets_it),
        cmocka_unit_test(a_long_detail_is_cut_at_a_character),
        cmocka_unit_test(a_detail_may_quote_the_old_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
