// SPDX-License-Identifier: Apache-2.0
// A console over an office of its own, asked without a network; people with roles who are signed
// in.
#ifndef PLUMB_TESTS_UNIT_CONSOLE_FIXTURE_H
#define PLUMB_TESTS_UNIT_CONSOLE_FIXTURE_H

#include "office_fixture.h"
#include "server/console/console.h"
#include "server/storage/accounts.h"
#include "server/storage/office_sessions.h"
#include "shared/data/json.h"
#include "shared/web/session_token.h"

#include <pthread.h>

#define COUNTER_HOST "office.example:7444"

struct counter {
    struct bench bench;
    struct console *console;
    char cookie[128];    // as the browser sends it; empty: none
    const char *address; // it asks from; NULL: 192.0.2.7
    pthread_mutex_t lock;
    pthread_cond_t came;
    bool done;
    struct answer answer; // of the last request
    struct json *json;    // its body, when it is JSON
};

static inline void counter_finished(void *ctx, const struct http_response *response)
{
    struct counter *counter = ctx;

    bench_finished(&counter->answer, response);
    pthread_mutex_lock(&counter->lock);
    counter->done = true;
    pthread_cond_signal(&counter->came);
    pthread_mutex_unlock(&counter->lock);
}

static inline void counter_clear(struct counter *counter)
{
    answer_clear(&counter->answer);
    json_free(counter->json);
    counter->json = NULL;
}

// Asks with these very headers; the answer's status.
static inline int counter_send(struct counter *counter, const struct knock *knock)
{
    struct http_request request = bench_request(knock);
    struct http_detached hooks
        = {.ctx = counter, .deferred = bench_deferred, .finished = counter_finished};

    counter_clear(counter);
    memset(&counter->answer, 0, sizeof(counter->answer));
    buffer_init(&counter->answer.body, 64 << 20);
    counter->done = false;
    console_handle(counter->console, http_exchange_detached(&request, &hooks));
    pthread_mutex_lock(&counter->lock);
    while (!counter->done)
        pthread_cond_wait(&counter->came, &counter->lock);
    pthread_mutex_unlock(&counter->lock);
    json_parse((struct span){counter->answer.body.data, counter->answer.body.len},
               &(struct json_limits){.bytes_max = 1 << 20, .tokens_max = 100000}, &counter->json,
               NULL);
    return counter->answer.status;
}

// As the page asks: the right headers, and the cookie.
static inline int counter_ask(struct counter *counter, enum http_method method, const char *path,
                              const char *body_or_query)
{
    bool bodiless = method == HTTP_GET || method == HTTP_HEAD || method == HTTP_DELETE;
    struct knock knock = {.method = method, .path = path, .address = counter->address};

    if (bodiless)
        knock.query = body_or_query;
    else
        knock.body = span_of(body_or_query);
    knock_header(&knock, "Host", COUNTER_HOST);
    knock_header(&knock, "Sec-Fetch-Site", "same-origin");
    if (method != HTTP_GET && method != HTTP_HEAD) {
        knock_header(&knock, "Origin", "https://" COUNTER_HOST);
        knock_header(&knock, "X-Plumb", "1");
        knock_header(&knock, "Content-Type", "application/json");
    }
    if (counter->cookie[0])
        knock_header(&knock, "Cookie", counter->cookie);
    return counter_send(counter, &knock);
}

static inline int counter_get(struct counter *counter, const char *path)
{
    return counter_ask(counter, HTTP_GET, path, "");
}

static inline int counter_post(struct counter *counter, const char *path, const char *body)
{
    return counter_ask(counter, HTTP_POST, path, body);
}

// A text of the answer, by the name of the member; NULL: none.
static inline const char *counter_text(const struct counter *counter, const char *name)
{
    const char *text = NULL;

    json_text(json_member(counter->json, name), &text);
    return text;
}

// The browser keeps the cookie that came.
static inline void counter_take_cookie(struct counter *counter)
{
    const char *came = answer_header(&counter->answer, "Set-Cookie");

    assert_non_null(came);
    snprintf(counter->cookie, sizeof(counter->cookie), "%.*s", (int)strcspn(came, ";"), came);
}

