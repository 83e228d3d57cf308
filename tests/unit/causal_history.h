// SPDX-License-Identifier: Apache-2.0
// Histories of one record on several replicas, judged against full causal knowledge: for every
// write it is kept which writes its author had seen, and from that alone follows what must stand.
// The oracle of spec model.py in C.
#ifndef PLUMB_TESTS_UNIT_CAUSAL_HISTORY_H
#define PLUMB_TESTS_UNIT_CAUSAL_HISTORY_H

#include "shared/model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HISTORY_EVENTS = 128, HISTORY_FIELDS = 4, HISTORY_REPLICAS = 6, HISTORY_VALUES = 10 };

// Field 0 is in every write; the others as a mask says.
static const char *const history_names[HISTORY_FIELDS] = {"deleted", "f", "g", "h"};
static const char *const history_values[HISTORY_VALUES]
    = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

struct event_set {
    uint64_t bits[HISTORY_EVENTS / 64];
};

struct event {
    struct event_set seen; // by its author, when it was made
    struct dot dot;
    struct vector context;
    unsigned fields; // mask
    int value;
    bool deletes;
};

struct replica {
    struct record record;
    struct event_set known;
    uint64_t actor, counter;
};

struct history {
    struct arena arena;
    struct uuid id;
    struct event events[HISTORY_EVENTS];
    size_t event_count;
    uint64_t actor_count;
    struct replica replicas[HISTORY_REPLICAS];
    size_t replica_count;
};

static inline bool set_has(const struct event_set *set, size_t event)
{
    return set->bits[event / 64] >> event % 64 & 1;
}

static inline void set_add(struct event_set *set, size_t event)
{
    set->bits[event / 64] |= UINT64_C(1) << event % 64;
}

static inline void set_join(struct event_set *into, const struct event_set *other)
{
    for (size_t i = 0; i < HISTORY_EVENTS / 64; i++)
        into->bits[i] |= other->bits[i];
}

static inline bool set_below(const struct event_set *a, const struct event_set *b)
{
    for (size_t i = 0; i < HISTORY_EVENTS / 64; i++)
        if (a->bits[i] & ~b->bits[i])
            return false;
    return true;
}

// A new life of a replica: no two lives ever share an actor. Actors are spread so that their order
// is not that of birth.
static inline void history_start(struct history *history, struct replica *replica)
{
    replica->actor = ++history->actor_count * UINT64_C(0x9E3779B97F4A7C15);
    replica->counter = 0;
}

static inline struct replica *history_add_replica(struct history *history)
{
    struct replica *replica = &history->replicas[history->replica_count++];

    *replica = (struct replica){0};
    record_init(&replica->record, &history->arena, &history->id, &history->id, span_of("note"));
    history_start(history, replica);
    return replica;
}

// Begins with `replicas` empty replicas; the arena is kept from one history to the next.
static inline void history_begin(struct history *history, size_t replicas)
{
    history->event_count = history->replica_count = 0;
    history->actor_count = 0;
    arena_reset(&history->arena);
    while (history->replica_count < replicas)
        history_add_replica(history);
}

static inline void history_end(struct history *history)
{
    for (size_t i = 0; i < history->replica_count; i++)
        record_clear(&history->replicas[i].record);
    for (size_t i = 0; i < history->event_count; i++)
        vector_clear(&history->events[i].context);
}

// Applies the write of an event to a replica.
static inline enum err history_apply(struct history *history, struct replica *replica,
                                     size_t number)
{
    const struct event *event = &history->events[number];
    struct field fields[HISTORY_FIELDS];
    struct write write = {
        .dot = event->dot,
        .id = history->id,
        .site = history->id,
        .kind = span_of("note"),
        .time = number,
        .context = event->context,
        .fields = fields,
    };

    for (unsigned i = 0; i < HISTORY_FIELDS; i++)
        if (event->fields >> i & 1)
            fields[write.field_count++] = (struct field){
                span_of(history_names[i]),
                span_of(i                ? history_values[event->value]
                        : event->deletes ? "true"
                                         : "false"),
            };
    return record_apply(&replica->record, &write, NULL);
}

