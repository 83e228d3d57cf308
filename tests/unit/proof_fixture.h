// SPDX-License-Identifier: Apache-2.0
// A real tablet and a real office that talk to each other without a network, and what may go wrong
// with what either of them holds.
#ifndef PLUMB_TESTS_UNIT_PROOF_FIXTURE_H
#define PLUMB_TESTS_UNIT_PROOF_FIXTURE_H

#include "agent/store/outgoing.h"
#include "agent/store/proof_log.h"
#include "agent/store/store_inside.h"
#include "agent/sync/session.h"
#include "server/storage/proofs.h"
#include "server/sync/proof_desk.h"
#include "tests/unit/tablet_by_hand.h"
#include "tests/unit/tablet_fixture.h"

#include <sqlite3.h>

enum { PAIR_FLIGHTS = 4 };

struct pair {
    struct world *world; // its tablet a is the real one
    struct tablet *tablet;
    struct transport transport;
    struct session *session;
    struct transport_ticket *flights[PAIR_FLIGHTS];
    size_t flight_count, proof_requests;
};

static inline enum err pair_begin(void *ctx, struct transport_ticket *ticket)
{
    struct pair *pair = ctx;

    assert_true(pair->flight_count < PAIR_FLIGHTS);
    pair->flights[pair->flight_count++] = ticket;
    return ERR_OK;
}

static inline void pair_land(struct pair *pair, struct transport_ticket *ticket)
{
    struct knock knock = {.method = ticket->call->method,
                          .path = ticket->call->path,
                          .body = ticket->call->body,
                          .device = pair->world->a.device,
                          .certificate = pair->world->a.certificate};
    char path[200], *query;
    struct answer answer;

    for (size_t i = 0; i < ticket->call->header_count; i++)
        knock_header(&knock, ticket->call->headers[i].name, ticket->call->headers[i].value);
    snprintf(path, sizeof(path), "%s", ticket->call->path);
    query = strchr(path, '?');
    if (query) {
        *query = '\0';
        knock.query = query + 1;
    }
    knock.path = path;
    pair->proof_requests += strcmp(path, "/v1/proof") == 0;
    bench_knock(&pair->world->bench, office_serve_tablets, &knock, &answer);
    ticket->reply->status = answer.status;
    for (size_t i = 0; i < answer.header_count; i++)
        buffer_printf(&ticket->reply->headers, "%s: %s\r\n", answer.headers[i].name,
                      answer.headers[i].value);
    buffer_append(&ticket->reply->body, answer.body.data, answer.body.len);
    answer_clear(&answer);
    ticket->result = ERR_OK;
    ticket->done = true;
}

static inline void pair_wait(void *ctx)
{
    struct pair *pair = ctx;

    if (pair->flight_count > 0)
        pair_land(pair, pair->flights[--pair->flight_count]);
}

static inline void pair_cancel(void *ctx)
{
    (void)ctx;
}

static inline void pair_session(struct pair *pair)
{
    struct store_options given = tablet_options(pair->tablet);
    struct session_options options = {.store = pair->tablet->store,
                                      .disk = &pair->tablet->disk,
                                      .transport = &pair->transport,
                                      .receipt_key = pair->world->a.receipt_key,
                                      .device = pair->world->a.device,
                                      .clock = given.clock,
                                      .random = given.random,
                                      .log = given.log,
                                      .agent_version = "plumb test",
                                      .uploads_in_flight = 1};

    session_free(pair->session);
    assert_ok(pair->tablet, session_create(&options, &pair->session, &pair->tablet->error));
}

static inline int pair_open(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));
    void *world = NULL;

    world_open(&world);
    pair->world = world;
    pair->tablet = tablet_create();
    pair->tablet->wall_ms = BENCH_START_MS;
    pair->tablet->person = pair->world->person;
    pair->tablet->site = pair->world->site;
    tablet_open(pair->tablet);
    pair->transport = (struct transport){pair, pair_begin, pair_wait, pair_cancel};
    pair_session(pair);
    *state = pair;
    return 0;
}

static inline int pair_close(void **state)
{
    struct pair *pair = *state;
    void *world = pair->world;

    session_free(pair->session);
    tablet_destroy(pair->tablet);
    world_close(&world);
    free(pair);
    return 0;
}

static inline struct session_figures pair_figures(struct pair *pair)
{
    struct session_figures figures;

    session_figures(pair->session, &figures);
    return figures;
}

static inline void pair_drain(struct pair *pair)
{
    assert_ok(pair->tablet, session_drain(pair->session, NULL, NULL, &pair->tablet->error));
}

// A proof, as a person on the tablet asks for one. How it ended; exactly one did.
static inline struct proof_log_row pair_prove(struct pair *pair)
{
    uint64_t before = pair_figures(pair).proofs;

    session_prove(pair->session);
    pair_drain(pair);
    if (pair_figures(pair).proofs != before + 1)
        fail_msg("no proof: %s", pair_figures(pair).last_detail);
    return pair_figures(pair).proof;
}

// The office's row of the same.
static inline struct proof_row pair_proof_row(struct pair *pair)
{
    struct proof_row row;

    assert_int_equal(proofs_last(world_writer(pair->world), &pair->world->a.device, &row, NULL),
                     ERR_OK);
    return row;
}

// Something happens to a database behind everybody's back; ?1 in it is the id.
static inline void pair_sql(struct sqlite3 *handle, const char *sql, const struct uuid *id)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    if (sqlite3_bind_parameter_count(statement) > 0)
        sqlite3_bind_blob(statement, 1, id->bytes, UUID_BYTES, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    sqlite3_finalize(statement);
}

static inline void pair_on_tablet(struct pair *pair, const char *sql, const struct uuid *id)
{
    pair_sql(database_handle(pair->tablet->store->database), sql, id);
}

static inline void pair_at_office(struct pair *pair, const char *sql, const struct uuid *id)
{
    pair_sql(database_handle(world_writer(pair->world)->database), sql, id);
}

static inline bool pair_has(struct pair *pair, const struct uuid *id, const char *text)
{
    char *state = tablet_state(pair->tablet, id);
    bool found = state && strstr(state, text);

    free(state);
    return found;
}

// Both sides hold the very same bytes.
static inline void pair_assert_same(struct pair *pair, const struct uuid *id)
{
    struct record_row row;
    char *state = tablet_state(pair->tablet, id);

    assert_non_null(state);
    assert_int_equal(records_get(world_writer(pair->world), id, &row, NULL), ERR_OK);
    assert_int_equal(strlen(state), row.state.len);
    assert_memory_equal(state, row.state.data, row.state.len);
    free(state);
}

#define IN_PAIR(test) cmocka_unit_test_setup_teardown(test, pair_open, pair_close)

#endif
