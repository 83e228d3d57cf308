// SPDX-License-Identifier: Apache-2.0
// Deadlines, limits and the end of a connection, with clients that do not behave.
#include "tests/unit/tls_fixture.h"

#include <stdatomic.h>

#define HOST "Host: x\r\n"

static int64_t now_ms(void)
{
    struct clock clock = clock_system();

    return clock_boot_ms(&clock);
}

// Waits for the server to hang up and returns after how many milliseconds it did.
static int64_t wait_for_end(int fd)
{
    int64_t start_ms = now_ms();
    char bytes[4096];

    while (recv(fd, bytes, sizeof(bytes), 0) > 0)
        ;
    return now_ms() - start_ms;
}

static void a_head_that_comes_too_slowly_ends_the_connection(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture;
    int64_t start_ms = now_ms();
    int fd;

    options.header_timeout_ms = 300;
    fixture = fixture_open(&options, NULL, NULL);
    fd = fixture_dial(fixture);
    // A byte now and then does not help: the deadline is absolute.
    for (int i = 0; i < 40 && send(fd, "G", 1, MSG_NOSIGNAL) == 1; i++)
        fixture_pause(50);
    wait_for_end(fd);
    assert_in_range(now_ms() - start_ms, 250, 1900);
    close(fd);
    fixture_close(fixture);
}

static void an_idle_connection_ends_after_its_time(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture;
    char *answer;
    int fd;

    options.idle_timeout_ms = 200;
    fixture = fixture_open(&options, NULL, NULL);
    fd = fixture_dial(fixture);
    fixture_pause(100);
    fixture_say(fd, "GET /ok HTTP/1.1\r\n" HOST "\r\n");
    answer = fixture_hear(fd);
    assert_int_equal(fixture_status(answer), 200);
    mem_free(answer);
    assert_in_range(wait_for_end(fd), 150, 1500);
    close(fd);
    fixture_close(fixture);
}

static void a_body_that_stalls_ends_the_connection_and_frees_its_budget(void **state)
{
    struct http_server_options options = fixture_options();
    struct http_server_figures figures;
    struct fixture *fixture;
    int fd;

    options.body_timeout_ms = 200;
    fixture = fixture_open(&options, NULL, NULL);
    fd = fixture_dial(fixture);
    fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\nabc");
    assert_in_range(wait_for_end(fd), 150, 1500);
    http_server_figures(fixture->server, &figures);
    assert_int_equal(figures.body_bytes_in_flight, 0);
    close(fd);
    fixture_close(fixture);
}

