// SPDX-License-Identifier: Apache-2.0
// An office that went back in time: restored with a new epoch, or rolled back unnoticed, and healed
// by what tablets offer.
#include "server/storage/actors.h"
#include "server/storage/records.h"
#include "server/sync/office_restore.h"
#include "tests/unit/rollback_fixture.h"

static bool state_holds(struct world *world, const struct uuid *id, const char *text)
{
    struct record_row row;

    return records_get(writer_of(world), id, &row, NULL) == ERR_OK && span_holds(row.state, text);
}

// Everything that a tablet pulled, with its macs.
struct store {
    struct {
        struct uuid id;
        char *bytes;
        size_t len;
        uint8_t mac[MAC_BYTES];
    } states[64];
    size_t count;
};

static void store_pulled(struct store *store, const struct pad *pad)
{
    struct reply_line line;

    for (size_t i = 0; pad_line(pad, LINE_STATE, i, &line); i++) {
        size_t at = 0;
        struct uuid id;

        assert_true(uuid_parse((struct span){line.state.data + 7, 36}, &id));
        while (at < store->count && !uuid_equal(&store->states[at].id, &id))
            at++;
        if (at == store->count)
            store->count++;
        else
            mem_free(store->states[at].bytes);
        store->states[at].id = id;
        store->states[at].bytes = mem_dup(line.state.data, line.state.len);
        store->states[at].len = line.state.len;
        memcpy(store->states[at].mac, line.mac, MAC_BYTES);
    }
}

static void store_clear(struct store *store)
{
    for (size_t i = 0; i < store->count; i++)
        mem_free(store->states[i].bytes);
    store->count = 0;
}

// Steps of an offer, with all states at once.
static void offer_all(struct pad *pad, const struct store *store)
{
    pad->epoch_known = true;
    pad->epoch = pad->reply.epoch;
    pad->cursor[0] = pad->witness[0] = '\0';
    for (size_t i = 0; i < store->count; i++)
        state_line_format(store->states[i].mac,
                          (struct span){store->states[i].bytes, store->states[i].len},
                          &pad->offers);
    pad->next.offer = OFFER_STATES;
    pad->next.offer_count = (int64_t)store->count;
    pad->next.pull_bytes = 0;
    assert_int_equal(pad_exchange(pad, 0, 0), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_true(pad->reply.receipted);
    assert_int_equal(pad_count(pad, LINE_DROP), 0);
    pad->next.offer = OFFER_DONE;
    pad->next.pull_bytes = 0;
    assert_int_equal(pad_exchange(pad, 0, 0), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_true(pad->reply.receipted && pad->reply.counters_stated);
    pad->cursor[0] = '\0';
    pad->sent = (size_t)vector_counter(&pad->reply.counters, pad->actor);
}

static void a_restored_office_asks_for_offers_and_is_healed(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct store store = {0};
    uint64_t before = office_epoch(world->bench.office);

    pad_sync(&world->a);
    pad_sync(&world->b);
    save(world, "backup");
    pad_note(&world->a, &id, &world->site, "after the backup", NULL);
    pad_sync(&world->a);
    pad_sync(&world->b);
    store_pulled(&store, &world->b);
    assert_int_equal(store.count, 1);
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    assert_true(office_epoch(world->bench.office) != before);
    assert_int_equal(alarms(world, "restored"), 1);
    // The tablet that wrote it is lost; another one has it.
    assert_int_equal(pad_exchange(&world->b, 0, 0), 200);
    assert_int_equal(world->b.reply.answer, ANSWER_OFFER);
    assert_true(world->b.reply.counters_stated);
    offer_all(&world->b, &store);
    assert_true(state_holds(world, &id, "after the backup"));
    // And now the author comes with its journal.
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OFFER);
    offer_all(&world->a, &(struct store){0});
    assert_int_equal(world->a.sent, 0);
    pad_sync(&world->a);
    assert_true(state_holds(world, &id, "after the backup"));
    store_clear(&store);
}

static void a_silent_rollback_is_told_by_the_first_position_that_is_not_known(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    uint64_t before = office_epoch(world->bench.office);

    pad_sync(&world->a);
    pad_sync(&world->b);
    save(world, "snapshot");
    pad_note(&world->a, &id, &world->site, "lost", NULL);
    pad_sync(&world->a);
    bring_back(world, "snapshot", true);
    bench_start(&world->bench);
    assert_int_equal(office_epoch(world->bench.office), before);
    pad_sync(&world->b); // knows nothing newer
    assert_int_equal(office_epoch(world->bench.office), before);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OFFER);
    assert_true(world->a.reply.epoch != before);
    assert_int_equal(office_epoch(world->bench.office), world->a.reply.epoch);
    assert_int_equal(alarms(world, "rollback"), 1);
    assert_int_equal(pad_exchange(&world->b, 0, 0), 200);
    assert_int_equal(world->b.reply.answer, ANSWER_OFFER);
    offer_all(&world->a, &(struct store){0});
    pad_sync(&world->a);
    assert_true(state_holds(world, &id, "lost"));
    bench_restart(&world->bench);
    assert_int_equal(office_epoch(world->bench.office), world->a.epoch);
}

