// SPDX-License-Identifier: Apache-2.0
// The laws of merging (P1) on states that random histories reach: with restarts, clones, backups
// and pushed writes.
#include "tests/unit/causal_history.h"

#include <stdio.h>

enum { RUNS = 600, STEPS = 60, LIVE = 3 };

// xorshift64*, Vigna 2014: the same histories in every run.
static uint64_t below(uint64_t *seed, uint64_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (*seed * UINT64_C(2685821657736338717) >> 33) % limit;
}

static struct record copy_of(struct history *history, const struct record *record)
{
    struct record copy;

    record_init(&copy, &history->arena, &record->id, &record->site, record->kind);
    assert_int_equal(record_merge(&copy, record, NULL), ERR_OK);
    return copy;
}

static struct record joined(struct history *history, const struct record *a, const struct record *b)
{
    struct record copy = copy_of(history, a);

    assert_int_equal(record_merge(&copy, b, NULL), ERR_OK);
    return copy;
}

static bool is_upper_bound(struct history *history, const struct record *bound,
                           const struct record *of)
{
    struct record both = joined(history, bound, of);
    bool same = history_same_state(&both, bound);

    record_clear(&both);
    return same;
}

// Makes `into` what `from` is, under a new actor: a backup brought back, or an image on a second
// tablet.
static void become(struct history *history, struct replica *into, const struct replica *from)
{
    struct record copy = copy_of(history, &from->record);

    record_clear(&into->record);
    into->record = copy;
    into->known = from->known;
    history_start(history, into);
}

// Hands one write that `from` knows to `into`, as a push does: it is applied only where its context
// is known.
static void push(struct history *history, struct replica *into, const struct replica *from,
                 size_t number)
{
    const struct event *event = &history->events[number];
    bool fits = set_below(&event->seen, &into->known) || set_has(&into->known, number);

    if (!set_has(&from->known, number))
        return;
    assert_int_equal(history_apply(history, into, number), fits ? ERR_OK : ERR_PRECONDITION);
    if (fits)
        set_add(&into->known, number);
}

// Replicas 0 to 2 live; 3 to 5 are backups and moments of the past.
static void take_step(struct history *history, uint64_t *seed)
{
    uint64_t dice = below(seed, 100);
    struct replica *one = &history->replicas[below(seed, LIVE)],
                   *other = &history->replicas[below(seed, LIVE)];
    struct vector before = {0};

    vector_copy(&before, &one->record.vector);
    if (dice < 40)
        history_edit(history, one, (unsigned)below(seed, 8) * 2, (int)below(seed, 3),
                     below(seed, 6) == 0);
    else if (dice < 50)
        history_edit(history, one, history_conflicts(one), (int)below(seed, HISTORY_VALUES), false);
    else if (dice < 70)
        history_merge(one, other);
    else if (dice < 85 && history->event_count)
        push(history, one, other, below(seed, history->event_count));
    else if (dice < 93)
        become(history, &history->replicas[LIVE + below(seed, LIVE)], one);
    else if (dice < 96)
        become(history, one, &history->replicas[LIVE + below(seed, LIVE)]);
    else
        history_start(history, one);
    if (dice < 93)
        assert_true(vector_below(&before, &one->record.vector));
    vector_clear(&before);
}

static void random_history(struct history *history, uint64_t seed)
{
    history_begin(history, HISTORY_REPLICAS);
    for (int i = 0; i < STEPS; i++)
        take_step(history, &seed);
}

// Calls `law` with the states of many histories.
static void for_histories(void (*law)(struct history *history))
{
    struct history *history = calloc(1, sizeof(*history));

    assert_non_null(history);
    arena_init(&history->arena, 16 << 20);
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        random_history(history, seed * UINT64_C(0x9E3779B97F4A7C15));
        law(history);
        history_end(history);
    }
    arena_clear(&history->arena);
    free(history);
}

static void judge_all(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++)
        history_judge(history, &history->replicas[i]);
}

static void what_stands_is_what_causal_knowledge_says(void **state)
{
    for_histories(judge_all);
}

static void check_commutative(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct record *a = &history->replicas[i].record,
                                *b = &history->replicas[j].record;
            struct record ab = joined(history, a, b), ba = joined(history, b, a);

            assert_true(history_same_state(&ab, &ba));
            record_clear(&ab);
            record_clear(&ba);
        }
}

static void merging_is_commutative(void **state)
{
    for_histories(check_commutative);
}

static void check_associative(struct history *history)
{
    for (size_t i = 0; i + 2 < history->replica_count; i++) {
        const struct record *a = &history->replicas[i].record,
                            *b = &history->replicas[i + 1].record,
                            *c = &history->replicas[i + 2].record;
        struct record ab = joined(history, a, b), bc = joined(history, b, c);
        struct record left = joined(history, &ab, c), right = joined(history, a, &bc);

        assert_true(history_same_state(&left, &right));
        record_clear(&ab);
        record_clear(&bc);
        record_clear(&left);
        record_clear(&right);
    }
}

static void merging_is_associative(void **state)
{
    for_histories(check_associative);
}

