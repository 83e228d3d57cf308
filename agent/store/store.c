// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store.h"

#include "agent/store/mint.h"
#include "agent/store/reserve.h"
#include "agent/store/shelf.h"
#include "agent/store/store_inside.h"
#include "shared/base/memory.h"

#include <stdlib.h>

static void make_mutex(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t recursive;

    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &recursive);
    pthread_mutexattr_destroy(&recursive);
}

static void keep_reserve(struct store *store)
{
    const struct store_options *given = &store->options;

    store->reserve_gone = !reserve_keep(given->disk, &given->random, given->reserve_bytes);
}

static enum err open_inside(struct store *store, struct error *error)
{
    enum err code = store_inside_open(store, error);

    return code ? code : mint_resume(store, error);
}

// Even opening needs some space, for the log: on a full disk it comes out of the reserve.
static enum err open_with_reserve(struct store *store, struct error *error)
{
    enum err code = open_inside(store, error);

    if (code != ERR_FULL || !reserve_release(store->options.disk))
        return code;
    log_write(&store->options.log, LOG_WARN, "store",
              "storage is full: the reserve is given back to open at all");
    database_close(store->database);
    store->database = NULL;
    store->reserve_gone = true;
    return open_inside(store, error);
}

enum err store_open(const struct store_options *options, struct store **out, struct error *error)
{
    struct store *store = mem_alloc(sizeof(*store));
    enum err code;

    *out = NULL;
    store->options = *options;
    if (!store->options.reserve_bytes)
        store->options.reserve_bytes = STORE_RESERVE_BYTES;
    make_mutex(&store->mutex);
    arena_init(&store->arena, STORE_ARENA_MAX);
    for (size_t i = 0; i < sizeof(store->scratch) / sizeof(store->scratch[0]); i++)
        buffer_init(&store->scratch[i], RECORD_BYTES_MAX);
    buffer_init(&store->completed, RECORD_BYTES_MAX);
    code = shelf_prepare(options->disk, error);
    if (!code)
        code = open_with_reserve(store, error);
    if (!code)
        keep_reserve(store);
    if (code)
        store_close(store);
    else
        *out = store;
    return code ? error_wrap(error, code, "store") : ERR_OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    database_close(store->database);
    for (size_t i = 0; i < sizeof(store->scratch) / sizeof(store->scratch[0]); i++)
        buffer_clear(&store->scratch[i]);
    buffer_clear(&store->completed);
    arena_clear(&store->arena);
    mem_free(store->watch.sites);
    pthread_mutex_destroy(&store->mutex);
    mem_free(store);
}

const struct store_options *store_given(const struct store *store)
{
    return &store->options;
}

enum err store_begin(struct store *store, struct error *error)
{
    enum err code = store_inside_use(store, error);

    if (!code && store->in_transaction)
        code = error_set(error, ERR_PRECONDITION, "a transaction is under way already");
    if (!code)
        code = database_begin(store->database, error);
    if (code) {
        store_inside_leave(store);
        return code;
    }
    store->in_transaction = true;
    store->appended = false;
    return ERR_OK;
}

// What the transaction had changed in memory.
static void forget(struct store *store)
{
    store->head = store->committed;
    store->site.row = 0;
}

static void leave_transaction(struct store *store)
{
    store->in_transaction = false;
    store_watch_forget(store);
    store_inside_leave(store);
}

void store_rollback(struct store *store)
{
    store_inside_enter(store);
    if (store->in_transaction) {
        database_rollback(store->database);
        forget(store);
        leave_transaction(store);
    }
    store_inside_leave(store);
}

enum err store_scrub(struct store *store, struct error *error)
{
    enum err code = store_inside_use(store, error);

    if (!code && store->in_transaction)
        code = error_set(error, ERR_PRECONDITION, "a transaction is under way");
    if (!code)
        code = database_scrub(store->database, error);
    store_inside_leave(store);
    return code;
}

// COMMIT's outcome is open: closing the only connection and opening again settles it, then the
// journal's end, or the stamp of a transaction without entries, tells.
static enum err settle(struct store *store, struct error *error)
{
    struct journal_head meant = store->head;
    int64_t stamp = store->stamp + 1;
    struct error why = {0};
    bool happened;

    database_close(store->database);
    store->database = NULL;
    if (store_inside_open(store, &why))
        return error_set(error, ERR_UNKNOWN_COMMIT, "it cannot be looked at again: %s", why.detail);
    if (store->appended)
        happened = store->head.n == meant.n && digest_equal(&store->head.chain, &meant.chain);
    else
        happened = store->stamp == stamp;
    if (happened)
        return ERR_OK;
    return error_set(error, ERR_IO, "the commit failed and nothing of it was saved");
}

static enum err put_stamp(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_STAMP_SET);

    database_bind_integer(statement, 1, store->stamp + 1);
    return store_inside_run(store, statement, error);
}

// What follows a commit and may fail without taking it back.
static void tend(struct store *store)
{
    if (store->marker_due)
        mint_mark(store);
    if (store->reserve_gone && !store->appended)
        keep_reserve(store);
}

enum err store_commit(struct store *store, struct error *error)
{
    enum err code = ERR_OK;

    store_inside_enter(store);
    if (!store->in_transaction) {
        store_inside_leave(store);
        return error_set(error, ERR_PRECONDITION, "no transaction is under way");
    }
    if (!store->appended)
        code = put_stamp(store, error);
    if (code)
        database_rollback(store->database);
    else
        code = database_commit(store->database, error);
    if (code == ERR_UNKNOWN_COMMIT) {
        code = settle(store, error);
    } else if (code) {
        forget(store);
    } else {
        store->committed = store->head;
        store->stamp += !store->appended;
    }
    if (!code)
        tend(store);
    if (!code || code == ERR_UNKNOWN_COMMIT)
        store_watch_happened(store, !code);
    leave_transaction(store);
    store_inside_leave(store);
    return code;
}

bool store_make_room(struct store *store)
{
    bool made;

    store_inside_enter(store);
    made = reserve_release(store->options.disk);
    if (made) {
        store->reserve_gone = true;
        log_write(&store->options.log, LOG_WARN, "store",
                  "storage is full: the reserve is given back for texts");
    }
    store_inside_leave(store);
    return made;
}
