// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/waiting.h"

#include "agent/store/journal_recent.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica_held.h"
#include "shared/model/hlc.h"
#include "shared/model/shape.h"
#include "shared/wire/reply_line.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[WAITING_KINDS] = {"text", "signature", "photo", "parcel"};

const char *waiting_kind_name(enum waiting_kind kind)
{
    return names[kind];
}

// Entries and files as they come, one item each, before those of a record are put together.
struct gathering {
    struct arena *arena;
    struct waiting_item *items;
    size_t count, cap;
};

static struct waiting_item *add(struct gathering *gathering)
{
    if (gathering->count == gathering->cap) {
        size_t cap = gathering->cap ? 2 * gathering->cap : 128;
        struct waiting_item *larger = arena_take(gathering->arena, cap * sizeof(*larger));

        if (!larger)
            return NULL;
        for (size_t i = 0; i < gathering->count; i++)
            larger[i] = gathering->items[i];
        gathering->items = larger;
        gathering->cap = cap;
    }
    return &gathering->items[gathering->count++];
}

static bool read_id(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct waiting_item *)into)->record);
}

static bool read_kind(struct canon_reader *reader, void *into)
{
    return canon_string(reader, &((struct waiting_item *)into)->record_kind);
}

static bool read_site(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct waiting_item *)into)->site);
}

static bool read_time(struct canon_reader *reader, void *into)
{
    uint64_t time;
    bool read = canon_u64(reader, &time);

    if (read)
        ((struct waiting_item *)into)->saved_ms = hlc_wall_ms(time);
    return read;
}

// What an entry is about; the rest of it is walked over.
static bool add_any(struct gathering *gathering, struct span bytes)
{
    static const struct shape_member members[] = {
        {"id", read_id, false},
        {"kind", read_kind, false},
        {"site", read_site, false},
        {"time", read_time, false},
    };
    static const struct shape shape = {members, 4, true};
    struct waiting_item item = {.edits = 1, .bytes = (int64_t)bytes.len}, *kept;
    struct canon_reader reader;

    canon_open(&reader, bytes);
    if (!shape_read(&reader, &shape, &item))
        return true;
    kept = add(gathering);
    if (!kept)
        return false;
    if (span_is(item.record_kind, "signoff"))
        item.kind = WAITING_SIGNATURE;
    else if (span_is(item.record_kind, "photo"))
        item.kind = WAITING_PHOTO;
    item.record_kind.data
        = arena_dup(gathering->arena, item.record_kind.data, item.record_kind.len);
    *kept = item;
    return item.record_kind.data != NULL;
}

static bool add_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    (void)dot;
    return delivered || add_any(arg, bytes);
}

static bool add_delivered(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    (void)dot;
    (void)delivered;
    return add_any(arg, bytes);
}

static bool add_file(void *arg, const struct outgoing_row *file)
{
    static const enum waiting_kind kinds[LANE_COUNT] = {
        [LANE_SEAL] = WAITING_SIGNATURE,  [LANE_RECORD] = WAITING_TEXT,
        [LANE_THUMBNAIL] = WAITING_PHOTO, [LANE_PHOTO] = WAITING_PHOTO,
        [LANE_PARCEL] = WAITING_PARCEL,
    };
    struct waiting_item *item;

    if (!file->present && file->state != OUTGOING_DELIVERED)
        return true;
    item = add(arg);
    if (!item)
        return false;
    *item = (struct waiting_item){
        .kind = kinds[file->lane],
        .record = file->record,
        .site = file->site,
        .digest = file->digest,
        .bytes = (int64_t)file->size,
        .sent_bytes = (int64_t)file->offset,
        .saved_ms = file->added_ms,
        .sending = file->state == OUTGOING_WAITING && (file->offset > 0 || file->upload[0]),
        .attention = file->state == OUTGOING_ATTENTION,
        .retry_ms = file->tries > 0 ? file->next_try_ms : 0,
        .receipt_ms = file->delivered_ms,
    };
    text_copy(item->reason, sizeof(item->reason), span_of(file->reason));
    return true;
}

// Parcels have a nil record, so they stand first, each by itself; the edits of a record stand
// before its files.
static int by_record(const void *a, const void *b)
{
    const struct waiting_item *one = a, *other = b;
    int order = uuid_compare(&one->record, &other->record);

    if (!order && one->kind == WAITING_PARCEL)
        order = memcmp(&one->digest, &other->digest, sizeof(one->digest));
    return order ? order : (other->edits > 0) - (one->edits > 0);
}

static void join(struct waiting_item *into, const struct waiting_item *more)
{
    into->edits += more->edits;
    into->bytes += more->bytes;
    into->sent_bytes += more->sent_bytes;
    if (more->saved_ms < into->saved_ms)
        into->saved_ms = more->saved_ms;
    into->sending |= more->sending;
    into->attention |= more->attention;
    if (more->retry_ms > into->retry_ms)
        into->retry_ms = more->retry_ms;
    if (more->receipt_ms > into->receipt_ms)
        into->receipt_ms = more->receipt_ms;
    if (!into->reason[0])
        text_copy(into->reason, sizeof(into->reason), span_of(more->reason));
}

static void settle(struct gathering *gathering, struct waiting *out)
{
    struct waiting_item *items = gathering->items;
    size_t kept = 0;

    if (gathering->count)
        qsort(items, gathering->count, sizeof(*items), by_record);
    for (size_t i = 0; i < gathering->count; i++) {
        if (kept && items[i].kind != WAITING_PARCEL
            && uuid_equal(&items[kept - 1].record, &items[i].record))
            join(&items[kept - 1], &items[i]);
        else
            items[kept++] = items[i];
    }
    *out = (struct waiting){items, kept};
}

