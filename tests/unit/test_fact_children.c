// SPDX-License-Identifier: Apache-2.0
// What belongs to a record, in order of time.
#include "shared/model/fact_children.h"
#include "tests/unit/small_service.h"

static const struct fact_children_rule moves = {"move", "of", "at"};

static void assert_order(const struct fact_children *children, const int *ids, size_t count)
{
    assert_int_equal(children->count, count);
    for (size_t i = 0; i < count; i++) {
        struct uuid id = sample_id(ids[i]);

        if (!uuid_equal(&children->list[i]->record->id, &id))
            fail_msg("at %zu stands another record than %d", i, ids[i]);
    }
}

static void children_stand_by_their_time_and_deleted_ones_do_not(void **state)
{
    struct stage *stage = *state;
    struct uuid parent = sample_id(200), nobody = sample_id(999);
    struct fact_children children;

    stage_put(stage, "move", 301, "'of':@200,'move':'assign','at':30");
    stage_put(stage, "move", 302, "'of':@200,'move':'assign','at':10");
    stage_put(stage, "move", 303, "'of':@200,'move':'assign'"); // no time: first
    stage_put(stage, "move", 304, "'of':@201,'move':'assign','at':20");
    stage_put(stage, "move", 305, "'of':@200,'at':5,'deleted':true");
    stage_put(stage, "note", 306, "'of':@200,'text':'x'");
    stage_read(stage);
    assert_true(fact_children_gather(&stage->sample->facts, &moves, &parent,
                                     stage->sample->facts.arena, &children));
    assert_order(&children, (const int[]){303, 302, 301}, 3);
    assert_true(fact_children_gather(&stage->sample->facts, &moves, &nobody,
                                     stage->sample->facts.arena, &children));
    assert_int_equal(children.count, 0);
}

static void at_the_same_moment_what_was_written_first_stands_first(void **state)
{
    struct stage *stage = *state;
    struct uuid parent = sample_id(200);
    struct fact_children children;

    stage_put(stage, "move", 309, "'of':@200,'move':'assign','at':30");
    stage_put(stage, "move", 302, "'of':@200,'move':'done','at':30");
    stage_put(stage, "move", 307, "'of':@200,'move':'verify','at':30");
    stage_read(stage);
    assert_true(fact_children_gather(&stage->sample->facts, &moves, &parent,
                                     stage->sample->facts.arena, &children));
    assert_order(&children, (const int[]){309, 302, 307}, 3);
}

// Of two tablets, which both wrote at this very millisecond: in order of their ids, as everywhere.
static void what_was_written_at_once_stands_by_its_id(void **state)
{
    struct stage *stage = *state;
    struct uuid parent = sample_id(200);
    struct fact_children children;

    stage->sample->step_ms = 0;
    stage_put(stage, "move", 303, "'of':@200,'move':'assign','at':30");
    stage_put(stage, "move", 302, "'of':@200,'move':'done','at':30");
    stage->sample->time_ms -= 5;
    stage_put(stage, "move", 309, "'of':@200,'move':'verify','at':30"); // written before
    stage_put(stage, "move", 301, "'of':@200,'move':'verify','at':40");
    stage_put(stage, "move", 310, "'of':@200,'move':'verify','at':50");
    stage_read(stage);
    assert_true(fact_children_gather(&stage->sample->facts, &moves, &parent,
                                     stage->sample->facts.arena, &children));
    assert_order(&children, (const int[]){309, 302, 303, 301, 310}, 5);
}

static void a_full_arena_gives_none(void **state)
{
    struct stage *stage = *state;
    struct uuid parent = sample_id(200);
    struct fact_children children = {.count = 7};
    struct arena small;

    stage_put(stage, "move", 301, "'of':@200,'move':'assign','at':30");
    stage_read(stage);
    arena_init(&small, 16);
    assert_false(fact_children_gather(&stage->sample->facts, &moves, &parent, &small, &children));
    assert_int_equal(children.count, 0);
    arena_clear(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(children_stand_by_their_time_and_deleted_ones_do_not),
        TEST(at_the_same_moment_what_was_written_first_stands_first),
        TEST(what_was_written_at_once_stands_by_its_id),
        TEST(a_full_arena_gives_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
