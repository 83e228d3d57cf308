// SPDX-License-Identifier: Apache-2.0
#include "shared/web/session_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void each_token_is_new_and_known_by_its_digest(void **state)
{
    struct random random = random_system();
    char first[SESSION_TOKEN_TEXT], second[SESSION_TOKEN_TEXT];
    struct digest of_first, of_second, again;

    session_token_make(&random, first, &of_first);
    session_token_make(&random, second, &of_second);
    assert_int_equal(strlen(first), 64);
    assert_string_not_equal(first, second);
    assert_false(session_token_equal(&of_first, &of_second));
    assert_true(session_token_digest(span_of(first), &again));
    assert_true(session_token_equal(&of_first, &again));
    // What is stored does not give the secret away.
    assert_true(text_parse_hex(span_of(first), again.bytes, sizeof(again.bytes)));
    assert_false(session_token_equal(&of_first, &again));
}

static void a_digest_differs_in_any_bit(void **state)
{
    struct digest a = {{0}}, b;

    for (size_t i = 0; i < sizeof(a.bytes) * 8; i++) {
        b = a;
        b.bytes[i / 8] = (uint8_t)(b.bytes[i / 8] ^ 1u << i % 8);
        assert_false(session_token_equal(&a, &b));
    }
    b = a;
    assert_true(session_token_equal(&a, &b));
}

static void what_is_no_token_has_no_digest(void **state)
{
    static const char *const wrong[] = {"", "a", A64 "a", A64 "aa", " " A64, "A" A64, "g" A64};
    struct digest digest;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_false(session_token_digest(span_of(wrong[i]), &digest));
    assert_false(session_token_digest((struct span){A64, 63}, &digest));
    assert_false(session_token_digest(span_of("A" B64), &digest));
}

// The token that two Cookie headers bring: 'a', 'b', or 0.
static char read_token(const char *one, const char *two)
{
    struct http_header headers[] = {{"Cookie", one}, {"cookie", two}};
    struct http_request request = {.headers = headers, .header_count = two ? 2 : one ? 1 : 0};
    struct digest a, digest;

    session_token_digest(span_of(A64), &a);
    if (!session_token_read(&request, "plumb", &digest))
        return 0;
    return session_token_equal(&a, &digest) ? 'a' : 'b';
}

static void the_cookie_of_the_name_is_found_among_others(void **state)
{
    assert_int_equal(read_token("plumb=" A64, NULL), 'a');
    assert_int_equal(read_token("x=1; plumb=" A64 "; y=2", NULL), 'a');
    assert_int_equal(read_token("x=1;plumb=" B64, NULL), 'b');
    assert_int_equal(read_token("x=1", "plumb=" A64), 'a');
    assert_int_equal(read_token("xplumb=" B64 "; plumb=" A64, NULL), 'a');
    assert_int_equal(read_token("plumbx=" B64 "; plumb=" A64, NULL), 'a');
}

static void a_cookie_that_is_missing_malformed_or_doubled_is_none(void **state)
{
    static const char *const wrong[] = {
        "",
        "plumb",
        "plumb=",
        "plumb=" A64 "a",
        "plumb=\"" A64 "\"",
        "Plumb=" A64,
        "plumb =" A64,
        "x=plumb=" A64,
        "plumb=" A64 "; plumb=" B64,
        "plumb=" A64 "; plumb=" A64,
        ";;; ",
        "=" A64,
    };

    assert_int_equal(read_token(NULL, NULL), 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_int_equal(read_token(wrong[i], NULL), 0);
    assert_int_equal(read_token("plumb=" A64, "plumb=" B64), 0);
}

static void the_cookie_is_out_of_reach_of_pages_and_other_sites(void **state)
{
    struct http_response response;

    http_response_init(&response);
    session_token_write(&response, "plumb", A64, false);
    session_token_write(&response, "__Host-plumb", "", true);
    assert_string_equal(response.headers[0].name, "Set-Cookie");
    assert_string_equal(response.headers[0].value,
                        "plumb=" A64 "; Path=/; HttpOnly; SameSite=Strict");
    assert_string_equal(response.headers[1].value,
                        "__Host-plumb=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
    http_response_clear(&response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_token_is_new_and_known_by_its_digest),
        cmocka_unit_test(a_digest_differs_in_any_bit),
        cmocka_unit_test(what_is_no_token_has_no_digest),
        cmocka_unit_test(the_cookie_of_the_name_is_found_among_others),
        cmocka_unit_test(a_cookie_that_is_missing_malformed_or_doubled_is_none),
        cmocka_unit_test(the_cookie_is_out_of_reach_of_pages_and_other_sites),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
