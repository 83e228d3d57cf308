// SPDX-License-Identifier: Apache-2.0
// A real session on a real store, talking to an office that the test plays by hand.
#ifndef PLUMB_TESTS_UNIT_SESSION_FIXTURE_H
#define PLUMB_TESTS_UNIT_SESSION_FIXTURE_H

#include "agent/sync/session.h"
#include "shared/wire/codec.h"
#include "shared/wire/error_body.h"
#include "shared/wire/exchange_reply.h"
#include "tests/unit/scripted_transport.h"
#include "tests/unit/tablet_fixture.h"

#define PLAY_EPOCH UINT64_C(0xe1)

struct play {
    struct tablet *tablet;
    struct script script;
    struct transport transport;
    struct key *receipt_key, *other_key;
    struct uuid device;
    struct session *session;
    // What the last request said.
    struct exchange_request request;
    struct buffer body;
    struct span lines;
};

static inline struct session_options play_options(struct play *play)
{
    struct store_options given = tablet_options(play->tablet);

    return (struct session_options){.store = play->tablet->store,
                                    .disk = &play->tablet->disk,
                                    .transport = &play->transport,
                                    .receipt_key = play->receipt_key,
                                    .device = play->device,
                                    .clock = given.clock,
                                    .random = given.random,
                                    .log = given.log,
                                    .agent_version = "plumb test",
                                    .uploads_in_flight = 2};
}

static inline int play_setup(void **state)
{
    struct play *play = calloc(1, sizeof(*play));
    struct store_options given;
    struct session_options options;

    play->tablet = tablet_create();
    tablet_open(play->tablet);
    play->transport = script_transport(&play->script);
    play->device = tablet_uuid(0xdeu);
    given = tablet_options(play->tablet);
    assert_int_equal(key_make(&given.random, &play->receipt_key, NULL), ERR_OK);
    assert_int_equal(key_make(&given.random, &play->other_key, NULL), ERR_OK);
    options = play_options(play);
    assert_ok(play->tablet, session_create(&options, &play->session, &play->tablet->error));
    exchange_request_init(&play->request);
    buffer_init(&play->body, CODEC_BODY_MAX);
    *state = play;
    return 0;
}

static inline int play_teardown(void **state)
{
    struct play *play = *state;

    session_free(play->session);
    exchange_request_clear(&play->request);
    buffer_clear(&play->body);
    script_clear(&play->script);
    key_free(play->receipt_key);
    key_free(play->other_key);
    tablet_destroy(play->tablet);
    free(play);
    return 0;
}

