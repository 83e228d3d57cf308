// SPDX-License-Identifier: Apache-2.0
// Bodies: chunks, limits and the budget, fed in pieces of every size.
#include "shared/net/http_intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define POST "POST /p HTTP/1.1\r\nHost: x\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

static size_t ten(void *ctx, enum http_method method, const char *path)
{
    assert_int_equal(method, HTTP_POST);
    assert_string_equal(path, "/p");
    return 10;
}

static struct http_budget budget = {.max = 100};
static const struct http_intake_rules rules = {.body_limit = ten, .bodies = &budget};

// Feeds the text in pieces of `size` bytes until the intake has enough; returns what it left over.
static size_t feed(struct http_intake *intake, const char *request, size_t size)
{
    size_t len = strlen(request), at = 0;

    http_intake_init(intake, &rules);
    while (at < len && intake->state != HTTP_INTAKE_WHOLE && intake->state != HTTP_INTAKE_REFUSED) {
        size_t part = size < len - at ? size : len - at;

        at += http_intake_take(intake, request + at, part);
    }
    return len - at;
}

// What becomes of the text, whatever the pieces: status 0 and the body, or a refusal.
static void expect(const char *request, int status, const char *body, size_t left)
{
    for (size_t size = 1; size <= strlen(request); size++) {
        struct http_intake intake;
        size_t rest = feed(&intake, request, size);

        assert_int_equal(intake.refusal.status, status);
        if (!status) {
            assert_int_equal(intake.state, HTTP_INTAKE_WHOLE);
            assert_int_equal(intake.body.len, strlen(body));
            assert_memory_equal(intake.body.data ? intake.body.data : "", body, strlen(body));
            assert_int_equal(rest, left);
        }
        http_intake_clear(&intake);
        assert_int_equal(budget.used, 0);
    }
}

static void a_body_of_stated_length_ends_there(void **state)
{
    expect(POST "Content-Length: 5\r\n\r\nhelloGET", 0, "hello", 3);
    expect(POST "Content-Length: 10\r\n\r\n0123456789", 0, "0123456789", 0);
    expect(POST "Content-Length: 0\r\n\r\nGET", 0, "", 3);
    expect(POST "\r\nGET", 0, "", 3);
}

static void chunks_make_one_body(void **state)
{
    expect(CHUNKED "5\r\nhello\r\n0\r\n\r\nGET", 0, "hello", 3);
    expect(CHUNKED "1\r\na\r\n00A;name=\"v;\"\r\n", 413, NULL, 0); // 11 in all
    expect(CHUNKED "3;x\r\nabc\r\n2 ;y\r\nde\r\n000\r\nT: v\r\nU:\r\n\r\nX", 0, "abcde", 1);
    expect(CHUNKED "0\r\n\r\n", 0, "", 0);
    expect(CHUNKED "a\r\n0123456789\r\n0\r\n\r\n", 0, "0123456789", 0);
}

static void broken_chunks_are_refused(void **state)
{
    static const char *const broken[] = {
        CHUNKED "\r\n",         CHUNKED "g\r\n",           CHUNKED "-1\r\n",
        CHUNKED "0x1\r\na\r\n", CHUNKED " 1\r\na\r\n",     CHUNKED "1\na\r\n",
        CHUNKED "1\r\nab\r\n",  CHUNKED "1\r\na\n0\r\n",   CHUNKED "1\r\na\r\r\n",
        CHUNKED ";x\r\n",       CHUNKED "1;\x01\r\na\r\n", CHUNKED "0\r\n\x01\r\n\r\n",
    };

    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
        expect(broken[i], 400, NULL, 0);
}

static void a_size_line_and_trailers_have_their_limits(void **state)
{
    struct buffer request;

    buffer_init(&request, 64 << 10);
    buffer_append_text(&request, CHUNKED "1;");
    for (int i = 0; i < 300; i++)
        buffer_append_char(&request, 'x');
    expect(request.data, 400, NULL, 0);
    buffer_reset(&request);
    buffer_append_text(&request, CHUNKED "0\r\n");
    for (int i = 0; i < 500; i++)
        buffer_append_text(&request, "Trailer: t\r\n");
    for (size_t size = 1; size < 5000; size += 499) {
        struct http_intake intake;

        feed(&intake, request.data, size);
        assert_int_equal(intake.refusal.status, 400);
        http_intake_clear(&intake);
    }
    buffer_clear(&request);
}

static void a_body_over_the_limit_is_refused_before_it_comes(void **state)
{
    expect(POST "Content-Length: 11\r\n\r\n", 413, NULL, 0);
    expect(POST "Content-Length: 18446744073709551615\r\n\r\n", 413, NULL, 0);
    expect(CHUNKED "b\r\n", 413, NULL, 0);
    expect(CHUNKED "9\r\n012345678\r\n2\r\n", 413, NULL, 0);
    expect(CHUNKED "fffffffffffffff\r\n", 413, NULL, 0);
    expect(CHUNKED "0000000000000001\r\n", 400, NULL, 0); // more digits than are read
}

static void what_is_in_memory_counts_against_the_budget(void **state)
{
    struct http_intake intake;

    budget.used = 96;
    feed(&intake, POST "Content-Length: 5\r\n\r\n", 9);
    assert_int_equal(intake.refusal.status, 503);
    http_intake_clear(&intake);
    assert_int_equal(budget.used, 96);
    feed(&intake, POST "Content-Length: 4\r\n\r\n", 9);
    assert_int_equal(intake.state, HTTP_INTAKE_BODY);
    assert_int_equal(budget.used, 100);
    http_intake_clear(&intake);
    feed(&intake, CHUNKED "1\r\na", 9);
    assert_int_equal(intake.refusal.status, 503);
    http_intake_clear(&intake);
    budget.used = 0;
}

static void the_client_waits_for_continue_only_before_its_body(void **state)
{
    struct http_intake intake;

    feed(&intake, POST "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n", 7);
    assert_true(http_intake_awaits_continue(&intake));
    http_intake_take(&intake, "a", 1);
    assert_false(http_intake_awaits_continue(&intake));
    http_intake_take(&intake, "b", 1);
    assert_false(http_intake_awaits_continue(&intake));
    http_intake_clear(&intake);
}

static void empty_lines_before_a_request_are_passed_over(void **state)
{
    expect("\r\n\r\n\n" POST "Content-Length: 1\r\n\r\na", 0, "a", 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_body_of_stated_length_ends_there),
    cmocka_unit_test(chunks_make_one_body),
    cmocka_unit_test(broken_chunks_are_refused),
    cmocka_unit_test(a_size_line_and_trailers_have_their_limits),
    cmocka_unit_test(a_body_over_the_limit_is_refused_before_it_comes),
    cmocka_unit_test(what_is_in_memory_counts_against_the_budget),
    cmocka_unit_test(the_client_waits_for_continue_only_before_its_body),
    cmocka_unit_test(empty_lines_before_a_request_are_passed_over),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
