// SPDX-License-Identifier: Apache-2.0
// Entries that are held: poison, other people's sites, missing context, damaged journals.
#include "server/storage/actors.h"
#include "server/storage/alarm.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "server/storage/storage_check.h"
#include "tests/unit/tablet_by_hand.h"

static uint64_t held_of(struct world *world, uint64_t actor)
{
    struct actor_row row;

    return actors_get(world_writer(world), actor, &row, NULL) == ERR_OK ? row.counter : 0;
}

// A note by somebody who is not on the tablet's list: held.
static struct dot write_as_stranger(struct world *world, const struct uuid *id, const char *text)
{
    struct uuid stranger = fresh_id(&world->bench);
    const struct field field = {span_of("text"), span_of(text)};
    struct pad_write wish = {.id = *id,
                             .site = world->site,
                             .kind = "note",
                             .fields = &field,
                             .count = 1,
                             .person = &stranger};

    return pad_write(&world->a, &wish);
}

static const struct office_decision decision = {.why = "看过了"};

static void one_poison_write_is_held_and_the_others_go_through(void **state)
{
    struct world *world = *state;
    struct uuid good = fresh_id(&world->bench), bad = fresh_id(&world->bench),
                last = fresh_id(&world->bench);
    const struct field wrong = FIELD("text", "17");
    struct pad_write poison
        = {.id = bad, .site = world->site, .kind = "note", .fields = &wrong, .count = 1};
    struct reply_line line;

    pad_note(&world->a, &good, &world->site, "x", NULL);
    struct dot dot = pad_write(&world->a, &poison);
    pad_note(&world->a, &last, &world->site, "y", NULL);
    pad_sync(&world->a);
    assert_int_equal(held_of(world, world->a.actor), 3);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 3);
    assert_true(world_has(world, &good) && world_has(world, &last));
    assert_false(world_has(world, &bad));
    assert_int_equal(world_only_held(world).reason, REASON_INVALID);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &line));
    assert_int_equal(line.held, HELD_HELD);
    assert_int_equal(dot_compare(line.dot, dot), 0);
    assert_true(uuid_equal(&line.id, &bad));
}

static void an_entry_that_is_no_write_is_held_as_it_is(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    char text[200];
    int len = snprintf(text, sizeof(text), "{\"actor\":\"%016llx\",\"counter\":\"1\",\"odd\":true}",
                       (unsigned long long)pad->actor);
    struct uuid id = fresh_id(&world->bench);

    pad_journal(pad, (struct dot){pad->actor, ++pad->counter}, (struct span){text, (size_t)len});
    pad_note(pad, &id, &world->site, "x", NULL);
    pad_sync(pad);
    assert_int_equal(held_of(world, pad->actor), 2);
    assert_true(world_has(world, &id));
    assert_int_equal(world_only_held(world).reason, REASON_INVALID);
    assert_int_equal(pad->reply.mac_count, 1); // of the records that can be read
}

static void later_writes_wait_behind_a_held_one_and_follow_when_it_is_accepted(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot first = write_as_stranger(world, &id, "\"first\"");
    struct reply_line line;

    pad_note(&world->a, &id, &world->site, "second", &first);
    pad_sync(&world->a);
    assert_false(world_has(world, &id));
    assert_int_equal(pad_count(&world->a, LINE_HELD), 1); // the one that waits is no refusal
    struct held_filter filter = {.open_only = true, .by_device = true, .device = world->a.device};
    filter.untold_only = true;
    struct held_row held = {0};
    assert_int_equal(held_list(world_writer(world), &filter, world_take_held, &held, NULL), ERR_OK);
    assert_int_equal(held.reason, REASON_PERSON);
    assert_int_equal(office_held_accept(world->bench.office, held.row, &decision, NULL), ERR_OK);
    assert_true(world_holds(world, &id, "second"));
    assert_false(world_holds(world, &id, "first"));
    assert_int_equal(world_only_held(world).row, 0);
    pad_sync(&world->a);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &line));
    assert_int_equal(line.held, HELD_ACCEPTED);
    assert_string_equal(line.why, "看过了");
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0); // it has heard
}

static void a_rejected_write_is_seen_but_does_not_stand_and_its_author_learns_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), stranger = fresh_id(&world->bench);
    const struct field fields[] = {FIELD("of", "null"), FIELD("text", "\"bad\"")};
    struct pad_write wish = {.id = id,
                             .site = world->site,
                             .kind = "note",
                             .fields = fields,
                             .count = 2,
                             .person = &stranger};
    struct dot bad = pad_write(&world->a, &wish);
    struct span text;

    pad_sync(&world->a);
    assert_int_equal(
        office_held_reject(world->bench.office, world_only_held(world).row, &decision, NULL),
        ERR_OK);
    // Made before it knew: covers the rejected one, of which `of` still stands on the tablet.
    pad_note(&world->a, &id, &world->site, "good", &bad);
    pad_sync(&world->a);
    assert_true(world_holds(world, &id, "good"));
    assert_false(world_holds(world, &id, "\"of\""));
    assert_true(pad_state(&world->a, &id, &text)); // no echo: it has something else
    static const uint8_t zeros[MAC_BYTES];
    assert_memory_equal(world->a.reply.macs, zeros, MAC_BYTES);
}

