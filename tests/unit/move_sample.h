// SPDX-License-Identifier: Apache-2.0
// Moves of one record, for tests of what they fold into.
#ifndef PLUMB_TESTS_UNIT_MOVE_SAMPLE_H
#define PLUMB_TESTS_UNIT_MOVE_SAMPLE_H

#include "shared/model/move.h"
#include "tests/unit/facts_sample.h"

#include <stdio.h>

enum { RECORD = 50, ANNA = 20, BO = 21, CHEN = 22, NOBODY_HAS = 999 };

// A move of RECORD; 0 for what is absent.
struct step {
    int id, author;
    const char *move;
    int after, beside, to;
    int64_t deadline_ms;
};

static inline void put_of(struct sample *sample, int record, const struct step *step)
{
    char fields[400];
    int len = snprintf(fields, sizeof(fields), "'at':1,'of':@%d,'move':'%s'", record, step->move);

    if (step->after)
        len += snprintf(fields + len, sizeof(fields) - (size_t)len, ",'after':@%d", step->after);
    if (step->beside)
        len += snprintf(fields + len, sizeof(fields) - (size_t)len, ",'beside':@%d", step->beside);
    if (step->to)
        len += snprintf(fields + len, sizeof(fields) - (size_t)len, ",'to':@%d", step->to);
    if (step->deadline_ms)
        snprintf(fields + len, sizeof(fields) - (size_t)len, ",'deadline':%lld",
                 (long long)step->deadline_ms);
    // What the order of arrival has no part in.
    sample->author = step->author;
    sample->actor = (uint64_t)step->id;
    sample->time_ms = SAMPLE_NOW_MS + step->id;
    sample_put(sample, "move", step->id, fields);
}

static inline void put(struct sample *sample, const struct step *step)
{
    put_of(sample, RECORD, step);
}

static inline struct move_standing fold(struct sample *sample, const char *kind)
{
    struct uuid id = sample_id(RECORD);
    struct move_standing standing;

    facts_settle(&sample->facts);
    move_fold(move_machine_find(span_of(kind)), &sample->facts, &id, &standing);
    return standing;
}

static inline struct move_standing fold_steps(struct sample *sample, const struct step *steps)
{
    for (; steps->id; steps++)
        put(sample, steps);
    return fold(sample, "rectification");
}

static inline void assert_id(const struct uuid *id, int number)
{
    struct uuid wanted = sample_id(number);

    assert_true(uuid_equal(id, &wanted));
}

static inline void assert_leaf(const struct move_standing *standing, size_t index, int number)
{
    assert_true(index < standing->leaf_count);
    assert_id(&standing->leaves[index]->record->id, number);
}

#endif
