// SPDX-License-Identifier: Apache-2.0
// TLS of the server as its own client, libcurl over OpenSSL, sees it.
#include "tests/unit/tls_fixture.h"

static int make(void **state)
{
    *state = tls_fixture_make();
    return 0;
}

static int discard(void **state)
{
    tls_fixture_free(*state);
    return 0;
}

static void a_device_of_our_authority_is_let_in_and_known_by_name(void **state)
{
    struct tls_fixture *tls = *state;
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    struct certificate_info info;
    char body[80];
    int status;

    assert_int_equal(tls_fixture_get(&client, "/whoami", &status, body, sizeof(body)), ERR_OK);
    assert_int_equal(status, 200);
    assert_string_equal(body, TLS_FIXTURE_DEVICE);
    assert_true(fixture->peer.certified);
    assert_string_equal(fixture->peer.address, "127.0.0.1");
    assert_int_equal(certificate_read(tls_fixture_span(&tls->device.pem), &info, NULL), ERR_OK);
    assert_true(digest_equal(&fixture->peer.certificate, &info.digest));
    http_client_free(&client);
    fixture_close(fixture);
}

// Whether a client with this certificate gets an answer from a listener that requires one of ours.
static enum err try_device(const struct tls_fixture *tls, const struct tls_party *device)
{
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, &tls->ca, NULL, device);
    struct http_server_figures figures;
    enum err err = tls_fixture_get(&client, "/ok", NULL, NULL, 0);

    http_server_figures(fixture->server, &figures);
    assert_int_equal(figures.handshakes_failed, 1);
    assert_int_equal(figures.requests, 0);
    http_client_free(&client);
    fixture_close(fixture);
    return err;
}

static void a_client_without_certificate_is_refused(void **state)
{
    assert_int_equal(try_device(*state, NULL), ERR_TLS);
}

static void a_device_of_another_authority_is_refused(void **state)
{
    struct tls_fixture *tls = *state;

    assert_int_equal(try_device(tls, &tls->stranger), ERR_TLS);
}

static void a_certificate_for_another_use_is_refused(void **state)
{
    struct tls_fixture *tls = *state;

    assert_int_equal(try_device(tls, &tls->receipt), ERR_TLS);
    assert_int_equal(try_device(tls, &tls->server), ERR_TLS);
}

// How a client that trusts `ca` or `pin` fares with a listener that shows `server`.
static enum err try_server(const struct tls_party *server, const struct tls_party *ca,
                           const struct digest *pin)
{
    struct http_tls listener = tls_fixture_listener(server, NULL);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, ca, pin, NULL);
    enum err err = tls_fixture_get(&client, "/whoami", NULL, NULL, 0);

    if (!err)
        assert_false(fixture->peer.certified);
    http_client_free(&client);
    fixture_close(fixture);
    return err;
}

static void a_server_of_another_authority_or_use_is_not_trusted(void **state)
{
    struct tls_fixture *tls = *state;

    assert_int_equal(try_server(&tls->server, &tls->ca, NULL), ERR_OK);
    assert_int_equal(try_server(&tls->second_server, &tls->ca, NULL), ERR_TLS);
    assert_int_equal(try_server(&tls->device, &tls->ca, NULL), ERR_TLS);
}

static void a_pin_names_one_key_and_asks_for_no_chain(void **state)
{
    struct tls_fixture *tls = *state;
    struct digest pin;

    assert_int_equal(key_public_digest(tls->second_server.key, &pin), ERR_OK);
    assert_int_equal(try_server(&tls->second_server, NULL, &pin), ERR_OK);
    assert_int_equal(try_server(&tls->server, NULL, &pin), ERR_TLS);
}

static void plain_text_on_the_tls_port_is_turned_away(void **state)
{
    struct tls_fixture *tls = *state;
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    char *answer = fixture_ask(fixture, "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");

    assert_int_equal(fixture_status(answer), 0);
    mem_free(answer);
    fixture_close(fixture);
}

