// SPDX-License-Identifier: Apache-2.0
// The office's side of a proof, with whoever may knock: what is none is refused, what is too much
// is bounded, and nothing is learnt of sites that are not the tablet's.
#include "server/storage/proofs.h"
#include "shared/wire/proof_message.h"
#include "tests/unit/tablet_by_hand.h"

#define NUMBER UINT64_C(0x77)

struct asker {
    struct world *world;
    struct pad *pad;
    struct proof_set set; // what the tablet claims to hold
    struct proof_request request;
    struct buffer lines;
    struct answer answer;
    struct proof_reply reply;
    struct span rest;
};

static int open_asker(void **state)
{
    struct asker *asker = mem_alloc(sizeof(*asker));
    void *world;

    world_open(&world);
    asker->world = world;
    asker->pad = &asker->world->a;
    asker->set.proof = NUMBER;
    buffer_init(&asker->lines, CODEC_BODY_MAX);
    *state = asker;
    return 0;
}

static int close_asker(void **state)
{
    struct asker *asker = *state;
    void *world = asker->world;

    proof_set_clear(&asker->set);
    proof_request_clear(&asker->request);
    proof_reply_clear(&asker->reply);
    answer_clear(&asker->answer);
    buffer_clear(&asker->lines);
    world_close(&world);
    mem_free(asker);
    return 0;
}

static int send_body(struct asker *asker, struct span body)
{
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/proof",
                          .body = body,
                          .device = asker->pad->device,
                          .certificate = asker->pad->certificate};

    answer_clear(&asker->answer);
    proof_reply_clear(&asker->reply);
    bench_knock(&asker->world->bench, office_serve_tablets, &knock, &asker->answer);
    if (asker->answer.status == 200)
        assert_int_equal(
            proof_reply_parse((struct span){asker->answer.body.data, asker->answer.body.len},
                              &asker->reply, &asker->rest, NULL),
            ERR_OK);
    return asker->answer.status;
}

// Sends what request and lines say, and forgets it.
static int send(struct asker *asker)
{
    struct buffer body;
    int status;

    buffer_init(&body, 8 << 20);
    asker->request.proof = NUMBER;
    assert_true(proof_request_format(&asker->request, &body));
    buffer_append(&body, asker->lines.data, asker->lines.len);
    status = send_body(asker, (struct span){body.data, body.len});
    buffer_clear(&body);
    buffer_reset(&asker->lines);
    proof_request_clear(&asker->request);
    return status;
}

static int begin(struct asker *asker)
{
    struct proof_request *request = &asker->request;

    request->step = PROOF_BEGIN;
    request->epoch = asker->pad->epoch;
    request->scope = asker->pad->scope;
    snprintf(request->cursor, sizeof(request->cursor), "%s", asker->pad->cursor);
    request->count = asker->set.count;
    proof_set_digest(&asker->set, &request->digest);
    proof_walk_tell(&asker->set, (struct proof_range){0}, &asker->lines);
    request->lines = 1;
    return send(asker);
}

static int step(struct asker *asker, enum proof_step what)
{
    asker->request.step = what;
    return send(asker);
}

// Everything that the tablet pulled.
static void hold_all(struct asker *asker)
{
    struct reply_line line;

    pad_sync(asker->pad);
    for (size_t i = 0; pad_line(asker->pad, LINE_STATE, i, &line); i++) {
        char id[UUID_TEXT];
        struct uuid uuid;

        snprintf(id, sizeof(id), "%.36s", line.state.data + 7);
        assert_true(uuid_parse(span_of(id), &uuid));
        proof_set_put(&asker->set, &uuid, line.state);
    }
}

// A record of a site that nobody assigned to this tablet's persons.
static struct uuid foreign_record(struct asker *asker)
{
    const struct field fields[] = {FIELD("name", "\"张\""), FIELD("role", "\"inspector\"")};
    struct uuid other = bench_site(&asker->world->bench);
    struct uuid person = bench_edit(&asker->world->bench, "person", &uuid_nil, fields, 2);

    return bench_assign(&asker->world->bench, &person, &other);
}

static struct proof_row last_row(struct asker *asker)
{
    struct proof_row row = {0};

    proofs_last(world_writer(asker->world), &asker->pad->device, &row, NULL);
    return row;
}

static void equal_sets_are_equal_at_once_and_an_end_closes_the_case(void **state)
{
    struct asker *asker = *state;

    foreign_record(asker); // it is in nobody's count
    hold_all(asker);
    assert_int_equal(begin(asker), 200);
    assert_int_equal(asker->reply.answer, PROOF_EQUAL);
    assert_true(last_row(asker).equal);
    assert_int_equal(last_row(asker).items, asker->set.count);
    // What became of files is said with an end, once.
    for (int i = 0; i < 2; i++) {
        asker->request.count = asker->set.count;
        proof_set_digest(&asker->set, &asker->request.digest);
        asker->request.blobs_gone = 2;
        assert_int_equal(step(asker, PROOF_END), 200);
        assert_int_equal(asker->reply.answer, i ? PROOF_GONE : PROOF_EQUAL);
    }
    assert_int_equal(last_row(asker).gone, 2);
}

