// SPDX-License-Identifier: Apache-2.0
// POST /v1/sync: pushes, receipts, gaps, the chain, duplicates, the short form.
#include "server/storage/actors.h"
#include "server/storage/alarm.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "tests/unit/tablet_by_hand.h"

static void a_fresh_tablet_pulls_its_site_and_the_people(void **state)
{
    struct world *world = *state;
    struct span text;

    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 3); // person, site, assignment
    assert_true(pad_state(&world->a, &world->site, &text));
    assert_true(pad_state(&world->a, &world->person, &text));
    assert_false(world->a.reply.more);
    assert_true(world->a.reply.cursor[0] != '\0');
    assert_true(world->a.reply.token[0] != '\0');
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 0);
}

static void what_one_tablet_pushes_the_other_pulls(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad_note(&world->a, &id, &world->site, "裂缝", NULL);
    pad_sync(&world->a);
    assert_true(world->a.reply.receipted);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 1);
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &id, &text));
    assert_true(span_holds(text, "裂缝"));
}

static void a_write_that_merged_unchanged_comes_back_as_its_mac_alone(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad_sync(&world->a);
    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 0);
    assert_int_equal(world->a.reply.mac_count, 1);
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &id, &text));
    uint8_t mac[MAC_BYTES];
    mac_make(office_mac_key(world->bench.office), text.data, text.len, mac);
    assert_memory_equal(mac, world->a.reply.macs, MAC_BYTES);
}

static void nothing_is_echoed_even_in_the_first_exchange_of_all(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_sync(&world->a);
    assert_false(pad_state(&world->a, &id, &text));
    assert_int_equal(pad_count(&world->a, LINE_STATE), 3);
}

static void concurrent_edits_of_one_field_both_stand_and_go_to_both_authors(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot first = pad_note(&world->a, &id, &world->site, "first", NULL);
    static const uint8_t zeros[MAC_BYTES];
    struct span text;

    pad_sync(&world->a);
    pad_sync(&world->b);
    pad_note(&world->a, &id, &world->site, "from a", &first);
    pad_note(&world->b, &id, &world->site, "from b", &first);
    pad_sync(&world->a);
    pad_sync(&world->b);
    assert_memory_equal(world->b.reply.macs, zeros, MAC_BYTES);
    assert_true(pad_state(&world->b, &id, &text));
    assert_true(span_holds(text, "from a") && span_holds(text, "from b"));
    assert_false(span_holds(text, "first"));
    pad_sync(&world->a);
    assert_true(pad_state(&world->a, &id, &text));
    assert_true(span_holds(text, "from a") && span_holds(text, "from b"));
}

// What the office holds of an actor.
static uint64_t held_of(struct world *world, uint64_t actor)
{
    struct actor_row row;

    if (actors_get(storage_writer(office_storage(world->bench.office)), actor, &row, NULL)
        != ERR_OK)
        return 0;
    return row.counter;
}

static uint64_t seq_of(struct world *world, const struct uuid *id)
{
    struct record_row row;

    assert_int_equal(
        records_get(storage_writer(office_storage(world->bench.office)), id, &row, NULL), ERR_OK);
    return row.seq;
}

static void a_repeated_request_has_the_effect_and_the_receipt_of_one(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    uint8_t mac[MAC_BYTES];
    uint64_t seq;

    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_build(&world->a, 0, 1);
    struct span body = {world->a.body.data, world->a.body.len};
    assert_int_equal(pad_send_body(&world->a, body), 200);
    memcpy(mac, world->a.reply.macs, MAC_BYTES);
    seq = seq_of(world, &id);
    assert_int_equal(pad_send_body(&world->a, body), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OK);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 1);
    assert_memory_equal(mac, world->a.reply.macs, MAC_BYTES);
    assert_int_equal(seq_of(world, &id), seq);
    assert_int_equal(held_of(world, world->a.actor), 1);
}