static void large_answers_and_bodies_pass_whole(void **state)
{
    struct tls_fixture *tls = *state;
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    char *bytes = mem_alloc(1000000);
    struct transport_call call
        = {.method = HTTP_PUT, .path = "/echo", .timeout_ms = 60000, .body = {bytes, 1000000}};
    struct transport_reply reply;

    for (size_t i = 0; i < call.body.len; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    transport_reply_init(&reply, call.body.len);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(transport_call(&client, &call, &reply, NULL), ERR_OK);
        assert_int_equal(reply.body.len, call.body.len);
        assert_memory_equal(reply.body.data, bytes, call.body.len);
    }
    transport_reply_clear(&reply);
    mem_free(bytes);
    http_client_free(&client);
    fixture_close(fixture);
}

// The server says 413 and, when the client does not stop, hangs up: an error for the client, not
// its end.
static void a_body_that_is_not_wanted_does_not_kill_the_client(void **state)
{
    struct tls_fixture *tls = *state;
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    char *bytes = mem_alloc(40000000);
    struct transport_call call
        = {.method = HTTP_PUT, .path = "/echo", .timeout_ms = 60000, .body = {bytes, 40000000}};
    struct transport_reply reply;
    enum err err;

    transport_reply_init(&reply, 1000);
    err = transport_call(&client, &call, &reply, NULL);
    assert_true(err == ERR_NETWORK || (err == ERR_OK && reply.status == 413));
    assert_int_equal(tls_fixture_get(&client, "/ok", NULL, NULL, 0), ERR_OK);
    transport_reply_clear(&reply);
    mem_free(bytes);
    http_client_free(&client);
    fixture_close(fixture);
}

static void a_warm_request_costs_little_on_the_wire(void **state)
{
    struct tls_fixture *tls = *state;
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct transport client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    // About what a sync with nothing to say sends and gets.
    char token[] = "{\"token\":\"0123456789abcdef0123456789abcdef\",\"clock\":1760000000000}";
    struct transport_call call = {.method = HTTP_POST,
                                  .path = "/echo",
                                  .timeout_ms = 10000,
                                  .body = {token, sizeof(token) - 1}};
    struct http_client_figures before, after;
    struct transport_reply reply;
    uint64_t bytes;

    transport_reply_init(&reply, 1 << 16);
    assert_int_equal(transport_call(&client, &call, &reply, NULL), ERR_OK);
    http_client_figures(&client, &before);
    assert_int_equal(transport_call(&client, &call, &reply, NULL), ERR_OK);
    http_client_figures(&client, &after);
    bytes = after.bytes_out + after.bytes_in - before.bytes_out - before.bytes_in;
    print_message("warm: %llu bytes out, %llu in\n",
                  (unsigned long long)(after.bytes_out - before.bytes_out),
                  (unsigned long long)(after.bytes_in - before.bytes_in));
    assert_int_equal(after.connections, 1);
    assert_true(bytes > 2 * call.body.len);
    assert_true(bytes <= 400);
    transport_reply_clear(&reply);
    http_client_free(&client);
    fixture_close(fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_device_of_our_authority_is_let_in_and_known_by_name),
    cmocka_unit_test(a_client_without_certificate_is_refused),
    cmocka_unit_test(a_device_of_another_authority_is_refused),
    cmocka_unit_test(a_certificate_for_another_use_is_refused),
    cmocka_unit_test(a_server_of_another_authority_or_use_is_not_trusted),
    cmocka_unit_test(a_pin_names_one_key_and_asks_for_no_chain),
    cmocka_unit_test(plain_text_on_the_tls_port_is_turned_away),
    cmocka_unit_test(large_answers_and_bodies_pass_whole),
    cmocka_unit_test(a_body_that_is_not_wanted_does_not_kill_the_client),
    cmocka_unit_test(a_warm_request_costs_little_on_the_wire),
};

int main(void)
{
    return cmocka_run_group_tests(tests, make, discard);
}
