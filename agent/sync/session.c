// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/session.h"

#include "agent/blobs/fetch.h"
#include "agent/blobs/retry.h"
#include "agent/blobs/upload.h"
#include "agent/store/office_time.h"
#include "agent/store/setting.h"
#include "agent/sync/proving.h"
#include "agent/sync/round_apply.h"
#include "agent/sync/round_build.h"
#include "agent/sync/thinning.h"
#include "shared/base/machine.h"
#include "shared/base/memory.h"
#include "shared/wire/codec.h"

enum { ROUND_TIMEOUT_MS = 120000, IDLE_DEFAULT_MS = 60000, PROOF_TRIES = 3 };

struct session {
    struct session_options options;
    struct machine machine;
    struct session_figures figures;
    struct round_memory memory;
    unsigned failures;
    int64_t due_ms;          // boot clock
    int64_t rest_until_ms;   // when the office wants to hear of us again, boot clock
    bool hard_backoff;       // the office said when: a poke does not shorten it
    bool sent;               // a blob, since the last exchange
    unsigned prove;          // tries left for a proof that somebody wants; 0: nobody does
    struct proving *proving; // owned: under way
    unsigned breaks;         // of the line, while blobs of others came
};

static int64_t now_ms(const struct session *session)
{
    return clock_boot_ms(&session->options.clock);
}

// Where the last session ended with nothing left to say, this one may begin with the short form:
// unless an older version of this program had ended it, which had no ear for the list of persons.
static void recall_token(struct session *session)
{
    struct buffer token;
    buffer_init(&token, TOKEN_TEXT);
    if (setting_read(session->options.store, "persons_version", &token, NULL) != ERR_NOT_FOUND
        && setting_read(session->options.store, "token", &token, NULL) == ERR_OK
        && text_copy(session->memory.token, sizeof session->memory.token,
                     (struct span){token.data, token.len}))
        session->machine.state = SESSION_IDLE;
    else
        session->memory.token[0] = '\0';
    buffer_clear(&token);
}

enum err session_create(const struct session_options *options, struct session **out,
                        struct error *error)
{
    if (options->receipt_key == NULL || uuid_is_nil(&options->device))
        return error_set(error, ERR_AUTH, "this tablet is not enrolled");
    struct session *session = mem_alloc(sizeof *session);
    session->options = *options;
    session->machine
        = (struct machine){"sync", session_state_table, SESSION_COUNT, SESSION_EXCHANGE};
    recall_token(session);
    *out = session;
    return ERR_OK;
}

void session_free(struct session *session)
{
    if (session == NULL)
        return;
    round_memory_clear(&session->memory);
    proving_free(session->proving);
    mem_free(session);
}

static void go(struct session *session, enum session_state to, int64_t in_ms)
{
    machine_move(&session->machine, to, &session->options.log);
    session->due_ms = now_ms(session) + in_ms;
}

// What a reply that is no success says about the next try.
struct refusal {
    bool by_office; // a fault of ours, in the office's own words
    int64_t after_ms;
};

// A round failed: remember why, and wait for the next try by the class of the error.
static enum err fail(struct session *session, enum err code, const struct error *why,
                     const struct refusal *refusal, struct error *error)
{
    int64_t after_ms = refusal->after_ms;
    enum retry_class class = code == ERR_PROTOCOL && refusal->by_office ? RETRY_SLOWLY
                                                                        : retry_classify(code);
    session->figures.last_error = code;
    text_copy(session->figures.last_detail, sizeof session->figures.last_detail,
              span_of(why->detail));
    session->memory.token[0] = '\0';
    if (class == RETRY_NEVER) {
        go(session, SESSION_REVOKED, 0);
        return error_set(error, code, "%s", why->detail);
    }
    session->failures++;
    session->hard_backoff = after_ms > 0;
    int64_t delay = class == RETRY_SLOWLY
                        ? RETRY_SLOW_MS
                        : retry_delay_ms(session->failures, after_ms, &session->options.random);
    go(session, SESSION_BACKOFF, delay);
    session->figures.backoff_until_ms = session->due_ms;
    return class == RETRY_SLOWLY ? error_set(error, code, "%s", why->detail) : ERR_OK;
}

