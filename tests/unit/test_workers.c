// SPDX-License-Identifier: Apache-2.0
// The crew that answers what waits: what takes long leaves room for the rest, and nothing is lost.
#include "office_fixture.h"
#include "shared/web/workers.h"

#include <pthread.h>

enum { THREADS = 4, PLACES = 8, EVERY = 400 };

struct yard {
    struct workers *workers;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int busy, most, done; // at the gate now, at once at most, finished
    bool open;            // the gate
};

static void finished(void *ctx, const struct http_response *response)
{
    struct yard *yard = ctx;

    (void)response;
    pthread_mutex_lock(&yard->lock);
    yard->done++;
    pthread_cond_broadcast(&yard->changed);
    pthread_mutex_unlock(&yard->lock);
}

static void wait_for(struct yard *yard, const int *what, int count)
{
    pthread_mutex_lock(&yard->lock);
    while (*what < count)
        pthread_cond_wait(&yard->changed, &yard->lock);
    pthread_mutex_unlock(&yard->lock);
}

static void stand_at_the_gate(void *ctx, struct http_exchange *exchange)
{
    struct yard *yard = ctx;

    pthread_mutex_lock(&yard->lock);
    yard->busy++;
    yard->most = yard->busy > yard->most ? yard->busy : yard->most;
    pthread_cond_broadcast(&yard->changed);
    while (!yard->open)
        pthread_cond_wait(&yard->changed, &yard->lock);
    yard->busy--;
    pthread_mutex_unlock(&yard->lock);
    http_exchange_finish(exchange);
}

static void pass(void *ctx, struct http_exchange *exchange)
{
    (void)ctx;
    http_exchange_finish(exchange);
}

static bool hand_in(struct yard *yard, bool heavy, http_handler *handler)
{
    struct http_request request = bench_request(&(struct knock){.method = HTTP_GET, .path = "/"});
    struct http_detached hooks = {.ctx = yard, .deferred = bench_deferred, .finished = finished};
    struct http_exchange *exchange = http_exchange_detached(&request, &hooks);
    bool taken
        = (heavy ? workers_take_heavy : workers_take)(yard->workers, handler, yard, exchange);

    if (!taken) {
        http_exchange_finish(exchange);
        pthread_mutex_lock(&yard->lock);
        yard->done--; // nobody's work
        pthread_mutex_unlock(&yard->lock);
    }
    return taken;
}

static void open_gate(struct yard *yard)
{
    pthread_mutex_lock(&yard->lock);
    yard->open = true;
    pthread_cond_broadcast(&yard->changed);
    pthread_mutex_unlock(&yard->lock);
}

static int setup(void **state)
{
    struct yard *yard = calloc(1, sizeof(*yard));

    pthread_mutex_init(&yard->lock, NULL);
    pthread_cond_init(&yard->changed, NULL);
    assert_int_equal(
        workers_create(&(struct workers_options){THREADS, PLACES}, &yard->workers, NULL), ERR_OK);
    *state = yard;
    return 0;
}

static int teardown(void **state)
{
    struct yard *yard = *state;

    workers_free(yard->workers);
    pthread_cond_destroy(&yard->changed);
    pthread_mutex_destroy(&yard->lock);
    free(yard);
    return 0;
}

static void however_much_takes_long_the_rest_is_answered(void **state)
{
    struct yard *yard = *state;
    int taken = 0;

    while (hand_in(yard, true, stand_at_the_gate))
        taken += 1;
    wait_for(yard, &yard->busy, THREADS / 2);
    // As many as were taken away to be worked at find a place again, and no more.
    while (hand_in(yard, true, stand_at_the_gate))
        taken += 1;
    assert_int_equal(taken, THREADS / 2 + PLACES / 2);
    for (int i = 0; i < EVERY; i++) {
        assert_true(hand_in(yard, false, pass));
        wait_for(yard, &yard->done, i + 1);
    }
    open_gate(yard);
    wait_for(yard, &yard->done, EVERY + taken);
    assert_int_equal(yard->most, THREADS / 2);
}

static void what_waits_at_the_end_is_done_first(void **state)
{
    struct yard *yard = *state;
    int taken = 0;

    while (hand_in(yard, true, stand_at_the_gate))
        taken++;
    wait_for(yard, &yard->busy, THREADS / 2);
    while (hand_in(yard, false, pass) && taken < EVERY)
        taken++;
    open_gate(yard);
    workers_stop(yard->workers);
    assert_true(yard->done >= taken);
    assert_false(hand_in(yard, false, pass));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(however_much_takes_long_the_rest_is_answered, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_waits_at_the_end_is_done_first, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