static void a_hole_makes_the_whole_request_a_gap_without_effect(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < 4; i++) {
        struct uuid id = fresh_id(&world->bench);
        pad_note(&world->a, &id, &world->site, "x", NULL);
    }
    assert_int_equal(pad_exchange(&world->a, 0, 1), 200);
    assert_int_equal(pad_exchange(&world->a, 2, 4), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_GAP);
    assert_true(world->a.reply.counters_stated);
    assert_int_equal(vector_counter(&world->a.reply.counters, world->a.actor), 1);
    assert_int_equal(held_of(world, world->a.actor), 1);
    assert_int_equal(pad_exchange(&world->a, 1, 4), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OK);
    assert_int_equal(held_of(world, world->a.actor), 4);
}

static void overlapping_batches_are_compared_and_skipped(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot dot = pad_note(&world->a, &id, &world->site, "1", NULL);

    for (int i = 0; i < 4; i++)
        dot = pad_note(&world->a, &id, &world->site, "2", &dot);
    assert_int_equal(pad_exchange(&world->a, 0, 3), 200);
    assert_int_equal(pad_exchange(&world->a, 1, 5), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OK);
    assert_int_equal(held_of(world, world->a.actor), 5);
}

struct alarm_count {
    const char *kind;
    size_t count;
};

static bool count_alarm(void *arg, const struct alarm_row *alarm)
{
    struct alarm_count *count = arg;

    count->count += strcmp(alarm->kind, count->kind) == 0;
    return true;
}

static size_t alarms(struct world *world, const char *kind)
{
    struct alarm_count count = {.kind = kind};

    assert_int_equal(alarm_list(storage_writer(office_storage(world->bench.office)), 0, count_alarm,
                                &count, NULL),
                     ERR_OK);
    return count.count;
}

static void an_actor_belongs_to_the_first_device_that_pushed_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);

    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_sync(&world->a);
    world->b.actor = world->a.actor;
    world->b.counter = 1;
    pad_note(&world->b, &id, &world->site, "y", NULL);
    assert_int_equal(pad_exchange(&world->b, 0, 1), 403);
    assert_int_equal(answer_error_code(&world->b.answer), ERR_DENIED);
    assert_int_equal(held_of(world, world->a.actor), 1);
    assert_int_equal(pad_exchange(&world->b, 0, 1), 403);
    assert_int_equal(alarms(world, "actor_denied"), 1); // not one a try
}

static void a_chain_that_does_not_end_where_it_says_is_refused(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);

    pad_note(&world->a, &id, &world->site, "x", NULL);
    world->a.entries[0].chain.bytes[0] ^= 1;
    assert_int_equal(pad_exchange(&world->a, 0, 1), 400);
    assert_int_equal(answer_error_code(&world->a.answer), ERR_PROTOCOL);
    assert_int_equal(held_of(world, world->a.actor), 0);
}

// Makes the journal's chain differ from the one the office has, from entry `index` on.
static void bend_chain(struct pad *pad, size_t index)
{
    pad->entries[index].chain.bytes[5] ^= 0x40;
    for (size_t i = index + 1; i < pad->count; i++) {
        pad->entries[i].chain = pad->entries[i - 1].chain;
        chain_next(&pad->entries[i].chain,
                   (struct span){pad->entries[i].bytes, pad->entries[i].len});
    }
}

static void a_chain_that_starts_elsewhere_is_a_gap_until_the_tablet_owns_up(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot dot = pad_note(&world->a, &id, &world->site, "1", NULL);

    pad_sync(&world->a);
    pad_note(&world->a, &id, &world->site, "2", &dot);
    bend_chain(&world->a, 0);
    assert_int_equal(pad_exchange(&world->a, 1, 2), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_GAP);
    assert_int_equal(alarms(world, "chain_break"), 0);
    world->a.next.push.broken = true;
    assert_int_equal(pad_exchange(&world->a, 1, 2), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OK);
    assert_int_equal(held_of(world, world->a.actor), 2);
    assert_int_equal(alarms(world, "chain_break"), 1);
}