static void note_contact(struct session *session, const struct round_outcome *outcome)
{
    int64_t wall = clock_wall_ms(&session->options.clock);
    session->failures = 0;
    session->hard_backoff = false;
    session->figures.last_error = ERR_OK;
    session->figures.last_detail[0] = '\0';
    session->figures.last_contact_ms = outcome->time_ms != 0 ? outcome->time_ms : wall;
    session->figures.states_pulled += outcome->states;
    session->figures.entries_pushed += outcome->entries;
    if (outcome->time_ms != 0) {
        session->figures.offset_ms = outcome->time_ms - wall;
        session->figures.offset_known = true;
        office_time_set(session->options.store, session->figures.offset_ms);
    }
}

static struct fetch_options fetching(struct session *session)
{
    const struct session_options *o = &session->options;
    return (struct fetch_options){.store = o->store,
                                  .disk = o->disk,
                                  .transport = o->transport,
                                  .clock = o->clock,
                                  .random = o->random,
                                  .log = o->log,
                                  .chunk_bytes = o->chunk_bytes,
                                  .in_flight = o->uploads_in_flight == 0 ? 4 : o->uploads_in_flight,
                                  .breaks = &session->breaks};
}

// How long until a blob may be sent or fetched; -1: none waits.
static int64_t blobs_due_in_ms(struct session *session)
{
    struct outgoing_figures figures;
    struct fetch_options fetch = fetching(session);
    int64_t fetch_ms = fetch_due_in_ms(&fetch);
    if (outgoing_figures(session->options.store, &figures, NULL) != ERR_OK
        || figures.next_try_ms < 0)
        return fetch_ms;
    int64_t in_ms = figures.next_try_ms - clock_wall_ms(&session->options.clock);
    if (fetch_ms >= 0 && fetch_ms < in_ms)
        return fetch_ms;
    return in_ms > 0 ? in_ms : 0;
}

static bool journal_waits(const struct session *session)
{
    struct journal_figures figures;
    return journal_figures(session->options.store, &figures, NULL) == ERR_OK
           && figures.undelivered > 0;
}

static void settle(struct session *session, int64_t next_ms)
{
    int64_t blobs_ms = blobs_due_in_ms(session), rest_ms = next_ms > 0 ? next_ms : IDLE_DEFAULT_MS;
    session->rest_until_ms = now_ms(session) + rest_ms;
    if (session->prove > 0 && !journal_waits(session))
        go(session, SESSION_PROOF, 0);
    else if (blobs_ms == 0)
        go(session, SESSION_BLOBS, 0);
    else
        go(session, SESSION_IDLE, blobs_ms > 0 && blobs_ms < rest_ms ? blobs_ms : rest_ms);
}

static void next_offer_step(struct session *session)
{
    const struct round_memory *memory = &session->memory;
    if (memory->wants.count > 0)
        go(session, SESSION_OFFER_STATES, 0);
    else if (memory->differing.count > 0)
        go(session, SESSION_OFFER_VECTORS, 0);
    else
        go(session, SESSION_OFFER_DONE, 0);
}

static void advance(struct session *session, const struct round *round,
                    const struct round_outcome *outcome)
{
    bool offering = round->state >= SESSION_OFFER_SITES && round->state <= SESSION_OFFER_STATES;
    if (outcome->answer == ANSWER_OFFER)
        go(session, SESSION_OFFER_SITES, 0);
    else if (outcome->stale && round->state != SESSION_EXCHANGE)
        go(session, SESSION_BACKOFF, 0);
    else if (offering)
        next_offer_step(session);
    else if (round->state == SESSION_OFFER_DONE || outcome->answer == ANSWER_FULL || outcome->again
             || (round->batch.count > 0 && journal_waits(session)))
        go(session, SESSION_EXCHANGE, 0);
    else
        settle(session, outcome->next_ms);
}

