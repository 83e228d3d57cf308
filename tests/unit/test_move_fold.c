// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/move_sample.h"

static void without_moves_a_record_stands_at_the_start(void **state)
{
    struct move_standing standing = fold(*state, "rectification");

    assert_string_equal(standing.state, "open");
    assert_int_equal(standing.leaf_count, 0);
    assert_int_equal(standing.showing, 0);
    assert_false(standing.unsettled);
    assert_true(uuid_is_nil(&standing.done_by) && uuid_is_nil(&standing.holder));
}

static void a_branch_of_ones_own_that_was_no_work_may_be_settled(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {102, CHEN, "assign", 100, 0, 0, 0},
        {103, CHEN, "verify", 101, 102, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "verified");
    assert_false(standing.unsettled);
}

static void what_follows_a_refused_move_follows_the_one_before(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "verify", 0, 0, 0, 0},
        {101, ANNA, "assign", 100, 0, 0, 0},
        {102, BO, "reopen", 101, 0, 0, 0},
        {103, BO, "done", 102, 0, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.refused, 2);
    assert_int_equal(standing.leaf_count, 1);
}

static void branches_in_different_states_are_unsettled_and_the_least_advanced_shows(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {101, BO, "done", 100, 0, 0, 0},
        {102, ANNA, "verify", 101, 0, 0, 0},
        {103, CHEN, "reject", 101, 0, 0, 0},
        {0},
    };
    static const struct step settling = {104, BO, "done", 103, 102, 0, 0};
    struct sample *sample = *state;
    struct move_standing standing = fold_steps(sample, steps);

    assert_true(standing.unsettled);
    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.leaf_count, 2);
    assert_int_equal(standing.showing, 1);
    assert_leaf(&standing, 0, 103);
    assert_leaf(&standing, 1, 102);
    put(sample, &settling);
    standing = fold(sample, "rectification");
    assert_false(standing.unsettled);
    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.leaf_count, 1);
}

static void branches_in_one_state_show_the_newest(void **state)
{
    static const struct step steps[] = {
        {102, ANNA, "assign", 0, 0, BO, 0},
        {101, CHEN, "assign", 0, 0, CHEN, 7000},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_false(standing.unsettled);
    assert_int_equal(standing.showing, 2);
    assert_leaf(&standing, 0, 102);
    assert_leaf(&standing, 1, 101);
    assert_id(&standing.holder, BO);
    assert_int_equal(standing.deadline_ms, 0);
}

static void branches_in_one_state_show_the_newest_whatever_its_id(void **state)
{
    struct sample *sample = *state;

    for (int id = 104; id > 100; id--)
        sample_put(sample, "move", id, "'at':1,'of':@50,'move':'assign'");
    struct move_standing standing = fold(sample, "rectification");

    assert_leaf(&standing, 0, 101);
    assert_leaf(&standing, 3, 104);
}

// Two writes in one record, which the office would hold: the newer one is its time.
static void put_twice(struct sample *sample, int number, uint64_t one, uint64_t other)
{
    struct uuid id = sample_id(number), site = sample_id(SAMPLE_SITE);

    buffer_reset(&sample->text);
    buffer_append_text(&sample->text, "{\"id\":");
    canon_put_uuid(&sample->text, &id);
    buffer_append_text(&sample->text, ",\"kind\":\"move\",\"site\":");
    canon_put_uuid(&sample->text, &site);
    buffer_append_text(&sample->text, ",\"vector\":{\"0000000000000001\":\"1\","
                                      "\"0000000000000002\":\"1\"},\"writes\":[");
    for (int i = 1; i <= 2; i++) {
        buffer_printf(&sample->text, "{\"actor\":\"000000000000000%d\",\"counter\":\"1\",", i);
        buffer_append_text(&sample->text, "\"fields\":");
        sample_expand(sample, &sample->text, "{'move':'assign','of':@50}");
        buffer_append_text(&sample->text, ",\"person\":");
        canon_put_uuid(&sample->text, &id);
        buffer_printf(&sample->text, ",\"time\":\"%llu\"}%s",
                      (unsigned long long)(i == 1 ? one : other), i == 1 ? "," : "]}");
    }
    assert_int_equal(facts_add(&sample->facts, (struct span){sample->text.data, sample->text.len},
                               0, &sample->error),
                     ERR_OK);
}

static void a_record_that_was_written_twice_counts_by_its_newer_write(void **state)
{
    struct sample *sample = *state;

    put_twice(sample, 101, 10, 20);
    put_twice(sample, 102, 30, 5);
    put_twice(sample, 103, 25, 25);
    struct move_standing standing = fold(sample, "rectification");

    assert_leaf(&standing, 0, 102);
    assert_leaf(&standing, 1, 103);
    assert_leaf(&standing, 2, 101);
}

static void branches_of_one_time_show_the_lowest_id(void **state)
{
    struct sample *sample = *state;

    for (int id = 120; id > 100; id--) {
        sample->author = ANNA;
        sample->time_ms = SAMPLE_NOW_MS;
        sample_put(sample, "move", id, "'at':1,'of':@50,'move':'assign'");
    }
    struct move_standing standing = fold(sample, "rectification");

    assert_int_equal(standing.leaf_count, MOVE_LEAVES_MAX);
    assert_int_equal(standing.showing, MOVE_LEAVES_MAX);
    assert_leaf(&standing, 0, 101);
    assert_leaf(&standing, 7, 108);
}

static void a_move_waits_for_the_one_it_follows(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {102, CHEN, "verify", 101, 0, 0, 0},
        {103, CHEN, "reopen", 102, 0, 0, 0},
        {0},
    };
    static const struct step late = {101, BO, "done", 100, 0, 0, 0};
    struct sample *sample = *state;
    struct move_standing standing = fold_steps(sample, steps);

    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.pending, 2);
    assert_int_equal(standing.refused, 0);
    put(sample, &late);
    standing = fold(sample, "rectification");
    assert_int_equal(standing.pending, 0);
    assert_int_equal(standing.reopened, 1);
    assert_leaf(&standing, 0, 103);
}

