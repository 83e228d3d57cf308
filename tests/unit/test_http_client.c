// SPDX-License-Identifier: Apache-2.0
// The client against servers that do not behave, and several calls at once.
#include "shared/net/http_client.h"
#include "tests/unit/http_fixture.h"

// A server that takes one connection, hears one request and says what it was told to.
struct script {
    const char *says;
    size_t says_len; // 0: its length as text
    bool stays;      // silent and open until the client leaves
    int listener;
    uint16_t port;
    pthread_t thread;
    char heard[4096];
};

static void *perform(void *arg)
{
    struct script *script = arg;
    int fd = accept(script->listener, NULL, NULL);
    size_t len = script->says_len ? script->says_len : strlen(script->says);
    ssize_t got = recv(fd, script->heard, sizeof(script->heard) - 1, 0);
    ssize_t sent = len ? send(fd, script->says, len, MSG_NOSIGNAL) : 0;
    char byte;

    assert_true(got >= 0);
    (void)sent;
    if (script->stays)
        while (recv(fd, &byte, 1, 0) > 0)
            ;
    close(fd);
    return NULL;
}

static void open_script(struct script *script)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof(at);

    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    script->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(script->listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(script->listener, 1), 0);
    assert_int_equal(getsockname(script->listener, (struct sockaddr *)&at, &len), 0);
    script->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&script->thread, NULL, perform, script), 0);
}

static void close_script(struct script *script)
{
    pthread_join(script->thread, NULL);
    close(script->listener);
}

static struct transport connect_to(uint16_t port, const char *scheme)
{
    static const struct digest pin = {{1}};
    struct http_client_options options
        = {.plain = strcmp(scheme, "http") == 0, .connect_timeout_ms = 5000};
    struct transport transport = {0};
    struct error error = {0};
    char url[64];

    snprintf(url, sizeof(url), "%s://127.0.0.1:%u", scheme, port);
    options.base_url = url;
    if (!options.plain)
        options.pin = &pin;
    if (http_client_create(&options, &transport, &error))
        fail_msg("%s", error.detail);
    return transport;
}

// What a client makes of a scripted answer; the reply is the caller's to clear.
static enum err ask(struct script *script, const char *scheme, struct transport_reply *reply,
                    size_t body_max)
{
    struct transport_call call = {.method = HTTP_GET, .path = "/p", .timeout_ms = 3000};
    struct transport transport;
    struct error error = {0};
    enum err err;

    open_script(script);
    transport = connect_to(script->port, scheme);
    transport_reply_init(reply, body_max);
    err = transport_call(&transport, &call, reply, &error);
    if (err) {
        print_message("%s: %s\n", err_name(err), error.detail);
        assert_int_equal(error.code, err);
    }
    http_client_free(&transport);
    close_script(script);
    return err;
}

static void expect(const char *says, const char *scheme, enum err expected)
{
    struct script script = {.says = says};
    struct transport_reply reply;
    enum err err = ask(&script, scheme, &reply, 1000);

    transport_reply_clear(&reply);
    if (err != expected)
        fail_msg("%s instead of %s: %s", err_name(err), err_name(expected), says);
}

static void a_request_says_no_more_than_it_must(void **state)
{
    struct script script = {.says = "HTTP/1.1 204 No Content\r\n\r\n"};
    struct http_header header = {"A", "b"};
    struct transport_call call = {.method = HTTP_PATCH,
                                  .path = "/v1/x/../y?z=1",
                                  .headers = &header,
                                  .header_count = 1,
                                  .body = {"hi", 2},
                                  .timeout_ms = 3000};
    struct transport_reply reply;
    struct transport transport;
    char wanted[256];

    open_script(&script);
    transport = connect_to(script.port, "http");
    transport_reply_init(&reply, 10);
    assert_int_equal(transport_call(&transport, &call, &reply, NULL), ERR_OK);
    assert_int_equal(reply.status, 204);
    http_client_free(&transport);
    transport_reply_clear(&reply);
    close_script(&script);
    snprintf(wanted, sizeof(wanted),
             "PATCH /v1/x/../y?z=1 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nA: b\r\n"
             "Content-Length: 2\r\n\r\nhi",
             script.port);
    assert_string_equal(script.heard, wanted);
}