// A good reply to begin with; the caller adds to it.
static inline struct exchange_reply play_reply(void)
{
    struct exchange_reply reply;

    exchange_reply_init(&reply);
    reply.epoch = PLAY_EPOCH;
    reply.scope = 1;
    reply.time_ms = TABLET_START_MS + 5000;
    reply.next_ms = 45000;
    snprintf(reply.token, sizeof(reply.token), "token-1");
    snprintf(reply.cursor, sizeof(reply.cursor), "1.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
    return reply;
}

// Adds a receipt up to `counter` of `actor`, signed by `key`.
static inline void play_receipt(struct play *play, struct exchange_reply *reply, struct dot dot,
                                const struct key *key)
{
    reply->receipted = true;
    receipt_init(&reply->receipt);
    vector_raise(&reply->receipt.actors, dot);
    reply->receipt.at_ms = reply->time_ms;
    reply->receipt.commit = 7;
    reply->receipt.epoch = reply->epoch;
    reply->receipt.tag = 0xaa;
    reply->receipt.device = play->device;
    snprintf(reply->receipt.witness, sizeof(reply->receipt.witness),
             "7.00000000000000aa.AAAAAAAAAAAAAAAAAAAAAA==");
    assert_int_equal(receipt_sign(&reply->receipt, key), ERR_OK);
}

// Puts it on the script, with lines behind it, and frees it.
static inline struct scripted_reply *play_say(struct play *play, struct exchange_reply *reply,
                                              const char *lines)
{
    struct scripted_reply *said = script_add(&play->script, 200);

    for (const char *at = lines; *at; at++)
        reply->lines += *at == '\n';
    assert_true(exchange_reply_format(reply, &said->body));
    buffer_append_text(&said->body, lines);
    exchange_reply_clear(reply);
    return said;
}

// An "ok" with nothing in it but these lines.
static inline struct scripted_reply *play_ok(struct play *play, const char *lines)
{
    struct exchange_reply reply = play_reply();

    return play_say(play, &reply, lines);
}

static inline struct scripted_reply *play_answer(struct play *play, enum exchange_answer answer)
{
    struct exchange_reply reply = play_reply();

    reply.answer = answer;
    reply.cursor[0] = '\0';
    if (answer != ANSWER_SAME)
        reply.token[0] = '\0';
    return play_say(play, &reply, "");
}

static inline enum err play_step(struct play *play)
{
    return session_step(play->session, &play->tablet->error);
}

static inline enum session_state play_state(struct play *play)
{
    struct session_figures figures;

    session_figures(play->session, &figures);
    return figures.state;
}

static inline struct session_figures play_figures(struct play *play)
{
    struct session_figures figures;

    session_figures(play->session, &figures);
    return figures;
}

// Reads request number `n` (0 the first).
static inline void play_read(struct play *play, size_t n)
{
    struct scripted_call *call = &play->script.calls[n];
    const char *encoding = strstr(call->headers, "Content-Encoding: zstd") ? "zstd" : NULL;

    assert_true(n < play->script.call_count);
    assert_string_equal(call->path, "/v1/sync");
    exchange_request_clear(&play->request);
    buffer_reset(&play->body);
    assert_ok(play->tablet, codec_decode(encoding, (struct span){call->body.data, call->body.len},
                                         &play->body, &play->tablet->error));
    assert_ok(play->tablet,
              exchange_request_parse((struct span){play->body.data, play->body.len}, &play->request,
                                     &play->lines, &play->tablet->error));
}

static inline void play_read_last(struct play *play)
{
    play_read(play, play->script.call_count - 1);
}

// A setting's text; "" when unset.
static inline const char *play_setting(struct play *play, const char *name)
{
    static char text[256];
    struct buffer found;

    buffer_init(&found, sizeof(text) - 1);
    setting_read(play->tablet->store, name, &found, NULL);
    snprintf(text, sizeof(text), "%s", found.data ? found.data : "");
    buffer_clear(&found);
    return text;
}

// A state line of a note that another tablet wrote.
static inline void play_note_line(struct play *play, uint64_t number, const char *value,
                                  char out[800])
{
    char id[UUID_TEXT], site[UUID_TEXT], person[UUID_TEXT];
    struct uuid uuid = tablet_uuid(number);

    uuid_format(&uuid, id);
    uuid_format(&play->tablet->site, site);
    uuid_format(&play->tablet->person, person);
    snprintf(out, 800,
             "{\"mac\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"state\":{\"id\":\"%s\",\"kind\":\"note\","
             "\"site\":\"%s\",\"vector\":{\"00000000000000bb\":\"%llu\"},\"writes\":[{\"actor\":"
             "\"00000000000000bb\",\"counter\":\"%llu\",\"fields\":{\"deleted\":false,\"text\":"
             "\"%s\"},\"person\":\"%s\",\"time\":\"7\"}]}}\n",
             id, site, (unsigned long long)number, (unsigned long long)number, value, person);
}

static inline bool play_has(struct play *play, uint64_t number)
{
    struct uuid id = tablet_uuid(number);
    char *text = tablet_state(play->tablet, &id);
    bool found = text != NULL;

    free(text);
    return found;
}

#define PLAY(name) cmocka_unit_test_setup_teardown(name, play_setup, play_teardown)

#endif
