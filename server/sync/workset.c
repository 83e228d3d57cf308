// SPDX-License-Identifier: Apache-2.0
#include "server/sync/workset.h"

#include "server/storage/held.h"
#include "server/storage/signoff_queue.h"
#include "server/sync/ledger_line.h"
#include "server/sync/scope_rule.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"

#include <string.h>

enum {
    ARENA_MAX = 128 << 20,
    ARENA_LARGE = 16 << 20,
    FIRST_SLOTS = 256,
    LINE_MAX = RECORD_BYTES_MAX + 128,
};

void workset_open(struct workset *workset, const struct workset_parts *parts,
                  const struct commit_stamp *stamp)
{
    *workset = (struct workset){.parts = parts, .stamp = stamp};
    arena_init(&workset->arena, ARENA_MAX);
    buffer_init(&workset->state, LINE_MAX);
    buffer_init(&workset->vector, VECTOR_MAX * VECTOR_PACKED_ENTRY);
}

void workset_forget(struct workset *workset)
{
    for (size_t i = 0; i < workset->count; i++)
        record_clear(&workset->works[i]->record);
    workset->count = 0;
    if (workset->slots)
        memset(workset->slots, 0, workset->slot_cap * sizeof(*workset->slots));
    arena_reset(&workset->arena);
}

void workset_close(struct workset *workset)
{
    workset_forget(workset);
    arena_clear(&workset->arena);
    buffer_clear(&workset->state);
    buffer_clear(&workset->vector);
    mem_free(workset->works);
    mem_free(workset->slots);
    *workset = (struct workset){0};
}

// The place of an id in the table, or the free one where it would stand.
static uint32_t *find_slot(const struct workset *workset, const struct uuid *id)
{
    uint64_t hash;

    memcpy(&hash, id->bytes + 8, sizeof(hash));
    for (size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20);; i++) {
        uint32_t *slot = &workset->slots[i & (workset->slot_cap - 1)];

        if (*slot == 0 || uuid_equal(&workset->works[*slot - 1]->record.id, id))
            return slot;
    }
}

static void grow(struct workset *workset)
{
    workset->slot_cap = workset->slot_cap ? workset->slot_cap * 2 : FIRST_SLOTS;
    workset->cap = workset->slot_cap / 2;
    workset->works = mem_resize(workset->works, workset->cap * sizeof(struct work *));
    mem_free(workset->slots);
    workset->slots = mem_alloc_array(workset->slot_cap, sizeof(*workset->slots));
    for (size_t i = 0; i < workset->count; i++)
        *find_slot(workset, &workset->works[i]->record.id) = (uint32_t)(i + 1);
}

static enum err refuse_memory(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "the batch needs more memory than allowed");
}

static bool find_rejected(void *arg, const struct held_row *held)
{
    bool *found = arg;

    *found = *found || held->decision == DECISION_REJECTED;
    return !*found;
}

static enum err look_for_gaps(struct workset *workset, struct work *work, struct error *error)
{
    struct held_filter filter = {.by_record = true, .record = work->record.id};

    if (!workset->parts->signs->rejected)
        return ERR_OK;
    return held_list(storage_writer(workset->parts->storage), &filter, find_rejected, &work->gapped,
                     error);
}

// Puts a stored record to work; NOT_FOUND when there is none.
static enum err load(struct workset *workset, const struct uuid *id, struct work *work,
                     struct error *error)
{
    struct record_row row;
    const char *copy;
    enum err result = records_get(storage_writer(workset->parts->storage), id, &row, error);

    if (result != ERR_OK)
        return result;
    copy = arena_dup(&workset->arena, row.state.data, row.state.len);
    if (!copy)
        return refuse_memory(error);
    work->row = row.row;
    work->bytes_most = row.state.len;
    work->author = (struct dot){row.author, row.author_counter};
    memcpy(work->mac, row.mac, MAC_BYTES);
    result
        = record_parse((struct span){copy, row.state.len}, &workset->arena, &work->record, error);
    if (result != ERR_OK)
        return error_set(error, ERR_CORRUPT, "a stored state cannot be read; run plumbd verify");
    work->exists = true;
    return look_for_gaps(workset, work, error);
}

