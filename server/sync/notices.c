// SPDX-License-Identifier: Apache-2.0
#include "server/sync/notices.h"

#include "server/storage/actors.h"
#include "server/storage/blobs.h"
#include "server/storage/erasures.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "shared/base/memory.h"
#include "shared/model/write.h"

#include <stdlib.h>

enum { BLOB_LINES_MAX = 1000, WANT_LINES_MAX = 500 };

struct held_search {
    struct reply_lines *lines;
    int count;
};

// Of a site that is not theirs nobody learns whether it is there: these two read alike.
#define NOT_OURS "不符合规定,或工地不是这台平板的 / against the rules, or not this tablet's site"
// What the inspector is told while nobody has decided; docs/OPERATIONS.md has it for the office.
static const char *const reasons[] = {
    [REASON_INVALID] = NOT_OURS,
    [REASON_SCOPE] = NOT_OURS,
    [REASON_PERSON] = "填写人不在这台平板的名单上 / its author is not on this tablet's list",
    [REASON_CONTEXT] = "在等它之前的内容送达 / it waits for what was recorded before it",
    [REASON_GROUP] = "在等同一次操作的其余部分 / it waits for the rest of the same deed",
    [REASON_CHAIN] = "与这台平板的日志对不上 / it does not fit this tablet's journal",
    [REASON_FORK] = "同一条内容来了两种 / the same entry came in two forms",
    [REASON_DEVICE] = "办公室不认识这台平板或已停用 / the tablet is unknown or revoked",
    [REASON_FULL] = "这条记录被太多平板写过 / too many tablets wrote this record",
    [REASON_ERASED] = "客户资料已依法删除 / the customer was erased by law",
    [REASON_ROLE] = "填写人的角色不写这类记录 / its author's role does not write such records",
};

static bool add_held(void *arg, const struct held_row *held)
{
    struct held_search *search = arg;
    struct reply_line line = {.kind = LINE_HELD, .id = held->record, .dot = held->dot};

    if (held->decision == DECISION_OPEN) {
        line.held = HELD_HELD;
        text_copy(line.why, sizeof(line.why), span_of(reasons[held->reason]));
    } else {
        line.held = held->decision == DECISION_REJECTED ? HELD_REJECTED : HELD_ACCEPTED;
        text_copy(line.why, sizeof(line.why), span_of(held->decided_why));
    }
    reply_lines_add(search->lines, &line);
    return ++search->count < QUARANTINE_TOLD_MAX;
}

enum err notices_held(struct view *view, const struct quarantine_hearing *hearing,
                      struct reply_lines *lines, struct error *error)
{
    struct held_filter filter = {.by_device = true,
                                 .device = *hearing->device,
                                 .untold_at = true,
                                 .heard_from = hearing->cursor};
    struct held_search search = {.lines = lines};

    return held_list(view, &filter, add_held, &search, error);
}

struct drop_search {
    struct view *view;
    struct reply_lines *lines;
    uint64_t seen;
    enum err result;
    struct error *error;
};

// Of an erased customer nothing may stay on the tablet, not even what waits to be backed up.
static void add_drop_line(struct drop_search *search, const struct uuid *site)
{
    struct reply_line line = {.kind = LINE_DROP, .id = *site};

    search->result = erasures_has(search->view, site, &line.erased, search->error);
    if (search->result == ERR_OK)
        reply_lines_add(search->lines, &line);
}

// A copied tablet speaks for its original too, as long as the two are not told apart: what one has
// confirmed is said to the other that has not seen the change.
static bool add_drop(void *arg, const struct scope_row *scope)
{
    struct drop_search *search = arg;

    if (scope->until != 0 && (!scope->drop_confirmed || scope->until > search->seen))
        add_drop_line(search, &scope->site);
    return search->result == ERR_OK;
}

enum err notices_drops(struct view *view, const struct uuid *device,
                       const struct notices_sites *sites, struct reply_lines *lines,
                       struct error *error)
{
    struct drop_search search
        = {.view = view, .lines = lines, .seen = sites->scope_seen, .error = error};
    enum err result = scope_list(view, device, add_drop, &search, error);

    if (result == ERR_OK)
        result = search.result;
    for (size_t i = 0; i < sites->count && result == ERR_OK; i++) {
        enum scope_standing standing = SCOPE_NOW;

        if (!uuid_is_nil(&sites->have[i]))
            result = scope_standing(view, device, &sites->have[i], &standing, error);
        if (result == ERR_OK && standing != SCOPE_NOW) {
            add_drop_line(&search, &sites->have[i]);
            result = search.result;
        }
    }
    return result;
}

