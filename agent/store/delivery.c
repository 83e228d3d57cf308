// SPDX-License-Identifier: Apache-2.0
#include "agent/store/delivery.h"

#include "agent/store/actor_rows.h"
#include "agent/store/replica_rows.h"
#include "shared/model/erasure_mark.h"

// Entries looked at in one call of delivery_trim, so that a capture waits for milliseconds only.
enum { TRIM_MOST = 2000 };

static enum err put(struct store *store, int64_t first, int64_t counter, uint64_t commit,
                    struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_DELIVERY_PUT);

    database_bind_integer(statement, 1, first);
    database_bind_integer(statement, 2, counter);
    database_bind_integer(statement, 3, (int64_t)commit);
    return store_inside_run(store, statement, error);
}

// Runs a statement whose two parameters are an actor's first entry and a counter.
static enum err set(struct store *store, enum store_sql which, int64_t first, int64_t counter,
                    struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, which);

    database_bind_integer(statement, 1, first);
    database_bind_integer(statement, 2, counter);
    return store_inside_run(store, statement, error);
}

static enum err note_one(struct store *store, struct dot covered, uint64_t commit,
                         struct error *error)
{
    struct actor_row row;
    int64_t counter;
    enum err code = actor_rows_named(store, covered.actor, &row, error);

    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    counter = covered.counter < (uint64_t)row.last ? (int64_t)covered.counter : row.last;
    if (counter == 0 || counter < row.delivered)
        return ERR_OK;
    code = put(store, row.first, counter, commit, error);
    if (!code && counter > row.delivered)
        code = set(store, SQL_ACTOR_SET_DELIVERED, row.first, counter, error);
    return code;
}

enum err delivery_note(struct store *store, const struct vector *actors, uint64_t commit,
                       struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    for (size_t i = 0; !code && i < actors->count; i++)
        code = note_one(store, actors->entries[i], commit, error);
    return store_inside_end(store, own, code, error);
}

static enum err rewind_one(struct store *store, const struct actor_row *row, uint64_t stands,
                           struct error *error)
{
    enum err code;

    if (stands >= (uint64_t)row->delivered)
        return ERR_OK;
    code = set(store, SQL_DELIVERY_CUT, row->first, (int64_t)stands, error);
    return code ? code : set(store, SQL_ACTOR_SET_DELIVERED, row->first, (int64_t)stands, error);
}

static enum err rewind_all(struct store *store, const struct vector *counters, bool forget,
                           struct error *error)
{
    struct actor_list list = {0};
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ACTOR_FROM);
    enum err code;

    database_bind_integer(statement, 1, 0);
    code = actor_rows_collect(store, statement, &list, error);
    if (!code && forget)
        code = store_inside_run(store, store_inside_statement(store, SQL_DELIVERY_FORGET), error);
    for (size_t i = 0; !code && i < list.count; i++)
        code
            = rewind_one(store, &list.rows[i], vector_counter(counters, list.rows[i].actor), error);
    actor_rows_clear(&list);
    return code;
}

enum err delivery_rewind(struct store *store, const struct vector *counters, bool forget,
                         struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = rewind_all(store, counters, forget, error);
    return store_inside_end(store, own, code, error);
}

enum err delivery_covers(struct store *store, struct dot dot, bool *out, struct error *error)
{
    struct actor_row row;
    enum err code = store_inside_use(store, error);