static const char *path_of(const struct session *session)
{
    return session->machine.state == SESSION_PROOF ? "/v1/proof" : "/v1/sync";
}

// One call and its decoded body; a reply that is no success becomes an error.
static enum err call(struct session *session, struct span body, struct buffer *out,
                     struct refusal *refusal, struct error *error)
{
    static const struct http_header headers[]
        = {{"Content-Encoding", "zstd"}, {"Accept-Encoding", "zstd"}};
    struct buffer packed;
    struct transport_reply reply;
    char encoding[16];
    bool small = body.len < 512, wipe = false;
    bool brief = session->machine.state == SESSION_SHORT; // so is its answer: no header for it
    buffer_init(&packed, CODEC_BODY_MAX + (64 << 10));
    transport_reply_init(&reply, CODEC_BODY_MAX + (64 << 10));
    enum err err = small ? ERR_OK : codec_encode_zstd(body, &packed, error);
    if (err == ERR_OK) {
        struct span sent = small ? body : (struct span){packed.data, packed.len};
        struct transport_call transport = {HTTP_POST,
                                           path_of(session),
                                           small ? headers + 1 : headers,
                                           (small ? 0U : 1U) + (brief ? 0U : 1U),
                                           sent,
                                           ROUND_TIMEOUT_MS};
        session->figures.requests++;
        session->figures.bytes_out += sent.len;
        err = transport_call(session->options.transport, &transport, &reply, error);
        session->figures.bytes_in += reply.body.len;
    }
    if (err == ERR_OK && reply.status != 200) {
        err = retry_read(&reply, &wipe, &refusal->after_ms, error);
        refusal->by_office = reply.status == 400 && reply.body.len > 0 && reply.body.data[0] == '{';
    } else if (err == ERR_OK) {
        bool coded = transport_reply_header(&reply, "Content-Encoding", encoding, sizeof encoding);
        err = codec_decode(coded ? encoding : NULL, (struct span){reply.body.data, reply.body.len},
                           out, error);
        if (err != ERR_OK) // a broken answer is no fault of the request
            err = error_set(error, ERR_PROTOCOL, "reply: its coding is broken");
    }
    session->figures.wipe = session->figures.wipe || wipe;
    buffer_clear(&packed);
    transport_reply_clear(&reply);
    return err;
}

static enum err do_round(struct session *session, struct error *error)
{
    struct round round;
    struct round_outcome outcome = {0};
    struct buffer answer;
    struct error why;
    struct refusal refusal = {0};
    error_clear(&why);
    round_init(&round, (enum session_state)session->machine.state);
    buffer_init(&answer, CODEC_BODY_MAX);
    enum err err = round_build(&round, &session->options, &session->memory, &why);
    if (err == ERR_OK)
        err = call(session, (struct span){round.body.data, round.body.len}, &answer, &refusal,
                   &why);
    if (err == ERR_OK)
        err = round_apply(&(struct round_reply){&round, {answer.data, answer.len}},
                          &session->options, &session->memory, &outcome, &why);
    if (err == ERR_OK && outcome.gap_is_empty && round.request.push.broken)
        err = error_set(&why, ERR_PROTOCOL,
                        "the office refuses the journal though nothing is missing");
    if (err == ERR_OK) {
        session->figures.noops += outcome.answer == ANSWER_SAME;
        session->sent = session->sent && outcome.answer != ANSWER_OK;
        note_contact(session, &outcome);
        if (outcome.prove)
            session->prove = PROOF_TRIES;
        advance(session, &round, &outcome);
        if (outcome.answer == ANSWER_OK || outcome.answer == ANSWER_SAME)
            thinning_round(&session->options);
    } else {
        err = fail(session, err, &why, &refusal, error);
    }
    buffer_clear(&answer);
    round_clear(&round);
    return err;
}

