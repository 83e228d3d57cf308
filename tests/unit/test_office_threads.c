// SPDX-License-Identifier: Apache-2.0
// The office with its threads on: one loop, the committer and the crew, and tablets that do not
// wait for each other. Meant for ThreadSanitizer; right answers are asked for all the same.
#include "tests/unit/photo_fixture.h"

#include <assert.h>
#include <pthread.h>

enum { TABLETS = 6, ROUNDS = 8 };

// A loop thread: what others hand to it runs here.
struct loop {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct {
        void (*fn)(void *arg);
        void *arg;
    } calls[256];
    size_t first, count;
};
static struct loop loop = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
static size_t finished;

static void hand_over(void *ctx, void (*fn)(void *arg), void *arg)
{
    (void)ctx;
    pthread_mutex_lock(&loop.mutex);
    assert(loop.count < 256);
    loop.calls[(loop.first + loop.count) % 256].fn = fn;
    loop.calls[(loop.first + loop.count++) % 256].arg = arg;
    pthread_cond_signal(&loop.wake);
    pthread_mutex_unlock(&loop.mutex);
}

static void note_finished(void *ctx, const struct http_response *response)
{
    bench_finished(ctx, response);
    finished++;
}

// Runs what was handed over until `count` answers have come.
static void run_until(size_t count)
{
    while (finished < count) {
        void (*fn)(void *arg);
        void *arg;

        pthread_mutex_lock(&loop.mutex);
        while (loop.count == 0)
            pthread_cond_wait(&loop.wake, &loop.mutex);
        fn = loop.calls[loop.first].fn;
        arg = loop.calls[loop.first].arg;
        loop.first = (loop.first + 1) % 256;
        loop.count--;
        pthread_mutex_unlock(&loop.mutex);
        fn(arg);
    }
    finished = 0;
}

static void hand_in(struct bench *bench, const struct http_request *request, struct answer *out)
{
    struct http_detached hooks = {.ctx = out, .deferred = hand_over, .finished = note_finished};

    memset(out, 0, sizeof(*out));
    buffer_init(&out->body, 64 << 20);
    office_serve_tablets(bench->office, http_exchange_detached(request, &hooks));
}

// One round: every tablet pushes a note and a photo at once.
static void one_round(struct world *world, struct pad *pads, int round)
{
    struct http_request requests[TABLETS * 2];
    struct answer answers[TABLETS * 2];
    struct knock knocks[TABLETS * 2];
    struct photo photos[TABLETS];
    char bytes[TABLETS][32];

    for (int i = 0; i < TABLETS; i++) {
        struct uuid id = fresh_id(&world->bench);

        pad_note(&pads[i], &id, &world->site, "x", NULL);
        pad_build(&pads[i], pads[i].sent, pads[i].count);
        knocks[i] = (struct knock){.method = HTTP_POST,
                                   .path = "/v1/sync",
                                   .device = pads[i].device,
                                   .certificate = pads[i].certificate,
                                   .body = {pads[i].body.data, pads[i].body.len}};
        snprintf(bytes[i], sizeof(bytes[i]), "photo %d of round %d", i, round);
        photos[i] = take_photo(world, bytes[i]);
        knocks[TABLETS + i] = creation(&pads[i], &photos[i]);
        with_body(&knocks[TABLETS + i], photos[i].bytes);
    }
    for (int i = 0; i < TABLETS * 2; i++) {
        requests[i] = bench_request(&knocks[i]);
        hand_in(&world->bench, &requests[i], &answers[i]);
    }
    run_until(TABLETS * 2);
    for (int i = 0; i < TABLETS * 2; i++) {
        assert_int_equal(answers[i].status, i < TABLETS ? 200 : 201);
        answer_clear(&answers[i]);
    }
    for (int i = 0; i < TABLETS; i++)
        pads[i].sent = pads[i].count;
}

static void many_tablets_at_once_all_get_their_answers(void **state)
{
    struct world *world = *state;
    struct pad pads[TABLETS];
    struct span text;

    for (int i = 0; i < TABLETS; i++) {
        pad_open(&pads[i], &world->bench, &world->person);
        pad_enrol(&pads[i]);
    }
    world->bench.options.threaded = true;
    bench_restart(&world->bench);
    for (int round = 0; round < ROUNDS; round++) {
        one_round(world, pads, round);
        office_tidy(world->bench.office);
        assert_int_equal(
            office_device_person(world->bench.office,
                                 &(struct office_device_seat){.device = world->b.device,
                                                              .person = world->person,
                                                              .active = true},
                                 NULL),
            ERR_OK);
    }
    world->bench.options.threaded = false;
    bench_restart(&world->bench);
    pad_sync(&world->b);
    assert_int_equal(pad_count(&world->b, LINE_STATE), 3 + TABLETS * ROUNDS);
    assert_true(pad_state(&world->b, &world->site, &text));
    for (int i = 0; i < TABLETS; i++)
        pad_close(&pads[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(many_tablets_at_once_all_get_their_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