static void every_method_is_sent_as_it_is_called(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    struct transport transport = connect_to(fixture->port, "http");

    for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++)
        for (size_t len = 0; len <= 3; len += 3) {
            struct transport_call call
                = {.method = method, .path = "/echo", .body = {"abc", len}, .timeout_ms = 3000};
            struct transport_reply reply;
            char name[16];

            if (len && method == HTTP_HEAD)
                continue;
            transport_reply_init(&reply, 1000);
            assert_int_equal(transport_call(&transport, &call, &reply, NULL), ERR_OK);
            assert_int_equal(reply.status, 200);
            assert_true(transport_reply_header(&reply, "method", name, sizeof(name)));
            assert_string_equal(name, http_method_name(method));
            assert_int_equal(reply.body.len, len);
            transport_reply_clear(&reply);
        }
    http_client_free(&transport);
    fixture_close(fixture);
}

static void an_interim_answer_leaves_no_trace(void **state)
{
    struct script script
        = {.says = "HTTP/1.1 100 Continue\r\nA: 1\r\n\r\n"
                   "HTTP/1.1 404 Not Found\r\nB: 2\r\nContent-Length: 2\r\n\r\nno"};
    struct transport_reply reply;
    char value[8];

    assert_int_equal(ask(&script, "http", &reply, 1000), ERR_OK);
    assert_int_equal(reply.status, 404);
    assert_false(transport_reply_header(&reply, "A", value, sizeof(value)));
    assert_true(transport_reply_header(&reply, "B", value, sizeof(value)));
    assert_string_equal(reply.body.data, "no");
    transport_reply_clear(&reply);
}

static void a_redirect_is_an_answer_and_not_followed(void **state)
{
    struct script script = {.says = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                                    "Content-Length: 0\r\n\r\n"};
    struct transport_reply reply;

    assert_int_equal(ask(&script, "http", &reply, 1000), ERR_OK);
    assert_int_equal(reply.status, 302);
    transport_reply_clear(&reply);
}