struct blob_search {
    struct reply_lines *lines;
    struct digest last; // names of one blob stand together
    int64_t count;
};

static bool add_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct blob_search *search = arg;
    struct reply_line line = {.kind = LINE_BLOB, .blob = blob->digest};

    (void)name;
    if (search->count > 0 && digest_equal(&search->last, &blob->digest))
        return true;
    search->last = blob->digest;
    reply_lines_add(search->lines, &line);
    return ++search->count < BLOB_LINES_MAX;
}

enum err notices_blobs(struct view *view, const struct uuid *device, struct reply_lines *lines,
                       struct error *error)
{
    struct blob_search search = {.lines = lines};

    return blobs_missing(view, device, add_blob, &search, error);
}

// Dots of open entries that wait for their context.
struct waiting_dots {
    struct dot *dots;
    struct uuid *records;
    size_t count, cap;
};

static bool add_waiting(void *arg, const struct held_row *held)
{
    struct waiting_dots *all = arg;

    if (held->reason != REASON_CONTEXT)
        return true;
    all->dots = mem_room(all->dots, all->count, &all->cap, sizeof(*all->dots));
    all->records = mem_resize(all->records, all->cap * sizeof(*all->records));
    all->dots[all->count] = held->dot;
    all->records[all->count++] = held->record;
    return all->count < WANT_LINES_MAX;
}

// The context of an entry of the history.
static enum err load_context(struct view *view, struct dot dot, struct arena *arena,
                             struct write *out, struct error *error)
{
    struct actor_row actor;
    struct history_row entry;
    const char *copy;
    enum err result = actors_get(view, dot.actor, &actor, error);

    if (result == ERR_OK)
        result = history_get(view, actor.row, dot.counter, &entry, error);
    if (result != ERR_OK)
        return result;
    arena_reset(arena);
    copy = arena_dup(arena, entry.bytes.data, entry.bytes.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "a waiting entry is too large");
    return write_parse((struct span){copy, entry.bytes.len}, arena, out, error);
}

// Whether the office has an entry, in its record or held.
static bool has_entry(struct view *view, struct dot dot)
{
    struct actor_row actor;

    return actors_get(view, dot.actor, &actor, NULL) == ERR_OK && actor.counter >= dot.counter;
}

static enum err is_wanted(struct view *view, const struct write *write, bool *wanted,
                          struct error *error)
{
    struct vector held = {0};
    struct record_row row;
    enum err result = records_get(view, &write->id, &row, error);

    *wanted = false;
    if (result == ERR_OK)
        result = vector_unpack(&held, row.vector.data, row.vector.len);
    else if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    for (size_t i = 0; i < write->context.count && result == ERR_OK && !*wanted; i++) {
        struct dot dot = write->context.entries[i];

        *wanted = !vector_covers(&held, dot) && !has_entry(view, dot);
    }
    vector_clear(&held);
    return result;
}

static enum err add_wants(struct view *view, const struct waiting_dots *waiting,
                          struct reply_lines *lines, struct error *error)
{
    enum err result = ERR_OK;
    struct arena arena;

    arena_init(&arena, 8 << 20);
    for (size_t i = 0; i < waiting->count && result == ERR_OK; i++) {
        struct write write;
        bool wanted;

        if (i > 0 && uuid_equal(&waiting->records[i], &waiting->records[i - 1]))
            continue; // the first of a record waits for no less than the next
        result = load_context(view, waiting->dots[i], &arena, &write, error);
        if (result != ERR_OK)
            break;
        result = is_wanted(view, &write, &wanted, error);
        if (result == ERR_OK && wanted)
            reply_lines_add_id(lines, LINE_WANT, &write.id);
        write_clear(&write);
    }
    arena_clear(&arena);
    return result;
}

enum err notices_wants(struct view *view, const struct uuid *device, struct reply_lines *lines,
                       struct error *error)
{
    struct held_filter filter = {.by_device = true, .device = *device, .open_only = true};
    struct waiting_dots waiting = {0};
    enum err result = held_list(view, &filter, add_waiting, &waiting, error);

    if (result == ERR_OK)
        result = add_wants(view, &waiting, lines, error);
    mem_free(waiting.dots);
    mem_free(waiting.records);
    return result;
}