static void check_idempotent(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++) {
        struct record *a = &history->replicas[i].record;
        struct record twice = joined(history, a, a);

        assert_true(history_same_state(&twice, a));
        assert_int_equal(record_merge(&twice, &twice, NULL), ERR_OK);
        assert_true(history_same_state(&twice, a));
        record_clear(&twice);
    }
}

static void merging_is_idempotent(void **state)
{
    for_histories(check_idempotent);
}

static void check_least_upper_bound(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct record *a = &history->replicas[i].record,
                                *b = &history->replicas[j].record;
            struct record both = joined(history, a, b);

            assert_true(is_upper_bound(history, &both, a) && is_upper_bound(history, &both, b));
            for (size_t k = 0; k < history->replica_count; k++) {
                const struct record *bound = &history->replicas[k].record;

                if (is_upper_bound(history, bound, a) && is_upper_bound(history, bound, b))
                    assert_true(is_upper_bound(history, bound, &both));
            }
            record_clear(&both);
        }
}

static void a_merge_is_the_least_upper_bound(void **state)
{
    for_histories(check_least_upper_bound);
}

static void check_order(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++)
        for (size_t j = 0; j < history->replica_count; j++) {
            const struct replica *a = &history->replicas[i], *b = &history->replicas[j];
            bool below_b = set_below(&a->known, &b->known),
                 below_a = set_below(&b->known, &a->known);
            enum vector_order order = vector_compare(&a->record.vector, &b->record.vector);

            assert_int_equal(order == VECTOR_EQUAL || order == VECTOR_BEFORE, below_b);
            assert_int_equal(order == VECTOR_EQUAL || order == VECTOR_AFTER, below_a);
            assert_int_equal(is_upper_bound(history, &b->record, &a->record), below_b);
            if (order == VECTOR_EQUAL)
                assert_true(history_same_state(&a->record, &b->record));
        }
}

static void vectors_order_states_as_knowledge_does(void **state)
{
    for_histories(check_order);
}

static void check_edit(struct history *history)
{
    for (size_t i = 0; i < LIVE; i++) {
        struct replica *replica = &history->replicas[i];
        struct record before = copy_of(history, &replica->record);
        struct record_value values[2];

        history_edit(history, replica, 2, 9, false);
        assert_int_equal(vector_compare(&before.vector, &replica->record.vector), VECTOR_BEFORE);
        assert_int_equal(record_values(&replica->record, span_of("f"), values, 2), 1);
        assert_true(span_is(values[0].value, "9"));
        assert_true(is_upper_bound(history, &replica->record, &before));
        record_clear(&before);
    }
}

static void an_edit_dominates_what_it_saw(void **state)
{
    for_histories(check_edit);
}

static void check_text(struct history *history)
{
    struct buffer text;

    buffer_init(&text, RECORD_BYTES_MAX);
    for (size_t i = 0; i < history->replica_count; i++) {
        struct record *record = &history->replicas[i].record, back;

        buffer_reset(&text);
        assert_true(record_format(record, &text));
        assert_int_equal(canon_check((struct span){text.data, text.len}, NULL), ERR_OK);
        assert_int_equal(
            record_parse((struct span){text.data, text.len}, &history->arena, &back, NULL), ERR_OK);
        assert_true(history_same_state(record, &back));
        record_clear(&back);
    }
    buffer_clear(&text);
}

static void states_survive_their_text_form(void **state)
{
    for_histories(check_text);
}

// A judge that cannot fail is worth nothing: it must see what a wrong merge would leave behind.
static void the_judge_sees_lost_and_risen_values(void **state)
{
    struct history *history = calloc(1, sizeof(*history));
    struct replica *one;

    assert_non_null(history);
    arena_init(&history->arena, 16 << 20);
    history_begin(history, 2);
    one = &history->replicas[0];
    history_edit(history, one, 2, 1, false);
    assert_true(history_stands(history, &one->known, 0, 1));
    history_edit(history, one, 2, 2, false);
    assert_false(history_stands(history, &one->known, 0, 1));
    assert_true(history_stands(history, &one->known, 1, 1));
    assert_false(history_stands(history, &history->replicas[1].known, 1, 1));
    // Two writes that did not see one another stand together.
    history_edit(history, &history->replicas[1], 2, 3, false);
    history_merge(one, &history->replicas[1]);
    assert_true(history_stands(history, &one->known, 1, 1)
                && history_stands(history, &one->known, 2, 1));
    history_end(history);
    arena_clear(&history->arena);
    free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_is_what_causal_knowledge_says),
        cmocka_unit_test(merging_is_commutative),
        cmocka_unit_test(merging_is_associative),
        cmocka_unit_test(merging_is_idempotent),
        cmocka_unit_test(a_merge_is_the_least_upper_bound),
        cmocka_unit_test(vectors_order_states_as_knowledge_does),
        cmocka_unit_test(an_edit_dominates_what_it_saw),
        cmocka_unit_test(states_survive_their_text_form),
        cmocka_unit_test(the_judge_sees_lost_and_risen_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