static void what_waits_in_vain_is_settled_by_a_later_move(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},
        {102, CHEN, "verify", NOBODY_HAS, 0, 0, 0},
        {103, BO, "done", 100, 102, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.pending, 0);
}

static void a_circle_waits_for_ever_and_harms_nothing(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 0, 0, 0},   {101, BO, "done", 102, 0, 0, 0},
        {102, BO, "done", 101, 0, 0, 0},     {103, BO, "done", 103, 0, 0, 0},
        {104, CHEN, "verify", 102, 0, 0, 0}, {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.pending, 4);
    assert_int_equal(standing.leaf_count, 1);
}

static void moves_that_settle_each_other_settle_nothing(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 101, 0, 0},
        {101, BO, "assign", 0, 100, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.leaf_count, 2);
}

static void a_move_beside_itself_or_what_is_not_here_settles_nothing(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "assign", 0, 100, 0, 0},
        {101, BO, "done", 100, NOBODY_HAS, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.leaf_count, 1);
    assert_int_equal(standing.pending, 0);
}

// What stands where a refused move stood may be nothing at all.
static void a_refused_move_may_be_settled_like_any_other(void **state)
{
    static const struct step steps[] = {
        {100, ANNA, "reopen", 0, 0, 0, 0},
        {101, BO, "assign", 0, 100, 0, 0},
        {0},
    };
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "assigned");
    assert_int_equal(standing.refused, 1);
}

static void refused_moves_alone_leave_the_start(void **state)
{
    static const struct step steps[] = {{100, ANNA, "done", 0, 0, 0, 0}, {0}};
    struct move_standing standing = fold_steps(*state, steps);

    assert_string_equal(standing.state, "open");
    assert_int_equal(standing.leaf_count, 0);
    assert_int_equal(standing.refused, 1);
}

static void moves_of_another_record_are_its_own(void **state)
{
    static const struct step own = {100, ANNA, "assign", 0, 0, 0, 0},
                             other = {101, BO, "done", 100, 0, 0, 0};
    struct sample *sample = *state;

    put(sample, &own);
    put_of(sample, RECORD + 1, &other);
    sample_put(sample, "move", 102, "'at':1,'move':'assign'");
    assert_string_equal(fold(sample, "rectification").state, "assigned");
}

// D5.1: what a broken record says of itself is refused, not read.
static void a_move_without_a_name_or_with_two_is_judged_all_the_same(void **state)
{
    struct sample *sample = *state;

    sample_put(sample, "move", 100, "'at':1,'of':@50");
    sample_put_both(sample, "move", 101, "'at':1,'of':@50,'move':'assign'",
                    "'at':2,'of':@50,'move':'assign'");
    struct move_standing standing = fold(sample, "rectification");

    assert_int_equal(standing.refused, 1);
    assert_string_equal(standing.state, "assigned");
}

enum { PLAYS = 400, STEPS_MOST = 12 };

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