    *out = false;
    if (!code)
        code = actor_rows_named(store, dot.actor, &row, error);
    if (!code)
        *out = dot.counter <= (uint64_t)row.delivered;
    store_inside_leave(store);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static bool covers(struct span packed, struct dot dot)
{
    struct vector vector = {0};
    bool covered
        = vector_unpack(&vector, packed.data, packed.len) == ERR_OK && vector_covers(&vector, dot);

    vector_clear(&vector);
    return covered;
}

// Whether an offer could bring this write back without the journal: a state with a mac covers it.
// The present state covers every write of ours.
static enum err offered(struct store *store, const struct replica_stored *stored, struct dot dot,
                        bool *out, struct error *error)
{
    struct replica_columns base;
    enum err code;

    *out = (stored->flags & REPLICA_MACED) != 0;
    if (*out)
        return ERR_OK;
    code = replica_rows_base(store, stored->record, &base, error);
    if (!code)
        *out = covers(base.vector, dot);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

// Whether entry n may go; also when its record was purged with its site. What the record has in the
// journal only is kept with it first.
static enum err expendable(struct store *store, const struct write *write, int64_t n, bool *out,
                           struct error *error)
{
    struct replica_stored stored;
    enum err code = replica_rows_get(store, &write->id, &stored, error);

    *out = code == ERR_NOT_FOUND;
    if (code)
        return *out ? ERR_OK : code;
    code = offered(store, &stored, write->dot, out, error);
    if (!code && *out && stored.last == n && !stored.state.writes.data)
        code = replica_rows_keep_writes(store, &stored, error);
    return code;
}

static enum err trim_entry(struct store *store, int64_t n, bool *trimmed, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    struct write write;
    struct uuid erased;
    enum err code;

    *trimmed = false;
    arena_reset(&store->arena);
    database_bind_integer(statement, 1, n);
    code = store_inside_step(store, statement, error);
    if (!code && erasure_mark_parse(database_text(statement, 3), &erased))
        *trimmed = true; // nothing of it is here
    // An entry that cannot be read any more is left for a person.
    else if (!code
             && write_parse(database_text(statement, 3), &store->arena, &write, NULL) == ERR_OK) {
        code = expendable(store, &write, n, trimmed, error);
        write_clear(&write);
    }
    database_done(statement);
    if (code || !*trimmed)
        return code;
    statement = store_inside_statement(store, SQL_JOURNAL_TRIM);
    database_bind_integer(statement, 1, n);
    return store_inside_run(store, statement, error);
}

static enum err trim_actor(struct store *store, const struct actor_row *row, uint64_t through,
                           int64_t *budget, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_DELIVERY_UNDER);
    int64_t under = 0, trimmed = row->trimmed;
    bool going = true;
    enum err code;

    database_bind_integer(statement, 1, row->first);
    database_bind_integer(statement, 2, through > INT64_MAX ? INT64_MAX : (int64_t)through);
    code = store_inside_step(store, statement, error);
    if (!code)
        under = database_integer(statement, 0);
    database_done(statement);
    while (!code && going && trimmed<under && * budget> 0) {
        --*budget;
        code = trim_entry(store, row->first + trimmed, &going, error);
        trimmed += going;
    }
    if (!code && trimmed > row->trimmed)
        code = set(store, SQL_ACTOR_SET_TRIMMED, row->first, trimmed, error);
    // Of what lies under the backup only the highest mark tells anything.
    return code || !under ? code : set(store, SQL_DELIVERY_PRUNE, row->first, under, error);
}

enum err delivery_trim(struct store *store, uint64_t backed_up_through, struct error *error)
{
    struct actor_list list = {0};
    int64_t budget = TRIM_MOST;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = actor_rows_collect(store, store_inside_statement(store, SQL_ACTOR_KEPT), &list,
                                  error);
    for (size_t i = 0; !code && i < list.count && budget > 0; i++)
        code = trim_actor(store, &list.rows[i], backed_up_through, &budget, error);
    actor_rows_clear(&list);
    return store_inside_end(store, own, code, error);
}

enum err delivery_trimmed(struct store *store, struct vector *out, struct error *error)
{
    struct actor_list list = {0};
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    vector_clear(out);
    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_ACTORS_TRIMMED);
    database_bind_integer(statement, 1, VECTOR_MAX);
    code = actor_rows_collect(store, statement, &list, error);
    for (size_t i = 0; !code && i < list.count; i++)
        vector_raise(out, (struct dot){list.rows[i].actor, (uint64_t)list.rows[i].trimmed});

done:
    actor_rows_clear(&list);
    store_inside_leave(store);
    return code;
}