static void a_push_that_waits_while_the_epoch_changes_is_not_taken(void **state)
{
    struct world *world = *state;
    struct pad *pads[] = {&world->a, &world->b};
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    struct http_request requests[2];
    struct answer answers[2];
    struct knock knocks[2];
    struct actor_row row;

    pad_sync(&world->a);
    pad_sync(&world->b);
    save(world, "snapshot");
    pad_note(&world->a, &id, &world->site, "lost", NULL);
    pad_sync(&world->a);
    bring_back(world, "snapshot", true);
    bench_start(&world->bench);
    pad_note(&world->b, &other, &world->site, "waits", NULL);
    for (int i = 0; i < 2; i++) { // the first one tells of the rollback
        pad_build(pads[i], pads[i]->sent, pads[i]->count);
        knocks[i] = (struct knock){.method = HTTP_POST,
                                   .path = "/v1/sync",
                                   .device = pads[i]->device,
                                   .certificate = pads[i]->certificate,
                                   .body = {pads[i]->body.data, pads[i]->body.len}};
        requests[i] = bench_request(&knocks[i]);
        bench_hand_in(&world->bench, office_serve_tablets, &requests[i], &answers[i]);
    }
    committer_step(office_committer(world->bench.office), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(span_holds((struct span){answers[i].body.data, answers[i].body.len},
                               "\"answer\":\"offer\""));
        answer_clear(&answers[i]);
    }
    assert_int_equal(actors_get(writer_of(world), world->b.actor, &row, NULL), ERR_NOT_FOUND);
}

static void a_rollback_is_seen_even_when_the_numbers_have_caught_up(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    uint64_t before = office_epoch(world->bench.office);

    pad_sync(&world->a);
    save(world, "snapshot");
    pad_note(&world->a, &id, &world->site, "lost", NULL);
    pad_sync(&world->a);
    bring_back(world, "snapshot", true);
    bench_start(&world->bench);
    for (int i = 0; i < 5; i++)
        bench_site(&world->bench); // other commits under the same numbers
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OFFER);
    assert_true(world->a.reply.epoch != before);
}

static void the_witness_alone_tells_of_a_rollback(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    char cursor[POSITION_TEXT];

    pad_sync(&world->a);
    snprintf(cursor, sizeof(cursor), "%s", world->a.cursor);
    save(world, "snapshot");
    pad_note(&world->a, &id, &world->site, "lost", NULL);
    world->a.next.pull_bytes = 0; // pushes, and pulls nothing: the cursor stays behind
    pad_sync(&world->a);
    assert_string_equal(world->a.cursor, cursor);
    bring_back(world, "snapshot", true);
    bench_start(&world->bench);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_OFFER);
}

