// SPDX-License-Identifier: Apache-2.0
#include "agent/store/outgoing.h"

#include "agent/store/shelf.h"
#include "agent/store/store_inside.h"

#include <string.h>

static const int64_t keep_after_delivery_ms = INT64_C(30) * 24 * 3600 * 1000;

const char *lane_name(enum lane lane)
{
    static const char *const names[LANE_COUNT] = {"seal", "record", "thumbnail", "photo", "parcel"};

    return lane < LANE_COUNT ? names[lane] : "";
}

static enum err read_row(sqlite3_stmt *statement, struct outgoing_row *out, struct error *error)
{
    struct span digest = database_text(statement, 0);

    *out = (struct outgoing_row){
        .size = (uint64_t)database_integer(statement, 1),
        .offset = (uint64_t)database_integer(statement, 2),
        .lane = (enum lane)database_integer(statement, 3),
        .state = (enum outgoing_state)database_integer(statement, 4),
        .added_ms = database_integer(statement, 7),
        .next_try_ms = database_integer(statement, 8),
        .delivered_ms = database_integer(statement, 9),
        .tries = database_integer(statement, 10),
        .commit = (uint64_t)database_integer(statement, 11),
        .present = database_integer(statement, 14) != 0,
    };
    text_copy(out->upload, sizeof(out->upload), database_text(statement, 12));
    text_copy(out->reason, sizeof(out->reason), database_text(statement, 13));
    if (digest.len != HASH_BYTES || !database_uuid(statement, 5, &out->site)
        || !database_uuid(statement, 6, &out->record))
        return error_set(error, ERR_CORRUPT, "a blob's row is damaged");
    memcpy(out->digest.bytes, digest.data, HASH_BYTES);
    return ERR_OK;
}

// A statement with a digest as its first parameter.
static sqlite3_stmt *by_digest(struct store *store, enum store_sql which,
                               const struct digest *digest)
{
    sqlite3_stmt *statement = store_inside_statement(store, which);

    database_bind_blob(statement, 1, digest->bytes, HASH_BYTES);
    return statement;
}