static void a_body_over_its_limit_is_too_large(void **state)
{
    struct buffer says;

    buffer_init(&says, 1 << 20);
    buffer_append_text(&says, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    for (int i = 0; i < 1001; i++)
        buffer_append_char(&says, 'x');
    expect(says.data, "http", ERR_TOO_LARGE);
    buffer_clear(&says);
}

static void headers_over_their_limit_are_too_large(void **state)
{
    struct buffer says;

    buffer_init(&says, 1 << 20);
    buffer_append_text(&says, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 2000; i++)
        buffer_append_text(&says, "Name: value\r\n");
    buffer_append_text(&says, "\r\n");
    expect(says.data, "http", ERR_TOO_LARGE);
    buffer_clear(&says);
}

static void a_cut_answer_is_the_networks_fault(void **state)
{
    expect("", "http", ERR_NETWORK);
    expect("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "http", ERR_NETWORK);
    expect("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha", "http", ERR_NETWORK);
}

static void an_answer_that_is_no_http_breaks_the_protocol(void **state)
{
    expect("<html>Please log in</html>", "http", ERR_PROTOCOL);
    expect("HTTP/9.9 what\r\n\r\n", "http", ERR_PROTOCOL);
}

static void a_captive_portal_is_not_mistaken_for_the_office(void **state)
{
    expect("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "https", ERR_TLS);
}

static void a_cut_handshake_is_the_networks_fault(void **state)
{
    expect("", "https", ERR_NETWORK);
    expect("\x16\x03\x03\x01", "https", ERR_NETWORK);
}

static void silence_ends_with_the_calls_deadline(void **state)
{
    struct script script = {.says = "", .stays = true};
    struct transport_call call = {.method = HTTP_GET, .path = "/", .timeout_ms = 200};
    struct transport_reply reply;
    struct transport transport;

    open_script(&script);
    transport = connect_to(script.port, "http");
    transport_reply_init(&reply, 10);
    assert_int_equal(transport_call(&transport, &call, &reply, NULL), ERR_TIMEOUT);
    transport_reply_clear(&reply);
    http_client_free(&transport);
    close_script(&script);
}

static void nobody_there_is_a_network_error(void **state)
{
    struct script script = {.says = ""};
    struct transport_call call = {.method = HTTP_GET, .path = "/", .timeout_ms = 3000};
    struct transport_reply reply;
    struct transport transport;
    struct error error = {0};
    int fd;

    open_script(&script);
    fd = fixture_dial(&(struct fixture){.port = script.port});
    close(fd);
    close_script(&script);
    transport = connect_to(script.port, "http");
    transport_reply_init(&reply, 10);
    assert_int_equal(transport_call(&transport, &call, &reply, &error), ERR_NETWORK);
    assert_non_null(strstr(error.detail, "GET /"));
    transport_reply_clear(&reply);
    http_client_free(&transport);
}

// ---- several at once ----

struct batch {
    struct fixture *fixture;
    struct transport transport;
    struct transport_call call;
    struct transport_ticket tickets[5];
    struct transport_reply replies[5];
};

static int open_batch(void **state)
{
    struct batch *batch = mem_alloc(sizeof(*batch));
    struct http_server_options options = fixture_options();

    batch->fixture = fixture_open(&options, NULL, NULL);
    batch->transport = connect_to(batch->fixture->port, "http");
    batch->call = (struct transport_call){.method = HTTP_GET, .path = "/hold", .timeout_ms = 9000};
    for (int i = 0; i < 5; i++) {
        transport_reply_init(&batch->replies[i], 1000);
        batch->tickets[i]
            = (struct transport_ticket){.call = &batch->call, .reply = &batch->replies[i]};
    }
    *state = batch;
    return 0;
}

static int close_batch(void **state)
{
    struct batch *batch = *state;

    http_client_free(&batch->transport);
    fixture_close(batch->fixture);
    for (int i = 0; i < 5; i++)
        transport_reply_clear(&batch->replies[i]);
    mem_free(batch);
    return 0;
}

static enum err begin(struct batch *batch, int i)
{
    return batch->transport.begin(batch->transport.ctx, &batch->tickets[i]);
}

static void *release_when_all_wait(void *arg)
{
    while (fixture_held(arg) < 4)
        fixture_pause(2);
    fixture_release(arg);
    return NULL;
}

static void four_calls_fly_at_once_and_a_fifth_has_to_wait(void **state)
{
    struct batch *batch = *state;
    struct http_client_figures figures;
    pthread_t thread;

    for (int i = 0; i < 4; i++)
        assert_int_equal(begin(batch, i), ERR_OK);
    assert_int_equal(begin(batch, 4), ERR_BUSY);
    pthread_create(&thread, NULL, release_when_all_wait, batch->fixture);
    for (int done = 0; done < 4;) {
        batch->transport.wait(batch->transport.ctx);
        done = 0;
        for (int i = 0; i < 4; i++)
            done += batch->tickets[i].done;
    }
    pthread_join(thread, NULL);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(batch->tickets[i].result, ERR_OK);
        assert_string_equal(batch->replies[i].body.data, "released");
    }
    batch->call.path = "/ok";
    assert_int_equal(begin(batch, 4), ERR_OK);
    batch->transport.wait(batch->transport.ctx);
    assert_true(batch->tickets[4].done);
    http_client_figures(&batch->transport, &figures);
    assert_int_equal(figures.connections, 4); // the fifth went over one of them
    assert_int_equal(figures.requests, 5);
}

static void a_reply_that_comes_first_is_done_first(void **state)
{
    struct batch *batch = *state;
    struct transport_call quick = {.method = HTTP_GET, .path = "/ok", .timeout_ms = 9000};

    assert_int_equal(begin(batch, 0), ERR_OK);
    batch->tickets[1].call = &quick;
    assert_int_equal(begin(batch, 1), ERR_OK);
    batch->transport.wait(batch->transport.ctx);
    assert_false(batch->tickets[0].done);
    assert_true(batch->tickets[1].done);
}

static void *cancel_soon(void *arg)
{
    struct batch *batch = arg;

    while (fixture_held(batch->fixture) < 2)
        fixture_pause(2);
    batch->transport.cancel(batch->transport.ctx);
    return NULL;
}

static void cancelling_ends_what_flies_and_nothing_later(void **state)
{
    struct batch *batch = *state;
    pthread_t thread;

    batch->transport.cancel(batch->transport.ctx); // nothing flies
    assert_int_equal(begin(batch, 0), ERR_OK);
    assert_int_equal(begin(batch, 1), ERR_OK);
    pthread_create(&thread, NULL, cancel_soon, batch);
    batch->transport.wait(batch->transport.ctx);
    pthread_join(thread, NULL);
    for (int i = 0; i < 2; i++) {
        assert_true(batch->tickets[i].done);
        assert_int_equal(batch->tickets[i].result, ERR_CANCELLED);
    }
    batch->transport.wait(batch->transport.ctx); // returns at once
    batch->call.path = "/ok";
    assert_int_equal(begin(batch, 2), ERR_OK);
    batch->transport.wait(batch->transport.ctx);
    assert_int_equal(batch->tickets[2].result, ERR_OK);
}

static void an_address_that_cannot_be_trusted_is_refused(void **state)
{
    static const struct digest pin = {{0}};
    static const struct {
        const char *url;
        bool plain, pinned;
    } cases[] = {
        {"http://127.0.0.1:80", false, true},
        {"http://10.0.0.1:80", true, false},
        {"https://127.0.0.1:80", true, false},
        {"https://office", false, false},
        {"https://office/path", false, true},
        {"file:///etc/passwd", false, true},
        {"", false, true},
        {"ftp://127.0.0.1", true, false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct http_client_options options = {.base_url = cases[i].url,
                                              .plain = cases[i].plain,
                                              .pin = cases[i].pinned ? &pin : NULL};
        struct transport transport = {0};
        struct error error = {0};

        assert_int_equal(http_client_create(&options, &transport, &error), ERR_INVALID);
        assert_true(error.detail[0]);
        assert_null(transport.ctx);
        http_client_free(&transport);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_says_no_more_than_it_must),
    cmocka_unit_test(every_method_is_sent_as_it_is_called),
    cmocka_unit_test(an_interim_answer_leaves_no_trace),
    cmocka_unit_test(a_redirect_is_an_answer_and_not_followed),
    cmocka_unit_test(a_body_over_its_limit_is_too_large),
    cmocka_unit_test(headers_over_their_limit_are_too_large),
    cmocka_unit_test(a_cut_answer_is_the_networks_fault),
    cmocka_unit_test(an_answer_that_is_no_http_breaks_the_protocol),
    cmocka_unit_test(a_captive_portal_is_not_mistaken_for_the_office),
    cmocka_unit_test(a_cut_handshake_is_the_networks_fault),
    cmocka_unit_test(silence_ends_with_the_calls_deadline),
    cmocka_unit_test(nobody_there_is_a_network_error),
    cmocka_unit_test_setup_teardown(four_calls_fly_at_once_and_a_fifth_has_to_wait, open_batch,
                                    close_batch),
    cmocka_unit_test_setup_teardown(a_reply_that_comes_first_is_done_first, open_batch,
                                    close_batch),
    cmocka_unit_test_setup_teardown(cancelling_ends_what_flies_and_nothing_later, open_batch,
                                    close_batch),
    cmocka_unit_test(an_address_that_cannot_be_trusted_is_refused),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