static struct work *known(const struct workset *workset, const struct uuid *id)
{
    uint32_t slot = workset->slot_cap ? *find_slot(workset, id) : 0;

    return slot ? workset->works[slot - 1] : NULL;
}

static void add(struct workset *workset, struct work *work)
{
    if (workset->count == workset->cap)
        grow(workset);
    workset->works[workset->count++] = work;
    *find_slot(workset, &work->record.id) = (uint32_t)workset->count;
}

enum err workset_find(struct workset *workset, const struct uuid *id, struct work **out,
                      struct error *error)
{
    struct work *work = known(workset, id);
    enum err result;

    *out = work && work->exists ? work : NULL;
    if (work)
        return ERR_OK;
    work = arena_take(&workset->arena, sizeof(*work));
    if (!work)
        return refuse_memory(error);
    result = load(workset, id, work, error);
    if (result == ERR_NOT_FOUND)
        work->record.id = *id;
    else if (result != ERR_OK)
        return result;
    add(workset, work);
    *out = work->exists ? work : NULL;
    return ERR_OK;
}

enum err workset_take(struct workset *workset, const struct workset_key *key, struct work **out,
                      struct error *error)
{
    enum err result = workset_find(workset, &key->id, out, error);

    if (result != ERR_OK || *out)
        return result;
    *out = known(workset, &key->id);
    record_init(&(*out)->record, &workset->arena, &key->id, &key->site, key->kind);
    return workset->arena.failed ? refuse_memory(error) : ERR_OK;
}

// The longest that the state may become is only looked at closely when it could be too long.
static enum err check_room(struct workset *workset, struct work *work, size_t more_bytes,
                           struct error *error)
{
    if (work->bytes_most + more_bytes > RECORD_BYTES_MAX) {
        buffer_reset(&workset->state);
        record_format(&work->record, &workset->state);
        work->bytes_most = workset->state.len;
    }
    if (work->bytes_most + more_bytes > RECORD_BYTES_MAX)
        return error_set(error, ERR_TOO_LARGE, "the record would be longer than %d bytes",
                         RECORD_BYTES_MAX);
    work->bytes_most += more_bytes;
    return ERR_OK;
}

static void touch(struct workset *workset, struct work *work)
{
    work->exists = work->changed = work->grown = true;
    if (span_is(work->record.kind, "assignment") || span_is(work->record.kind, "person"))
        workset->people_changed = true;
}

// Whether the vector is the write's context and its dot, and nothing else.
static bool is_just(const struct vector *vector, const struct write *write)
{
    size_t at = 0;

    for (size_t i = 0; i < vector->count; i++) {
        struct dot dot = vector->entries[i];
        bool own = dot.actor == write->dot.actor;

        if (at < write->context.count && write->context.entries[at].actor == dot.actor) {
            if (!own && write->context.entries[at].counter != dot.counter)
                return false;
            at++;
        } else if (!own) {
            return false;
        }
        if (own && dot.counter != write->dot.counter)
            return false;
    }
    return at == write->context.count;
}

enum err workset_apply(struct workset *workset, struct work *work, const struct write *write,
                       struct error *error)
{
    enum err result = check_room(workset, work, write->bytes.len, error);

    if (result == ERR_OK)
        result = record_apply(&work->record, write, error);
    if (result != ERR_OK)
        return result;
    work->author
        = !work->gapped && is_just(&work->record.vector, write) ? write->dot : (struct dot){0};
    hlc_observe(workset->parts->hlc, write->time, workset->stamp->at_ms);
    touch(workset, work);
    return ERR_OK;
}

enum err workset_merge(struct workset *workset, struct work *work, const struct record *other,
                       size_t other_bytes, struct error *error)
{
    enum err result;

    if (work->exists && vector_below(&other->vector, &work->record.vector))
        return ERR_OK; // nothing new: all it says is known
    result = check_room(workset, work, other_bytes, error);
    if (result == ERR_OK)
        result = record_merge(&work->record, other, error);
    if (result != ERR_OK)
        return result;
    work->author = (struct dot){0};
    touch(workset, work);
    return ERR_OK;
}