enum err outgoing_get(struct store *store, const struct digest *digest, struct outgoing_row *out,
                      struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    if (!code) {
        statement = by_digest(store, SQL_BLOB_GET, digest);
        code = store_inside_step(store, statement, error);
        if (!code)
            code = read_row(statement, out, error);
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}

static enum err put(struct store *store, const struct outgoing_row *row, struct error *error)
{
    sqlite3_stmt *statement = by_digest(store, SQL_BLOB_PUT, &row->digest);
    enum err code;

    database_bind_integer(statement, 2, (int64_t)row->size);
    database_bind_integer(statement, 3, (int64_t)row->offset);
    database_bind_integer(statement, 4, row->lane);
    database_bind_integer(statement, 5, row->state);
    database_bind_uuid(statement, 6, &row->site);
    database_bind_uuid(statement, 7, &row->record);
    database_bind_integer(statement, 8, row->added_ms);
    database_bind_integer(statement, 9, row->next_try_ms);
    database_bind_integer(statement, 10, row->delivered_ms);
    database_bind_integer(statement, 11, row->tries);
    database_bind_integer(statement, 12, (int64_t)row->commit);
    database_bind_text(statement, 13, span_of(row->upload));
    database_bind_text(statement, 14, span_of(row->reason));
    database_bind_integer(statement, 15, row->present);
    code = store_inside_run(store, statement, error);
    if (code)
        return code;
    statement = by_digest(store, SQL_BLOB_USE_PUT, &row->digest);
    database_bind_uuid(statement, 2, &row->record);
    database_bind_uuid(statement, 3, &row->site);
    return store_inside_run(store, statement, error);
}

enum err outgoing_put(struct store *store, const struct outgoing_row *row, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = put(store, row, error);
    return store_inside_end(store, own, code, error);
}

enum err outgoing_uses(struct store *store, const struct digest *digest, outgoing_use_each *each,
                       void *arg, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    struct uuid site, record;
    bool more = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = by_digest(store, SQL_BLOB_USES, digest);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        if (!database_uuid(statement, 0, &site) || !database_uuid(statement, 1, &record))
            code = error_set(error, ERR_CORRUPT, "a blob's use is damaged");
        else if (!each(arg, &site, &record))
            break;
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}

enum err outgoing_walk(struct store *store, sqlite3_stmt *statement, outgoing_each *each, void *arg,
                       struct error *error)
{
    struct outgoing_row row;
    bool more = true;
    enum err code = store_inside_next(store, statement, &more, error);

    while (!code && more) {
        code = read_row(statement, &row, error);
        if (!code && !each(arg, &row))
            break;
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

static bool gather(void *arg, const struct outgoing_row *row)
{
    struct outgoing_few *few = arg;

    if (few->count < few->max)
        few->rows[few->count++] = *row;
    return few->count < few->max;
}

enum err outgoing_next(struct store *store, int64_t now_ms, struct outgoing_few *few,
                       struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    few->count = 0;
    if (!code && few->max) {
        statement = store_inside_statement(store, SQL_BLOB_NEXT);
        database_bind_integer(statement, 1, now_ms);
        database_bind_integer(statement, 2, (int64_t)few->max);
        code = outgoing_walk(store, statement, gather, few, error);
    }
    store_inside_leave(store);
    return code;
}

enum err outgoing_list(struct store *store, bool undelivered_only, outgoing_each *each, void *arg,
                       struct error *error)
{
    enum store_sql which = undelivered_only ? SQL_BLOB_UNDELIVERED : SQL_BLOB_ALL;
    enum err code = store_inside_use(store, error);

    if (!code)
        code = outgoing_walk(store, store_inside_statement(store, which), each, arg, error);
    store_inside_leave(store);
    return code;
}

enum err outgoing_delivered(struct store *store, size_t limit, outgoing_each *each, void *arg,
                            struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    if (!code) {
        statement = store_inside_statement(store, SQL_BLOB_DELIVERED);
        database_bind_integer(statement, 1, (int64_t)limit);
        code = outgoing_walk(store, statement, each, arg, error);
    }
    store_inside_leave(store);
    return code;
}

enum err outgoing_made_since(struct store *store, int64_t since_ms, int64_t *bytes,
                             struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    *bytes = 0;
    if (!code) {
        statement = store_inside_statement(store, SQL_BLOB_MADE_SINCE);
        database_bind_integer(statement, 1, since_ms);
        code = store_inside_step(store, statement, error);
        if (!code)
            *bytes = database_integer(statement, 0);
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}

enum err outgoing_forget(struct store *store, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = store_inside_run(store, store_inside_statement(store, SQL_BLOB_FORGET_WAITING),
                                error);
    if (!code)
        code = store_inside_run(store, store_inside_statement(store, SQL_BLOB_FORGET_COMMITS),
                                error);
    return store_inside_end(store, own, code, error);
}

enum err outgoing_figures(struct store *store, struct outgoing_figures *out, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    *out = (struct outgoing_figures){.oldest_ms = -1, .next_try_ms = -1};
    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_BLOB_FIGURES);
    code = store_inside_step(store, statement, error);
    if (!code)
        *out = (struct outgoing_figures){
            .waiting = database_integer(statement, 0),
            .waiting_bytes = database_integer(statement, 1),
            .attention = database_integer(statement, 2),
            .present_bytes = database_integer(statement, 3),
            .oldest_ms = database_integer(statement, 4),
            .next_try_ms = database_integer(statement, 5),
            .parcels = database_integer(statement, 6),
            .parcel_bytes = database_integer(statement, 7),
        };
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}

enum err outgoing_droppable(struct store *store, const struct outgoing_question *question,
                            outgoing_each *each, void *arg, struct error *error)
{
    int64_t until_ms = question->full ? question->now_ms - keep_after_delivery_ms : 0;
    uint64_t through = question->backed_up_through;
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    if (!code) {
        statement = store_inside_statement(store, SQL_BLOB_DROPPABLE);
        database_bind_integer(statement, 1, through > INT64_MAX ? INT64_MAX : (int64_t)through);
        database_bind_integer(statement, 2, until_ms);
        code = outgoing_walk(store, statement, each, arg, error);
    }
    store_inside_leave(store);
    return code;
}

static enum err mark_gone(struct store *store, const struct digest *digest, bool again,
                          struct error *error)
{
    struct outgoing_row row;
    enum err code = outgoing_get(store, digest, &row, error);

    if (code)
        return code;
    if (row.state != OUTGOING_DELIVERED && row.state != OUTGOING_RECEIVED)
        return error_set(error, ERR_PRECONDITION, "the blob is not at the office");
    code = store_inside_run(store, by_digest(store, SQL_BLOB_SET_GONE, digest), error);
    row.present = false;
    row.state = OUTGOING_ABSENT;
    return code || !again ? code : outgoing_put(store, &row, error);
}

// The file goes after the commit, so that no row ever says "here" of one that is gone (on a full
// disk the commit may well fail), and under the store's lock, so that nobody takes it for there in
// between. A crash leaves a file that no row counts; the same bytes come to lie on it.
static enum err drop(struct store *store, const struct digest *digest, bool again,
                     struct error *error)
{
    bool own;
    enum err code;

    store_inside_enter(store);
    code = store_inside_begin(store, &own, error);
    if (!code)
        code = mark_gone(store, digest, again, error);
    code = store_inside_end(store, own, code, error);
    if (!code)
        code = shelf_remove(store->options.disk, digest, error);
    store_inside_leave(store);
    return code;
}

enum err outgoing_drop(struct store *store, const struct digest *digest, struct error *error)
{
    return drop(store, digest, false, error);
}

enum err outgoing_drop_for_now(struct store *store, const struct digest *digest,
                               struct error *error)
{
    return drop(store, digest, true, error);
}
