// SPDX-License-Identifier: Apache-2.0
#include "shared/data/database.h"

#include "shared/base/memory.h"
#include "shared/data/database_error.h"
#include "shared/data/database_query.h"
#include "shared/data/database_schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUSY_TIMEOUT_MS = 5000, ACTOR_BYTES = 8, SCRUB_MEMORY_PAGES = 65536 };

struct database {
    sqlite3 *handle;
    const char *const *sql;    // of the statements
    sqlite3_stmt **statements; // NULL: not asked for yet
    size_t statement_count;
    struct error refused; // why a statement could not be prepared
    struct uuid identity;
};

static enum err open_handle(const struct database_options *options, sqlite3 **out,
                            struct error *error)
{
    // The disk has resolved its root, so a link on the way can only have been planted in the
    // folder.
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
    struct buffer path;
    enum err code = ERR_OK;
    int result;

    if (!disk_path_valid(options->file))
        return error_set(error, ERR_INVALID, "'%s' is not a file name", options->file);
    flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    buffer_init(&path, 1 << 16);
    buffer_printf(&path, "%s/%s", options->disk->root, options->file);
    if (path.failed) {
        code = error_set(error, ERR_INVALID, "'%s': the path is too long", options->file);
        goto done;
    }
    result = sqlite3_open_v2(path.data, out, flags, options->disk->sqlite_vfs);
    if (result != SQLITE_OK)
        code = error_wrap(error, database_error(*out, result, error), "%s", options->file);

done:
    buffer_clear(&path);
    return code;
}

// What holds before the first byte is read.
static void harden(sqlite3 *handle, const struct database_options *options)
{
    sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (options->checkpoint_pages > 0)
        sqlite3_wal_autocheckpoint(handle, options->checkpoint_pages);
    if (options->read_only) {
        // Checkpoints from several connections at once have corrupted databases in SQLite before
        // 3.51.3, and a reader that goes last must not start one.
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        sqlite3_wal_autocheckpoint(handle, 0);
    }
}

