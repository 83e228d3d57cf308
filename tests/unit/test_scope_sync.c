// SPDX-License-Identifier: Apache-2.0
// What a tablet may see: assignments that come and go, pages, drops, and what never leaks.
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "tests/unit/tablet_by_hand.h"

static struct view *writer_of(struct world *world)
{
    return storage_writer(office_storage(world->bench.office));
}

static bool exists(struct world *world, const struct uuid *id)
{
    struct record_row row;

    return records_get(writer_of(world), id, &row, NULL) == ERR_OK;
}

static void a_new_assignment_sends_the_whole_site(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_site(&world->bench);
    struct span text;

    pad_sync(&world->a);
    assert_false(pad_state(&world->a, &other, &text));
    bench_assign(&world->bench, &world->person, &other);
    pad_sync(&world->a);
    assert_true(pad_state(&world->a, &other, &text)); // older than the cursor
    assert_false(pad_state(&world->a, &world->site, &text));
}

static void a_removed_site_is_dropped_until_the_tablet_confirms(void **state)
{
    struct world *world = *state;
    struct reply_line line;

    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, false);
    for (int i = 0; i < 2; i++) {
        pad_sync(&world->a);
        assert_true(pad_line(&world->a, LINE_DROP, 0, &line));
        assert_true(uuid_equal(&line.id, &world->site));
        assert_int_equal(pad_count(&world->a, LINE_STATE), 0); // not even the assignment
    }
    world->a.next.dropped = mem_dup(&world->site, sizeof(world->site));
    world->a.next.dropped_count = 1;
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
    bench_restart(&world->bench);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
}

static void a_site_that_leaves_and_comes_back_is_complete_again(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct span text;

    pad_note(&world->a, &id, &world->site, "mine", NULL);
    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, false);
    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, true);
    pad_sync(&world->a);
    assert_true(pad_state(&world->a, &world->site, &text));
    assert_true(pad_state(&world->a, &id, &text)); // it was purged: the tablet's own as well
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
}

static void an_old_confirmation_says_nothing_of_a_later_drop(void **state)
{
    struct world *world = *state;
    struct buffer old;

    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, false);
    pad_sync(&world->a);
    world->a.next.dropped = mem_dup(&world->site, sizeof(world->site));
    world->a.next.dropped_count = 1;
    pad_build(&world->a, 0, 0);
    buffer_init(&old, CODEC_BODY_MAX);
    buffer_append(&old, world->a.body.data, world->a.body.len);
    assert_int_equal(pad_send_body(&world->a, (struct span){old.data, old.len}), 200);
    bench_set_active(&world->bench, &world->assignment, true);
    bench_set_active(&world->bench, &world->assignment, false);
    assert_int_equal(pad_send_body(&world->a, (struct span){old.data, old.len}), 200); // late
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 1);
    buffer_clear(&old);
}

static void work_for_a_site_that_left_is_taken_all_the_same(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);

    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, false);
    pad_note(&world->a, &id, &world->site, "late", NULL);
    pad_sync(&world->a);
    assert_true(exists(world, &id));
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0);
}

static void a_person_off_the_list_takes_her_sites_along(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_person(&world->bench), site = bench_site(&world->bench);
    struct reply_line line;
    struct span text;

    bench_assign(&world->bench, &other, &site);
    pad_sync(&world->a);
    assert_int_equal(office_device_person(world->bench.office,
                                          &(struct office_device_seat){.device = world->a.device,
                                                                       .person = other,
                                                                       .active = true},
                                          &world->bench.error),
                     ERR_OK);
    pad_sync(&world->a);
    assert_true(pad_state(&world->a, &site, &text));
    assert_int_equal(office_device_person(world->bench.office,
                                          &(struct office_device_seat){.device = world->a.device,
                                                                       .person = world->person,
                                                                       .active = false},
                                          &world->bench.error),
                     ERR_OK);
    pad_sync(&world->a);
    assert_true(pad_line(&world->a, LINE_DROP, 0, &line));
    assert_true(uuid_equal(&line.id, &world->site));
    pad_sync(&world->b);
    assert_int_equal(pad_count(&world->b, LINE_DROP), 0); // of the other tablet only
}

static void a_short_request_hears_of_a_change_of_scope(void **state)
{
    struct world *world = *state;
    char body[128];

    pad_sync(&world->a);
    int len = snprintf(body, sizeof(body), "{\"clock\":1,\"token\":\"%s\"}\n", world->a.token);
    assert_int_equal(pad_send_body(&world->a, (struct span){body, (size_t)len}), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_SAME);
    office_device_person(world->bench.office,
                         &(struct office_device_seat){
                             .device = world->a.device, .person = world->person, .active = false},
                         NULL);
    assert_int_equal(pad_send_body(&world->a, (struct span){body, (size_t)len}), 200);
    assert_int_equal(world->a.reply.answer, ANSWER_FULL);
}

