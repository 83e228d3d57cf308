// SPDX-License-Identifier: Apache-2.0
// When a session may be resumed, and what the server then knows of its peer.
#include "shared/net/tls_compat.h"
#include "tests/unit/tls_fixture.h"

#include <stdatomic.h>

// The office's device table and its clock, as far as tickets ask them.
struct office {
    atomic_bool known;
    atomic_uint_least64_t version, asked;
    atomic_int_least64_t ahead_ms;
};

struct scene {
    struct tls_fixture *tls;
    struct office office;
    struct http_server_options options;
    struct http_tls listener;
    struct fixture *fixture;
    struct transport client;
};

static bool device_version(void *ctx, const char *device, uint64_t *version)
{
    struct office *office = ctx;

    assert_string_equal(device, TLS_FIXTURE_DEVICE);
    atomic_fetch_add(&office->asked, 1);
    *version = atomic_load(&office->version);
    return atomic_load(&office->known);
}

static int64_t wall_ms(void *ctx)
{
    struct clock real = clock_system();
    struct office *office = ctx;

    return clock_wall_ms(&real) + atomic_load(&office->ahead_ms);
}

static int64_t boot_ms(void *ctx)
{
    struct clock real = clock_system();

    return clock_boot_ms(&real);
}

static int set_up(void **state)
{
    struct scene *scene = mem_alloc(sizeof(*scene));

    scene->tls = tls_fixture_make();
    atomic_store(&scene->office.known, true);
    scene->options = fixture_options();
    scene->options.loops = 1;
    scene->options.log.clock
        = (struct clock){.ctx = &scene->office, .wall_ms = wall_ms, .boot_ms = boot_ms};
    scene->listener = tls_fixture_listener(&scene->tls->server, &scene->tls->ca);
    scene->listener.device_version = device_version;
    scene->listener.ctx = &scene->office;
    scene->fixture = fixture_open(&scene->options, &scene->listener, NULL);
    scene->client = tls_fixture_client(scene->fixture, &scene->tls->ca, NULL, &scene->tls->device);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    http_client_free(&scene->client);
    fixture_close(scene->fixture);
    tls_fixture_free(scene->tls);
    mem_free(scene);
    return 0;
}

// Connects anew, asks who we are and hangs up; whether the session was resumed.
static bool visit(struct scene *scene)
{
    struct http_server_figures before, after;
    char name[80];

    http_server_figures(scene->fixture->server, &before);
    assert_int_equal(tls_fixture_get(&scene->client, "/whoami", NULL, name, sizeof(name)), ERR_OK);
    assert_string_equal(name, TLS_FIXTURE_DEVICE);
    assert_int_equal(tls_fixture_get(&scene->client, "/bye", NULL, NULL, 0), ERR_OK);
    http_server_figures(scene->fixture->server, &after);
    assert_int_equal(after.handshakes_full + after.handshakes_resumed,
                     before.handshakes_full + before.handshakes_resumed + 1);
    return after.handshakes_resumed > before.handshakes_resumed;
}

static void a_second_connection_resumes_and_keeps_its_identity(void **state)
{
    struct scene *scene = *state;
    struct certificate_info info;

    assert_false(visit(scene));
    memset(&scene->fixture->peer, 0, sizeof(scene->fixture->peer));
    for (int i = 0; i < 3; i++)
        assert_true(visit(scene));
    assert_true(scene->fixture->peer.certified);
    assert_int_equal(
        certificate_read((struct span){scene->tls->device.pem.data, scene->tls->device.pem.len},
                         &info, NULL),
        ERR_OK);
    assert_true(digest_equal(&scene->fixture->peer.certificate, &info.digest));
    assert_string_equal(scene->fixture->peer.address, "127.0.0.1");
}

static void a_resumed_connection_with_a_request_costs_little_on_the_wire(void **state)
{
    struct scene *scene = *state;
    struct http_client_figures before, after;
    uint64_t bytes;

    visit(scene);
    http_client_figures(&scene->client, &before);
    assert_int_equal(tls_fixture_get(&scene->client, "/bye", NULL, NULL, 0), ERR_OK);
    http_client_figures(&scene->client, &after);
    bytes = after.bytes_out + after.bytes_in - before.bytes_out - before.bytes_in;
    print_message("resumed: %llu bytes out, %llu in\n",
                  (unsigned long long)(after.bytes_out - before.bytes_out),
                  (unsigned long long)(after.bytes_in - before.bytes_in));
    assert_int_equal(after.connections, before.connections + 1);
    assert_true(bytes > 300);
    // TLS 1.3 sends a new ticket with every connection, because each may be used once only.
    assert_true(bytes <= (MBEDTLS_VERSION_NUMBER >= 0x03000000 ? 1400 : 1000));
}

