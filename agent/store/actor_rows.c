// SPDX-License-Identifier: Apache-2.0
#include "agent/store/actor_rows.h"

#include "shared/base/memory.h"

void actor_rows_clear(struct actor_list *list)
{
    mem_free(list->rows);
    *list = (struct actor_list){0};
}

static enum err read_row(struct store *store, sqlite3_stmt *statement, struct actor_row *out,
                         struct error *error)
{
    out->first = database_integer(statement, 0);
    if (!database_actor(statement, 1, &out->actor))
        return error_set(error, ERR_CORRUPT, "the actor from entry %lld on has no name",
                         (long long)out->first);
    out->last = database_is_null(statement, 2) ? store->head.n - out->first + 1
                                               : database_integer(statement, 2);
    out->delivered = database_integer(statement, 3);
    out->trimmed = database_integer(statement, 4);
    return ERR_OK;
}

static enum err read_one(struct store *store, sqlite3_stmt *statement, struct actor_row *out,
                         struct error *error)
{
    enum err code = store_inside_step(store, statement, error);

    if (!code)
        code = read_row(store, statement, out, error);
    database_done(statement);
    return code;
}

enum err actor_rows_newest(struct store *store, struct actor_row *out, struct error *error)
{
    return read_one(store, store_inside_statement(store, SQL_ACTOR_NEWEST), out, error);
}

enum err actor_rows_at(struct store *store, int64_t n, struct actor_row *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ACTOR_AT);

    database_bind_integer(statement, 1, n);
    return read_one(store, statement, out, error);
}

enum err actor_rows_named(struct store *store, uint64_t actor, struct actor_row *out,
                          struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ACTOR_NAMED);

    database_bind_actor(statement, 1, actor);
    return read_one(store, statement, out, error);
}

static void add(struct actor_list *list, const struct actor_row *row)
{
    list->rows = mem_room(list->rows, list->count, &list->cap, sizeof(*list->rows));
    list->rows[list->count++] = *row;
}

enum err actor_rows_collect(struct store *store, sqlite3_stmt *statement, struct actor_list *out,
                            struct error *error)
{
    struct actor_row row;
    bool more = true;
    enum err code = store_inside_next(store, statement, &more, error);

    while (!code && more) {
        code = read_row(store, statement, &row, error);
        if (!code) {
            add(out, &row);
            code = store_inside_next(store, statement, &more, error);
        }
    }
    database_done(statement);
    return code;
}

enum err actor_rows_undelivered(struct store *store, struct actor_list *out, struct error *error)
{
    size_t kept = 0;
    enum err code
        = actor_rows_collect(store, store_inside_statement(store, SQL_ACTOR_OPEN), out, error);

    // The newest one is always among them, as it may have entries by now.
    for (size_t i = 0; i < out->count; i++)
        if (actor_rows_first_unsent(&out->rows[i]) <= actor_rows_end(&out->rows[i]))
            out->rows[kept++] = out->rows[i];
    out->count = kept;
    return code;
}

int64_t actor_rows_first_unsent(const struct actor_row *row)
{
    return row->first + (row->delivered > row->trimmed ? row->delivered : row->trimmed);
}

int64_t actor_rows_end(const struct actor_row *row)
{
    return row->first + row->last - 1;
}
