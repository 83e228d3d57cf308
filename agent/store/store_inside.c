// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_inside.h"

#include <string.h>

enum { APPLICATION_ID = 0x506c6d62 /* "Plmb" */, CACHE_KIB = 4096, CHECKPOINT_PAGES = 4000 };

extern const struct database_migration agent_migrations[];
extern const size_t agent_migrations_count;

void store_inside_enter(struct store *store)
{
    pthread_mutex_lock(&store->mutex);
}

void store_inside_leave(struct store *store)
{
    pthread_mutex_unlock(&store->mutex);
}

sqlite3_stmt *store_inside_statement(struct store *store, enum store_sql which)
{
    return database_statement(store->database, which);
}

enum err store_inside_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    return database_step(store->database, statement, error);
}

enum err store_inside_run(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    return database_run(store->database, statement, error);
}

enum err store_inside_next(struct store *store, sqlite3_stmt *statement, bool *row,
                           struct error *error)
{
    enum err code = database_step(store->database, statement, error);

    *row = code == ERR_OK;
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static enum err read_head(struct store *store, struct error *error)
{
    struct journal_head head = {0};
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_END);
    struct span chain;
    bool row;
    enum err code = store_inside_next(store, statement, &row, error);

    if (!code && row) {
        head.n = database_integer(statement, 0);
        head.total = database_integer(statement, 1);
        chain = database_text(statement, 2);
        if (chain.len == HASH_BYTES)
            memcpy(head.chain.bytes, chain.data, HASH_BYTES);
        else
            code = error_set(error, ERR_CORRUPT, "entry %lld has no chain", (long long)head.n);
        database_done(statement);
    }
    if (!code)
        store->head = store->committed = head;
    store->site.row = 0;
    return code;
}

static enum err read_stamp(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_STAMP_GET);
    enum err code = store_inside_step(store, statement, error);

    if (!code)
        store->stamp = database_integer(statement, 0);
    database_done(statement);
    return code;
}

enum err store_inside_open(struct store *store, struct error *error)
{
    struct database_options options = {
        .disk = store->options.disk,
        .file = "plumb.db",
        .application_id = APPLICATION_ID,
        .migrations = agent_migrations,
        .migration_count = agent_migrations_count,
        .statements = store_sql_list,
        .statement_count = STORE_SQL_COUNT,
        .cache_kib = CACHE_KIB,
        .checkpoint_pages = CHECKPOINT_PAGES,
    };
    enum err code;

    random_fill(&store->options.random, options.identity.bytes, UUID_BYTES);
    code = database_open(&options, &store->database, error);
    if (code)
        return code;
    code = read_head(store, error);
    if (!code)
        code = read_stamp(store, error);
    if (code) {
        database_close(store->database);
        store->database = NULL;
    }
    return code;
}

enum err store_inside_use(struct store *store, struct error *error)
{
    enum err code = ERR_OK;

    store_inside_enter(store);
    if (!store->database) {
        code = store_inside_open(store, error);
        if (code)
            error_wrap(error, code, "the store cannot be opened again");
    }
    return code;
}

enum err store_inside_begin(struct store *store, bool *own, struct error *error)
{
    enum err code = ERR_OK;

    store_inside_enter(store);
    *own = !store->in_transaction;
    if (*own)
        code = store_begin(store, error);
    if (code)
        *own = false; // nothing to end
    return code;
}

enum err store_inside_end(struct store *store, bool own, enum err code, struct error *error)
{
    if (own && !code)
        code = store_commit(store, error);
    else if (own)
        store_rollback(store);
    store_inside_leave(store);
    return code;
}

enum err store_inside_sites(struct store *store, enum store_sql which, store_site_each *each,
                            void *arg, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    struct uuid site;
    bool more = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = store_inside_statement(store, which);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        if (!database_uuid(statement, 0, &site))
            code = error_set(error, ERR_CORRUPT, "a row has no site");
        else if (!each(arg, &site))
            break;
        else
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}
