// SPDX-License-Identifier: Apache-2.0
// How a record came to be what it is, step by step, and the history of a whole site by pages.
#include "server/reconcile/record_past.h"

#include "tests/unit/tablet_by_hand.h"

static struct record_past read_past(struct world *world, const struct uuid *id)
{
    struct record_past past;

    if (record_past_read(world_writer(world), id, &past, &world->bench.error) != ERR_OK)
        fail_msg("%s", world->bench.error.detail);
    return past;
}

static void assert_change(const struct past_step *step, const char *before, const char *after)
{
    assert_int_equal(step->change_count, 1);
    assert_true(span_is(step->changes[0].field, "text"));
    assert_true(span_is(step->changes[0].before, before));
    assert_true(span_is(step->changes[0].after, after));
}

static void each_step_tells_what_was_there_before(void **state)
{
    struct world *world = *state;
    const struct uuid id = fresh_id(&world->bench);
    const struct dot first = pad_note(&world->a, &id, &world->site, "一", NULL);
    struct record_past past;
    struct dot second;

    pad_sync(&world->a);
    world->bench.now_ms += 60000;
    second = pad_note(&world->a, &id, &world->site, "二", &first);
    pad_sync(&world->a);
    past = read_past(world, &id);
    assert_int_equal(past.count, 2);
    assert_true(past.steps[0].first);
    assert_false(past.steps[1].first);
    assert_change(record_past_find(&past, first), "", "\"一\"");
    assert_change(record_past_find(&past, second), "\"一\"", "\"二\"");
    assert_true(uuid_equal(&past.steps[1].device, &world->a.device));
    assert_true(uuid_equal(&past.steps[1].write.person, &world->person));
    assert_true(past.steps[1].received_ms > past.steps[0].received_ms);
    record_past_clear(&past);
}

static void two_who_did_not_see_each_other_are_marked(void **state)
{
    struct world *world = *state;
    const struct uuid id = fresh_id(&world->bench);
    const struct dot first = pad_note(&world->a, &id, &world->site, "一", NULL);
    struct dot one, other;
    struct record_past past;

    pad_sync(&world->a);
    pad_sync(&world->b);
    one = pad_note(&world->a, &id, &world->site, "甲", &first);
    other = pad_note(&world->b, &id, &world->site, "乙", &first);
    pad_sync(&world->a);
    pad_sync(&world->b);
    past = read_past(world, &id);
    assert_int_equal(past.count, 3);
    assert_false(record_past_find(&past, one)->changes[0].conflict);
    assert_true(record_past_find(&past, other)->changes[0].conflict);
    assert_true(span_is(record_past_find(&past, other)->changes[0].before, "\"甲\""));
    record_past_clear(&past);
}

// An edit of the office, beside the one before it or not.
static struct office_edit office_text(struct world *world, const struct uuid *id,
                                      const struct field *field, bool beside)
{
    (void)world;
    return (struct office_edit){
        .id = *id, .kind = "note", .fields = field, .field_count = 1, .beside = beside};
}

static void what_the_office_settles_can_be_made_a_conflict_again(void **state)
{
    static const struct field one = FIELD("text", "\"甲\""), other = FIELD("text", "\"乙\"");
    struct world *world = *state;
    struct office *office = world->bench.office;
    struct error *error = &world->bench.error;
    const struct uuid id = fresh_id(&world->bench);
    const struct dot first = pad_note(&world->a, &id, &world->site, "一", NULL);
    struct office_edit settle = office_text(world, &id, &one, false);
    struct office_edit again[]
        = {office_text(world, &id, &one, false), office_text(world, &id, &other, true)};
    struct record_past past;
    const struct past_change *change;

    pad_sync(&world->a);
    pad_sync(&world->b);
    pad_note(&world->a, &id, &world->site, "甲", &first);
    pad_note(&world->b, &id, &world->site, "乙", &first);
    pad_sync(&world->a);
    pad_sync(&world->b);
    assert_int_equal(office_edit(office, &settle, 1, error), ERR_OK);
    past = read_past(world, &id);
    change = &past.steps[3].changes[0]; // it takes the value that was shown: told all the same
    assert_int_equal(past.steps[3].change_count, 1);
    assert_int_equal(change->stood_count, 2);
    assert_true(span_is(change->stood[0], "\"甲\"") != span_is(change->stood[1], "\"甲\""));
    record_past_clear(&past);

    assert_int_equal(office_edit(office, again, 2, error), ERR_OK);
    past = read_past(world, &id);
    assert_true(past.steps[past.count - 1].changes[0].conflict);
    assert_int_equal(past.steps[past.count - 1].changes[0].stood_count, 0);
    record_past_clear(&past);
    assert_int_equal(office_edit(office, &again[1], 1, error), ERR_INVALID); // beside nothing
}

static void what_is_held_counts_for_nothing_and_is_told(void **state)
{
    struct world *world = *state;
    const struct uuid id = fresh_id(&world->bench);
    const struct dot unseen = {77, 3};
    struct record_past past;

    pad_note(&world->a, &id, &world->site, "等前文", &unseen);
    pad_sync(&world->a);
    past = read_past(world, &id);
    assert_int_equal(past.count, 1);
    assert_false(past.steps[0].applied);
    assert_change(&past.steps[0], "", "\"等前文\"");
    record_past_clear(&past);
}

static void of_an_unknown_record_nothing_is_known(void **state)
{
    struct world *world = *state;
    const struct uuid id = fresh_id(&world->bench);
    struct record_past past;

    assert_int_equal(record_past_read(world_writer(world), &id, &past, NULL), ERR_NOT_FOUND);
    record_past_clear(&past);
}

struct page {
    struct uuid records[8];
    size_t count;
    uint64_t commit;
    int64_t place;
};

static bool take(void *arg, const struct history_row *entry)
{
    struct page *page = arg;

    assert_true(page->count < 8);
    page->records[page->count++] = entry->record;
    page->commit = entry->commit;
    page->place = entry->place;
    return true;
}

static void a_site_is_told_page_by_page_from_the_newest_on(void **state)
{
    struct world *world = *state;
    struct history_range range
        = {.site = world->site, .before_commit = UINT64_MAX >> 1, .limit = 2};
    struct uuid ids[3];
    struct page page = {.count = 0};

    for (size_t i = 0; i < 3; i++) {
        world->bench.now_ms += 1000;
        ids[i] = fresh_id(&world->bench);
        pad_note(&world->a, &ids[i], &world->site, "记", NULL);
        if (i > 0)
            pad_sync(&world->a); // the first two in one commit
    }
    assert_int_equal(history_of_site(world_writer(world), &range, take, &page, NULL), ERR_OK);
    assert_int_equal(page.count, 2);
    assert_true(uuid_equal(&page.records[0], &ids[2]));
    assert_true(uuid_equal(&page.records[1], &ids[1]));
    range.before_commit = page.commit;
    range.before_place = page.place;
    page.count = 0;
    assert_int_equal(history_of_site(world_writer(world), &range, take, &page, NULL), ERR_OK);
    // The site itself and its assignment came before.
    assert_int_equal(page.count, 2);
    assert_true(uuid_equal(&page.records[0], &ids[0]));
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(each_step_tells_what_was_there_before),
        IN_WORLD(two_who_did_not_see_each_other_are_marked),
        IN_WORLD(what_the_office_settles_can_be_made_a_conflict_again),
        IN_WORLD(what_is_held_counts_for_nothing_and_is_told),
        IN_WORLD(of_an_unknown_record_nothing_is_known),
        IN_WORLD(a_site_is_told_page_by_page_from_the_newest_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