static void a_forged_position_only_makes_its_tablet_pull_from_the_start(void **state)
{
    struct world *world = *state;
    uint64_t before = office_epoch(world->bench.office);
    char *digit;

    pad_sync(&world->a);
    digit = world->a.cursor;
    *digit = *digit == '9' ? '8' : '9'; // another number under the same mac
    pad_sync(&world->a);
    assert_int_equal(office_epoch(world->bench.office), before);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 3);
    snprintf(world->a.cursor, sizeof(world->a.cursor), "%s", world->b.cursor);
    pad_sync(&world->b);
    snprintf(world->a.cursor, sizeof(world->a.cursor), "%s", world->b.cursor);
    pad_sync(&world->a); // another tablet's
    assert_int_equal(pad_count(&world->a, LINE_STATE), 3);
    assert_int_equal(office_epoch(world->bench.office), before);
}

static void a_state_without_our_mac_is_not_merged(void **state)
{
    struct world *world = *state;
    struct store store = {0};
    char *hit;

    pad_sync(&world->a);
    store_pulled(&store, &world->a);
    for (size_t i = 0; i < store.count; i++) {
        hit = memmem(store.states[i].bytes, store.states[i].len, "青年路", strlen("青年路"));
        if (hit)
            memcpy(hit, "强盗路", strlen("强盗路"));
    }
    save(world, "backup");
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    offer_all(&world->a, &store);
    assert_false(state_holds(world, &world->site, "强盗路"));
    assert_true(state_holds(world, &world->site, "青年路"));
    store_clear(&store);
}

static void what_a_backup_must_not_forget_comes_back_from_the_ledger(void **state)
{
    struct world *world = *state;
    struct device_row row;
    struct span text;

    save(world, "backup");
    struct uuid person = bench_person(&world->bench), site = world->site;
    struct uuid assignment = bench_assign(&world->bench, &person, &site);
    struct pad late;
    pad_open(&late, &world->bench, &person);
    pad_enrol(&late);
    assert_int_equal(office_device_state(world->bench.office,
                                         &(struct office_device_rule){.device = world->a.device,
                                                                      .state = DEVICE_REVOKED,
                                                                      .reason = "stolen"},
                                         NULL),
                     ERR_OK);
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK); // twice
    bench_start(&world->bench);
    assert_int_equal(devices_get(writer_of(world), &world->a.device, &row, NULL), ERR_OK);
    assert_int_equal(row.state, DEVICE_REVOKED);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 403);
    assert_true(state_holds(world, &assignment, "assignment"));
    pad_sync(&late); // enrolled after the backup: known, with its site in scope
    assert_true(pad_state(&late, &site, &text));
    pad_close(&late);
}

static void a_trimmed_journal_goes_on_behind_its_trim(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench);
    struct dot dot = {0};
    struct store store = {0};
    struct actor_row row;

    pad_sync(pad);
    save(world, "backup");
    for (int i = 0; i < 4; i++)
        dot = pad_note(pad, &id, &world->site, i < 3 ? "old" : "kept", i ? &dot : NULL);
    assert_int_equal(pad_exchange(pad, 0, 3), 200);
    pad_sync(&world->b);
    store_pulled(&store, &world->b); // the state under the trim
    bring_back(world, "backup", false);
    assert_int_equal(office_restore(&world->bench.options, &world->bench.error), ERR_OK);
    bench_start(&world->bench);
    assert_int_equal(pad_exchange(pad, 0, 0), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OFFER);
    offer_all(pad, &store);
    assert_int_equal(pad_exchange(pad, 3, 4), 200);
    assert_int_equal(pad->reply.answer, ANSWER_GAP);
    vector_raise(&pad->next.push.trim, (struct dot){pad->actor, 3});
    assert_int_equal(pad_exchange(pad, 3, 4), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_true(state_holds(world, &id, "kept"));
    assert_int_equal(actors_get(writer_of(world), pad->actor, &row, NULL), ERR_OK);
    assert_int_equal(row.counter, 4);
    assert_int_equal(row.trimmed_to, 3);
    assert_int_equal(alarms(world, "history_lost"), 1);
    assert_int_equal(alarms(world, "copy"), 0);
    store_clear(&store);
}

