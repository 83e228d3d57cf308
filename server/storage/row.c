// SPDX-License-Identifier: Apache-2.0
#include "server/storage/row.h"

#include <string.h>

struct row row_begin(struct view *view, enum statement statement)
{
    return (struct row){
        .view = view,
        .statement = database_statement(view->database, statement),
        .name = statement,
    };
}

struct row row_begin_write(struct storage *storage, enum statement statement)
{
    struct row row = row_begin(storage_writer(storage), statement);

    // Outside a transaction it would be one of its own, without a number; and SQLite may have
    // rolled one back behind our back when the disk was full.
    if (!storage_stamp(storage)->number
        || sqlite3_get_autocommit(database_handle(row.view->database)))
        row.statement = NULL;
    return row;
}

void row_put_integer(struct row *row, int64_t value)
{
    row->at++;
    if (row->statement)
        database_bind_integer(row->statement, row->at, value);
}

void row_put_u64(struct row *row, uint64_t value)
{
    row->bad = row->bad || value > INT64_MAX;
    row_put_integer(row, (int64_t)(value & INT64_MAX));
}

void row_put_uuid(struct row *row, const struct uuid *uuid)
{
    row->at++;
    if (row->statement)
        database_bind_uuid(row->statement, row->at, uuid);
}

void row_put_actor(struct row *row, uint64_t actor)
{
    row->at++;
    if (row->statement && actor)
        database_bind_actor(row->statement, row->at, actor);
}

void row_put_digest(struct row *row, const struct digest *digest)
{
    row_put_bytes(row, (struct span){(const char *)digest->bytes, HASH_BYTES});
}

void row_put_bytes(struct row *row, struct span bytes)
{
    row->at++;
    if (row->statement)
        database_bind_blob(row->statement, row->at, bytes.len ? bytes.data : "", bytes.len);
}

void row_put_text(struct row *row, struct span text)
{
    row->at++;
    if (row->statement)
        database_bind_text(row->statement, row->at,
                           (struct span){text.len ? text.data : "", text.len});
}

void row_put_null(struct row *row)
{
    row->at++;
}

enum err row_run(struct row *row, struct error *error)
{
    if (!row->statement)
        return error_set(error, ERR_INTERNAL, "%s: no commit is under way, or it has failed",
                         statements_name(row->name));
    if (row->bad)
        return error_set(error, ERR_INVALID, "%s: a number of 2^63 or more",
                         statements_name(row->name));
    return database_run(row->view->database, row->statement, error);
}

int64_t row_changes(const struct row *row)
{
    return database_changes(row->view->database);
}

int64_t row_added(const struct row *row)
{
    return sqlite3_last_insert_rowid(database_handle(row->view->database));
}

enum err row_step(struct row *row, struct error *error)
{
    row->at = -1;
    row->bad = false;
    return database_step(row->view->database, row->statement, error);
}

bool row_next(struct row *row, struct error *error)
{
    struct error detail;
    enum err code = row_step(row, &detail);

    if (code && code != ERR_NOT_FOUND)
        row->code = error_set(error, code, "%s", detail.detail);
    return !code;
}

int64_t row_integer(struct row *row)
{
    return database_integer(row->statement, ++row->at);
}

uint64_t row_u64(struct row *row)
{
    int64_t value = row_integer(row);

    row->bad = row->bad || value < 0;
    return (uint64_t)value;
}

bool row_flag(struct row *row)
{
    return row_integer(row) != 0;
}

void row_uuid(struct row *row, struct uuid *out)
{
    row->bad = !database_uuid(row->statement, ++row->at, out) || row->bad;
}

void row_digest(struct row *row, struct digest *out)
{
    struct span bytes = row_bytes(row);

    if (bytes.len == HASH_BYTES)
        memcpy(out->bytes, bytes.data, HASH_BYTES);
    else
        row->bad = true;
}

uint64_t row_actor(struct row *row)
{
    uint64_t actor = 0;

    if (!database_is_null(row->statement, ++row->at))
        row->bad = !database_actor(row->statement, row->at, &actor) || row->bad;
    return actor;
}

struct span row_bytes(struct row *row)
{
    return database_text(row->statement, ++row->at);
}

void row_text(struct row *row, char *out, size_t size)
{
    text_copy(out, size, row_bytes(row));
}

enum err row_verdict(struct row *row, struct error *error)
{
    if (row->bad)
        row->code = error_set(error, ERR_CORRUPT, "%s: a column does not hold what it should",
                              statements_name(row->name));
    return row->code;
}

enum err row_keep(struct row *row, struct span *const spans[], size_t count, struct error *error)
{
    struct buffer *copy = &row->view->copy;
    size_t total = 0;

    buffer_reset(copy);
    for (size_t i = 0; i < count; i++)
        total += spans[i]->len;
    if (!buffer_reserve(copy, total)) { // so that appending moves nothing
        database_done(row->statement);
        return error_set(error, ERR_TOO_LARGE, "%s: %zu bytes", statements_name(row->name), total);
    }
    for (size_t i = 0; i < count; i++) {
        const char *at = copy->data + copy->len;

        buffer_append(copy, spans[i]->data, spans[i]->len);
        spans[i]->data = at;
    }
    return row_done(row, error);
}

enum err row_done(struct row *row, struct error *error)
{
    database_done(row->statement);
    return row->code ? row->code : row_verdict(row, error);
}