static void a_site_that_two_persons_share_stays_while_one_has_it(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_person(&world->bench);

    bench_assign(&world->bench, &other, &world->site);
    office_device_person(
        world->bench.office,
        &(struct office_device_seat){.device = world->a.device, .person = other, .active = true},
        NULL);
    pad_sync(&world->a);
    bench_set_active(&world->bench, &world->assignment, false);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
}

// A state of ours that a tablet offers: the assignment as it was, and a write beside it.
static void offer_state(struct pad *pad, const char *state)
{
    struct span text = span_of(state);
    uint8_t mac[MAC_BYTES];

    mac_make(office_mac_key(pad->bench->office), text.data, text.len, mac);
    state_line_format(mac, text, &pad->offers);
    pad->next.offer = OFFER_STATES;
    pad->next.offer_count++;
}

static void an_assignment_in_conflict_grants_nothing(void **state)
{
    struct world *world = *state;
    char id[UUID_TEXT], site[UUID_TEXT], person[UUID_TEXT], text[600];

    pad_sync(&world->a);
    uuid_format(&world->assignment, id);
    uuid_format(&world->site, site);
    uuid_format(&world->person, person);
    snprintf(text, sizeof(text),
             "{\"id\":\"%s\",\"kind\":\"assignment\",\"site\":\"%s\",\"vector\":{"
             "\"00000000000000cc\":\"1\"},\"writes\":[{\"actor\":\"00000000000000cc\",\"counter\":"
             "\"1\",\"fields\":{\"active\":false,\"deleted\":false,\"person\":\"%s\",\"role\":"
             "\"inspector\"},\"person\":\"%s\",\"time\":\"1\"}]}",
             id, site, person, person);
    offer_state(&world->b, text);
    assert_int_equal(pad_exchange(&world->b, 0, 0), 200);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 1);
    bench_set_active(&world->bench, &world->assignment, true); // a person settles it
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
    assert_true(pad_count(&world->a, LINE_STATE) >= 2);
}

static void pages_join_up_while_others_write(void **state)
{
    struct world *world = *state;
    struct uuid ids[40];
    bool come[40] = {false};
    struct span text;
    int pages = 0;

    for (int i = 0; i < 40; i++) {
        ids[i] = fresh_id(&world->bench);
        pad_note(&world->b, &ids[i], &world->site, "before", NULL);
    }
    pad_sync(&world->b);
    do {
        world->a.next.pull_bytes = 3000;
        pad_sync(&world->a);
        assert_int_equal(world->a.reply.token[0] == '\0', world->a.reply.more);
        for (int i = 0; i < 40; i++)
            come[i] = come[i] || pad_state(&world->a, &ids[i], &text);
        if (pages < 5) { // one of the last goes on, before and after it was sent
            pad_note(&world->b, &ids[38], &world->site, "after", &(struct dot){world->b.actor, 39});
            pad_sync(&world->b);
        }
        assert_true(++pages < 60);
    } while (world->a.reply.more);
    assert_true(pages > 4);
    for (int i = 0; i < 40; i++)
        assert_true(come[i]);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 0);
}

static void a_page_has_one_state_however_small_it_may_be(void **state)
{
    struct world *world = *state;

    world->a.next.pull_bytes = 1;
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 1);
    assert_true(world->a.reply.more);
    assert_int_equal(world->a.reply.next_ms, 0);
}

static void who_pulls_nothing_gets_no_cursor_and_no_token(void **state)
{
    struct world *world = *state;

    world->a.next.pull_bytes = 0;
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_STATE), 0);
    assert_string_equal(world->a.reply.cursor, "");
    assert_string_equal(world->a.reply.token, "");
}

static void a_tablet_is_told_to_drop_what_it_should_not_have(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_site(&world->bench), nowhere = fresh_id(&world->bench);

    pad_sync(&world->a);
    world->a.next.have = mem_alloc_array(3, sizeof(struct uuid));
    world->a.next.have[0] = world->site;
    world->a.next.have[1] = other;
    world->a.next.have[2] = nowhere;
    world->a.next.have_count = 3;
    world->a.next.have_stated = true;
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 2); // that one exists makes no difference
}

