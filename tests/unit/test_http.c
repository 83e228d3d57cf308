// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http.h"
#include "shared/net/transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_header_is_found_without_case_and_once_only(void **state)
{
    const struct http_header headers[] = {{"Host", "a"}, {"X-Two", "1"}, {"x-two", "2"}, {"E", ""}};
    struct http_request request = {.headers = headers, .header_count = 4};
    bool twice = true;

    assert_string_equal(http_request_header(&request, "hOST", &twice), "a");
    assert_false(twice);
    assert_string_equal(http_request_header(&request, "e", NULL), "");
    assert_null(http_request_header(&request, "Ho", &twice));
    assert_false(twice);
    assert_null(http_request_header(&request, "X-Two", &twice));
    assert_true(twice);
    assert_null(http_request_header(&request, "X-Two", NULL));
}

static void headers_of_a_response_stay_where_they_are_read(void **state)
{
    struct http_response response;
    char value[2000];

    memset(value, 'v', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    http_response_init(&response);
    assert_int_equal(response.status, 200);
    for (int i = 0; i < HTTP_RESPONSE_HEADERS_MAX; i++) // the text moves as it grows
        http_response_header(&response, "Name", "%d %s", i, value);
    for (int i = 0; i < HTTP_RESPONSE_HEADERS_MAX; i++) {
        char front[8];

        snprintf(front, sizeof(front), "%d v", i);
        assert_memory_equal(response.headers[i].value, front, strlen(front));
        assert_int_equal(strlen(response.headers[i].value), strlen(front) + 1998);
    }
    http_response_clear(&response);
    assert_int_equal(response.header_count, 0);
}

static void a_header_value_cannot_bring_in_another_header(void **state)
{
    struct http_response response;

    http_response_init(&response);
    http_response_header(&response, "Location", "%s", "/a\r\nSet-Cookie: x\x7f\xc3\xa9");
    assert_string_equal(response.headers[0].value, "/a  Set-Cookie: x \xc3\xa9");
    http_response_clear(&response);
}

struct seen {
    int deferred, finished, ran;
    char body[32];
};

static void ran(void *arg)
{
    (*(int *)arg)++;
}

static void deferred(void *ctx, void (*fn)(void *arg), void *arg)
{
    ((struct seen *)ctx)->deferred++;
    fn(arg);
}

static void finished(void *ctx, const struct http_response *response)
{
    struct seen *seen = ctx;

    seen->finished++;
    text_copy(seen->body, sizeof(seen->body),
              (struct span){response->body.data, response->body.len});
}

static void an_exchange_without_a_network_shows_what_was_answered(void **state)
{
    struct seen seen = {0};
    struct http_request request = {.method = HTTP_POST, .path = "/p", .query = ""};
    struct http_exchange *exchange
        = http_exchange_detached(&request, &(struct http_detached){&seen, deferred, finished});

    assert_int_equal(http_exchange_request(exchange)->method, HTTP_POST);
    assert_string_equal(http_exchange_request(exchange)->path, "/p");
    assert_int_equal(http_exchange_loop(exchange), 0);
    http_exchange_defer(exchange, ran, &seen.ran);
    assert_int_equal(seen.deferred, 1);
    assert_int_equal(seen.ran, 1);
    buffer_append_text(&http_exchange_response(exchange)->body, "answer");
    http_response_header(http_exchange_response(exchange), "A", "b");
    assert_int_equal(seen.finished, 0);
    http_exchange_finish(exchange);
    assert_int_equal(seen.finished, 1);
    assert_string_equal(seen.body, "answer");
}

static void a_header_of_a_reply_is_copied_whole_or_not_at_all(void **state)
{
    struct transport_reply reply;
    char out[8];

    transport_reply_init(&reply, 10);
    assert_false(transport_reply_header(&reply, "A", out, sizeof(out)));
    buffer_append_text(&reply.headers, "A: 1\r\nUpload-Offset:\t 12 \r\nLong: 1234567\r\n"
                                       "Longer: 12345678\r\nTwo: 1\r\ntwo: 2\r\nEmpty:\r\nLast: x");
    assert_true(transport_reply_header(&reply, "upload-offset", out, sizeof(out)));
    assert_string_equal(out, "12");
    assert_true(transport_reply_header(&reply, "Long", out, sizeof(out)));
    assert_string_equal(out, "1234567");
    assert_false(transport_reply_header(&reply, "Longer", out, sizeof(out)));
    assert_false(transport_reply_header(&reply, "Two", out, sizeof(out)));
    assert_false(transport_reply_header(&reply, "Upload", out, sizeof(out)));
    assert_true(transport_reply_header(&reply, "Empty", out, sizeof(out)));
    assert_string_equal(out, "");
    assert_true(transport_reply_header(&reply, "Last", out, sizeof(out)));
    assert_string_equal(out, "x");
    transport_reply_clear(&reply);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_header_is_found_without_case_and_once_only),
    cmocka_unit_test(headers_of_a_response_stay_where_they_are_read),
    cmocka_unit_test(a_header_value_cannot_bring_in_another_header),
    cmocka_unit_test(an_exchange_without_a_network_shows_what_was_answered),
    cmocka_unit_test(a_header_of_a_reply_is_copied_whole_or_not_at_all),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
