// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/record_past.h"

#include "shared/base/memory.h"
#include "shared/model/record.h"

#include <stdlib.h>

enum { PAST_BYTES_MAX = 256 << 20, STEPS_MAX = 100000, STOOD_MAX = 64 };

struct gathering {
    struct record_past *past;
    size_t cap;
    struct error *error;
    enum err err;
};

// ---- the entries ----

static struct past_step *new_step(struct gathering *gathering)
{
    struct record_past *past = gathering->past;

    past->steps = mem_room(past->steps, past->count, &gathering->cap, sizeof(*past->steps));
    past->steps[past->count] = (struct past_step){0};
    return &past->steps[past->count++];
}

static bool add_entry(void *arg, const struct history_row *entry)
{
    struct gathering *gathering = arg;
    struct record_past *past = gathering->past;
    struct past_step *step;
    char *bytes;

    if (past->count == STEPS_MAX) {
        gathering->err = error_set(gathering->error, ERR_TOO_LARGE,
                                   "the record was changed too often to be shown");
        return false;
    }
    bytes = arena_dup(&past->arena, entry->bytes.data, entry->bytes.len);
    if (!bytes) {
        gathering->err = error_set(gathering->error, ERR_TOO_LARGE,
                                   "the history of the record does not fit in memory");
        return false;
    }
    step = new_step(gathering);
    step->device = entry->device;
    step->commit = entry->commit;
    step->received_ms = entry->received_ms;
    // What is no write stays held for ever.
    if (write_parse((struct span){bytes, entry->bytes.len}, &past->arena, &step->write, NULL)
        != ERR_OK)
        step->write = (struct write){.dot = entry->dot};
    return true;
}

static int by_arrival(const void *a, const void *b)
{
    const struct past_step *one = a, *other = b;

    if (one->commit != other->commit)
        return one->commit < other->commit ? -1 : 1;
    if (one->write.time != other->write.time)
        return one->write.time < other->write.time ? -1 : 1;
    if (one->write.dot.actor != other->write.dot.actor)
        return one->write.dot.actor < other->write.dot.actor ? -1 : 1;
    return one->write.dot.counter < other->write.dot.counter ? -1 : 1;
}

// ---- the replay ----

static bool same(struct span one, struct span other)
{
    return span_equal(one, other);
}

static struct span shown(const struct record *record, struct span field)
{
    struct record_value value;
    const enum err err = kind_shown(record, field, 0, &value);

    return err == ERR_OK || err == ERR_CONFLICT ? value.value : (struct span){0};
}

// The different values of a field in conflict.
static bool note_stood(struct record_past *past, const struct record *record,
                       struct past_change *change)
{
    struct record_value values[STOOD_MAX];
    size_t count = record_values(record, change->field, values, STOOD_MAX);

    count = count < STOOD_MAX ? count : STOOD_MAX;
    change->stood = arena_take(&past->arena, (count + 1) * sizeof(*change->stood));
    for (size_t i = 0; change->stood && i < count; i++) {
        size_t j = 0;

        while (j < change->stood_count && !same(change->stood[j], values[i].value))
            j++;
        if (j == change->stood_count)
            change->stood[change->stood_count++] = values[i].value;
    }
    return change->stood != NULL;
}

// Before the write is applied; what it does not change is left out.
static bool note_before(struct record_past *past, const struct record *record,
                        struct past_step *step)
{
    static const struct span no = {"false", 5};

    step->change_count = 0;
    step->changes
        = arena_take(&past->arena, (step->write.field_count + 1) * sizeof(*step->changes));
    for (size_t i = 0; step->changes && i < step->write.field_count; i++) {
        const struct field *field = &step->write.fields[i];
        const struct span before = shown(record, field->name);
        const bool settles = record_field_conflicts(record, field->name);
        struct past_change *change = &step->changes[step->change_count];

        if ((same(before, field->value) && !settles)
            || (!before.len && span_is(field->name, "deleted") && same(field->value, no)))
            continue;
        *change
            = (struct past_change){.field = field->name, .before = before, .after = field->value};
        if (settles && !note_stood(past, record, change))
            return false;
        step->change_count++;
    }
    return step->changes != NULL;
}

static void note_conflicts(const struct record *record, struct past_step *step)
{
    for (size_t i = 0; i < step->change_count; i++) {
        struct past_change *change = &step->changes[i];

        change->conflict = record_field_conflicts(record, change->field);
        if (change->conflict) // it had not seen all that stood
            change->stood_count = 0;
    }
}

static enum err apply(struct record_past *past, struct record *record, struct past_step *step)
{
    if (!note_before(past, record, step))
        return ERR_TOO_LARGE;
    step->first = record->write_count == 0;
    if (record_apply(record, &step->write, NULL) != ERR_OK) { // held, or waits for another
        for (size_t i = 0; i < step->change_count; i++)
            step->changes[i] = (struct past_change){.field = step->changes[i].field,
                                                    .after = step->changes[i].after};
        return ERR_OK;
    }
    step->applied = true;
    note_conflicts(record, step);
    return ERR_OK;
}

// Again and again until no more of them can be applied: what waited for another follows it.
static enum err replay(struct record_past *past, struct record *record)
{
    size_t applied = 0, before;
    enum err err = ERR_OK;

    do {
        before = applied;
        for (size_t i = 0; err == ERR_OK && i < past->count; i++) {
            struct past_step *step = &past->steps[i];

            if (step->applied || !step->write.field_count)
                continue;
            err = apply(past, record, step);
            applied += step->applied;
        }
    } while (err == ERR_OK && applied > before);
    return err;
}

enum err record_past_read(struct view *view, const struct uuid *record, struct record_past *out,
                          struct error *error)
{
    struct gathering gathering = {.past = out, .error = error};
    struct record state = {0};
    enum err err;

    *out = (struct record_past){0};
    arena_init(&out->arena, PAST_BYTES_MAX);
    err = history_of_record(view, record, add_entry, &gathering, error);
    if (err == ERR_OK)
        err = gathering.err;
    if (err == ERR_OK && !out->count)
        err = error_set(error, ERR_NOT_FOUND, "nothing is known of this record");
    if (err != ERR_OK)
        return err;
    qsort(out->steps, out->count, sizeof(*out->steps), by_arrival);
    record_init(&state, &out->arena, record, &out->steps[0].write.site, out->steps[0].write.kind);
    err = replay(out, &state);
    record_clear(&state);
    return err == ERR_OK
               ? ERR_OK
               : error_set(error, err, "the history of the record does not fit in memory");
}

const struct past_step *record_past_find(const struct record_past *past, struct dot dot)
{
    for (size_t i = 0; i < past->count; i++)
        if (past->steps[i].write.dot.actor == dot.actor
            && past->steps[i].write.dot.counter == dot.counter)
            return &past->steps[i];
    return NULL;
}

void record_past_clear(struct record_past *past)
{
    for (size_t i = 0; i < past->count; i++)
        write_clear(&past->steps[i].write);
    mem_free(past->steps);
    arena_clear(&past->arena);
    *past = (struct record_past){0};
}
