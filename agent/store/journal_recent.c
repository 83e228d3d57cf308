// SPDX-License-Identifier: Apache-2.0
#include "agent/store/journal_recent.h"

#include "agent/store/actor_rows.h"
#include "agent/store/store_inside.h"
#include "shared/model/erasure_mark.h"
#include "shared/model/shape.h"

// n of the newest delivered entry at or before *n, and whose it is; *n is 0 when there is none.
static enum err step_back(struct store *store, int64_t *n, struct actor_row *actor,
                          struct error *error)
{
    while (*n > 0) {
        enum err code = actor_rows_at(store, *n, actor, error);
        int64_t delivered = actor->first + actor->delivered - 1;

        if (code)
            return code;
        if (*n > delivered)
            *n = delivered;
        if (*n >= actor->first)
            return ERR_OK;
        *n = actor->first - 1;
    }
    return ERR_OK;
}

enum err journal_recent_delivered(struct store *store, size_t limit, journal_each *each, void *arg,
                                  struct error *error)
{
    struct actor_row actor = {0};
    bool more = true;
    enum err code = store_inside_use(store, error);
    int64_t n = code ? 0 : store->head.n;

    for (size_t i = 0; !code && more && i < limit; i++, n--) {
        sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_BYTES);
        struct span bytes;
        struct uuid erased;

        code = step_back(store, &n, &actor, error);
        if (code || n == 0)
            break;
        database_bind_integer(statement, 1, n);
        code = store_inside_step(store, statement, error);
        bytes = code ? (struct span){0} : database_text(statement, 0);
        more = bytes.len > 0
               && (erasure_mark_parse(bytes, &erased)
                   || each(arg, (struct dot){actor.actor, (uint64_t)(n - actor.first + 1)}, bytes,
                           true));
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}

// ---- how much lately ----

static bool read_time(struct canon_reader *reader, void *into)
{
    uint64_t time;
    bool read = canon_u64(reader, &time);

    if (read)
        *(int64_t *)into = hlc_wall_ms(time);
    return read;
}

struct place {
    int64_t total, at_ms; // bytes of all entries up to it; at_ms -1: trimmed, its time is gone
};

static enum err place_at(struct store *store, int64_t n, struct place *out, struct error *error)
{
    static const struct shape_member members[] = {{"time", read_time, false}};
    static const struct shape shape = {members, 1, true};
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    struct canon_reader reader;
    enum err code;

    *out = (struct place){.at_ms = -1};
    database_bind_integer(statement, 1, n);
    code = store_inside_step(store, statement, error);
    if (!code) {
        struct span bytes = database_text(statement, 3);

        out->total = database_integer(statement, 1);
        canon_open(&reader, bytes);
        if (bytes.len == 0 || !shape_read(&reader, &shape, &out->at_ms))
            out->at_ms = -1;
    }
    database_done(statement);
    return code;
}

// The times of a journal rise: the first entry since then is found by halving.
enum err journal_recent_bytes(struct store *store, int64_t since_ms, int64_t *bytes,
                              struct error *error)
{
    struct place place = {0};
    int64_t low = 1, high;
    enum err code = store_inside_use(store, error);

    *bytes = 0;
    high = code ? 0 : store->head.n + 1;
    while (!code && low < high) {
        int64_t middle = low + (high - low) / 2;

        code = place_at(store, middle, &place, error);
        if (place.at_ms < since_ms)
            low = middle + 1;
        else
            high = middle;
    }
    place.total = 0;
    if (!code && low > 1)
        code = place_at(store, low - 1, &place, error);
    if (!code)
        *bytes = store->head.total - place.total;
    store_inside_leave(store);
    return code;
}
