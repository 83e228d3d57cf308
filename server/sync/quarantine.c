// SPDX-License-Identifier: Apache-2.0
#include "server/sync/quarantine.h"

#include "server/storage/actors.h"
#include "server/storage/history.h"
#include "server/sync/group.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"

static bool waits(enum held_reason reason)
{
    return reason == REASON_CONTEXT || reason == REASON_GROUP;
}

enum err quarantine_hold(struct workset *workset, const struct quarantine_entry *entry,
                         enum held_reason reason, const char *detail, struct error *error)
{
    struct held_row held = {.dot = entry->dot,
                            .record = entry->record,
                            .site = entry->site,
                            .device = entry->device,
                            .group = entry->group,
                            .reason = reason,
                            .since_ms = workset->stamp->at_ms,
                            .bytes = entry->bytes,
                            .told = waits(reason) || entry->silent};

    text_copy(held.detail, sizeof(held.detail), span_of(detail));
    workset->parts->signs->holding = true;
    if (waits(reason))
        workset->parts->signs->waiting = true;
    else if (!entry->silent)
        roster_held(workset->parts->roster, &entry->device, workset->stamp->number);
    return held_put(workset->parts->storage, &held, error);
}

struct fork_search {
    struct span bytes;
    bool found;
};

static bool same_fork(void *arg, const struct held_row *held)
{
    struct fork_search *search = arg;

    search->found = held->reason == REASON_FORK && span_equal(held->bytes, search->bytes);
    return !search->found;
}

enum err quarantine_keep_fork(struct workset *workset, const struct quarantine_entry *entry,
                              const char *detail, bool *added, struct error *error)
{
    struct fork_search search = {.bytes = entry->bytes};
    enum err result = held_of_dot(storage_writer(workset->parts->storage), entry->dot, same_fork,
                                  &search, error);

    *added = result == ERR_OK && !search.found;
    return *added ? quarantine_hold(workset, entry, REASON_FORK, detail, error) : result;
}

enum err quarantine_load(struct workset *workset, struct dot dot, struct write *out,
                         struct error *error)
{
    struct view *view = storage_writer(workset->parts->storage);
    struct actor_row actor;
    struct history_row entry;
    const char *copy;
    enum err result = actors_get(view, dot.actor, &actor, error);

    if (result == ERR_OK)
        result = history_get(view, actor.row, dot.counter, &entry, error);
    if (result != ERR_OK)
        return result;
    copy = arena_dup(&workset->arena, entry.bytes.data, entry.bytes.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "what waits needs more memory than allowed");
    if (write_parse((struct span){copy, entry.bytes.len}, &workset->arena, out, error) != ERR_OK)
        return error_set(error, ERR_CONFLICT,
                         "内容读不出来，不能接受 its bytes are no write and cannot be applied");
    return ERR_OK;
}

struct earlier {
    struct dot dot;
    bool found;
};

static bool find_earlier(void *arg, const struct held_row *held)
{
    struct earlier *earlier = arg;

    earlier->found = held->dot.actor == earlier->dot.actor
                     && held->dot.counter < earlier->dot.counter && held->reason != REASON_FORK;
    return !earlier->found;
}

enum err quarantine_is_behind(struct workset *workset, const struct uuid *record, struct dot dot,
                              bool *out, struct error *error)
{
    struct held_filter filter = {.open_only = true, .by_record = true, .record = *record};
    struct earlier earlier = {.dot = dot};
    enum err result = ERR_OK;

    if (workset->parts->signs->holding)
        result = held_list(storage_writer(workset->parts->storage), &filter, find_earlier, &earlier,
                           error);
    *out = earlier.found;
    return result;
}

bool quarantine_is_second(const struct record *record, const struct write *write)
{
    const struct kind *kind;

    if (record->vector.count == 0 && write->context.count == 0)
        return false; // the common case, without a look at the table
    kind = kind_find(write->kind);
    return kind && kind->write_once;
}

// OK: it stands in its record. Else why not, as the reason to hold it for; ERR_* of the store.
static enum err try_place(struct workset *workset, const struct write *write,
                          enum held_reason *reason, struct error *why)
{
    struct workset_key key = {write->id, write->site, write->kind};
    struct work *work;
    bool behind;
    enum err result = workset_take(workset, &key, &work, why);

    if (result != ERR_OK)
        return result;
    if (vector_covers(&work->record.vector, write->dot))
        return ERR_OK; // healed by an offer before its journal came
    // An entry before it in the same group may have made the record, or another tablet while it
    // waited: after it was ruled on.
    if (quarantine_is_second(&work->record, write)) {
        *reason = REASON_INVALID;
        return error_set(why, ERR_PRECONDITION, "a record of this kind is written once");
    }
    result = quarantine_is_behind(workset, &write->id, write->dot, &behind, why);
    if (result != ERR_OK)
        return result;
    if (behind || !vector_below(&write->context, &work->record.vector)) {
        *reason = REASON_CONTEXT;
        return error_set(why, ERR_PRECONDITION, "it has seen writes that are not here");
    }
    result = workset_apply(workset, work, write, why);
    if (result == ERR_INVALID || result == ERR_TOO_LARGE) {
        *reason = work->record.vector.count == VECTOR_MAX || result == ERR_TOO_LARGE
                      ? REASON_FULL
                      : REASON_INVALID;
        return ERR_PRECONDITION;
    }
    return result;
}

