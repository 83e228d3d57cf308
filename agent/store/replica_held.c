// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_held.h"

#include "agent/store/store_inside.h"

static enum err put(struct store *store, const struct replica_held *held, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_HELD_PUT);

    database_bind_actor(statement, 1, held->dot.actor);
    database_bind_integer(statement, 2, (int64_t)held->dot.counter);
    database_bind_uuid(statement, 3, &held->record);
    database_bind_integer(statement, 4, held->state);
    database_bind_text(statement, 5, span_of(held->why));
    return store_inside_run(store, statement, error);
}

enum err replica_held_put(struct store *store, const struct replica_held *held, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = put(store, held, error);
    return store_inside_end(store, own, code, error);
}

enum err replica_held_settle(struct store *store, const struct replica_settling *settling,
                             struct error *error)
{
    sqlite3_stmt *statement = NULL;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code) {
        statement = store_inside_statement(store, SQL_HELD_SETTLE);
        database_bind_uuid(statement, 1, &settling->record);
        database_bind_integer(statement, 2, settling->state);
        database_bind_text(statement, 3, span_of(settling->how));
        database_bind_uuid(statement, 4, &settling->person);
        database_bind_integer(statement, 5, settling->at_ms);
        code = store_inside_run(store, statement, error);
    }
    if (!code && database_changes(store->database) == 0)
        code = error_set(
            error, ERR_NOT_FOUND,
            "办公室没有这样的决定，可能刚有变化 there is no such decision of the office any "
            "more; it may have changed just now");
    return store_inside_end(store, own, code, error);
}

static bool read_row(sqlite3_stmt *statement, struct replica_held *out)
{
    out->dot.counter = (uint64_t)database_integer(statement, 1);
    out->state = (int)database_integer(statement, 3);
    text_copy(out->why, sizeof(out->why), database_text(statement, 4));
    text_copy(out->settled, sizeof(out->settled), database_text(statement, 5));
    return database_actor(statement, 0, &out->dot.actor)
           && database_uuid(statement, 2, &out->record);
}

enum err replica_held_list(struct store *store, replica_held_each *each, void *arg,
                           struct error *error)
{
    sqlite3_stmt *statement = NULL;
    struct replica_held held;
    bool more = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_HELD_ALL);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        if (!read_row(statement, &held))
            code = error_set(error, ERR_CORRUPT, "a quarantine notice is damaged");
        else if (!each(arg, &held))
            break;
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}
