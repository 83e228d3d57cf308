// SPDX-License-Identifier: Apache-2.0
#include "agent/store/once.h"

#include "agent/store/store_inside.h"

#include <string.h>

#define KEPT_MS (INT64_C(7) * 86400000)

static enum err take(sqlite3_stmt *statement, const struct once *once, struct buffer *out,
                     struct error *error)
{
    struct span asked = database_text(statement, 0), answer;

    if (asked.len != HASH_BYTES || memcmp(asked.data, once->asked.bytes, HASH_BYTES) != 0)
        return error_set(error, ERR_CONFLICT,
                         "这次点按已用于别的内容,那份已保存 this tap was used for something else, "
                         "which was saved");
    answer = database_text(statement, 1);
    return buffer_append(out, answer.data, answer.len)
               ? ERR_OK
               : error_set(error, ERR_TOO_LARGE, "once: %zu bytes", answer.len);
}

enum err once_find(struct store *store, const struct once *once, struct buffer *out,
                   struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    buffer_reset(out);
    if (!code) {
        statement = store_inside_statement(store, SQL_ONCE_GET);
        database_bind_uuid(statement, 1, &once->id);
        code = store_inside_step(store, statement, error);
        if (!code)
            code = take(statement, once, out, error);
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}

static enum err add(struct store *store, const struct once *once, const struct uuid *site,
                    struct span answer, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ONCE_ADD);

    database_bind_uuid(statement, 1, &once->id);
    database_bind_blob(statement, 2, once->asked.bytes, HASH_BYTES);
    database_bind_uuid(statement, 3, site);
    database_bind_integer(statement, 4, clock_wall_ms(&store->options.clock));
    database_bind_text(statement, 5, answer);
    return store_inside_run(store, statement, error);
}

// The oldest few, so that no tap pays for many. A clock that was wrong for a while takes none of
// the newest away.
static enum err prune(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ONCE_PRUNE);
    int64_t now = clock_wall_ms(&store->options.clock);

    database_bind_integer(statement, 1, ONCE_KEPT);
    database_bind_integer(statement, 2, now - KEPT_MS);
    database_bind_integer(statement, 3, now + KEPT_MS);
    return store_inside_run(store, statement, error);
}

enum err once_keep(struct store *store, const struct once *once, const struct uuid *site,
                   struct span answer, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = add(store, once, site, answer, error);
    if (!code)
        code = prune(store, error);
    return store_inside_end(store, own, code, error);
}