static enum err set_log_mode(sqlite3 *handle, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    const unsigned char *mode = NULL;
    enum err code = ERR_OK;
    int result = sqlite3_prepare_v2(handle, "PRAGMA journal_mode=WAL", -1, &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        mode = sqlite3_column_text(statement, 0);
    if (result != SQLITE_ROW)
        code = database_error(handle, result, error);
    else if (!mode || strcmp((const char *)mode, "wal") != 0)
        code = error_set(error, ERR_IO, "the file system does not allow a write-ahead log");
    sqlite3_finalize(statement);
    return code;
}

static enum err set_up(sqlite3 *handle, const struct database_options *options, struct error *error)
{
    enum err code = ERR_OK;

    if (!options->read_only) {
        code = database_query_set(handle, "page_size", 4096, error);
        if (!code)
            code = set_log_mode(handle, error);
    }
    if (!code)
        code = database_query_run(handle,
                                  "PRAGMA synchronous=FULL;"
                                  "PRAGMA journal_size_limit=67108864;"
                                  "PRAGMA mmap_size=0;"
                                  "PRAGMA temp_store=MEMORY;" // no plain text in temporary files
                                  "PRAGMA cell_size_check=ON;",
                                  error);
    if (!code && options->cache_kib > 0)
        code = database_query_set(handle, "cache_size", -(int64_t)options->cache_kib, error);
    return code ? error_wrap(error, code, "%s", options->file) : ERR_OK;
}

// What a process that was killed had written to the log, but not yet synced, is read back as
// committed: it is made durable before anybody reads it.
static enum err sync_log(const struct database_options *options, struct error *error)
{
    const struct disk *disk = options->disk;
    struct disk_file *log = NULL;
    char name[128];

    snprintf(name, sizeof(name), "%s-wal", options->file);
    enum err code = disk->open(disk->ctx, name, DISK_WRITE, &log, NULL);
    if (code == ERR_NOT_FOUND)
        return ERR_OK;
    if (!code)
        code = disk->sync(log);
    disk->close(log);
    if (!code)
        code = disk->sync_folder(disk->ctx, "");
    return code ? error_set(error, code, "%s cannot be synced", name) : ERR_OK;
}

enum err database_open(const struct database_options *options, struct database **out,
                       struct error *error)
{
    struct database *database = mem_alloc(sizeof(*database));
    bool fresh = false;

    database->sql = options->statements;
    database->statements = mem_alloc_array(options->statement_count, sizeof(sqlite3_stmt *));
    database->statement_count = options->statement_count;
    enum err code = options->read_only ? ERR_OK : sync_log(options, error);

    *out = NULL;
    if (!code)
        code = open_handle(options, &database->handle, error);
    if (code)
        goto done;
    harden(database->handle, options);
    code = database_schema_inspect(database->handle, options, &fresh, error);
    if (!code)
        code = set_up(database->handle, options, error);
    if (!code && fresh)
        code = database_schema_create(database->handle, options, error);
    if (!code && !options->read_only)
        code = database_schema_migrate(database->handle, options, error);
    if (!code)
        code = database_schema_identity(database->handle, &database->identity, error);

done:
    if (code)
        database_close(database);
    else
        *out = database;
    return code;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    database_rollback(database); // looks at the statements
    for (size_t i = 0; i < database->statement_count; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close_v2(database->handle);
    mem_free(database->statements);
    mem_free(database);
}

sqlite3 *database_handle(struct database *database)
{
    return database->handle;
}

void database_identity(struct database *database, struct uuid *out)
{
    *out = database->identity;
}

// At the first use: most connections need few of the many.
static void prepare(struct database *database, unsigned index)
{
    int result = sqlite3_prepare_v3(database->handle, database->sql[index], -1,
                                    SQLITE_PREPARE_PERSISTENT, &database->statements[index], NULL);
    enum err code = ERR_OK;

    if (result != SQLITE_OK)
        code = database_error(database->handle, result, &database->refused);
    else if (!database->statements[index])
        code = error_set(&database->refused, ERR_INTERNAL, "it is empty");
    if (code)
        error_wrap(&database->refused, code, "statement %u", index);
}

sqlite3_stmt *database_statement(struct database *database, unsigned index)
{
    sqlite3_stmt *statement;

    if (index >= database->statement_count)
        abort(); // a store asks for a statement that is not in its own list
    if (!database->statements[index])
        prepare(database, index);
    statement = database->statements[index];
    if (!statement)
        return NULL;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return statement;
}

// A value that silently stays NULL would be stored: better no process than such a row.
// (A statement that could not be prepared is refused when it is to run.)
static void require(const sqlite3_stmt *statement, int result)
{
    if (statement && result != SQLITE_OK)
        abort();
}

static enum err refuse(const struct database *database, struct error *error)
{
    return error_set(error, database->refused.code, "%s", database->refused.detail);
}

void database_bind_integer(sqlite3_stmt *statement, int index, int64_t value)
{
    require(statement, sqlite3_bind_int64(statement, index, value));
}

void database_bind_text(sqlite3_stmt *statement, int index, struct span text)
{
    require(statement,
            sqlite3_bind_text64(statement, index, text.data, text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void database_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t len)
{
    require(statement, sqlite3_bind_blob64(statement, index, bytes, len, SQLITE_STATIC));
}

void database_bind_null(sqlite3_stmt *statement, int index)
{
    require(statement, sqlite3_bind_null(statement, index));
}

void database_bind_uuid(sqlite3_stmt *statement, int index, const struct uuid *uuid)
{
    require(statement,
            sqlite3_bind_blob(statement, index, uuid->bytes, UUID_BYTES, SQLITE_TRANSIENT));
}

void database_bind_actor(sqlite3_stmt *statement, int index, uint64_t actor)
{
    uint8_t bytes[ACTOR_BYTES];

    for (int i = 0; i < ACTOR_BYTES; i++)
        bytes[i] = (uint8_t)(actor >> (56 - 8 * i));
    require(statement, sqlite3_bind_blob(statement, index, bytes, ACTOR_BYTES, SQLITE_TRANSIENT));
}

enum err database_step(struct database *database, sqlite3_stmt *statement, struct error *error)
{
    int result;
    enum err code;

    if (!statement)
        return refuse(database, error);
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        return ERR_OK;
    code = result == SQLITE_DONE ? error_set(error, ERR_NOT_FOUND, "no such row")
                                 : database_error(database->handle, result, error);
    sqlite3_reset(statement);
    return code;
}

enum err database_run(struct database *database, sqlite3_stmt *statement, struct error *error)
{
    int result;
    enum err code = ERR_OK;

    if (!statement)
        return refuse(database, error);
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        code = error_set(error, ERR_INTERNAL, "a row where none was expected: %s",
                         sqlite3_sql(statement));
    else if (result != SQLITE_DONE)
        code = database_error(database->handle, result, error);
    sqlite3_reset(statement);
    return code;
}

void database_done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
}

int64_t database_changes(struct database *database)
{
    return sqlite3_changes64(database->handle);
}

int64_t database_integer(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

struct span database_text(sqlite3_stmt *statement, int column)
{
    int type = sqlite3_column_type(statement, column);
    const char *data;

    if (type == SQLITE_NULL)
        return (struct span){0};
    data = type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                               : (const void *)sqlite3_column_text(statement, column);
    // An empty blob has no address in SQLite, which here would say NULL.
    return (struct span){data ? data : "", (size_t)sqlite3_column_bytes(statement, column)};
}

bool database_uuid(sqlite3_stmt *statement, int column, struct uuid *out)
{
    struct span bytes = database_text(statement, column);

    if (bytes.len != UUID_BYTES)
        return false;
    memcpy(out->bytes, bytes.data, UUID_BYTES);
    return true;
}

bool database_actor(sqlite3_stmt *statement, int column, uint64_t *out)
{
    struct span bytes = database_text(statement, column);

    if (bytes.len != ACTOR_BYTES)
        return false;
    *out = 0;
    for (size_t i = 0; i < bytes.len; i++)
        *out = *out << 8 | (unsigned char)bytes.data[i];
    return true;
}

bool database_is_null(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static void reset_all(struct database *database)
{
    for (size_t i = 0; i < database->statement_count; i++)
        if (sqlite3_stmt_busy(database->statements[i]))
            sqlite3_reset(database->statements[i]);
}

enum err database_begin(struct database *database, struct error *error)
{
    return database_query_run(database->handle, "BEGIN IMMEDIATE", error);
}

// Whether a failed COMMIT has certainly not reached the log. FULL: the write that failed was short,
// so its frame, the commit's or one before it, is broken (nothing is written behind the commit's:
// the VFS promises powersafe overwrite, so that there is no padding). Anything else in the way of
// input and output can strike after the last frame stands whole: at the sync, or when the shared
// index grows.
static bool surely_not_committed(int result, enum err code)
{
    switch (result & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CONSTRAINT:
        return true;
    default:
        return result == SQLITE_IOERR_WRITE && code == ERR_FULL; // a quota
    }
}

enum err database_commit(struct database *database, struct error *error)
{
    enum err code;
    int result;

    reset_all(database);
    if (sqlite3_get_autocommit(database->handle))
        return error_set(error, ERR_IO, "an earlier failure has rolled the transaction back");
    result = sqlite3_exec(database->handle, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return ERR_OK;
    code = database_error(database->handle, result, error);
    if (!surely_not_committed(result, code)) {
        code = ERR_UNKNOWN_COMMIT;
        if (error)
            error->code = code;
    }
    database_rollback(database);
    return error_wrap(error, code, "commit");
}

void database_rollback(struct database *database)
{
    reset_all(database);
    if (database->handle && !sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

enum err database_begin_read(struct database *database, struct error *error)
{
    int64_t version;
    enum err code = database_query_run(database->handle, "BEGIN", error);

    if (code)
        return code;
    // BEGIN alone takes no snapshot: the first read does.
    code = database_query_integer(database->handle, "PRAGMA user_version", &version, error);
    if (code)
        database_rollback(database);
    return code;
}

void database_end_read(struct database *database)
{
    database_rollback(database);
}

// The first complaint of a check as CORRUPT; `fine` is the answer of a healthy database, NULL:
// none.
static enum err run_check(struct database *database, const char *sql, const char *fine,
                          struct error *error)
{
    sqlite3_stmt *statement = NULL;
    const char *answer = NULL;
    enum err code = ERR_OK;
    int result = sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        answer = (const char *)sqlite3_column_text(statement, 0);
    if (result == SQLITE_ROW && !(fine && answer && strcmp(answer, fine) == 0))
        code = error_set(error, ERR_CORRUPT, "%s: %s", sql, answer ? answer : "?");
    else if (result != SQLITE_ROW && result != SQLITE_DONE)
        code = database_error(database->handle, result, error);
    sqlite3_finalize(statement);
    return code;
}

enum err database_check(struct database *database, struct error *error)
{
    enum err code = run_check(database, "PRAGMA integrity_check(1)", "ok", error);

    return code ? code : run_check(database, "PRAGMA foreign_key_check", NULL, error);
}

enum err database_checkpoint(struct database *database, struct error *error)
{
    int result;

    if (sqlite3_db_readonly(database->handle, "main"))
        return error_set(error, ERR_INTERNAL, "a reader does not checkpoint");
    sqlite3_busy_timeout(database->handle, 0);
    result
        = sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(database->handle, BUSY_TIMEOUT_MS);
    return result == SQLITE_OK ? ERR_OK : database_error(database->handle, result, error);
}

enum err database_scrub(struct database *database, struct error *error)
{
    int64_t pages = 0;
    enum err code = database_query_integer(database->handle, "PRAGMA page_count", &pages, error);

    if (!code && sqlite3_db_readonly(database->handle, "main"))
        code = error_set(error, ERR_INTERNAL, "a reader does not scrub");
    if (!code && pages > SCRUB_MEMORY_PAGES)
        code = database_query_run(database->handle, "PRAGMA temp_store=FILE;", error);
    if (!code)
        code = database_query_run(database->handle, "VACUUM;", error);
    if (pages > SCRUB_MEMORY_PAGES)
        database_query_run(database->handle, "PRAGMA temp_store=MEMORY;", NULL);
    return code ? code : database_checkpoint(database, error);
}