static void a_changed_device_row_asks_for_a_full_handshake(void **state)
{
    struct scene *scene = *state;

    visit(scene);
    assert_true(visit(scene));
    atomic_fetch_add(&scene->office.version, 1);
    assert_false(visit(scene));
    assert_true(visit(scene));
}

static void a_revoked_device_resumes_nothing(void **state)
{
    struct scene *scene = *state;

    visit(scene);
    assert_true(visit(scene));
    atomic_store(&scene->office.known, false);
    assert_false(visit(scene));
    assert_false(visit(scene));
}

static void an_unknown_device_gets_no_ticket(void **state)
{
    struct scene *scene = *state;

    atomic_store(&scene->office.known, false);
    visit(scene);
    atomic_store(&scene->office.known, true);
    assert_false(visit(scene));
    assert_true(visit(scene));
}

static void a_ticket_lasts_half_a_day_however_often_it_is_used(void **state)
{
    struct scene *scene = *state;
    int64_t hour_ms = INT64_C(3600000);

    visit(scene);
    for (int hour = 1; hour <= 11; hour += 5) {
        atomic_store(&scene->office.ahead_ms, hour * hour_ms);
        assert_true(visit(scene));
    }
    atomic_store(&scene->office.ahead_ms, 12 * hour_ms + 60000);
    assert_false(visit(scene));
}

static void a_ticket_from_the_future_is_not_taken(void **state)
{
    struct scene *scene = *state;

    visit(scene);
    atomic_store(&scene->office.ahead_ms, -INT64_C(3600000));
    assert_false(visit(scene));
}

// Opens the server again on the same port with the same ticket key, with a client authority or
// without.
static void reopen_server(struct scene *scene, bool certified)
{
    struct http_listener_options options = {.address = "127.0.0.1",
                                            .port = scene->fixture->port,
                                            .tls = &scene->listener,
                                            .handler = fixture_handle,
                                            .ctx = scene->fixture};
    struct error error = {0};

    http_server_free(scene->fixture->server);
    scene->listener.client_ca_pem
        = certified ? tls_fixture_span(&scene->tls->ca.pem) : (struct span){0};
    assert_int_equal(http_server_create(&scene->options, &scene->fixture->server, &error), ERR_OK);
    if (http_server_listen(scene->fixture->server, &options, &scene->fixture->port, &error))
        fail_msg("%s", error.detail);
    assert_int_equal(http_server_start(scene->fixture->server, &error), ERR_OK);
}

static void a_ticket_survives_a_restart_of_the_server(void **state)
{
    struct scene *scene = *state;
    struct http_server_figures figures;

    visit(scene);
    reopen_server(scene, true);
    assert_true(visit(scene));
    http_server_figures(scene->fixture->server, &figures);
    assert_int_equal(figures.handshakes_full, 0);
}

// The office listener asks for no certificate; its tickets must open no door that does.
static void a_ticket_without_a_device_does_not_pass_where_one_is_required(void **state)
{
    struct scene *scene = *state;
    struct http_server_figures figures;

    http_client_free(&scene->client);
    reopen_server(scene, false);
    scene->client = tls_fixture_client(scene->fixture, &scene->tls->ca, NULL, NULL);
    assert_int_equal(tls_fixture_get(&scene->client, "/bye", NULL, NULL, 0), ERR_OK);
    assert_int_equal(tls_fixture_get(&scene->client, "/bye", NULL, NULL, 0), ERR_OK);
    http_server_figures(scene->fixture->server, &figures);
    assert_int_equal(figures.handshakes_resumed, 1);
    assert_int_equal(atomic_load(&scene->office.asked), 0);
    reopen_server(scene, true);
    assert_int_equal(tls_fixture_get(&scene->client, "/bye", NULL, NULL, 0), ERR_TLS);
}

static void a_ticket_of_a_device_makes_nobody_where_none_is_asked_for(void **state)
{
    struct scene *scene = *state;
    struct http_server_figures figures;
    char name[80];

    visit(scene);
    reopen_server(scene, false);
    assert_int_equal(tls_fixture_get(&scene->client, "/whoami", NULL, name, sizeof(name)), ERR_OK);
    assert_string_equal(name, "");
    assert_false(scene->fixture->peer.certified);
    http_server_figures(scene->fixture->server, &figures);
    assert_int_equal(figures.handshakes_resumed, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    test(a_second_connection_resumes_and_keeps_its_identity),
    test(a_resumed_connection_with_a_request_costs_little_on_the_wire),
    test(a_ticket_survives_a_restart_of_the_server),
    test(a_changed_device_row_asks_for_a_full_handshake),
    test(a_revoked_device_resumes_nothing),
    test(an_unknown_device_gets_no_ticket),
    test(a_ticket_lasts_half_a_day_however_often_it_is_used),
    test(a_ticket_from_the_future_is_not_taken),
    test(a_ticket_without_a_device_does_not_pass_where_one_is_required),
    test(a_ticket_of_a_device_makes_nobody_where_none_is_asked_for),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