// A local edit of the fields of the mask; the value is one of ten, so that equal ones meet.
static inline void history_edit(struct history *history, struct replica *replica, unsigned fields,
                                int value, bool deletes)
{
    size_t number = history->event_count++;
    struct event *event = &history->events[number];

    *event = (struct event){
        .seen = replica->known,
        .dot = {replica->actor, ++replica->counter},
        .fields = fields | 1,
        .value = value,
        .deletes = deletes,
    };
    vector_copy(&event->context, &replica->record.vector);
    assert_int_equal(history_apply(history, replica, number), ERR_OK);
    set_add(&replica->known, number);
}

static inline void history_merge(struct replica *into, const struct replica *from)
{
    assert_int_equal(record_merge(&into->record, &from->record, NULL), ERR_OK);
    set_join(&into->known, &from->known);
}

// Whether a write must stand: among the known ones no later one of the field had seen it.
static inline bool history_stands(const struct history *history, const struct event_set *known,
                                  size_t number, unsigned field)
{
    if (!set_has(known, number) || !(history->events[number].fields >> field & 1))
        return false;
    for (size_t other = 0; other < history->event_count; other++)
        if (set_has(known, other) && history->events[other].fields >> field & 1
            && set_has(&history->events[other].seen, number))
            return false;
    return true;
}

static inline size_t history_event_of(const struct history *history, struct dot dot)
{
    size_t number = 0;

    while (number < history->event_count && dot_compare(history->events[number].dot, dot) != 0)
        number++;
    return number;
}

// One field of a replica: exactly what must stand does, as it was written, and it is a conflict
// only if two differ.
static inline void history_judge_field(const struct history *history, const struct replica *replica,
                                       unsigned field)
{
    struct record_value values[HISTORY_EVENTS];
    struct span name = span_of(history_names[field]);
    size_t count = record_values(&replica->record, name, values, HISTORY_EVENTS), expected = 0;
    bool differ = false, all_deleted = count > 0;

    for (size_t i = 0; i < history->event_count; i++)
        expected += history_stands(history, &replica->known, i, field);
    assert_int_equal(count, expected);
    for (size_t i = 0; i < count; i++) {
        size_t number = history_event_of(history, values[i].dot);

        assert_true(number < history->event_count);
        assert_true(history_stands(history, &replica->known, number, field));
        assert_int_equal(values[i].time, number);
        if (field)
            assert_true(span_is(values[i].value, history_values[history->events[number].value]));
        else
            assert_true(
                span_is(values[i].value, history->events[number].deletes ? "true" : "false"));
        differ = differ || !span_equal(values[i].value, values[0].value);
        all_deleted = all_deleted && span_is(values[i].value, "true");
    }
    assert_int_equal(record_field_conflicts(&replica->record, name), differ);
    if (!field)
        assert_int_equal(record_deleted(&replica->record), all_deleted);
}

// A replica against all that it should know: P3, P4, P5.
static inline void history_judge(const struct history *history, const struct replica *replica)
{
    struct span names[HISTORY_FIELDS];
    size_t conflicts = 0;

    for (unsigned field = 0; field < HISTORY_FIELDS; field++) {
        history_judge_field(history, replica, field);
        conflicts += record_field_conflicts(&replica->record, span_of(history_names[field]));
    }
    assert_int_equal(record_conflicts(&replica->record, names, HISTORY_FIELDS), conflicts);
    for (size_t i = 0; i < history->event_count; i++)
        assert_int_equal(vector_covers(&replica->record.vector, history->events[i].dot),
                         set_has(&replica->known, i));
}

// The fields in conflict on a replica, as a mask.
static inline unsigned history_conflicts(const struct replica *replica)
{
    unsigned mask = 0;

    for (unsigned field = 0; field < HISTORY_FIELDS; field++)
        mask |= (unsigned)record_field_conflicts(&replica->record, span_of(history_names[field]))
                << field;
    return mask;
}

static inline bool history_same_state(const struct record *a, const struct record *b)
{
    struct buffer one, other;
    bool same;

    buffer_init(&one, RECORD_BYTES_MAX);
    buffer_init(&other, RECORD_BYTES_MAX);
    assert_true(record_format(a, &one) && record_format(b, &other));
    same = span_equal((struct span){one.data, one.len}, (struct span){other.data, other.len});
    buffer_clear(&one);
    buffer_clear(&other);
    return same;
}

#endif