static void a_slow_body_lives_as_long_as_it_keeps_its_pace(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture;
    char piece[201], *answer;
    int fd;

    memset(piece, 'x', 200);
    piece[200] = '\0';
    options.body_timeout_ms = 150;
    fixture = fixture_open(&options, NULL, NULL);
    fd = fixture_dial(fixture);
    fixture_say(fd, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 2000\r\n\r\n");
    for (int i = 0; i < 10; i++) { // 500 ms in all: more than body_timeout_ms, and fast enough
        fixture_pause(50);
        fixture_say(fd, piece);
    }
    answer = fixture_hear(fd);
    assert_int_equal(fixture_status(answer), 200);
    mem_free(answer);
    close(fd);
    fixture_close(fixture);
}

static void a_client_that_does_not_read_its_answer_is_dropped(void **state)
{
    struct http_server_options options = fixture_options();
    struct http_server_figures figures;
    struct fixture *fixture;
    int64_t start_ms = now_ms();
    int fd;

    options.body_timeout_ms = 300;
    options.idle_timeout_ms = 300;
    fixture = fixture_open(&options, NULL, NULL);
    fd = fixture_dial(fixture);
    for (int i = 0; i < 4; i++) // far more than the kernel keeps for the two of us
        fixture_say(fd, "GET /big?30000000 HTTP/1.1\r\n" HOST "\r\n");
    do {
        fixture_pause(10);
        http_server_figures(fixture->server, &figures);
    } while (figures.connections_open && now_ms() - start_ms < 15000);
    assert_int_equal(figures.connections_open, 0);
    close(fd);
    fixture_close(fixture);
}

static void a_handshake_that_stalls_is_ended(void **state)
{
    struct tls_fixture *tls = tls_fixture_make();
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture;
    int fd;

    options.handshake_timeout_ms = 200;
    fixture = fixture_open(&options, &listener, NULL);
    fd = fixture_dial(fixture);
    fixture_say(fd, "\x16\x03\x01");
    assert_in_range(wait_for_end(fd), 150, 1500);
    close(fd);
    fixture_close(fixture);
    tls_fixture_free(tls);
}

static void a_newcomer_pushes_the_oldest_half_open_handshake_out(void **state)
{
    struct tls_fixture *tls = tls_fixture_make();
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct http_server_figures figures;
    struct fixture *fixture;
    int fds[4];

    options.loops = 1;
    options.handshakes_max = 4; // and three of them for one neighbourhood
    fixture = fixture_open(&options, &listener, NULL);
    for (int i = 0; i < 4; i++) {
        fds[i] = fixture_dial(fixture);
        do {
            fixture_pause(2);
            http_server_figures(fixture->server, &figures);
        } while (figures.connections_open + figures.connections_refused <= (uint64_t)i);
    }
    assert_in_range(wait_for_end(fds[0]), 0, 1000);
    http_server_figures(fixture->server, &figures);
    assert_int_equal(figures.connections_refused, 1);
    assert_int_equal(figures.connections_open, 3);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    fixture_close(fixture);
    tls_fixture_free(tls);
}

struct flood {
    const struct fixture *fixture;
    atomic_bool over;
    atomic_int opened;
};

enum { FLOOD_OPEN = 80 };

// Silent connections: eighty at once, then one every ten milliseconds, so that a place is lost only
// after more than half a second without a sign of life.
static void *pour(void *arg)
{
    struct flood *flood = arg;
    int fds[FLOOD_OPEN] = {0};

    for (; !atomic_load(&flood->over); atomic_fetch_add(&flood->opened, 1)) {
        int *place = &fds[atomic_load(&flood->opened) % FLOOD_OPEN];

        if (*place)
            close(*place);
        *place = fixture_dial(flood->fixture);
        if (atomic_load(&flood->opened) >= FLOOD_OPEN)
            fixture_pause(10);
    }
    for (int i = 0; i < FLOOD_OPEN; i++)
        if (fds[i])
            close(fds[i]);
    return NULL;
}

static void who_brings_a_ticket_gets_through_a_flood(void **state)
{
    struct tls_fixture *tls = tls_fixture_make();
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct flood flood = {.fixture = NULL};
    int good = 0;
    struct transport client;
    struct fixture *fixture;
    pthread_t thread;

    options.handshakes_max = 128; // 65 for one neighbourhood
    options.handshake_timeout_ms = 60000;
    fixture = fixture_open(&options, &listener, NULL);
    client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    assert_int_equal(tls_fixture_get(&client, "/bye", NULL, NULL, 0), ERR_OK);
    flood.fixture = fixture;
    assert_int_equal(pthread_create(&thread, NULL, pour, &flood), 0);
    while (atomic_load(&flood.opened) < FLOOD_OPEN)
        fixture_pause(10);
    for (int i = 0; i < 50; i++)
        good += tls_fixture_get(&client, "/bye", NULL, NULL, 0) == ERR_OK;
    atomic_store(&flood.over, true);
    pthread_join(thread, NULL);
    assert_int_equal(good, 50);
    http_client_free(&client);
    fixture_close(fixture);
    tls_fixture_free(tls);
}

static void garbage_after_the_handshake_has_begun_does_no_harm(void **state)
{
    struct tls_fixture *tls = tls_fixture_make();
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, &listener, NULL);
    struct random random = random_system();
    struct transport client;
    uint8_t noise[4096];

    for (int i = 0; i < 50; i++) {
        int fd = fixture_dial(fixture);

        random_fill(&random, noise, sizeof(noise));
        memcpy(noise, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
        send(fd, noise, 16 + random_below(&random, sizeof(noise) - 16), MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        wait_for_end(fd);
        close(fd);
    }
    client = tls_fixture_client(fixture, &tls->ca, NULL, &tls->device);
    assert_int_equal(tls_fixture_get(&client, "/ok", NULL, NULL, 0), ERR_OK);
    http_client_free(&client);
    fixture_close(fixture);
    tls_fixture_free(tls);
}

// ---- many at once, and the end of the server ----

struct crowd {
    const struct fixture *fixture;
    const struct tls_fixture *tls;
    atomic_int good;
};

static void *one_of_the_crowd(void *arg)
{
    struct crowd *crowd = arg;
    struct transport client
        = tls_fixture_client(crowd->fixture, &crowd->tls->ca, NULL, &crowd->tls->device);
    char body[64];

    for (int i = 0; i < 4; i++) {
        const char *path = i % 2 ? "/bye" : "/whoami";

        if (tls_fixture_get(&client, path, NULL, body, sizeof(body)) == ERR_OK
            && (i % 2 || strcmp(body, TLS_FIXTURE_DEVICE) == 0))
            atomic_fetch_add(&crowd->good, 1);
    }
    http_client_free(&client);
    return NULL;
}

static void fifty_clients_at_once_are_served_by_two_loops(void **state)
{
    struct tls_fixture *tls = tls_fixture_make();
    struct http_tls listener = tls_fixture_listener(&tls->server, &tls->ca);
    struct http_server_options options = fixture_options();
    struct crowd crowd = {.tls = tls};
    struct fixture *fixture;
    pthread_t threads[50];

    options.handshakes_max = 200;
    options.handshake_timeout_ms = 60000;
    fixture = fixture_open(&options, &listener, NULL);
    crowd.fixture = fixture;
    for (int i = 0; i < 50; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &crowd), 0);
    for (int i = 0; i < 50; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&crowd.good), 200);
    fixture_close(fixture);
    tls_fixture_free(tls);
}