enum err workset_skip(struct workset *workset, struct work *work, struct dot dot)
{
    enum err result = record_skip(&work->record, dot);

    if (result != ERR_OK)
        return result;
    workset->parts->signs->rejected = work->gapped = true;
    work->author = (struct dot){0};
    work->bytes_most += 64;
    touch(workset, work);
    return ERR_OK;
}

enum err workset_name_blobs(struct workset *workset, const struct workset_fields *fields,
                            const struct blob_name *name, struct error *error)
{
    const struct kind *kind = kind_find(fields->kind);
    struct blob_name named = *name;
    enum err result = ERR_OK;

    for (size_t i = 0; kind && i < fields->count && result == ERR_OK; i++) {
        const struct kind_field *field = kind_field_find(kind, fields->fields[i].name);
        struct span value = fields->fields[i].value;

        if (field && field->type == TYPE_DIGEST && value.len == HASH_TEXT + 1
            && digest_parse(value.data + 1, value.len - 2, &named.digest))
            result = blobs_name(workset->parts->storage, &named, error);
    }
    return result;
}

// What a backup must not forget is in the ledger before it is in the store.
static enum err write_ledger(struct workset *workset, const struct work *work, struct error *error)
{
    struct span state = {workset->state.data, workset->state.len};

    if (!span_is(work->record.kind, "assignment") && !span_is(work->record.kind, "person"))
        return ERR_OK;
    return ledger_line_state(workset->parts->ledger, state, work->mac, error);
}

// A sign-off goes into the log after it is durable (countersign.h).
static enum err note_signoff(struct workset *workset, const struct work *work, struct error *error)
{
    if (!span_is(work->record.kind, "signoff"))
        return ERR_OK;
    workset->parts->signs->unlogged = true;
    return signoff_queue_put(workset->parts->storage, &work->record.id, error);
}

static enum err write_one(struct workset *workset, struct work *work, struct error *error)
{
    const struct workset_parts *parts = workset->parts;
    struct record *record = &work->record;
    struct record_row row = {.row = work->row,
                             .id = record->id,
                             .site = record->site,
                             .kind = record->kind,
                             .author = work->author.actor,
                             .author_counter = work->author.counter,
                             .received_ms = workset->stamp->at_ms};
    enum err result;

    buffer_reset(&workset->state);
    buffer_reset(&workset->vector);
    if (!record_format(record, &workset->state) || !vector_pack(&record->vector, &workset->vector))
        return error_set(error, ERR_TOO_LARGE, "a record is longer than %d bytes",
                         RECORD_BYTES_MAX);
    mac_make(parts->mac_key, workset->state.data, workset->state.len, work->mac);
    memcpy(row.mac, work->mac, MAC_BYTES);
    row.state = (struct span){workset->state.data, workset->state.len};
    row.vector = (struct span){workset->vector.data, workset->vector.len};
    row.conflicted = record_conflicts(record, NULL, 0) > 0;
    row.deleted = record_deleted(record);
    row.seq = storage_seq(parts->storage);
    result = write_ledger(workset, work, error);
    if (result == ERR_OK)
        result = records_put(parts->storage, &row, error);
    if (result == ERR_OK)
        result = note_signoff(workset, work, error);
    if (result != ERR_OK)
        return result;
    work->row = row.row;
    work->changed = false;
    bulletin_post(parts->bulletin, &record->site, workset->stamp->number);
    return ERR_OK;
}

enum err workset_write(struct workset *workset, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < workset->count && result == ERR_OK; i++)
        if (workset->works[i]->changed)
            result = write_one(workset, workset->works[i], error);
    if (result == ERR_OK && workset->people_changed)
        result = scope_rule_refresh(workset->parts->storage, workset->parts->roster, error);
    workset->people_changed = false;
    return result;
}

bool workset_is_large(const struct workset *workset)
{
    return workset->arena.used_bytes > ARENA_LARGE;
}