static void an_offer_tells_nothing_of_other_sites(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_site(&world->bench), nowhere = fresh_id(&world->bench);
    struct vector vector = {0};
    struct digest digest = {{0}};

    pad_sync(&world->a);
    offer_site_format(&other, &digest, &world->a.offers);
    offer_site_format(&nowhere, &digest, &world->a.offers);
    world->a.next.offer = OFFER_SITES;
    world->a.next.offer_count = 2;
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(pad_count(&world->a, LINE_DIFFERS), 2);
    vector_raise(&vector, (struct dot){1, 1});
    offer_vector_format(&other, &vector, &world->a.offers);
    offer_vector_format(&nowhere, &vector, &world->a.offers);
    world->a.next.offer = OFFER_VECTORS;
    world->a.next.offer_count = 2;
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(pad_count(&world->a, LINE_WANT), 2);
    vector_clear(&vector);
}

static void device_records_stay_in_the_office(void **state)
{
    struct world *world = *state;
    const struct field fields[] = {FIELD("name", "\"t\""), FIELD("state", "\"active\"")};
    struct uuid id = bench_edit(&world->bench, "device", &uuid_nil, fields, 2);
    struct span text;

    pad_sync(&world->a);
    assert_false(pad_state(&world->a, &id, &text));
}

static void a_revoked_tablet_is_refused_at_its_next_request(void **state)
{
    struct world *world = *state;
    struct error error;
    bool wipe;

    pad_sync(&world->a);
    assert_int_equal(office_device_state(world->bench.office,
                                         &(struct office_device_rule){.device = world->a.device,
                                                                      .state = DEVICE_WIPE,
                                                                      .reason = "lost"},
                                         NULL),
                     ERR_OK);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 403);
    assert_int_equal(answer_error_code(&world->a.answer), ERR_REVOKED);
    error_body_parse((struct span){world->a.answer.body.data, world->a.answer.body.len}, &error,
                     &wipe);
    assert_true(wipe);
    office_device_state(world->bench.office,
                        &(struct office_device_rule){
                            .device = world->a.device, .state = DEVICE_REVOKED, .reason = "lost"},
                        NULL);
    assert_int_equal(pad_exchange(&world->a, 0, 0), 403);
    error_body_parse((struct span){world->a.answer.body.data, world->a.answer.body.len}, &error,
                     &wipe);
    assert_false(wipe);
    pad_sync(&world->b);
}

static void a_tablet_nobody_knows_is_returning_and_pulls_nothing(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct pad *pad = &world->a;

    pad->device = fresh_id(&world->bench); // a good certificate, no row
    pad_note(pad, &id, &world->site, "x", NULL);
    assert_int_equal(pad_exchange(pad, 0, 1), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_int_equal(vector_counter(&pad->reply.receipt.actors, pad->actor), 1);
    assert_int_equal(pad_count(pad, LINE_STATE), 0);
    assert_string_equal(pad->reply.token, "");
    assert_false(exists(world, &id));
    struct device_row row;
    assert_int_equal(devices_get(writer_of(world), &pad->device, &row, NULL), ERR_OK);
    assert_int_equal(row.state, DEVICE_RETURNING);
}

static void another_certificate_of_the_same_device_is_not_its(void **state)
{
    struct world *world = *state;

    world->a.certificate.bytes[0] ^= 1;
    assert_int_equal(pad_exchange(&world->a, 0, 0), 401);
    assert_int_equal(answer_error_code(&world->a.answer), ERR_AUTH);
    world->b.device = uuid_nil;
    assert_int_equal(pad_exchange(&world->b, 0, 0), 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_new_assignment_sends_the_whole_site),
        IN_WORLD(a_removed_site_is_dropped_until_the_tablet_confirms),
        IN_WORLD(a_site_that_leaves_and_comes_back_is_complete_again),
        IN_WORLD(an_old_confirmation_says_nothing_of_a_later_drop),
        IN_WORLD(work_for_a_site_that_left_is_taken_all_the_same),
        IN_WORLD(a_person_off_the_list_takes_her_sites_along),
        IN_WORLD(a_short_request_hears_of_a_change_of_scope),
        IN_WORLD(a_site_that_two_persons_share_stays_while_one_has_it),
        IN_WORLD(an_assignment_in_conflict_grants_nothing),
        IN_WORLD(pages_join_up_while_others_write),
        IN_WORLD(a_page_has_one_state_however_small_it_may_be),
        IN_WORLD(who_pulls_nothing_gets_no_cursor_and_no_token),
        IN_WORLD(a_tablet_is_told_to_drop_what_it_should_not_have),
        IN_WORLD(an_offer_tells_nothing_of_other_sites),
        IN_WORLD(device_records_stay_in_the_office),
        IN_WORLD(a_revoked_tablet_is_refused_at_its_next_request),
        IN_WORLD(a_tablet_nobody_knows_is_returning_and_pulls_nothing),
        IN_WORLD(another_certificate_of_the_same_device_is_not_its),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