static void steps_out_of_order_find_nothing_and_change_nothing(void **state)
{
    struct asker *asker = *state;

    hold_all(asker);
    for (int i = PROOF_WALK; i < PROOF_STEPS; i++) {
        assert_int_equal(step(asker, (enum proof_step)i), 200);
        assert_int_equal(asker->reply.answer, PROOF_GONE);
    }
    assert_int_equal(last_row(asker).round_trips, 0);
    // The case of one tablet is none of another's.
    asker->set.count--;
    assert_int_equal(begin(asker), 200);
    assert_int_equal(asker->reply.answer, PROOF_GO);
    asker->pad = &asker->world->b;
    assert_int_equal(step(asker, PROOF_WALK), 200);
    assert_int_equal(asker->reply.answer, PROOF_GONE);
}

static void who_does_not_stand_where_the_office_stands_learns_nothing(void **state)
{
    struct asker *asker = *state;
    struct pad *pad = asker->pad;

    assert_int_equal(begin(asker), 200); // no exchange yet: no cursor
    assert_int_equal(asker->reply.answer, PROOF_STALE);
    hold_all(asker);
    pad->epoch++;
    assert_int_equal(begin(asker), 200);
    assert_int_equal(asker->reply.answer, PROOF_STALE);
    pad->epoch--;
    pad->scope++;
    assert_int_equal(begin(asker), 200);
    assert_int_equal(asker->reply.answer, PROOF_STALE);
    pad->scope--;
    bench_person(&asker->world->bench); // a change that was not pulled
    assert_int_equal(begin(asker), 200);
    assert_int_equal(asker->reply.answer, PROOF_STALE);
    assert_int_equal(asker->reply.lines, 0);
    assert_false(asker->reply.summed);
}

// A record of another site, asked for in every way: by its place, by its id, by a state with a mac
// that is none. Nothing is said of it, as of one that does not exist.
static void nothing_is_told_of_sites_that_are_not_this_tablets(void **state)
{
    struct asker *asker = *state;
    struct uuid there = foreign_record(asker), nowhere = fresh_id(&asker->world->bench);
    const struct uuid *ids[] = {&there, &nowhere};
    char answers[2][400];

    hold_all(asker);
    for (size_t i = 0; i < 2; i++) {
        asker->set.count--;
        assert_int_equal(begin(asker), 200);
        asker->set.count++;
        proof_places_add(&asker->request.want, proof_set_place(ids[i]));
        proof_record_format(ids[i], &asker->lines);
        asker->request.lines = 1;
        assert_int_equal(step(asker, PROOF_REPAIR), 200);
        assert_int_equal(asker->reply.lines, 0);
        assert_int_equal(asker->reply.aside.count, 0);
        assert_int_equal(asker->reply.bad.count, 0);
        snprintf(answers[i], sizeof(answers[i]), "%s", asker->answer.body.data);
    }
    assert_string_equal(answers[0], answers[1]);
}

// A state is believed for its mac alone.
static void an_invented_state_changes_nothing(void **state)
{
    struct asker *asker = *state;
    static const uint8_t mac[MAC_BYTES];
    struct uuid id = fresh_id(&asker->world->bench);
    struct record_row before, after;
    char text[700], record[UUID_TEXT], site[UUID_TEXT], person[UUID_TEXT];
    const struct uuid *ids[] = {&id, &asker->world->person};

    hold_all(asker);
    asker->set.count--;
    assert_int_equal(begin(asker), 200);
    uuid_format(&asker->world->site, site);
    uuid_format(&asker->world->person, person);
    assert_int_equal(records_get(world_writer(asker->world), &asker->world->person, &before, NULL),
                     ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        uuid_format(ids[i], record);
        snprintf(text, sizeof(text),
                 "{\"id\":\"%s\",\"kind\":\"note\",\"site\":\"%s\",\"vector\":"
                 "{\"00000000000000bb\":\"9\"},\"writes\":[{\"actor\":\"00000000000000bb\","
                 "\"counter\":\"9\",\"fields\":{\"deleted\":false,\"text\":\"x\"},\"person\":"
                 "\"%s\",\"time\":\"7\"}]}",
                 record, site, person);
        state_line_format(mac, span_of(text), &asker->lines);
    }
    asker->request.lines = 2;
    assert_int_equal(step(asker, PROOF_REPAIR), 200);
    assert_int_equal(asker->reply.bad.count, 2);
    assert_false(world_has(asker->world, &id));
    assert_int_equal(records_get(world_writer(asker->world), &asker->world->person, &after, NULL),
                     ERR_OK);
    assert_true(before.seq == after.seq);
}

