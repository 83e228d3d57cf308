// SPDX-License-Identifier: Apache-2.0
#include "server/console/held_entry.h"

#include "server/storage/actors.h"
#include "server/storage/history.h"

static enum err not_found(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND,
                     "没有这条隔离内容，或它属于您看不到的门店 there is no such held entry, or it "
                     "is of a store that you do not see");
}

// The bytes that stand in the history under a dot.
static enum err stored(struct view *view, struct arena *arena, struct dot dot, struct span *out,
                       struct error *error)
{
    struct actor_row actor;
    struct history_row entry;
    enum err err = actors_get(view, dot.actor, &actor, error);
    const char *copy;

    if (err == ERR_OK)
        err = history_get(view, actor.row, dot.counter, &entry, error);
    if (err == ERR_NOT_FOUND)
        return ERR_OK; // an erased one: its bytes were not kept
    if (err != ERR_OK)
        return err;
    copy = arena_dup(arena, entry.bytes.data, entry.bytes.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "the entry does not fit in memory");
    *out = (struct span){copy, entry.bytes.len};
    return ERR_OK;
}

enum err held_entry_load(struct view *view, struct arena *arena, struct held_entry *entry,
                         struct error *error)
{
    const bool fork = entry->held.reason == REASON_FORK;
    struct span own = entry->held.bytes;
    enum err err = ERR_OK;

    if (fork) {
        const char *copy = arena_dup(arena, own.data ? own.data : "", own.len);

        if (!copy)
            return error_set(error, ERR_TOO_LARGE, "the entry does not fit in memory");
        entry->bytes = (struct span){copy, own.len};
    }
    err = stored(view, arena, entry->held.dot, fork ? &entry->ours : &entry->bytes, error);
    entry->held.bytes = entry->bytes;
    if (err == ERR_OK && entry->bytes.len)
        entry->readable = write_parse(entry->bytes, arena, &entry->write, NULL) == ERR_OK;
    return err;
}

enum err held_entry_read(struct view *view, struct arena *arena, int64_t row,
                         struct held_entry *out, struct error *error)
{
    enum err err;

    *out = (struct held_entry){0};
    err = held_get(view, row, &out->held, error);
    if (err == ERR_NOT_FOUND)
        return not_found(error);
    return err == ERR_OK ? held_entry_load(view, arena, out, error) : err;
}

void held_entry_clear(struct held_entry *entry)
{
    if (entry->readable)
        write_clear(&entry->write);
    entry->readable = false;
}

enum err held_entry_may(struct route_call *call, const struct uuid *site, struct error *error)
{
    char store[SITE_STORE] = "";
    struct view *view = console_view(call, error);
    enum err err = view ? site_store_read(view, site, store, error) : error->code;

    if (err == ERR_NOT_FOUND)
        err = ERR_OK;
    if (err == ERR_OK && !console_may(call, CONSOLE_HELD, span_of(store)))
        err = not_found(error);
    return err;
}
