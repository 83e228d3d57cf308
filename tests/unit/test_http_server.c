// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/http_fixture.h"

#define HOST "Host: x\r\n"

static void expect(const char *request, int status, const char *in_body)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    char *answer = fixture_ask(fixture, request);

    if (fixture_status(answer) != status || !strstr(fixture_body(answer), in_body))
        fail_msg("asked: %s\nanswered: %s", request, answer);
    mem_free(answer);
    fixture_close(fixture);
}

static void a_request_is_answered(void **state)
{
    expect("GET /ok HTTP/1.1\r\n" HOST "\r\n", 200, "ok");
}

static void several_requests_share_a_connection(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    struct http_server_figures figures;
    int fd = fixture_dial(fixture);

    for (int i = 0; i < 20; i++) {
        char *answer;

        fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello");
        answer = fixture_hear(fd);
        assert_string_equal(fixture_body(answer), "hello");
        mem_free(answer);
    }
    http_server_figures(fixture->server, &figures);
    assert_int_equal(figures.requests, 20);
    assert_int_equal(figures.connections_open, 1);
    assert_int_equal(figures.body_bytes_in_flight, 0);
    close(fd);
    fixture_close(fixture);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n1"
                    "GET /hold HTTP/1.1\r\n" HOST "\r\n"
                    "\r\n\r\nPOST /echo HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n3");
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "1");
    mem_free(answer);
    while (!fixture_held(fixture))
        fixture_pause(2);
    fixture_release(fixture);
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "released");
    mem_free(answer);
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "3");
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void a_request_that_comes_byte_by_byte_is_understood(void **state)
{
    static const char text[] = "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                               "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n";
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    for (size_t i = 0; i + 1 < sizeof(text); i++)
        fixture_say(fd, (char[]){text[i], '\0'});
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "hello!");
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void every_method_reaches_the_handler(void **state)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    char request[128], header[64];

    for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
        char *answer;

        snprintf(request, sizeof(request), "%s /echo HTTP/1.1\r\n" HOST "\r\n", methods[i]);
        snprintf(header, sizeof(header), "\r\nMethod: %s\r\n", methods[i]);
        answer = fixture_ask(fixture, request);
        assert_non_null(strstr(answer, header));
        mem_free(answer);
    }
    fixture_close(fixture);
}

static void head_states_the_length_and_sends_no_body(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char first[512] = "";
    char *answer;
    ssize_t got;

    fixture_say(fd, "HEAD /ok HTTP/1.1\r\n" HOST "\r\n");
    got = recv(fd, first, sizeof(first) - 1, 0);
    assert_true(got > 0);
    assert_non_null(strstr(first, "Content-Length: 2\r\n"));
    assert_string_equal(fixture_body(first), "");
    fixture_say(fd, "GET /ok HTTP/1.1\r\n" HOST "\r\n");
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "ok"); // nothing was left over from before
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void an_answer_without_content_states_no_length(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    char *answer = fixture_ask(fixture, "GET /nothing HTTP/1.1\r\n" HOST "\r\n");

    assert_string_equal(answer, "HTTP/1.1 204 No Content\r\n\r\n");
    mem_free(answer);
    fixture_close(fixture);
}

static void an_unknown_method_is_501(void **state)
{
    expect("BREW /ok HTTP/1.1\r\n" HOST "\r\n", 501, "\"code\":\"METHOD\"");
}

static void garbage_is_400(void **state)
{
    expect("\x16\x03\x01\x02garbage\x01\r\n\r\n", 400, "\"code\":\"PROTOCOL\"");
}

static void both_length_headers_are_400(void **state)
{
    expect("POST /echo HTTP/1.1\r\n" HOST
           "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           400, "both");
}

static void a_broken_chunk_is_400(void **state)
{
    expect("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
           "chunks");
}

static void a_head_over_16_kib_is_431(void **state)
{
    char *text = mem_alloc(20001);

    memset(text, 'a', 20000);
    memcpy(text, "GET /ok HTTP/1.1\r\nA: ", 21);
    expect(text, 431, "16 KiB");
    mem_free(text);
}

static void a_body_over_its_routes_limit_is_refused_before_it_is_sent(void **state)
{
    expect("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1048577\r\n\r\n", 413, "TOO_LARGE");
    expect("POST /ok HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n", 413, "TOO_LARGE");
    expect("POST /ok HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 413, "TOO_LARGE");
}

static void a_chunked_body_that_grows_over_the_limit_is_refused(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    char *piece = mem_alloc(FIXTURE_BODY_MAX + 2);
    int fd = fixture_dial(fixture);
    char *answer;

    memset(piece, 'x', FIXTURE_BODY_MAX + 1);
    fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n100001\r\n");
    fixture_say(fd, piece);
    answer = fixture_hear(fd);
    assert_int_equal(fixture_status(answer), 413);
    mem_free(answer);
    mem_free(piece);
    close(fd);
    fixture_close(fixture);
}

static void a_body_without_room_in_the_budget_is_503_and_room_comes_back(void **state)
{
    static const char big[] = "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 600000\r\n\r\n";
    struct http_server_options options = fixture_options();
    struct http_server_figures figures;
    struct fixture *fixture;
    char *answer;
    int first, second;

    options.body_budget_bytes = 1000000;
    fixture = fixture_open(&options, NULL, NULL);
    first = fixture_dial(fixture);
    fixture_say(first, big);
    do {
        fixture_pause(2);
        http_server_figures(fixture->server, &figures);
    } while (figures.body_bytes_in_flight != 600000);
    second = fixture_dial(fixture);
    fixture_say(second, big);
    answer = fixture_hear(second);
    assert_int_equal(fixture_status(answer), 503);
    assert_non_null(strstr(answer, "Retry-After: 5\r\n"));
    assert_non_null(strstr(answer, "Connection: close\r\n"));
    mem_free(answer);
    assert_true(fixture_heard_end(second));
    close(second);
    close(first);
    do {
        fixture_pause(2);
        http_server_figures(fixture->server, &figures);
    } while (figures.body_bytes_in_flight != 0);
    fixture_close(fixture);
}

static void the_client_is_told_to_continue(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 2\r\n"
                    "Expect: 100-continue\r\n\r\n");
    answer = fixture_hear(fd);
    assert_string_equal(answer, "HTTP/1.1 100 Continue\r\n\r\n");
    mem_free(answer);
    fixture_say(fd, "hi");
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "hi");
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void a_close_from_the_client_is_honoured(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "GET /big?3000000 HTTP/1.1\r\n" HOST "Connection: keep-alive, Close\r\n\r\n");
    answer = fixture_hear(fd);
    assert_non_null(strstr(answer, "Connection: close\r\n"));
    assert_int_equal(strlen(fixture_body(answer)), 3000000); // all of it before the end
    mem_free(answer);
    assert_true(fixture_heard_end(fd));
    close(fd);
    fixture_close(fixture);
}

