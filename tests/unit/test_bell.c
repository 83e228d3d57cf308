// SPDX-License-Identifier: Apache-2.0
#include "shared/web/bell.h"

#include "tests/unit/http_fixture.h"

#include <inttypes.h>

#define WATCH "GET /watch?%" PRIu64 " HTTP/1.1\r\nHost: x\r\n\r\n"

enum { PATIENCE_MS = 20000 };

static struct bell *bell;
static unsigned wait_ms;

static int64_t now_ms(void)
{
    struct clock clock = clock_system();

    return clock_boot_ms(&clock);
}

static void say_count(void *ctx, struct http_exchange *exchange, uint64_t count)
{
    buffer_printf(&http_exchange_response(exchange)->body, "%s %" PRIu64, (const char *)ctx, count);
    http_exchange_finish(exchange);
}

// "/watch?N" waits having seen N; everything else rings.
static void handle(void *ctx, struct http_exchange *exchange)
{
    const struct http_request *request = http_exchange_request(exchange);
    static char word[] = "count";

    if (strcmp(request->path, "/watch") == 0) {
        struct bell_wait wait
            = {.exchange = exchange, .wait_ms = wait_ms, .answer = say_count, .ctx = word};

        text_parse_u64(span_of(request->query), &wait.seen);
        bell_wait(bell, &wait);
        return;
    }
    bell_ring(bell);
    http_exchange_finish(exchange);
    (void)ctx;
}

static struct fixture *open_bell(unsigned wait)
{
    struct http_server_options options = fixture_options();
    struct bell_options bell_options = {.clock = clock_system(), .random = random_system()};
    struct error error;

    wait_ms = wait;
    assert_int_equal(bell_create(&bell_options, &bell, &error), ERR_OK);
    return fixture_open(&options, NULL, handle);
}

static void close_bell(struct fixture *fixture)
{
    bell_silence(bell);
    fixture_close(fixture);
    bell_free(bell);
}

static int watch(const struct fixture *fixture, uint64_t seen)
{
    char text[128];
    int fd = fixture_dial(fixture);

    snprintf(text, sizeof(text), WATCH, seen);
    fixture_say(fd, text);
    return fd;
}

static void expect_count(int fd, uint64_t count)
{
    char wanted[64];
    char *answer = fixture_hear(fd);

    snprintf(wanted, sizeof(wanted), "count %" PRIu64, count);
    assert_string_equal(fixture_body(answer), wanted);
    mem_free(answer);
    close(fd);
}

static bool is_quiet(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLIN};

    return poll(&asked, 1, 100) == 0;
}

static void who_has_seen_all_waits_for_the_next_ring(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);
    int64_t before_ms;
    int fd = watch(fixture, count);

    assert_true(is_quiet(fd));
    before_ms = now_ms();
    bell_ring(bell);
    expect_count(fd, count + 1);
    assert_true(now_ms() - before_ms < 2000);
    close_bell(fixture);
}

static void who_has_seen_less_or_another_life_is_answered_at_once(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);

    bell_ring(bell);
    expect_count(watch(fixture, count), count + 1);
    expect_count(watch(fixture, 0), count + 1);
    expect_count(watch(fixture, count + 2), count + 1);
    close_bell(fixture);
}

static void a_ring_answers_all_who_wait_on_every_loop(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);
    int fds[20];

    for (size_t i = 0; i < 20; i++)
        fds[i] = watch(fixture, count);
    assert_true(is_quiet(fds[19]));
    bell_ring(bell);
    for (size_t i = 0; i < 20; i++)
        expect_count(fds[i], count + 1);
    close_bell(fixture);
}

static void nobody_waits_longer_than_asked(void **state)
{
    struct fixture *fixture = open_bell(300);
    uint64_t count = bell_count(bell);
    int64_t before_ms = now_ms();

    expect_count(watch(fixture, count), count);
    assert_in_range(now_ms() - before_ms, 290, PATIENCE_MS);
    close_bell(fixture);
}

static void one_too_many_sends_the_oldest_on(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);
    int fds[BELL_WAITING_MAX + 1];

    fds[0] = watch(fixture, count);
    assert_true(is_quiet(fds[0]));
    for (size_t i = 1; i <= BELL_WAITING_MAX; i++)
        fds[i] = watch(fixture, count);
    expect_count(fds[0], count);
    for (size_t i = 1; i <= BELL_WAITING_MAX; i++)
        assert_int_equal(poll(&(struct pollfd){.fd = fds[i], .events = POLLIN}, 1, 0), 0);
    bell_ring(bell);
    for (size_t i = 1; i <= BELL_WAITING_MAX; i++)
        expect_count(fds[i], count + 1);
    close_bell(fixture);
}

static void a_silenced_bell_answers_all_and_makes_nobody_wait(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);
    int fd = watch(fixture, count);

    assert_true(is_quiet(fd));
    bell_silence(bell);
    expect_count(fd, count);
    expect_count(watch(fixture, count), count);
    close_bell(fixture);
}

static void who_left_while_waiting_harms_nobody(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell);
    int stays = watch(fixture, count);

    for (int i = 0; i < 10; i++)
        close(watch(fixture, count));
    assert_true(is_quiet(stays));
    bell_ring(bell);
    expect_count(stays, count + 1);
    close_bell(fixture);
}

static void *ring_often(void *arg)
{
    for (int i = 0; i < 500; i++)
        bell_ring(bell);
    return arg;
}

static void rings_of_many_threads_are_all_counted_and_none_is_missed(void **state)
{
    struct fixture *fixture = open_bell(PATIENCE_MS);
    uint64_t count = bell_count(bell), seen = count;
    pthread_t threads[3];

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ring_often, NULL), 0);
    while (seen < count + 1500) {
        int fd = watch(fixture, seen);
        char *answer = fixture_hear(fd);

        assert_int_equal(strncmp(fixture_body(answer), "count ", 6), 0);
        seen = strtoull(fixture_body(answer) + 6, NULL, 10);
        mem_free(answer);
        close(fd);
    }
    assert_int_equal(seen, count + 1500);
    for (size_t i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    close_bell(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_seen_all_waits_for_the_next_ring),
        cmocka_unit_test(who_has_seen_less_or_another_life_is_answered_at_once),
        cmocka_unit_test(a_ring_answers_all_who_wait_on_every_loop),
        cmocka_unit_test(nobody_waits_longer_than_asked),
        cmocka_unit_test(one_too_many_sends_the_oldest_on),
        cmocka_unit_test(a_silenced_bell_answers_all_and_makes_nobody_wait),
        cmocka_unit_test(who_left_while_waiting_harms_nobody),
        cmocka_unit_test(rings_of_many_threads_are_all_counted_and_none_is_missed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