static void *stop_slowly(void *arg)
{
    http_server_stop(((struct fixture *)arg)->server, 10000);
    return NULL;
}

static void a_stop_waits_for_what_is_in_flight(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int busy = fixture_dial(fixture), idle = fixture_dial(fixture);
    pthread_t stopper;
    char *answer;

    fixture_say(busy, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    while (!fixture_held(fixture))
        fixture_pause(2);
    assert_int_equal(pthread_create(&stopper, NULL, stop_slowly, fixture), 0);
    assert_true(fixture_heard_end(idle));
    fixture_pause(50);
    fixture_release(fixture);
    answer = fixture_hear(busy);
    assert_string_equal(fixture_body(answer), "released");
    assert_non_null(strstr(answer, "Connection: close\r\n"));
    mem_free(answer);
    close(busy);
    close(idle);
    pthread_join(stopper, NULL);
    fixture_close(fixture);
}

static void a_stop_does_not_wait_longer_than_its_grace(void **state)
{
    struct http_server_options options = fixture_options();
    struct fixture *fixture = fixture_open(&options, NULL, NULL);
    int64_t start_ms = now_ms();
    int fd = fixture_dial(fixture);

    fixture_say(fd, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    while (!fixture_held(fixture))
        fixture_pause(2);
    http_server_stop(fixture->server, 200);
    assert_in_range(now_ms() - start_ms, 200, 3000);
    assert_true(fixture_heard_end(fd));
    close(fd);
    fixture_close(fixture); // finishes what is still held
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_head_that_comes_too_slowly_ends_the_connection),
    cmocka_unit_test(an_idle_connection_ends_after_its_time),
    cmocka_unit_test(a_body_that_stalls_ends_the_connection_and_frees_its_budget),
    cmocka_unit_test(a_slow_body_lives_as_long_as_it_keeps_its_pace),
    cmocka_unit_test(a_client_that_does_not_read_its_answer_is_dropped),
    cmocka_unit_test(a_handshake_that_stalls_is_ended),
    cmocka_unit_test(a_newcomer_pushes_the_oldest_half_open_handshake_out),
    cmocka_unit_test(who_brings_a_ticket_gets_through_a_flood),
    cmocka_unit_test(garbage_after_the_handshake_has_begun_does_no_harm),
    cmocka_unit_test(fifty_clients_at_once_are_served_by_two_loops),
    cmocka_unit_test(a_stop_waits_for_what_is_in_flight),
    cmocka_unit_test(a_stop_does_not_wait_longer_than_its_grace),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
