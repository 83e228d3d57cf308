// SPDX-License-Identifier: Apache-2.0
#include "server/sync/row_mend.h"

#include "server/storage/held.h"
#include "server/storage/history.h"
#include "shared/base/memory.h"

#include <string.h>

// The writes of one record, as the history has them.
struct replay {
    struct workset *workset;
    struct view *view;
    struct write *writes; // owned
    bool *rejected;       // owned: counts in the vector, without a write
    size_t count, cap;
    enum err result;
    struct error *error;
};

struct standing_search {
    bool open, rejected;
};

static bool each_held(void *arg, const struct held_row *held)
{
    struct standing_search *search = arg;

    if (held->reason == REASON_FORK)
        return true; // other bytes under the same dot: not this entry
    search->open = search->open || held->decision == DECISION_OPEN;
    search->rejected = search->rejected || held->decision == DECISION_REJECTED;
    return true;
}

static void keep(struct replay *replay, const struct write *write, bool rejected)
{
    replay->writes = mem_room(replay->writes, replay->count, &replay->cap, sizeof(*replay->writes));
    replay->rejected = mem_resize(replay->rejected, replay->cap * sizeof(bool));
    replay->writes[replay->count] = *write;
    replay->rejected[replay->count++] = rejected;
}

static bool each_entry(void *arg, const struct history_row *entry)
{
    struct replay *replay = arg;
    struct standing_search search = {0};
    struct write write = {0};
    const char *copy = arena_dup(&replay->workset->arena, entry->bytes.data, entry->bytes.len);

    if (!copy) {
        replay->result = error_set(replay->error, ERR_TOO_LARGE, "a record's history is too long");
        return false;
    }
    replay->result = held_of_dot(replay->view, entry->dot, each_held, &search, replay->error);
    if (replay->result != ERR_OK || search.open)
        return replay->result == ERR_OK;
    if (write_parse((struct span){copy, entry->bytes.len}, &replay->workset->arena, &write, NULL)
        == ERR_OK)
        keep(replay, &write, search.rejected);
    return true;
}

// Everything that the record is ready for, until nothing is left or nothing fits.
static enum err apply_all(struct replay *replay, struct work *work, size_t *left,
                          struct error *error)
{
    bool *done = mem_alloc_array(replay->count + 1, sizeof(bool));
    enum err result = ERR_OK;
    bool moved = true;

    *left = replay->count;
    while (moved && *left > 0 && result == ERR_OK) {
        moved = false;
        for (size_t i = 0; i < replay->count && result == ERR_OK; i++) {
            const struct write *write = &replay->writes[i];

            if (done[i] || !vector_below(&write->context, &work->record.vector))
                continue;
            if (vector_covers(&work->record.vector, write->dot))
                result = ERR_OK;
            else if (replay->rejected[i])
                result = workset_skip(replay->workset, work, write->dot);
            else
                result = workset_apply(replay->workset, work, write, error);
            done[i] = moved = true;
            (*left)--;
        }
    }
    mem_free(done);
    return result;
}

// The row as one that can be read: with the authentic state, or with nothing in it.
static enum err reset_row(struct workset *workset, struct record_row *row, struct span authentic,
                          struct error *error)
{
    struct storage *storage = workset->parts->storage;
    struct record record;
    enum err result = ERR_OK;

    buffer_reset(&workset->state);
    buffer_reset(&workset->vector);
    if (authentic.len > 0)
        result = record_parse(authentic, &workset->arena, &record, error);
    else
        record_init(&record, &workset->arena, &row->id, &row->site, row->kind);
    if (result != ERR_OK)
        return result;
    record_format(&record, &workset->state);
    vector_pack(&record.vector, &workset->vector);
    row->state = (struct span){workset->state.data, workset->state.len};
    row->vector = (struct span){workset->vector.data, workset->vector.len};
    mac_make(workset->parts->mac_key, row->state.data, row->state.len, row->mac);
    row->conflicted = record_conflicts(&record, NULL, 0) > 0;
    row->deleted = record_deleted(&record);
    row->author = row->author_counter = 0;
    row->received_ms = workset->stamp->at_ms;
    row->seq = storage_seq(storage);
    record_clear(&record);
    return records_put(storage, row, error);
}

static enum err rebuild(struct replay *replay, struct record_row *row, struct span authentic,
                        bool *mended, struct error *error)
{
    struct workset *workset = replay->workset;
    struct workset_key key = {row->id, row->site, row->kind};
    struct work *work;
    size_t left = 0;
    enum err result = reset_row(workset, row, authentic, error);

    if (result == ERR_OK)
        result = workset_take(workset, &key, &work, error);
    if (result == ERR_OK)
        result = apply_all(replay, work, &left, error);
    // Without an authentic state the history must reach from the first write to the last.
    *mended = result == ERR_OK && (authentic.len > 0 || (replay->count > 0 && left == 0));
    if (!*mended)
        return result == ERR_CORRUPT || result == ERR_INVALID ? ERR_OK : result;
    bulletin_post(workset->parts->bulletin, &row->site, workset->stamp->number);
    return workset_write(workset, error);
}

// The row's spans live until the next read: the workset's memory keeps them longer.
static bool keep_row(struct workset *workset, struct record_row *row)
{
    struct span *const spans[] = {&row->kind, &row->state, &row->vector};

    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
        spans[i]->data = arena_dup(&workset->arena, spans[i]->data, spans[i]->len);
    return !workset->arena.failed;
}

static enum err mend(struct workset *workset, struct record_row *row, struct span authentic,
                     bool *mended, struct error *error)
{
    struct replay replay
        = {.workset = workset, .view = storage_writer(workset->parts->storage), .error = error};
    struct record_row before = *row;
    enum err result = history_of_record(replay.view, &row->id, each_entry, &replay, error);

    if (result == ERR_OK)
        result = replay.result;
    if (result == ERR_OK)
        result = rebuild(&replay, row, authentic, mended, error);
    if (result == ERR_OK && !*mended)
        result = records_put(workset->parts->storage, &before, error);
    for (size_t i = 0; i < replay.count; i++)
        write_clear(&replay.writes[i]);
    mem_free(replay.writes);
    mem_free(replay.rejected);
    return result;
}

enum err row_mend(struct workset *workset, const struct uuid *id, struct span authentic,
                  enum row_mend *out, struct error *error)
{
    struct view *view = storage_writer(workset->parts->storage);
    struct record_row row;
    uint8_t mac[MAC_BYTES];
    bool mended = false;
    enum err result = records_get(view, id, &row, NULL);

    *out = ROW_SOUND;
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : error_set(error, result, "a record's row");
    mac_make(workset->parts->mac_key, row.state.data, row.state.len, mac);
    if (mac_equal(mac, row.mac))
        return ERR_OK;
    result = keep_row(workset, &row)
                 ? mend(workset, &row, authentic, &mended, error)
                 : error_set(error, ERR_TOO_LARGE, "a record is too large to be mended");
    *out = mended ? ROW_MENDED : ROW_BROKEN;
    workset_forget(workset);
    return result;
}