static void a_wanted_state_may_come_beside_a_push(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot seen = {0xabc, 7}; // an actor that no living tablet has
    char text[500], ids[2][UUID_TEXT];
    struct span bytes;
    uint8_t mac[MAC_BYTES];

    pad_note(&world->a, &id, &world->site, "newer", &seen);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_WANT), 1);
    uuid_format(&id, ids[0]);
    uuid_format(&world->site, ids[1]);
    snprintf(text, sizeof(text),
             "{\"id\":\"%s\",\"kind\":\"note\",\"site\":\"%s\",\"vector\":{\"0000000000000abc\":"
             "\"7\"},\"writes\":[{\"actor\":\"0000000000000abc\",\"counter\":\"7\",\"fields\":{"
             "\"deleted\":false,\"text\":\"older\"},\"person\":\"%s\",\"time\":\"1\"}]}",
             ids[0], ids[1], ids[1]);
    bytes = span_of(text);
    memset(mac, 7, sizeof(mac)); // not the office's: as if nothing had come
    state_line_format(mac, bytes, &world->a.offers);
    world->a.next.offer = OFFER_STATES;
    world->a.next.offer_count = 1;
    pad_sync(&world->a);
    assert_false(state_holds(world, &id, "newer"));
    mac_make(office_mac_key(world->bench.office), bytes.data, bytes.len, mac);
    state_line_format(mac, bytes, &world->a.offers);
    world->a.next.offer = OFFER_STATES;
    world->a.next.offer_count = 1;
    struct uuid other = fresh_id(&world->bench);
    pad_note(&world->a, &other, &world->site, "beside", NULL);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_WANT), 0);
    assert_true(state_holds(world, &id, "newer"));
    assert_false(state_holds(world, &id, "older"));
    assert_true(state_holds(world, &other, "beside"));
}

static void the_sites_step_names_what_differs_and_only_that(void **state)
{
    struct world *world = *state;
    struct digest site, people;
    struct reply_line line;
    struct hash_stream *stream = hash_stream_create();
    struct record_row row;
    struct uuid first = world->assignment, second = world->site;

    pad_sync(&world->a);
    if (uuid_compare(&first, &second) > 0) {
        first = world->site;
        second = world->assignment;
    }
    assert_int_equal(records_get(writer_of(world), &first, &row, NULL), ERR_OK);
    hash_stream_add(stream, first.bytes, UUID_BYTES);
    hash_stream_add(stream, row.vector.data, row.vector.len);
    assert_int_equal(records_get(writer_of(world), &second, &row, NULL), ERR_OK);
    hash_stream_add(stream, second.bytes, UUID_BYTES);
    hash_stream_add(stream, row.vector.data, row.vector.len);
    hash_stream_finish(stream, &site);
    hash_stream_free(stream);
    memset(&people, 1, sizeof(people));
    offer_site_format(&uuid_nil, &people, &world->a.offers);
    offer_site_format(&world->site, &site, &world->a.offers);
    world->a.next.offer = OFFER_SITES;
    world->a.next.offer_count = 2;
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(pad_count(&world->a, LINE_DIFFERS), 1);
    assert_true(pad_line(&world->a, LINE_DIFFERS, 0, &line));
    assert_true(uuid_is_nil(&line.id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_restored_office_asks_for_offers_and_is_healed),
        IN_WORLD(a_silent_rollback_is_told_by_the_first_position_that_is_not_known),
        IN_WORLD(a_push_that_waits_while_the_epoch_changes_is_not_taken),
        IN_WORLD(a_rollback_is_seen_even_when_the_numbers_have_caught_up),
        IN_WORLD(the_witness_alone_tells_of_a_rollback),
        IN_WORLD(a_forged_position_only_makes_its_tablet_pull_from_the_start),
        IN_WORLD(a_state_without_our_mac_is_not_merged),
        IN_WORLD(what_a_backup_must_not_forget_comes_back_from_the_ledger),
        IN_WORLD(a_trimmed_journal_goes_on_behind_its_trim),
        IN_WORLD(a_wanted_state_may_come_beside_a_push),
        IN_WORLD(the_sites_step_names_what_differs_and_only_that),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