static void a_client_that_closed_its_side_still_gets_its_answer(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    shutdown(fd, SHUT_WR);
    while (!fixture_held(fixture))
        fixture_pause(2);
    fixture_release(fixture);
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "released");
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void a_client_that_closed_its_side_gets_a_large_answer_whole(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "GET /ok HTTP/1.1\r\n" HOST "\r\n"
                    "GET /big?9000000 HTTP/1.1\r\n" HOST "\r\n");
    shutdown(fd, SHUT_WR);
    fixture_pause(100); // the kernel's buffers are full by now
    answer = fixture_hear(fd);
    assert_string_equal(fixture_body(answer), "ok");
    mem_free(answer);
    answer = fixture_hear(fd);
    assert_int_equal(strlen(fixture_body(answer)), 9000000);
    mem_free(answer);
    assert_true(fixture_heard_end(fd));
    close(fd);
    fixture_close(fixture);
}

static void a_client_that_is_gone_before_the_answer_does_no_harm(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    struct http_server_figures figures;
    struct linger reset = {.l_onoff = 1};
    int fd = fixture_dial(fixture);
    char *answer;

    fixture_say(fd, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    while (!fixture_held(fixture))
        fixture_pause(2);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    close(fd);
    fixture_pause(20);
    fixture_release(fixture);
    do {
        fixture_pause(2);
        http_server_figures(fixture->server, &figures);
    } while (figures.connections_open);
    answer = fixture_ask(fixture, "GET /ok HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(fixture_status(answer), 200);
    mem_free(answer);
    fixture_close(fixture);
}

static void connections_over_the_limit_are_closed_at_once(void **state)
{
    struct http_server_options options = fixture_options();
    struct http_server_figures figures;
    struct fixture *fixture;
    char *answer;
    int first, second;

    options.connections_max = 1;
    fixture = fixture_open(&options, NULL, NULL);
    first = fixture_dial(fixture);
    fixture_say(first, "GET /ok HTTP/1.1\r\n" HOST "\r\n");
    answer = fixture_hear(first);
    mem_free(answer);
    second = fixture_dial(fixture);
    assert_true(fixture_heard_end(second));
    http_server_figures(fixture->server, &figures);
    assert_int_equal(figures.connections_refused, 1);
    fixture_say(first, "GET /ok HTTP/1.1\r\n" HOST "\r\n");
    answer = fixture_hear(first);
    assert_int_equal(fixture_status(answer), 200);
    mem_free(answer);
    close(second);
    close(first);
    fixture_close(fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_is_answered),
    cmocka_unit_test(several_requests_share_a_connection),
    cmocka_unit_test(pipelined_requests_are_answered_in_order),
    cmocka_unit_test(a_request_that_comes_byte_by_byte_is_understood),
    cmocka_unit_test(every_method_reaches_the_handler),
    cmocka_unit_test(head_states_the_length_and_sends_no_body),
    cmocka_unit_test(an_answer_without_content_states_no_length),
    cmocka_unit_test(an_unknown_method_is_501),
    cmocka_unit_test(garbage_is_400),
    cmocka_unit_test(both_length_headers_are_400),
    cmocka_unit_test(a_broken_chunk_is_400),
    cmocka_unit_test(a_head_over_16_kib_is_431),
    cmocka_unit_test(a_body_over_its_routes_limit_is_refused_before_it_is_sent),
    cmocka_unit_test(a_chunked_body_that_grows_over_the_limit_is_refused),
    cmocka_unit_test(a_body_without_room_in_the_budget_is_503_and_room_comes_back),
    cmocka_unit_test(the_client_is_told_to_continue),
    cmocka_unit_test(a_close_from_the_client_is_honoured),
    cmocka_unit_test(a_client_that_closed_its_side_still_gets_its_answer),
    cmocka_unit_test(a_client_that_closed_its_side_gets_a_large_answer_whole),
    cmocka_unit_test(a_client_that_is_gone_before_the_answer_does_no_harm),
    cmocka_unit_test(connections_over_the_limit_are_closed_at_once),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
