// SPDX-License-Identifier: Apache-2.0
#include "agent/store/proof_log.h"

#include "agent/store/store_inside.h"

#include <string.h>

enum { COLUMNS = 13 };

// Every column but the digest, in the order of the statements.
static void columns_of(struct proof_log_row *row, int64_t *out[COLUMNS])
{
    int64_t *const all[COLUMNS]
        = {&row->at_ms,       &row->items,   NULL,       &row->differences, &row->left,
           &row->aside,       &row->lacking, &row->sent, &row->gone,        &row->fetched,
           &row->round_trips, &row->bytes,   NULL};

    memcpy(out, all, sizeof(all));
}

static enum err put(struct store *store, struct proof_log_row row, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_PROOF_ADD);
    int64_t *columns[COLUMNS];

    columns_of(&row, columns);
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i])
            database_bind_integer(statement, i + 1, *columns[i]);
    database_bind_blob(statement, 3, row.digest.bytes, HASH_BYTES);
    database_bind_integer(statement, COLUMNS, row.equal);
    return store_inside_run(store, statement, error);
}

enum err proof_log_put(struct store *store, const struct proof_log_row *row, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = put(store, *row, error);
    if (!code)
        code = store_inside_run(store, store_inside_statement(store, SQL_PROOF_PRUNE), error);
    return store_inside_end(store, own, code, error);
}

static enum err read(sqlite3_stmt *statement, struct proof_log_row *out, struct error *error)
{
    struct span digest = database_text(statement, 2);
    int64_t *columns[COLUMNS];

    columns_of(out, columns);
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i])
            *columns[i] = database_integer(statement, i);
    out->equal = database_integer(statement, COLUMNS - 1) != 0;
    if (digest.len != HASH_BYTES)
        return error_set(error, ERR_CORRUPT, "a proof has no digest");
    memcpy(out->digest.bytes, digest.data, HASH_BYTES);
    return ERR_OK;
}

enum err proof_log_last(struct store *store, struct proof_log_row *out, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    if (!code) {
        statement = store_inside_statement(store, SQL_PROOF_LAST);
        code = store_inside_step(store, statement, error);
        if (!code)
            code = read(statement, out, error);
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}