static void a_copy_from_before_a_decision_hears_it_too(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct reply_line line;
    char before[POSITION_TEXT], after[POSITION_TEXT];

    write_as_stranger(world, &id, "\"bad\"");
    pad_sync(&world->a);
    memcpy(before, world->a.cursor, sizeof(before));
    assert_int_equal(
        office_held_reject(world->bench.office, world_only_held(world).row, &decision, NULL),
        ERR_OK);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 1);
    pad_sync(&world->a); // it has heard
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0);
    memcpy(after, world->a.cursor, sizeof(after));

    memcpy(world->a.cursor, before, sizeof(before)); // put back
    world->a.token[0] = '\0';
    pad_sync(&world->a);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &line));
    assert_int_equal(line.held, HELD_REJECTED);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0);
    memcpy(world->a.cursor, after, sizeof(after)); // its twin goes on, undisturbed
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0);
}

static void an_entry_waits_for_an_earlier_one_of_its_actor_though_it_has_not_seen_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct held_filter filter = {.open_only = true, .untold_only = true};
    struct held_row held = {0};

    write_as_stranger(world, &id, "\"first\"");
    pad_note(&world->a, &id, &world->site, "second", NULL);
    pad_sync(&world->a);
    assert_false(world_has(world, &id));
    assert_int_equal(held_list(world_writer(world), &filter, world_take_held, &held, NULL), ERR_OK);
    assert_int_equal(office_held_accept(world->bench.office, held.row + 1, &decision, NULL),
                     ERR_CONFLICT);
    assert_int_equal(office_held_accept(world->bench.office, held.row, &decision, NULL), ERR_OK);
    assert_true(world_holds(world, &id, "first") && world_holds(world, &id, "second"));
}

static void a_decision_is_made_once(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);

    write_as_stranger(world, &id, "\"x\"");
    pad_sync(&world->a);
    int64_t row = world_only_held(world).row;
    assert_int_equal(office_held_accept(world->bench.office, row, &decision, NULL), ERR_OK);
    assert_int_equal(office_held_accept(world->bench.office, row, &decision, NULL), ERR_CONFLICT);
    assert_int_equal(office_held_reject(world->bench.office, row, &decision, NULL), ERR_CONFLICT);
    assert_int_equal(office_held_reject(world->bench.office, 999, &decision, NULL), ERR_NOT_FOUND);
}

static void a_write_that_saw_what_is_not_here_waits_and_the_record_is_wanted(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot first = pad_note(&world->a, &id, &world->site, "first", NULL);
    struct reply_line line;

    pad_note(&world->b, &id, &world->site, "second", &first);
    pad_sync(&world->b);
    assert_false(world_has(world, &id));
    assert_int_equal(world_only_held(world).reason, REASON_CONTEXT);
    assert_int_equal(pad_count(&world->b, LINE_HELD), 0);
    assert_true(pad_line(&world->b, LINE_WANT, 0, &line));
    assert_true(uuid_equal(&line.id, &id));
    pad_sync(&world->a); // what was missing comes
    assert_true(world_holds(world, &id, "second"));
    assert_false(world_holds(world, &id, "first"));
    assert_int_equal(world_only_held(world).row, 0);
    pad_sync(&world->b);
    assert_int_equal(pad_count(&world->b, LINE_WANT), 0);
}

static void another_site_and_no_site_at_all_get_the_same_answer(void **state)
{
    struct world *world = *state;
    struct uuid other = bench_site(&world->bench), nowhere = fresh_id(&world->bench);
    const struct uuid *sites[] = {&other, &nowhere, &uuid_nil};
    struct reply_line first, line;

    for (int i = 0; i < 3; i++) {
        struct uuid id = fresh_id(&world->bench);

        pad_note(&world->a, &id, sites[i], "x", NULL);
    }
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_HELD), 3);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &first));
    for (size_t i = 1; i < 3; i++) {
        assert_true(pad_line(&world->a, LINE_HELD, i, &line));
        assert_string_equal(first.why, line.why);
    }
}

static void a_record_keeps_its_site_and_kind_for_ever(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot first = pad_note(&world->a, &id, &world->site, "x", NULL);
    const struct field field = FIELD("note", "\"y\"");
    struct pad_write wish = {.id = id,
                             .site = world->site,
                             .kind = "patrol",
                             .fields = &field,
                             .count = 1,
                             .seen = {first},
                             .seen_count = 1};

    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(world_only_held(world).reason, REASON_INVALID);
    assert_true(world_holds(world, &id, "\"kind\":\"note\""));
    assert_int_equal(
        office_held_accept(world->bench.office, world_only_held(world).row, &decision, NULL),
        ERR_CONFLICT);
}

static void office_kinds_are_not_taken_from_a_tablet(void **state)
{
    struct world *world = *state;
    const struct field field = FIELD("active", "true");
    struct pad_write wish = {.id = world->assignment,
                             .site = world->site,
                             .kind = "assignment",
                             .fields = &field,
                             .count = 1};

    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(world_only_held(world).reason, REASON_INVALID);
}