// One chunk for each of a few blobs of ours. *tried: whether there was one.
static enum err send_blobs(struct session *session, bool *tried, int64_t *retry_after_ms,
                           struct error *why)
{
    const struct session_options *o = &session->options;
    struct upload_options upload = {
        o->store,  o->disk, o->transport,   o->clock,
        o->random, o->log,  o->chunk_bytes, o->uploads_in_flight == 0 ? 4 : o->uploads_in_flight};
    struct upload_outcome outcome = {0};
    enum err err = upload_round(&upload, &outcome, why);
    session->figures.requests += outcome.tried;
    session->figures.blobs_sent += outcome.finished;
    session->figures.blob_bytes_sent += outcome.bytes;
    session->figures.wipe = session->figures.wipe || outcome.wipe;
    *tried = outcome.tried > 0;
    *retry_after_ms = outcome.retry_after_ms;
    return err;
}

// The same of others.
static enum err fetch_blobs(struct session *session, int64_t *retry_after_ms, struct error *why)
{
    struct fetch_options fetch = fetching(session);
    struct fetch_outcome outcome = {0};
    enum err err = fetch_round(&fetch, &outcome, why);
    session->figures.requests += outcome.requests;
    session->figures.blobs_fetched += outcome.finished;
    session->figures.blob_bytes_fetched += outcome.bytes;
    session->figures.wipe = session->figures.wipe || outcome.wipe;
    *retry_after_ms = outcome.retry_after_ms;
    return err;
}

static void forget_proof(struct session *session)
{
    proving_free(session->proving);
    session->proving = NULL;
}

// One request of a proof, and its reply.
static enum err step_proof(struct session *session, enum proving_next *next,
                           struct refusal *refusal, struct error *error)
{
    const struct session_options *o = &session->options;
    struct proving_options options = {o->store, o->disk, o->clock, o->random, o->log};
    uint64_t before = session->figures.bytes_out + session->figures.bytes_in;
    struct buffer body, answer;
    enum err err
        = session->proving != NULL ? ERR_OK : proving_create(&options, &session->proving, error);
    buffer_init(&body, CODEC_BODY_MAX);
    buffer_init(&answer, CODEC_BODY_MAX);
    if (err == ERR_OK)
        err = proving_build(session->proving, &body, next, error);
    if (err == ERR_OK && *next == PROVING_MORE) {
        err = call(session, (struct span){body.data, body.len}, &answer, refusal, error);
        before = session->figures.bytes_out + session->figures.bytes_in - before;
        if (err == ERR_OK)
            err = proving_hear(session->proving, (struct span){answer.data, answer.len},
                               (int64_t)before, next, error);
    }
    buffer_clear(&answer);
    buffer_clear(&body);
    return err;
}

// What trying again does not help must not keep records from being exchanged.
static void give_up_proof(struct session *session, enum err err, const struct error *why)
{
    session->prove = 0;
    session->figures.last_error = err;
    text_copy(session->figures.last_detail, sizeof session->figures.last_detail,
              span_of(why->detail));
    log_write(&session->options.log, LOG_WARN, "proof", "%s: %s", err_name(err), why->detail);
}

// A proof that the office cannot do is left alone; one that comes too early follows an exchange.
static enum err do_proof(struct session *session, struct error *error)
{
    enum proving_next next = PROVING_MORE;
    struct refusal refusal = {0};
    struct error why;
    error_clear(&why);
    enum err err = step_proof(session, &next, &refusal, &why);
    if (err == ERR_OK && next == PROVING_MORE) {
        go(session, SESSION_PROOF, 0);
        return ERR_OK;
    }
    if (err == ERR_OK && next == PROVING_DONE) {
        session->figures.proof = *proving_result(session->proving);
        session->figures.proofs++;
    }
    if (err != ERR_OK)
        session->prove--;
    session->prove = next == PROVING_STALE  ? session->prove - 1
                     : next == PROVING_DONE ? 0
                                            : session->prove;
    forget_proof(session);
    if (err != ERR_OK && (retry_classify(err) == RETRY_BACKOFF || err == ERR_REVOKED))
        return fail(session, err, &why, &refusal, error);
    if (err != ERR_OK)
        give_up_proof(session, err, &why);
    if (next == PROVING_STALE && session->prove > 0)
        go(session, SESSION_EXCHANGE, 0);
    else
        settle(session, session->rest_until_ms - now_ms(session));
    return ERR_OK;
}