static void a_copied_tablet_is_seen_once_and_its_work_is_taken(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct pad *pad = &world->a;

    pad_note(pad, &id, &world->site, "1", NULL);
    pad_sync(pad);
    pad_mint(pad); // the original goes on
    pad_note(pad, &id, &world->site, "2", &pad->entries[0].dot);
    pad_sync(pad);
    assert_int_equal(alarms(world, "copy"), 0);
    mem_free(pad->entries[--pad->count].bytes); // and so does a copy, from before
    pad->sent = pad->count;
    pad_mint(pad);
    pad_note(pad, &id, &world->site, "3", &pad->entries[0].dot);
    pad_sync(pad);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_int_equal(alarms(world, "copy"), 1);
    pad_note(pad, &id, &world->site, "4", &pad->entries[1].dot);
    pad_sync(pad);
    assert_int_equal(alarms(world, "copy"), 1);
}

static void a_short_request_is_answered_from_memory_until_something_happens(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct committer_figures before, after;
    char body[128];

    pad_sync(&world->a);
    int len = snprintf(body, sizeof(body), "{\"clock\":1,\"token\":\"%s\"}\n", world->a.token);
    struct span text = {body, (size_t)len};
    committer_figures(office_committer(world->bench.office), &before);
    assert_int_equal(pad_send_body(&world->a, text), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_SAME);
    assert_string_equal(world->a.reply.token, world->a.token);
    assert_true(world->a.reply.next_ms >= 30000 && world->a.reply.next_ms <= 90000);
    assert_true(world->a.answer.body.len < 128);
    committer_figures(office_committer(world->bench.office), &after);
    assert_int_equal(before.commits, after.commits);
    pad_note(&world->b, &id, &world->site, "x", NULL);
    pad_sync(&world->b);
    assert_int_equal(pad_send_body(&world->a, text), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_FULL);
}

static void a_commit_that_does_not_concern_a_tablet_leaves_its_token_good(void **state)
{
    struct world *world = *state;
    struct uuid other;
    char body[128];

    pad_sync(&world->a);
    int len = snprintf(body, sizeof(body), "{\"clock\":1,\"token\":\"%s\"}\n", world->a.token);
    other = bench_site(&world->bench);
    assert_false(uuid_equal(&other, &world->site));
    assert_int_equal(pad_send_body(&world->a, (struct span){body, (size_t)len}), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_SAME);
}

static void a_token_of_another_device_or_process_is_unknown(void **state)
{
    struct world *world = *state;
    char body[128];

    pad_sync(&world->a);
    int len = snprintf(body, sizeof(body), "{\"clock\":1,\"token\":\"%s\"}\n", world->a.token);
    assert_int_equal(pad_send_body(&world->b, (struct span){body, (size_t)len}), 200);
    assert_int_equal(world->b.reply.answer, ANSWER_FULL);
    bench_restart(&world->bench);
    assert_int_equal(pad_send_body(&world->a, (struct span){body, (size_t)len}), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_FULL);
}

static void one_exchange_at_a_time_for_one_tablet(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/sync",
                          .device = world->a.device,
                          .certificate = world->a.certificate};
    struct http_request request;
    struct answer first, second;

    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_build(&world->a, 0, 1);
    knock.body = (struct span){world->a.body.data, world->a.body.len};
    request = bench_request(&knock);
    bench_hand_in(&world->bench, office_serve_tablets, &request, &first);
    assert_false(first.came); // it waits for the commit
    bench_hand_in(&world->bench, office_serve_tablets, &request, &second);
    assert_true(second.came);
    assert_int_equal(second.status, 409);
    assert_non_null(answer_header(&second, "Retry-After"));
    committer_step(office_committer(world->bench.office), 0);
    assert_true(first.came);
    assert_int_equal(first.status, 200);
    answer_clear(&first);
    answer_clear(&second);
    pad_sync(&world->a);
}