enum err waiting_read(struct store *store, struct arena *arena, struct waiting *out,
                      struct error *error)
{
    struct gathering gathering = {.arena = arena};
    enum err err = journal_list(store, NULL, add_entry, &gathering, error);

    *out = (struct waiting){0};
    if (err == ERR_OK)
        err = outgoing_list(store, true, add_file, &gathering, error);
    if (err == ERR_OK && arena->failed)
        err = error_set(error, ERR_TOO_LARGE, "more waits for the office than fits in memory");
    if (err == ERR_OK)
        settle(&gathering, out);
    return err;
}

static int to_record(const void *key, const void *item)
{
    return uuid_compare(key, &((const struct waiting_item *)item)->record);
}

const struct waiting_item *waiting_find(const struct waiting *waiting, const struct uuid *record)
{
    return waiting->count
               ? bsearch(record, waiting->items, waiting->count, sizeof(*waiting->items), to_record)
               : NULL;
}

void waiting_add_up(const struct waiting *waiting, struct waiting_sum *out)
{
    *out = (struct waiting_sum){0};
    for (size_t i = 0; i < waiting->count; i++) {
        out->count[waiting->items[i].kind]++;
        out->bytes += waiting->items[i].bytes - waiting->items[i].sent_bytes;
    }
}

// Files to be tried at once, gathered before any of them is changed.
struct retrying {
    const struct waiting_retry *which;
    struct outgoing_row *rows; // owned
    size_t count, cap;
};

static bool note_resting(void *arg, const struct outgoing_row *row)
{
    struct retrying *retrying = arg;
    const struct waiting_retry *which = retrying->which;

    if ((row->state == OUTGOING_WAITING && row->tries == 0) || !row->present
        || (which->record && !uuid_equal(which->record, &row->record))
        || (which->parcel && !digest_equal(which->parcel, &row->digest)))
        return true;
    retrying->rows
        = mem_room(retrying->rows, retrying->count, &retrying->cap, sizeof(*retrying->rows));
    retrying->rows[retrying->count++] = *row;
    return true;
}

enum err waiting_retry(struct store *store, const struct waiting_retry *which, size_t *changed,
                       struct error *error)
{
    struct retrying retrying = {.which = which};
    enum err err = store_begin(store, error);

    *changed = 0;
    if (err != ERR_OK)
        return err;
    err = outgoing_list(store, true, note_resting, &retrying, error);
    for (size_t i = 0; err == ERR_OK && i < retrying.count; i++) {
        struct outgoing_row *row = &retrying.rows[i];

        row->state = OUTGOING_WAITING;
        row->tries = 0;
        row->next_try_ms = 0;
        row->reason[0] = '\0';
        err = outgoing_put(store, row, error);
    }
    if (err == ERR_OK && retrying.count)
        err = store_commit(store, error);
    else
        store_rollback(store);
    if (err == ERR_OK)
        *changed = retrying.count;
    mem_free(retrying.rows);
    return err;
}

static int64_t moment_of(const struct waiting_item *item)
{
    return item->receipt_ms ? item->receipt_ms : item->saved_ms;
}

static int by_moment(const void *a, const void *b)
{
    const int64_t one = moment_of(a), other = moment_of(b);

    return (one < other) - (one > other);
}

enum err waiting_delivered(struct store *store, struct arena *arena, size_t max,
                           struct waiting *out, struct error *error)
{
    struct gathering gathering = {.arena = arena};
    enum err err = journal_recent_delivered(store, max, add_delivered, &gathering, error);

    *out = (struct waiting){0};
    if (err == ERR_OK)
        err = outgoing_delivered(store, max, add_file, &gathering, error);
    if (err == ERR_OK && arena->failed)
        err = error_set(error, ERR_TOO_LARGE, "what was delivered does not fit in memory");
    if (err != ERR_OK)
        return err;
    settle(&gathering, out);
    if (out->count)
        qsort(out->items, out->count, sizeof(*out->items), by_moment);
    if (out->count > max)
        out->count = max;
    return ERR_OK;
}

static bool add_refusal(void *arg, const struct replica_held *held)
{
    struct waiting_refusals *refusals = arg;
    struct waiting_refusal *refusal = &refusals->list[refusals->count];
    const struct waiting_refusal *last = refusals->count ? refusal - 1 : NULL;
    bool same = last && uuid_equal(&last->record, &held->record)
                && last->rejected == (held->state == HELD_REJECTED)
                && strcmp(last->settled, held->settled) == 0;

    if (held->state == HELD_ACCEPTED || same)
        return true;
    if (refusals->count == refusals->max)
        return false;
    *refusal = (struct waiting_refusal){.record = held->record,
                                        .rejected = held->state == HELD_REJECTED};
    text_copy(refusal->why, sizeof(refusal->why), span_of(held->why));
    text_copy(refusal->settled, sizeof(refusal->settled), span_of(held->settled));
    refusals->count++;
    return true;
}

enum err waiting_refusals(struct store *store, struct waiting_refusals *out, struct error *error)
{
    out->count = 0;
    return replica_held_list(store, add_refusal, out, error);
}

enum err waiting_settle(struct store *store, const struct replica_settling *given,
                        struct error *error)
{
    struct replica_settling settling = *given;

    settling.state = HELD_REJECTED;
    return replica_held_settle(store, &settling, error);
}
