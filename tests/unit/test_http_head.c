// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_head.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST "Host: x\r\n"

static char *text; // what the present head points into

// Parses a copy of the text in memory of its exact size, so that a step too far shows.
static int parse(const char *request, struct http_head *head)
{
    struct http_refusal refusal = {0};
    size_t len = strlen(request);
    bool good;

    mem_free(text);
    text = mem_dup(request, len);
    assert_int_equal(http_head_end(text, len, 0), len);
    good = http_head_parse(text, len, head, &refusal);
    assert_int_equal(good, refusal.status == 0);
    if (!good)
        assert_non_null(refusal.detail);
    return refusal.status;
}

static int forget(void **state)
{
    mem_free(text);
    text = NULL;
    return 0;
}

static void a_request_is_taken_apart(void **state)
{
    struct http_head head;

    assert_int_equal(parse("PATCH /a/b%2F..?x=1&y=? HTTP/1.1\r\n"
                           "HOST:\t example:1 \t\r\ncontent-length: 12\r\nX-Empty:\r\n"
                           "Connection: x , CLOSE\r\nExpect: 100-Continue\r\n\r\n",
                           &head),
                     0);
    assert_int_equal(head.method, HTTP_PATCH);
    assert_string_equal(head.path, "/a/b%2F..");
    assert_string_equal(head.query, "x=1&y=?");
    assert_int_equal(head.header_count, 5);
    assert_string_equal(head.headers[0].name, "HOST");
    assert_string_equal(head.headers[0].value, "example:1");
    assert_string_equal(head.headers[2].value, "");
    assert_int_equal(head.length, 12);
    assert_false(head.chunked);
    assert_true(head.close);
    assert_true(head.expects_continue);
}

static void a_request_without_extras_has_none(void **state)
{
    struct http_head head;

    assert_int_equal(parse("GET / HTTP/1.1\r\n" HOST "Connection: closely\r\n\r\n", &head), 0);
    assert_string_equal(head.query, "");
    assert_int_equal(head.length, 0);
    assert_false(head.chunked || head.close || head.expects_continue);
}

static void an_absolute_target_is_read_as_its_path(void **state)
{
    struct http_head head;

    assert_int_equal(parse("GET HTTPS://host:1/p?q HTTP/1.1\r\n" HOST "\r\n", &head), 0);
    assert_string_equal(head.path, "/p");
    assert_string_equal(head.query, "q");
    assert_int_equal(parse("GET http://host HTTP/1.1\r\n" HOST "\r\n", &head), 400);
}

static void chunks_are_announced_in_one_way_only(void **state)
{
    struct http_head head;

    assert_int_equal(parse("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n\r\n", &head),
                     0);
    assert_true(head.chunked);
    assert_int_equal(
        parse("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", &head), 501);
    assert_int_equal(parse("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", &head),
                     501);
    assert_int_equal(parse("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n",
                           &head),
                     400);
}

static void what_can_be_read_in_two_ways_is_refused(void **state)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"\r\n\r\n", 400},
        {"GET\r\n\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1 \r\n" HOST "\r\n", 400},
        {" GET / HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET\t/ HTTP/1.1\r\n" HOST "\r\n", 400},
        {"G\x01T / HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / FTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.0\r\n" HOST "\r\n", 505},
        {"GET / HTTP/2.0\r\n" HOST "\r\n", 505},
        {"GET / HTTP/1.11\r\n" HOST "\r\n", 505},
        {"get / HTTP/1.1\r\n" HOST "\r\n", 501},
        {"TRACE / HTTP/1.1\r\n" HOST "\r\n", 501},
        {"CONNECT x:1 HTTP/1.1\r\n" HOST "\r\n", 501},
        {"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET x HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET /#f HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET /\x80 HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET /\x7f HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "A: b\nB: c\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "A: b\rB: c\r\n\r\n", 400},
        {"GET / HTTP/1.1\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "A: \x01\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "A: \x7f\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "Expect: x\r\n\r\n", 417},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551616\r\n\r\n", 400},
    };
    struct http_head head;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int status = parse(cases[i].request, &head);

        if (status != cases[i].status)
            fail_msg("%d instead of %d: %s", status, cases[i].status, cases[i].request);
    }
}

static void a_zero_byte_is_refused(void **state)
{
    char bytes[] = "GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n";
    struct http_refusal refusal = {0};
    struct http_head head;

    assert_false(http_head_parse(bytes, sizeof(bytes) - 1, &head, &refusal));
    assert_int_equal(refusal.status, 400);
}

static void the_number_of_headers_is_limited(void **state)
{
    struct buffer request;
    struct http_head head;

    buffer_init(&request, HTTP_HEAD_BYTES_MAX);
    buffer_append_text(&request, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 1; i < HTTP_HEADERS_MAX; i++)
        buffer_append_text(&request, "a:b\r\n");
    buffer_append_text(&request, "\r\n");
    assert_int_equal(parse(request.data, &head), 0);
    assert_int_equal(head.header_count, HTTP_HEADERS_MAX);
    request.len -= 2;
    buffer_append_text(&request, "a:b\r\n\r\n");
    assert_int_equal(parse(request.data, &head), 431);
    buffer_clear(&request);
}

static void a_long_target_is_refused(void **state)
{
    struct buffer request;
    struct http_head head;

    buffer_init(&request, HTTP_HEAD_BYTES_MAX);
    buffer_append_text(&request, "GET /");
    for (int i = 0; i < 9000; i++)
        buffer_append_char(&request, 'a');
    buffer_append_text(&request, " HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(parse(request.data, &head), 414);
    buffer_clear(&request);
}

static void the_end_of_a_head_is_found_wherever_the_search_goes_on(void **state)
{
    static const char bytes[] = "GET / HTTP/1.1\r\nA: b\r\n\r\nrest\r\n\r\n";

    for (size_t len = 0; len < 24; len++)
        assert_int_equal(http_head_end(bytes, len, 0), 0);
    for (size_t from = 0; from < 24; from++)
        assert_int_equal(http_head_end(bytes, sizeof(bytes) - 1, from), 24);
    assert_int_equal(http_head_end(NULL, 0, 0), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(a_request_is_taken_apart, forget),
    cmocka_unit_test_teardown(a_request_without_extras_has_none, forget),
    cmocka_unit_test_teardown(an_absolute_target_is_read_as_its_path, forget),
    cmocka_unit_test_teardown(chunks_are_announced_in_one_way_only, forget),
    cmocka_unit_test_teardown(what_can_be_read_in_two_ways_is_refused, forget),
    cmocka_unit_test(a_zero_byte_is_refused),
    cmocka_unit_test_teardown(the_number_of_headers_is_limited, forget),
    cmocka_unit_test_teardown(a_long_target_is_refused, forget),
    cmocka_unit_test(the_end_of_a_head_is_found_wherever_the_search_goes_on),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
