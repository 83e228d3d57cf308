// SPDX-License-Identifier: Apache-2.0
// Groups: the office applies all of their entries in one commit, or holds them.
#include "server/sync/group.h"

#include "server/storage/held.h"
#include "server/storage/records.h"
#include "tests/unit/tablet_by_hand.h"

static const struct office_decision decision = {.why = "看过了"};

static void put_group(struct pad *pad, const struct uuid *site, struct uuid *ids, int size)
{
    const struct field field = FIELD("text", "\"g\"");

    for (int i = 0; i < size; i++) {
        ids[i] = fresh_id(pad->bench);
        struct pad_write wish = {.id = ids[i],
                                 .site = *site,
                                 .kind = "note",
                                 .fields = &field,
                                 .count = 1,
                                 .group = {true, 0x1234, i + 1, size}};
        pad_write(pad, &wish);
    }
}

static void a_group_is_seen_only_when_its_last_entry_has_come(void **state)
{
    struct world *world = *state;
    struct uuid ids[5];

    put_group(&world->a, &world->site, ids, 5);
    assert_int_equal(pad_exchange(&world->a, 0, 3), 200);
    for (int i = 0; i < 5; i++)
        assert_false(world_has(world, &ids[i]));
    assert_int_equal(pad_count(&world->a, LINE_HELD), 0);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 3);
    bench_restart(&world->bench);
    assert_int_equal(pad_exchange(&world->a, 3, 4), 200);
    assert_false(world_has(world, &ids[0]));
    assert_int_equal(pad_exchange(&world->a, 4, 5), 200);
    for (int i = 0; i < 5; i++)
        assert_true(world_has(world, &ids[i]));
    assert_int_equal(world_only_held(world).row, 0);
}

static void a_whole_group_leaves_nothing_held(void **state)
{
    struct world *world = *state;
    struct uuid ids[4];

    put_group(&world->a, &world->site, ids, 4);
    pad_sync(&world->a);
    for (int i = 0; i < 4; i++)
        assert_true(world_has(world, &ids[i]));
    struct held_filter all = {0};
    struct held_row held = {0};
    assert_int_equal(held_list(world_writer(world), &all, world_take_held, &held, NULL), ERR_OK);
    assert_int_equal(held.row, 0);
}

static void a_person_applies_an_open_group_as_far_as_it_came(void **state)
{
    struct world *world = *state;
    struct uuid ids[3];

    put_group(&world->a, &world->site, ids, 3);
    assert_int_equal(pad_exchange(&world->a, 0, 2), 200);
    assert_int_equal(office_held_group(world->bench.office, 0x1234, &decision, NULL), ERR_OK);
    assert_true(world_has(world, &ids[0]) && world_has(world, &ids[1]));
    assert_int_equal(office_held_group(world->bench.office, 0x1234, &decision, NULL),
                     ERR_NOT_FOUND);
}

static void a_group_waits_as_a_whole_for_what_one_of_it_has_seen(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    struct dot missing = pad_note(&world->a, &id, &world->site, "before", NULL);
    const struct field field = FIELD("text", "\"g\"");
    struct pad_write wish = {.id = other,
                             .site = world->site,
                             .kind = "note",
                             .fields = &field,
                             .count = 1,
                             .group = {true, 77, 1, 2}};

    pad_write(&world->b, &wish);
    wish.id = id;
    wish.seen[0] = missing;
    wish.seen_count = 1;
    wish.group.index = 2;
    pad_write(&world->b, &wish);
    pad_sync(&world->b);
    assert_false(world_has(world, &other));
    pad_sync(&world->a);
    assert_true(world_has(world, &other));
    assert_true(world_holds(world, &id, "\"g\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_group_is_seen_only_when_its_last_entry_has_come),
        IN_WORLD(a_whole_group_leaves_nothing_held),
        IN_WORLD(a_person_applies_an_open_group_as_far_as_it_came),
        IN_WORLD(a_group_waits_as_a_whole_for_what_one_of_it_has_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