static void many_tablets_share_one_commit(void **state)
{
    struct world *world = *state;
    struct pad *pads[] = {&world->a, &world->b};
    struct committer_figures before, after;
    struct http_request requests[2];
    struct answer answers[2];
    struct knock knocks[2];

    for (int i = 0; i < 2; i++) {
        struct uuid id = fresh_id(&world->bench);

        pad_note(pads[i], &id, &world->site, "x", NULL);
        pad_build(pads[i], 0, 1);
        knocks[i] = (struct knock){.method = HTTP_POST,
                                   .path = "/v1/sync",
                                   .device = pads[i]->device,
                                   .certificate = pads[i]->certificate,
                                   .body = {pads[i]->body.data, pads[i]->body.len}};
        requests[i] = bench_request(&knocks[i]);
        bench_hand_in(&world->bench, office_serve_tablets, &requests[i], &answers[i]);
    }
    committer_figures(office_committer(world->bench.office), &before);
    committer_step(office_committer(world->bench.office), 0);
    committer_figures(office_committer(world->bench.office), &after);
    assert_int_equal(after.commits, before.commits + 1);
    assert_int_equal(after.jobs, before.jobs + 2);
    for (int i = 0; i < 2; i++) {
        assert_true(answers[i].came);
        assert_int_equal(answers[i].status, 200);
        answer_clear(&answers[i]);
    }
}

static void a_reply_is_compressed_for_who_asks(void **state)
{
    struct world *world = *state;
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/sync",
                          .device = world->a.device,
                          .certificate = world->a.certificate};
    struct buffer sent, back;
    struct answer answer;

    buffer_init(&sent, CODEC_BODY_MAX);
    buffer_init(&back, CODEC_BODY_MAX);
    pad_build(&world->a, 0, 0);
    codec_encode_zstd((struct span){world->a.body.data, world->a.body.len}, &sent, NULL);
    knock.body = (struct span){sent.data, sent.len};
    knock_header(&knock, "Content-Encoding", "zstd");
    knock_header(&knock, "Accept-Encoding", "zstd");
    bench_knock(&world->bench, office_serve_tablets, &knock, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer_header(&answer, "Content-Encoding"), "zstd");
    assert_int_equal(
        codec_decode("zstd", (struct span){answer.body.data, answer.body.len}, &back, NULL),
        ERR_OK);
    assert_true(span_holds((struct span){back.data, back.len}, "\"answer\":\"ok\""));
    answer_clear(&answer);
    buffer_clear(&sent);
    buffer_clear(&back);
}

static void a_restarted_office_has_everything_it_gave_receipts_for(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_sync(&world->a);
    bench_restart(&world->bench);
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &id, &text));
    assert_int_equal(held_of(world, world->a.actor), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_fresh_tablet_pulls_its_site_and_the_people),
        IN_WORLD(what_one_tablet_pushes_the_other_pulls),
        IN_WORLD(a_write_that_merged_unchanged_comes_back_as_its_mac_alone),
        IN_WORLD(nothing_is_echoed_even_in_the_first_exchange_of_all),
        IN_WORLD(concurrent_edits_of_one_field_both_stand_and_go_to_both_authors),
        IN_WORLD(a_repeated_request_has_the_effect_and_the_receipt_of_one),
        IN_WORLD(a_hole_makes_the_whole_request_a_gap_without_effect),
        IN_WORLD(overlapping_batches_are_compared_and_skipped),
        IN_WORLD(an_actor_belongs_to_the_first_device_that_pushed_it),
        IN_WORLD(a_chain_that_does_not_end_where_it_says_is_refused),
        IN_WORLD(a_chain_that_starts_elsewhere_is_a_gap_until_the_tablet_owns_up),
        IN_WORLD(a_copied_tablet_is_seen_once_and_its_work_is_taken),
        IN_WORLD(a_short_request_is_answered_from_memory_until_something_happens),
        IN_WORLD(a_commit_that_does_not_concern_a_tablet_leaves_its_token_good),
        IN_WORLD(a_token_of_another_device_or_process_is_unknown),
        IN_WORLD(one_exchange_at_a_time_for_one_tablet),
        IN_WORLD(many_tablets_share_one_commit),
        IN_WORLD(a_reply_is_compressed_for_who_asks),
        IN_WORLD(a_restarted_office_has_everything_it_gave_receipts_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
