// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database_schema.h"

#include "shared/data/database_error.h"
#include "shared/data/database_query.h"

#include <string.h>

static int newest_version(const struct database_options *options)
{
    return options->migration_count ? options->migrations[options->migration_count - 1].version : 0;
}

static enum err check_version(int64_t version, const struct database_options *options,
                              struct error *error)
{
    int newest = newest_version(options);

    if (version > newest)
        return error_set(error, ERR_VERSION,
                         "%s was made by a newer version of this program (schema %lld, known here: "
                         "%d); it is unchanged",
                         options->file, (long long)version, newest);
    if (options->read_only && version < newest)
        return error_set(error, ERR_VERSION,
                         "%s is of an older version (schema %lld, needed: %d) until its writer has "
                         "opened it",
                         options->file, (long long)version, newest);
    return ERR_OK;
}

enum err database_schema_inspect(sqlite3 *handle, const struct database_options *options,
                                 bool *fresh, struct error *error)
{
    int64_t application = 0, version = 0, tables = 0;
    enum err code = database_query_integer(handle, "PRAGMA application_id", &application, error);

    if (!code)
        code = database_query_integer(handle, "PRAGMA user_version", &version, error);
    if (!code)
        code = database_query_integer(handle, "SELECT count(*) FROM sqlite_schema", &tables, error);
    if (code)
        return error_wrap(error, code, "%s", options->file);
    *fresh = application == 0 && version == 0 && tables == 0;
    if (*fresh)
        return options->read_only
                   ? error_set(error, ERR_NOT_FOUND, "%s has no content yet", options->file)
                   : ERR_OK;
    if (application != (int64_t)options->application_id)
        return error_set(error, ERR_VERSION,
                         "%s is the database of another program; it is unchanged", options->file);
    return check_version(version, options, error);
}

// Begins, and rolls back whatever `work` left undone.
static enum err in_transaction(sqlite3 *handle, const struct database_options *options,
                               enum err (*work)(sqlite3 *, const struct database_options *,
                                                struct error *),
                               struct error *error)
{
    enum err code = database_query_run(handle, "BEGIN IMMEDIATE", error);

    if (code)
        return code;
    code = work(handle, options, error);
    if (!code)
        code = database_query_run(handle, "COMMIT", error);
    if (code && !sqlite3_get_autocommit(handle))
        sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

static enum err put_identity(sqlite3 *handle, const struct uuid *identity, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(
        handle, "INSERT INTO database_identity SELECT coalesce(?1, randomblob(16))", -1, &statement,
        NULL);

    if (result == SQLITE_OK && !uuid_is_nil(identity))
        result = sqlite3_bind_blob(statement, 1, identity->bytes, UUID_BYTES, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return result == SQLITE_DONE ? ERR_OK : database_error(handle, result, error);
}

static enum err create(sqlite3 *handle, const struct database_options *options, struct error *error)
{
    int64_t tables = 0;
    enum err code
        = database_query_integer(handle, "SELECT count(*) FROM sqlite_schema", &tables, error);

    if (!code && tables) // somebody was faster
        return error_set(error, ERR_BUSY, "it is being made by another process");
    if (!code)
        code = database_query_set(handle, "application_id", options->application_id, error);
    if (!code)
        code = database_query_run(handle,
                                  "CREATE TABLE database_identity(\n"
                                  "  identity BLOB NOT NULL -- 16 random bytes, made once: two\n"
                                  "    -- files with the same ones are copies of each other\n"
                                  ")",
                                  error);
    return code ? code : put_identity(handle, &options->identity, error);
}

enum err database_schema_create(sqlite3 *handle, const struct database_options *options,
                                struct error *error)
{
    enum err code = in_transaction(handle, options, create, error);

    return code ? error_wrap(error, code, "%s: making it", options->file) : ERR_OK;
}

// The next migration, or none when another process has been here meanwhile.
static enum err migrate(sqlite3 *handle, const struct database_options *options,
                        struct error *error)
{
    int64_t version = 0;
    enum err code = database_query_integer(handle, "PRAGMA user_version", &version, error);

    for (size_t i = 0; !code && i < options->migration_count; i++) {
        const struct database_migration *next = &options->migrations[i];

        if (next->version <= version)
            continue;
        code = database_query_run(handle, next->sql, error);
        if (!code && sqlite3_get_autocommit(handle))
            code = error_set(error, ERR_INTERNAL, "it ends its transaction by itself");
        if (!code)
            code = database_query_set(handle, "user_version", next->version, error);
        return code ? error_wrap(error, code, "migration %d", next->version) : ERR_OK;
    }
    return code;
}

enum err database_schema_migrate(sqlite3 *handle, const struct database_options *options,
                                 struct error *error)
{
    int64_t version = 0;
    enum err code = database_query_integer(handle, "PRAGMA user_version", &version, error);

    while (!code && version < newest_version(options)) {
        code = in_transaction(handle, options, migrate, error);
        if (!code)
            code = database_query_integer(handle, "PRAGMA user_version", &version, error);
    }
    return code ? error_wrap(error, code, "%s", options->file) : ERR_OK;
}

enum err database_schema_identity(sqlite3 *handle, struct uuid *out, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    enum err code = ERR_OK;
    int result = sqlite3_prepare_v2(handle, "SELECT identity FROM database_identity", -1,
                                    &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == UUID_BYTES)
        memcpy(out->bytes, sqlite3_column_blob(statement, 0), UUID_BYTES);
    else if (result == SQLITE_ROW || result == SQLITE_DONE)
        code = error_set(error, ERR_CORRUPT, "the database has lost its identity");
    else
        code = database_error(handle, result, error);
    sqlite3_finalize(statement);
    return code;
}
