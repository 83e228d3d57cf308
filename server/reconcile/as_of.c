// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/as_of.h"

#include "server/storage/history.h"
#include "server/storage/past.h"
#include "shared/model/hlc.h"

#include <stdlib.h>
#include <string.h>

enum { SEQ_BITS = 20, ARENA_MAX = 256 << 20, FIELDS_ONE = 1 };

void as_of_open(struct as_of *past, struct view *view, uint64_t commit)
{
    *past = (struct as_of){.view = view, .commit = commit};
    arena_init(&past->arena, ARENA_MAX);
    buffer_init(&past->state, RECORD_BYTES_MAX);
}

void as_of_close(struct as_of *past)
{
    arena_clear(&past->arena);
    buffer_clear(&past->state);
    *past = (struct as_of){0};
}

uint64_t as_of_newest(const struct as_of *past)
{
    return past->late_commit > past->commit ? past->late_commit : past->commit;
}

// An entry of the record's history.
struct entry {
    struct write write;
    bool skipped; // rejected: its dot counts, its fields do not
    bool done;
};
struct replay {
    struct as_of *past;
    struct entry *entries; // owned
    size_t count, cap;
    struct record record;
    bool begun;
    struct error *error;
    enum err err;
};

static bool is_in(const struct as_of *past, uint64_t commit, uint64_t time)
{
    return commit <= past->commit
           || (commit <= past->late_commit && hlc_wall_ms(time) < past->late_before_ms);
}

static bool add_entry(void *arg, const struct history_row *row)
{
    struct replay *replay = arg;
    struct as_of *past = replay->past;
    struct entry entry = {0};
    const char *bytes;

    if (row->commit > past->commit && row->commit > past->late_commit)
        return true;
    bytes = arena_dup(&past->arena, row->bytes.data, row->bytes.len);
    if (!bytes) {
        replay->err = error_set(replay->error, ERR_TOO_LARGE, "the history of a record");
        return false;
    }
    // What is no write is held for ever, and never was part of the record.
    if (write_parse((struct span){bytes, row->bytes.len}, &past->arena, &entry.write, NULL)
        != ERR_OK)
        return true;
    if (!is_in(past, row->commit, entry.write.time)) {
        write_clear(&entry.write);
        return true;
    }
    replay->entries
        = mem_room(replay->entries, replay->count, &replay->cap, sizeof(*replay->entries));
    replay->entries[replay->count++] = entry;
    return true;
}

// Held entries: open ones are not in the record, rejected ones only by their dot.
static bool judge_held(void *arg, const struct held_row *row)
{
    struct replay *replay = arg;
    const struct as_of *past = replay->past;
    struct held_row held = *row;
    enum err err;

    if (row->reason == REASON_FORK)
        return true; // other bytes under a dot that counts as it first came
    err = past_held(past->view, as_of_newest(past), &held, replay->error);
    if (err == ERR_NOT_FOUND)
        return true;
    replay->err = err;
    for (size_t i = 0; err == ERR_OK && i < replay->count; i++) {
        struct entry *entry = &replay->entries[i];

        if (entry->write.dot.actor != held.dot.actor
            || entry->write.dot.counter != held.dot.counter)
            continue;
        entry->done = entry->done || held.decision == DECISION_OPEN;
        entry->skipped = entry->skipped || held.decision == DECISION_REJECTED;
    }
    return err == ERR_OK;
}

static int compare_entries(const void *a, const void *b)
{
    const struct write *left = &((const struct entry *)a)->write,
                       *right = &((const struct entry *)b)->write;

    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    if (left->dot.actor != right->dot.actor)
        return left->dot.actor < right->dot.actor ? -1 : 1;
    return left->dot.counter < right->dot.counter ? -1 : left->dot.counter > right->dot.counter;
}

// Applies what can be applied, until nothing more can: causes come before effects. True: all is in.
static bool apply_all(struct replay *replay)
{
    size_t left = 0, before;

    if (replay->count)
        qsort(replay->entries, replay->count, sizeof(*replay->entries), compare_entries);
    do {
        before = left;
        left = 0;
        for (size_t i = 0; i < replay->count; i++) {
            struct entry *entry = &replay->entries[i];

            if (entry->done)
                continue;
            entry->done = (entry->skipped ? record_skip(&replay->record, entry->write.dot)
                                          : record_apply(&replay->record, &entry->write, NULL))
                          == ERR_OK;
            replay->begun = replay->begun || entry->done;
            left += !entry->done;
        }
    } while (left && left != before);
    return left == 0;
}

static void put_row(struct replay *replay, struct record_row *row)
{
    struct as_of *past = replay->past;
    struct span name[FIELDS_ONE];

    buffer_reset(&past->state);
    if (!record_format(&replay->record, &past->state)) {
        replay->err = error_set(replay->error, ERR_TOO_LARGE, "the state of a record");
        return;
    }
    row->state = (struct span){past->state.data, past->state.len};
    row->conflicted = record_conflicts(&replay->record, name, FIELDS_ONE) > 0;
    row->deleted = record_deleted(&replay->record);
    row->seq = past->commit << SEQ_BITS;
}

static enum err play(struct replay *replay, struct record_row *row, bool *there)
{
    struct as_of *past = replay->past;
    const struct held_filter filter = {.by_record = true, .record = row->id};
    char *kind = arena_dup(&past->arena, row->kind.data, row->kind.len);
    enum err err = history_of_record(past->view, &row->id, add_entry, replay, replay->error);

    if (err == ERR_OK)
        err = replay->err;
    if (err == ERR_OK && replay->count)
        err = held_list(past->view, &filter, judge_held, replay, replay->error);
    if (err == ERR_OK)
        err = replay->err;
    if (err != ERR_OK || !kind)
        return err;
    record_init(&replay->record, &past->arena, &row->id, &row->site,
                (struct span){kind, row->kind.len});
    if (!apply_all(replay))
        past->unsure++; // states that were healed have no history: the row stays as it is
    else if (replay->begun)
        put_row(replay, row);
    else
        *there = false;
    record_clear(&replay->record);
    return replay->err;
}

enum err as_of_record(struct as_of *past, struct record_row *row, bool *there, struct error *error)
{
    struct replay replay = {.past = past, .error = error};
    enum err err;

    *there = true;
    if (row->seq >> SEQ_BITS <= past->commit)
        return ERR_OK;
    arena_reset(&past->arena);
    err = play(&replay, row, there);
    for (size_t i = 0; i < replay.count; i++)
        write_clear(&replay.entries[i].write);
    mem_free(replay.entries);
    return err;
}