// Any moves with any references, also to themselves, forward, round in circles and into nothing.
static size_t draw_steps(unsigned *seed, struct step *steps)
{
    static const char *const names[]
        = {"assign", "done", "verify", "reject", "reopen", "assign", "done"};
    size_t count = 1 + draw(seed, STEPS_MOST);

    for (size_t i = 0; i < count; i++) {
        int id = 100 + (int)i, back = i && draw(seed, 4) ? 100 + (int)draw(seed, (unsigned)i) : 0;
        int any = 100 + (int)draw(seed, STEPS_MOST + 2);

        steps[i] = (struct step){.id = id,
                                 .author = ANNA + (int)draw(seed, 3),
                                 .move = names[draw(seed, COUNT(names))],
                                 .after = draw(seed, 8) ? back : any,
                                 .beside = draw(seed, 3) ? 0 : any,
                                 .to = draw(seed, 2) ? ANNA + (int)draw(seed, 3) : 0,
                                 .deadline_ms = (int64_t)draw(seed, 3) * 1000};
    }
    return count;
}

static void format_standing(const struct move_standing *standing, char *out, size_t size)
{
    char done_by[UUID_TEXT], holder[UUID_TEXT];
    int len;

    uuid_format(&standing->done_by, done_by);
    uuid_format(&standing->holder, holder);
    len = snprintf(out, size, "%s %d reopened %lld by %s at %s due %lld refused %zu pending %zu:",
                   standing->state, standing->unsettled, (long long)standing->reopened, done_by,
                   holder, (long long)standing->deadline_ms, standing->refused, standing->pending);
    for (size_t i = 0; i < standing->leaf_count; i++)
        len += snprintf(out + len, size - (size_t)len, " %u%s",
                        standing->leaves[i]->record->id.bytes[15],
                        i < standing->showing ? "*" : "");
}

static void play(const struct step *steps, const size_t *order, size_t count, char *out,
                 size_t size)
{
    struct sample *sample = sample_create();
    struct move_standing standing;

    for (size_t i = 0; i < count; i++)
        put(sample, &steps[order[i]]);
    standing = fold(sample, "rectification");
    format_standing(&standing, out, size);
    assert_true(standing.refused + standing.pending <= count);
    sample_free(sample);
}

static void the_order_of_arrival_changes_nothing(void **state)
{
    unsigned seed = 7, various = 0;
    char first[600], other[600], last[600] = "";

    (void)state;
    for (int i = 0; i < PLAYS; i++) {
        struct step steps[STEPS_MOST];
        size_t order[STEPS_MOST], count = draw_steps(&seed, steps);

        for (size_t j = 0; j < count; j++)
            order[j] = j;
        play(steps, order, count, first, sizeof(first));
        for (int k = 0; k < 3; k++) {
            for (size_t j = count - 1; j > 0; j--) {
                size_t at = draw(&seed, (unsigned)j + 1), kept = order[at];

                order[at] = order[j];
                order[j] = kept;
            }
            play(steps, order, count, other, sizeof(other));
            assert_string_equal(first, other);
        }
        various += strcmp(first, last) != 0;
        memcpy(last, first, sizeof(last));
    }
    assert_true(various > PLAYS / 2);
}

static void many_moves_in_a_row_are_folded_quickly(void **state)
{
    enum { MANY = 20000 };
    struct sample *sample = *state;

    // The last one is the first to be looked at: its id is the lowest.
    for (int i = 0; i < MANY; i++) {
        struct step step = {1000 + MANY - i,
                            ANNA + i % 2,
                            i % 2 ? "done" : "assign",
                            i ? 1000 + MANY - i + 1 : 0,
                            0,
                            0,
                            0};

        if (i && i % 2 == 0)
            step.move = "reject";
        put(sample, &step);
    }
    struct move_standing standing = fold(sample, "rectification");

    assert_string_equal(standing.state, "done");
    assert_int_equal(standing.leaf_count, 1);
    assert_int_equal(standing.refused, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_moves_a_record_stands_at_the_start),
        TEST(a_branch_of_ones_own_that_was_no_work_may_be_settled),
        TEST(what_follows_a_refused_move_follows_the_one_before),
        TEST(branches_in_different_states_are_unsettled_and_the_least_advanced_shows),
        TEST(branches_in_one_state_show_the_newest),
        TEST(branches_in_one_state_show_the_newest_whatever_its_id),
        TEST(a_record_that_was_written_twice_counts_by_its_newer_write),
        TEST(branches_of_one_time_show_the_lowest_id),
        TEST(a_move_waits_for_the_one_it_follows),
        TEST(what_waits_in_vain_is_settled_by_a_later_move),
        TEST(a_circle_waits_for_ever_and_harms_nothing),
        TEST(moves_that_settle_each_other_settle_nothing),
        TEST(a_move_beside_itself_or_what_is_not_here_settles_nothing),
        TEST(a_refused_move_may_be_settled_like_any_other),
        TEST(refused_moves_alone_leave_the_start),
        TEST(moves_of_another_record_are_its_own),
        TEST(a_move_without_a_name_or_with_two_is_judged_all_the_same),
        TEST(the_order_of_arrival_changes_nothing),
        TEST(many_moves_in_a_row_are_folded_quickly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