// The same repair twice has the effect of one.
static void a_repeated_repair_changes_nothing_more(void **state)
{
    struct asker *asker = *state;
    struct record_row first, second;

    hold_all(asker);
    asker->set.count--;
    assert_int_equal(begin(asker), 200);
    for (int i = 0; i < 2; i++) {
        proof_places_add(&asker->request.want, proof_set_place(&asker->world->person));
        assert_int_equal(step(asker, PROOF_REPAIR), 200);
        assert_int_equal(asker->reply.lines, 1);
        assert_int_equal(records_get(world_writer(asker->world), &asker->world->person,
                                     i ? &second : &first, NULL),
                         ERR_OK);
    }
    assert_true(first.seq == second.seq);
}

static void an_end_that_lies_about_its_digest_is_unequal_and_an_alarm(void **state)
{
    struct asker *asker = *state;

    hold_all(asker);
    asker->set.count--;
    assert_int_equal(begin(asker), 200);
    asker->request.count = 99;
    asker->request.left = 3;
    assert_int_equal(step(asker, PROOF_END), 200);
    assert_int_equal(asker->reply.answer, PROOF_DIFFERS);
    assert_false(last_row(asker).equal);
    assert_int_equal(last_row(asker).left, 3);
    assert_int_equal(last_row(asker).round_trips, 2);
}

static void requests_that_are_none_are_refused_in_words(void **state)
{
    struct asker *asker = *state;
    static const char *const bodies[]
        = {"",
           "{",
           "{\"proof\":\"0000000000000077\",\"step\":\"walk\"}\n",
           "{\"proof\":\"0000000000000000\",\"step\":\"walk\",\"lines\":0}\n",
           "{\"proof\":\"0000000000000077\",\"step\":\"sing\",\"lines\":0}\n",
           "{\"proof\":\"0000000000000077\",\"step\":\"walk\",\"lines\":-1}\n",
           "{\"proof\":\"0000000000000077\",\"step\":\"begin\",\"lines\":0}\n",
           "{\"proof\":\"0000000000000077\",\"step\":\"repair\",\"want\":\"AAAA\",\"lines\":0}\n"};

    hold_all(asker);
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(send_body(asker, span_of(bodies[i])), 400);
        assert_int_equal(answer_error_code(&asker->answer), ERR_PROTOCOL);
    }
}

// More lines than a message may have, or fewer than it says.
static void counts_that_are_not_true_are_refused(void **state)
{
    struct asker *asker = *state;

    hold_all(asker);
    asker->set.count--;
    assert_int_equal(begin(asker), 200);
    for (int i = 0; i < PROOF_LINES_MAX + 1; i++)
        proof_walk_tell(&asker->set, (struct proof_range){0}, &asker->lines);
    asker->request.lines = PROOF_LINES_MAX + 1;
    assert_int_equal(step(asker, PROOF_WALK), 400);
    assert_int_equal(begin(asker), 200);
    asker->request.lines = 2;
    proof_walk_tell(&asker->set, (struct proof_range){0}, &asker->lines);
    assert_int_equal(step(asker, PROOF_WALK), 400);
}

// A tablet that is revoked, or that the office does not know, is told nothing.
static void only_a_tablet_that_is_let_in_may_ask(void **state)
{
    struct asker *asker = *state;
    struct bench *bench = &asker->world->bench;
    struct office_device_rule rule
        = {.device = asker->pad->device, .state = DEVICE_REVOKED, .reason = ""};

    hold_all(asker);
    assert_int_equal(office_device_state(bench->office, &rule, &bench->error), ERR_OK);
    assert_int_equal(begin(asker), 403);
    asker->pad->device = fresh_id(bench);
    assert_int_equal(begin(asker), 403);
}

#define ASKED(test) cmocka_unit_test_setup_teardown(test, open_asker, close_asker)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKED(equal_sets_are_equal_at_once_and_an_end_closes_the_case),
        ASKED(steps_out_of_order_find_nothing_and_change_nothing),
        ASKED(who_does_not_stand_where_the_office_stands_learns_nothing),
        ASKED(nothing_is_told_of_sites_that_are_not_this_tablets),
        ASKED(an_invented_state_changes_nothing),
        ASKED(a_repeated_repair_changes_nothing_more),
        ASKED(an_end_that_lies_about_its_digest_is_unequal_and_an_alarm),
        ASKED(requests_that_are_none_are_refused_in_words),
        ASKED(counts_that_are_not_true_are_refused),
        ASKED(only_a_tablet_that_is_let_in_may_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