static void the_same_entry_with_other_bytes_is_kept_aside_once(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid id = fresh_id(&world->bench);

    pad_note(pad, &id, &world->site, "one", NULL);
    pad_sync(pad);
    mem_free(pad->entries[0].bytes);
    pad->count = 0;
    pad->counter = 0;
    pad_note(pad, &id, &world->site, "two", NULL);
    for (int i = 0; i < 2; i++) {
        pad->next.push.broken = true;
        assert_int_equal(pad_exchange(pad, 0, 1), 200);
        assert_int_equal(pad->reply.answer, ANSWER_OK);
    }
    assert_int_equal(world_only_held(world).reason, REASON_FORK);
    assert_true(world_holds(world, &id, "one"));
    assert_int_equal(
        office_held_accept(world->bench.office, world_only_held(world).row, &decision, NULL),
        ERR_CONFLICT);
}

static void a_catalogue_that_cannot_be_read_is_never_accepted(void **state)
{
    struct world *world = *state;
    const struct field fields[] = {FIELD("content", "\"x\""), FIELD("version", "\"1\"")};
    struct pad_write wish = {.id = fresh_id(&world->bench),
                             .site = world->site,
                             .kind = "catalogue",
                             .fields = fields,
                             .count = 2};

    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(
        office_held_accept(world->bench.office, world_only_held(world).row, &decision, NULL),
        ERR_CONFLICT);
}

// Sends entries raw, with the chain as the journal states it.
static void send_raw(struct pad *pad, size_t from, size_t to)
{
    struct buffer lines, plain;

    buffer_init(&lines, CODEC_BODY_MAX);
    buffer_init(&plain, CODEC_BODY_MAX);
    pad_put_push(pad, from, to, &plain);
    pad->next.push.raw = true;
    for (size_t i = from; i < to; i++) {
        struct raw_entry raw = {pad->entries[i].dot, pad->entries[i].chain};

        raw_entry_format(&raw, (struct span){pad->entries[i].bytes, pad->entries[i].len}, &lines);
    }
    pad_head(pad);
    buffer_reset(&pad->body);
    exchange_request_format(&pad->next, &pad->body);
    buffer_append(&pad->body, lines.data, lines.len);
    exchange_request_clear(&pad->next);
    pad->next.pull_bytes = 1 << 20;
    pad_send_body(pad, (struct span){pad->body.data, pad->body.len});
    pad_keep(pad);
    buffer_clear(&lines);
    buffer_clear(&plain);
}

static void a_damaged_journal_goes_through_raw_but_for_the_damaged_entry(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    struct uuid ids[3];

    for (int i = 0; i < 3; i++) {
        ids[i] = fresh_id(&world->bench);
        pad_note(pad, &ids[i], &world->site, "text", NULL);
    }
    char *hit = memmem(pad->entries[1].bytes, pad->entries[1].len, "text\":\"text", 11);
    assert_non_null(hit);
    hit[7] = 'X'; // bit rot in what is stored; the chain is as it was made
    assert_int_equal(pad_exchange(pad, 0, 3), 400);
    send_raw(pad, 0, 3);
    assert_int_equal(pad->answer.status, 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    assert_int_equal(held_of(world, pad->actor), 3);
    assert_true(world_has(world, &ids[0]) && world_has(world, &ids[2]));
    assert_false(world_has(world, &ids[1]));
    assert_int_equal(world_only_held(world).reason, REASON_CHAIN);
    pad_note(pad, &ids[1], &world->site, "later", NULL); // the plain form goes on behind it
    assert_int_equal(pad_exchange(pad, 3, 4), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    struct buffer report;
    buffer_init(&report, 65536);
    assert_int_equal(storage_check(office_storage(world->bench.office),
                                   office_mac_key(world->bench.office), &report, NULL),
                     ERR_OK);
    buffer_clear(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(one_poison_write_is_held_and_the_others_go_through),
        IN_WORLD(an_entry_that_is_no_write_is_held_as_it_is),
        IN_WORLD(later_writes_wait_behind_a_held_one_and_follow_when_it_is_accepted),
        IN_WORLD(a_rejected_write_is_seen_but_does_not_stand_and_its_author_learns_it),
        IN_WORLD(a_copy_from_before_a_decision_hears_it_too),
        IN_WORLD(an_entry_waits_for_an_earlier_one_of_its_actor_though_it_has_not_seen_it),
        IN_WORLD(a_decision_is_made_once),
        IN_WORLD(a_write_that_saw_what_is_not_here_waits_and_the_record_is_wanted),
        IN_WORLD(another_site_and_no_site_at_all_get_the_same_answer),
        IN_WORLD(a_record_keeps_its_site_and_kind_for_ever),
        IN_WORLD(office_kinds_are_not_taken_from_a_tablet),
        IN_WORLD(the_same_entry_with_other_bytes_is_kept_aside_once),
        IN_WORLD(a_catalogue_that_cannot_be_read_is_never_accepted),
        IN_WORLD(a_damaged_journal_goes_through_raw_but_for_the_damaged_entry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