enum err quarantine_place(struct workset *workset, const struct write *write,
                          const struct uuid *device, struct error *error)
{
    struct quarantine_entry entry
        = {.dot = write->dot, .record = write->id, .site = write->site, .device = *device};
    enum held_reason reason = REASON_INVALID;
    struct error why = {0};
    enum err result = try_place(workset, write, &reason, &why);

    if (result == ERR_PRECONDITION)
        return quarantine_hold(workset, &entry, reason, why.detail, error);
    return result == ERR_OK ? ERR_OK : error_set(error, result, "%s", why.detail);
}

enum err quarantine_replace(struct workset *workset, struct held_row *held,
                            const struct write *write, struct error *error)
{
    enum held_reason reason = held->reason;
    struct error why = {0};
    enum err result = try_place(workset, write, &reason, &why);

    if (result != ERR_OK && result != ERR_PRECONDITION)
        return error_set(error, result, "%s", why.detail);
    if (result == ERR_OK) {
        held->decision = DECISION_RELEASED;
        held->decided_ms = workset->stamp->at_ms;
    } else if (reason == held->reason) {
        return ERR_OK;
    } else {
        held->reason = reason;
        text_copy(held->detail, sizeof(held->detail), span_of(why.detail));
        held->told = waits(reason);
        if (!held->told)
            roster_held(workset->parts->roster, &held->device, workset->stamp->number);
    }
    return held_put(workset->parts->storage, held, error);
}

struct collection {
    struct held_row *rows;
    size_t count, cap;
};

static bool collect(void *arg, const struct held_row *held)
{
    struct collection *all = arg;

    all->rows = mem_room(all->rows, all->count, &all->cap, sizeof(*all->rows));
    all->rows[all->count] = *held;
    all->rows[all->count++].bytes = (struct span){0};
    return true;
}

enum err quarantine_collect(struct workset *workset, const struct held_filter *filter,
                            struct held_row **out, size_t *count, struct error *error)
{
    struct collection all = {0};
    enum err result
        = held_list(storage_writer(workset->parts->storage), filter, collect, &all, error);

    *out = all.rows;
    *count = all.count;
    return result;
}

enum err quarantine_told(struct workset *workset, const struct quarantine_hearing *hearing,
                         bool *all, struct error *error)
{
    struct held_filter filter
        = {.by_device = true, .device = *hearing->device, .untold_only = true};
    struct held_row *rows;
    size_t count;
    enum err result = quarantine_collect(workset, &filter, &rows, &count, error);

    *all = count <= QUARANTINE_TOLD_MAX;
    for (size_t i = 0; i < count && i < QUARANTINE_TOLD_MAX && result == ERR_OK; i++) {
        rows[i].told = hearing->cursor;
        result = held_put(workset->parts->storage, &rows[i], error);
    }
    mem_free(rows);
    return result;
}

static enum err release_one(struct workset *workset, struct held_row *held, struct error *error)
{
    struct write write;
    enum err result;

    if (held->reason == REASON_GROUP)
        return group_try(workset, held->group, &held->device, error);
    if (held->reason != REASON_CONTEXT)
        return ERR_OK;
    result = quarantine_load(workset, held->dot, &write, error);
    if (result != ERR_OK)
        return result;
    result = quarantine_replace(workset, held, &write, error);
    write_clear(&write);
    return result;
}

// Whatever waits on one record, in order of arrival.
static enum err release_record(struct workset *workset, const struct uuid *record,
                               struct error *error)
{
    struct held_filter filter = {.open_only = true, .by_record = true, .record = *record};
    struct held_row *rows;
    size_t count;
    enum err result = quarantine_collect(workset, &filter, &rows, &count, error);

    for (size_t i = 0; i < count && result == ERR_OK; i++)
        result = release_one(workset, &rows[i], error);
    mem_free(rows);
    return result;
}

enum err quarantine_release(struct workset *workset, struct error *error)
{
    enum err result = ERR_OK;
    bool again = workset->parts->signs->waiting;

    while (again && result == ERR_OK) {
        again = false;
        for (size_t i = 0; i < workset->count && result == ERR_OK; i++) {
            struct work *work = workset->works[i];

            if (!work->grown)
                continue;
            work->grown = false;
            again = true;
            result = release_record(workset, &work->record.id, error);
        }
    }
    return result;
}
