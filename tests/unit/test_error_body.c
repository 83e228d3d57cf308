// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/error_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void an_error_comes_back_as_it_was(void **state)
{
    struct error error = {0}, back;
    struct buffer body;
    bool wipe = true;

    error_set(&error, ERR_STALE, "cursor \"%s\" 游标", "x\n");
    buffer_init(&body, 10000);
    assert_true(error_body_format(&error, false, &body));
    assert_non_null(strstr(body.data, err_text_zh(ERR_STALE)));
    assert_int_equal(error_body_parse((struct span){body.data, body.len}, &back, &wipe), ERR_OK);
    assert_int_equal(back.code, ERR_STALE);
    assert_string_equal(back.detail, error.detail);
    assert_false(wipe);
    for (size_t len = 0; len < body.len; len++)
        assert_int_equal(error_body_parse((struct span){body.data, len}, &back, &wipe),
                         ERR_PROTOCOL);
    buffer_reset(&body);
    error_set(&error, ERR_REVOKED, "lost");
    assert_true(error_body_format(&error, true, &body));
    assert_int_equal(error_body_parse((struct span){body.data, body.len}, &back, &wipe), ERR_OK);
    assert_true(wipe && back.code == ERR_REVOKED);
    buffer_clear(&body);
}

static void a_detail_that_is_no_utf8_still_goes_out(void **state)
{
    struct error error = {.code = ERR_PARSE}, back;
    struct buffer body;
    bool wipe;

    memcpy(error.detail, "bad \xff\xfe text", sizeof("bad \xff\xfe text"));
    buffer_init(&body, 10000);
    assert_true(error_body_format(&error, false, &body));
    assert_int_equal(error_body_parse((struct span){body.data, body.len}, &back, &wipe), ERR_OK);
    assert_string_equal(back.detail, "bad ?? text");
    buffer_clear(&body);
}

static void a_body_that_is_none_is_a_protocol_error(void **state)
{
    static const char *const bodies[] = {
        "",
        "<html>log in</html>",
        "{}",
        "[]",
        "{\"error\":\"x\"}",
        "{\"error\":{}}",
        "{\"error\":{\"code\":1}}",
        "{\"error\":{\"code\":\"OK\"}}",
        "{\"code\":\"STALE\"}",
    };
    struct error back;
    bool wipe = true;

    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(error_body_parse(span_of(bodies[i]), &back, &wipe), ERR_PROTOCOL);
        assert_false(wipe);
    }
}

static void an_unknown_code_reads_as_internal(void **state)
{
    struct error back;
    bool wipe;

    assert_int_equal(
        error_body_parse(span_of("{\"error\":{\"code\":\"TEAPOT\",\"later\":1}}"), &back, &wipe),
        ERR_OK);
    assert_int_equal(back.code, ERR_INTERNAL);
    assert_string_equal(back.detail, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_comes_back_as_it_was),
        cmocka_unit_test(a_detail_that_is_no_utf8_still_goes_out),
        cmocka_unit_test(a_body_that_is_none_is_a_protocol_error),
        cmocka_unit_test(an_unknown_code_reads_as_internal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