static inline int counter_setup(void **state)
{
    static const char *const hosts[] = {COUNTER_HOST};
    struct counter *counter = calloc(1, sizeof(*counter));

    bench_open(&counter->bench);
    pthread_mutex_init(&counter->lock, NULL);
    pthread_cond_init(&counter->came, NULL);
    const struct console_options options = {.office = counter->bench.office,
                                            .disk = &counter->bench.disk,
                                            .version = "test",
                                            .clock = counter->bench.options.clock,
                                            .random = counter->bench.options.random};
    if (console_open(&options, &counter->console, &counter->bench.error) != ERR_OK)
        fail_msg("console_open: %s", counter->bench.error.detail);
    console_attach(counter->console, &(struct console_hosts){hosts, 1, 0});
    *state = counter;
    return 0;
}

static inline int counter_teardown(void **state)
{
    struct counter *counter = *state;

    console_quiet(counter->console);
    console_close(counter->console);
    counter_clear(counter);
    bench_close(&counter->bench);
    pthread_cond_destroy(&counter->came);
    pthread_mutex_destroy(&counter->lock);
    free(counter);
    return 0;
}

// Somebody with an account, made without a password's cost, and a session.
struct clerk {
    const char *login;
    const char *role, *store; // role NULL: none; store NULL: all
    bool must_change;
    struct uuid person, account; // person filled in where it is nil
    char cookie[128];            // filled in
};

struct clerk_job {
    struct commit_job job; // first
    struct counter *counter;
    struct clerk *const *clerks;
    size_t count;
};

static inline enum err clerk_put(const struct clerk_job *wish, struct clerk *clerk,
                                 struct storage *storage, struct error *error)
{
    const struct random *random = &wish->counter->bench.options.random;
    int64_t now_ms = wish->counter->bench.now_ms;
    struct account_row row = {.id = random_uuid_v7(random, now_ms),
                              .person = clerk->person,
                              .must_change = clerk->must_change,
                              .settings = "{}"};
    struct office_session_row session = {.id = random_uuid_v7(random, now_ms),
                                         .account = row.id,
                                         .made_ms = now_ms,
                                         .seen_ms = now_ms,
                                         .fresh_ms = now_ms,
                                         .until_ms = now_ms + 12 * INT64_C(3600000),
                                         .code_given = true};
    struct account_grant grant = {.granted_ms = now_ms};
    char token[SESSION_TOKEN_TEXT];
    enum err err;

    clerk->account = row.id;
    text_copy(row.login, sizeof(row.login), span_of(clerk->login));
    session_token_make(random, token, &session.secret);
    snprintf(clerk->cookie, sizeof(clerk->cookie), "__Host-plumbd=%s", token);
    err = accounts_add(storage, &row, error);
    text_copy(grant.role, sizeof(grant.role), span_of(clerk->role));
    text_copy(grant.store, sizeof(grant.store), span_of(clerk->store));
    if (err == ERR_OK && clerk->role)
        err = accounts_grant(storage, &row.id, &grant, error);
    return err == ERR_OK ? office_sessions_put(storage, &session, error) : err;
}

static inline enum err clerk_apply(struct commit_job *job, struct storage *storage,
                                   const struct commit_stamp *stamp, struct error *error)
{
    const struct clerk_job *wish = (const struct clerk_job *)job;
    enum err err = ERR_OK;

    (void)stamp;
    for (size_t i = 0; i < wish->count && err == ERR_OK; i++)
        err = clerk_put(wish, wish->clerks[i], storage, error);
    return err;
}

// All in one commit.
static inline void clerk_enter_all(struct counter *counter, struct clerk *const *clerks,
                                   size_t count)
{
    struct clerk_job wish
        = {.job = {.apply = clerk_apply}, .counter = counter, .clerks = clerks, .count = count};

    if (committer_run(office_committer(counter->bench.office), &wish.job, NULL,
                      &counter->bench.error)
        != ERR_OK)
        fail_msg("clerks: %s", counter->bench.error.detail);
}

static inline void clerk_enter(struct counter *counter, struct clerk *clerk)
{
    if (uuid_is_nil(&clerk->person))
        clerk->person = bench_person(&counter->bench);
    clerk_enter_all(counter, &clerk, 1);
}

static inline void counter_be(struct counter *counter, const struct clerk *clerk)
{
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", clerk ? clerk->cookie : "");
}

#define COUNTER(name) cmocka_unit_test_setup_teardown(name, counter_setup, counter_teardown)

#endif
