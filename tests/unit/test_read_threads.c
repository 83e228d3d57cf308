// SPDX-License-Identifier: Apache-2.0
// Screens are read from several loops at once while somebody taps: answers are whole, and nothing
// is left behind.
#include "tests/unit/act_desk.h"

#include <pthread.h>

enum { READERS = 3, ROUNDS = 30, TAPS = 12 };

struct reader {
    struct desk *desk;
    const char *const *paths; // ends with NULL
    int answers, faults;
};

static void run_now(void *ctx, void (*fn)(void *arg), void *arg)
{
    (void)ctx;
    fn(arg);
}

// An answer that is whole JSON with status 200.
static void judge(void *ctx, const struct http_response *response)
{
    static const struct json_limits limits = {DESK_ANSWER_MAX, 4000000};
    struct reader *reader = ctx;
    struct json *json = NULL;

    reader->answers++;
    if (response->status != 200
        || json_parse((struct span){response->body.data, response->body.len}, &limits, &json, NULL))
        reader->faults++;
    json_free(json);
}

static void *read_all(void *arg)
{
    struct reader *reader = arg;
    const struct http_header headers[]
        = {{"Host", "127.0.0.1:7070"}, {"Cookie", reader->desk->cookie}};
    const struct http_detached hooks = {reader, run_now, judge};

    for (int i = 0; i < ROUNDS; i++)
        for (const char *const *path = reader->paths; *path; path++) {
            const struct http_request request = {.method = HTTP_GET,
                                                 .path = *path,
                                                 .query = "",
                                                 .headers = headers,
                                                 .header_count = 2};

            ui_handle(reader->desk->ui, http_exchange_detached(&request, &hooks));
        }
    return NULL;
}

static void screens_are_read_while_somebody_taps(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");
    char checklist[80], site[80];
    const char *const paths[] = {"/api/issues", "/api/today", checklist, site,
                                 "/api/outbox", "/api/words", "/api/me", NULL};
    struct reader readers[READERS];
    pthread_t threads[READERS];

    act_other_site(desk);
    snprintf(checklist, sizeof(checklist), "/api/checklists/%s", desk_id(&attempt));
    snprintf(site, sizeof(site), "/api/sites/%s", desk_id(&desk->site));
    for (size_t i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.desk = desk, .paths = paths + 2 * i};
        pthread_create(&threads[i], NULL, read_all, &readers[i]);
    }
    for (int i = 0; i < TAPS; i++) {
        ACT_OK(desk, desk_post(desk, "/api/items",
                               "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"%s\","
                               "\"note\":\"%d\"",
                               desk_id(&attempt), i % 2 ? "pass" : "fail", i));
        ACT_OK(desk, desk_post(desk, "/api/issues", "\"site\":\"%s\",\"summary\":\"%d\"",
                               desk_id(&desk->site), i));
    }
    for (size_t i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(readers[i].answers >= ROUNDS);
        assert_int_equal(readers[i].faults, 0);
    }
    ACT_OK(desk, desk_get(desk, "/api/issues"));
    assert_int_equal(desk_integer(desk, "total"), TAPS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {DESK(screens_are_read_while_somebody_taps)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
