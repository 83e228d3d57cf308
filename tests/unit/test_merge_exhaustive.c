// SPDX-License-Identifier: Apache-2.0
// All small histories: every sequence of edits, deletions, resolutions and one-way merges up to a
// depth.
#include "tests/unit/causal_history.h"

#include <stdio.h>

enum { DEPTH_MAX = 7 };

struct space {
    unsigned actors, fields; // fields beside `deleted`
    unsigned depth;
};

// Steps of one actor: edit of each field, deletion, resolution; then merges of every pair in both
// directions.
static unsigned step_count(const struct space *space)
{
    return space->actors * (space->fields + 2) + space->actors * (space->actors - 1);
}

// Takes one step; false when it is not a case of its own: nothing to resolve, nothing to merge, or
// one that starts with another actor than the first, which is the same history with other names.
static bool take_step(struct history *history, const struct space *space, unsigned step, bool last)
{
    unsigned own = space->fields + 2, actor = step / own, what = step % own;
    int value = (int)(history->event_count % 2);
    struct replica *replica = &history->replicas[actor], *from;

    if (actor < space->actors) {
        unsigned conflicts = what == space->fields + 1 ? history_conflicts(replica) : 0;

        if (history->event_count == 0 && actor != 0)
            return false;
        if (what < space->fields)
            history_edit(history, replica, 2u << what, value, false);
        else if (what == space->fields)
            history_edit(history, replica, 0, value, true);
        else if (conflicts)
            history_edit(history, replica, conflicts, value, false);
        return what <= space->fields || conflicts;
    }
    step -= space->actors * own;
    actor = step / (space->actors - 1);
    from = &history->replicas[(actor + 1 + step % (space->actors - 1)) % space->actors];
    replica = &history->replicas[actor];
    // A merge that brings nothing is tried at the end only: it must change nothing.
    if (!last && set_below(&from->known, &replica->known))
        return false;
    history_merge(replica, from);
    return true;
}

// Every replica is as it must be; then all are joined in two orders, which must come to the same.
static void judge(struct history *history, const struct space *space)
{
    struct replica *up, *down;

    for (size_t i = 0; i < space->actors; i++)
        history_judge(history, &history->replicas[i]);
    up = history_add_replica(history);
    down = history_add_replica(history);
    for (size_t i = 0; i < space->actors; i++) {
        history_merge(up, &history->replicas[i]);
        history_merge(down, &history->replicas[space->actors - 1 - i]);
    }
    history_judge(history, up);
    assert_true(history_same_state(&up->record, &down->record));
}

// Plays one sequence as far as it is a case of its own; returns how many steps that are.
static unsigned play(struct history *history, const struct space *space, const unsigned *steps,
                     unsigned len)
{
    unsigned taken = 0;

    history_begin(history, space->actors);
    while (taken < len && take_step(history, space, steps[taken], taken + 1 == len))
        taken++;
    if (taken == len)
        judge(history, space);
    history_end(history);
    return taken;
}

static unsigned long play_all(const struct space *space)
{
    struct history *history = calloc(1, sizeof(*history));
    unsigned base = step_count(space), steps[DEPTH_MAX], place, taken;
    unsigned long cases = 0;

    assert_non_null(history);
    arena_init(&history->arena, 1 << 20);
    for (unsigned len = 1; len <= space->depth; len++) {
        memset(steps, 0, sizeof(steps));
        do {
            taken = play(history, space, steps, len);
            cases += taken == len;
            // The next sequence, counting in base `base`: the step that was none is changed, and
            // with it go all sequences that begin alike.
            for (place = len; place > taken + 1; place--)
                steps[place - 1] = 0;
            for (place = taken < len ? taken + 1 : len; place > 0 && ++steps[place - 1] == base;
                 place--)
                steps[place - 1] = 0;
        } while (place > 0);
    }
    arena_clear(&history->arena);
    free(history);
    print_message("%u actors, %u fields, up to %u steps: %lu cases\n", space->actors, space->fields,
                  space->depth, cases);
    return cases;
}

static void every_small_history_ends_as_the_causal_knowledge_says(void **state)
{
    static const struct space spaces[] = {
        {2, 1, 7}, {2, 2, 5}, {2, 3, 5}, {3, 1, 5}, {3, 2, 4}, {3, 3, 5},
    };
    unsigned long cases = 0;

    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
        cases += play_all(&spaces[i]);
    print_message("%lu cases in all\n", cases);
    assert_true(cases >= 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_small_history_ends_as_the_causal_knowledge_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