// After a round of blobs records have their turn. What was sent is followed by a whole exchange, to
// hear what the office still lacks; what was fetched is nothing to speak of.
static void after_blobs(struct session *session)
{
    int64_t rest_ms = session->rest_until_ms - now_ms(session);
    if (journal_waits(session))
        go(session, SESSION_EXCHANGE, 0);
    else if (blobs_due_in_ms(session) == 0)
        go(session, SESSION_BLOBS, 0);
    else if (session->sent)
        go(session, SESSION_EXCHANGE, 0);
    else
        settle(session, rest_ms > 0 ? rest_ms : 1);
}

// Ours go first, and only when none is due those of others.
static enum err do_blobs(struct session *session, struct error *error)
{
    struct error why;
    int64_t retry_after_ms = 0;
    bool tried = false;
    error_clear(&why);
    enum err err = send_blobs(session, &tried, &retry_after_ms, &why);
    session->sent = session->sent || tried;
    if (err == ERR_OK && !tried)
        err = fetch_blobs(session, &retry_after_ms, &why);
    if (err != ERR_OK)
        return fail(session, err, &why, &(struct refusal){false, retry_after_ms}, error);
    session->failures = 0;
    after_blobs(session);
    return ERR_OK;
}

static void wake(struct session *session)
{
    bool whole = session->memory.token[0] == '\0' || session->memory.wants.count > 0
                 || journal_waits(session) || session->prove > 0;
    if (session->machine.state == SESSION_BACKOFF || whole)
        go(session, SESSION_EXCHANGE, 0);
    else if (blobs_due_in_ms(session) == 0)
        go(session, SESSION_BLOBS, 0);
    else
        go(session, SESSION_SHORT, 0);
}

enum err session_step(struct session *session, struct error *error)
{
    if (session->machine.state == SESSION_REVOKED)
        return error_set(error, ERR_REVOKED, "%s", session->figures.last_detail);
    if (session->machine.state == SESSION_BACKOFF || session->machine.state == SESSION_IDLE)
        wake(session);
    if (session->machine.state == SESSION_PROOF)
        return do_proof(session, error);
    return session->machine.state == SESSION_BLOBS ? do_blobs(session, error)
                                                   : do_round(session, error);
}

int64_t session_due_ms(const struct session *session)
{
    return session->due_ms;
}

void session_poke(struct session *session)
{
    if (session->machine.state == SESSION_IDLE
        || (session->machine.state == SESSION_BACKOFF && !session->hard_backoff))
        session->due_ms = 0;
}

void session_prove(struct session *session)
{
    session->prove = PROOF_TRIES;
    session_poke(session);
}

enum err session_drain(struct session *session,
                       void (*progress)(void *arg, struct session *session), void *arg,
                       struct error *error)
{
    for (;;) {
        enum err err = session_step(session, error);
        if (err != ERR_OK)
            return err;
        if (progress != NULL)
            progress(arg, session);
        if (session->machine.state == SESSION_BACKOFF && session->figures.last_error != ERR_OK)
            return error_set(error, session->figures.last_error, "%s",
                             session->figures.last_detail);
        if (session->machine.state == SESSION_IDLE)
            return ERR_OK;
    }
}

void session_figures(const struct session *session, struct session_figures *out)
{
    *out = session->figures;
    out->state = (enum session_state)session->machine.state;
}
