// SPDX-License-Identifier: Apache-2.0
// A SQLite database of ours: opened with our settings, prepared statements in one list, numbered
// migrations.
#ifndef PLUMB_SHARED_DATA_DATABASE_H
#define PLUMB_SHARED_DATA_DATABASE_H

#include "shared/base/buffer.h"
#include "shared/base/disk.h"
#include "shared/base/uuid.h"

#include <sqlite3.h>

// One step of the schema: version n is reached by running sql (from a numbered .sql file, embedded
// at build by tools/embed_sql), in a transaction of its own.
struct database_migration {
    int version;
    const char *sql;
};

struct database_options {
    const struct disk *disk;
    const char *file;                            // name in the disk's folder
    uint32_t application_id;                     // not 0, below 2^31
    const struct database_migration *migrations; // rising versions
    size_t migration_count;
    // SQL, each prepared at its first use; index = enum of the store. Outlives the database.
    const char *const *statements;
    size_t statement_count;
    bool read_only; // a reader on its own snapshot; never creates, migrates or checkpoints
    int cache_kib;  // page cache; 0: SQLite's default
    // A commit that leaves the log longer than this many pages moves it into the database; 0:
    // SQLite's default, 1000. Longer is faster, and takes that much more disk space.
    int checkpoint_pages;
    // What a database made by this open is called for ever (database_identity), from the caller's
    // struct random; nil: from the VFS's randomness. Ignored when there is a database.
    struct uuid identity;
};

// One connection, for one thread at a time. A folder has one writer, which does every commit and
// every checkpoint; any number of readers, each on its own snapshots.
struct database;

// Opens, and for a writer creates and migrates: WAL, synchronous=FULL, 4 KiB pages,
// foreign_keys=ON, trusted_schema=OFF, busy timeout 5 s, journal_size_limit 64 MiB, mmap off.
// VERSION: a newer database, another program's, or (for a reader) one that its writer has yet to
// bring up to date. NOT_FOUND: a reader found none. CORRUPT: not a database. DENIED: a link.
// INTERNAL: a migration of ours is wrong. The file is untouched by a refusal; a
// failed migration leaves the version before it.
enum err database_open(const struct database_options *options, struct database **out,
                       struct error *error);
void database_close(struct database *database); // accepts NULL; an open transaction is rolled back
sqlite3 *database_handle(struct database *database);
// The database's random identity (16 bytes, made at creation).
void database_identity(struct database *database, struct uuid *out);

// A prepared statement, reset and unbound, ready for binding; NULL when SQLite refuses it (bindings
// then go nowhere, and step and run say why).
sqlite3_stmt *database_statement(struct database *database, unsigned index);
// Binding by position, from 1; text and blobs must live until the statement is reset (bound without
// a copy), uuids and actors are copied. A position the statement does not have is a bug and aborts.
void database_bind_integer(sqlite3_stmt *statement, int index, int64_t value);
void database_bind_text(sqlite3_stmt *statement, int index, struct span text); // data NULL: NULL
void database_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t len);
void database_bind_null(sqlite3_stmt *statement, int index);
void database_bind_uuid(sqlite3_stmt *statement, int index, const struct uuid *uuid);
void database_bind_actor(sqlite3_stmt *statement, int index, uint64_t actor); // 8 bytes, big-endian
// OK: a row. NOT_FOUND: no (more) row, statement reset. EXISTS: a key is taken. INVALID: another
// constraint. Else FULL, IO, CORRUPT, BUSY… with detail, and the statement reset; the transaction
// may have been rolled back by SQLite, so the caller ends it (database_commit then refuses too).
enum err database_step(struct database *database, sqlite3_stmt *statement, struct error *error);
// For statements that give no row: OK when done, and reset.
enum err database_run(struct database *database, sqlite3_stmt *statement, struct error *error);
// Ends a statement before its last row: outside a transaction a row left standing keeps its
// snapshot.
void database_done(sqlite3_stmt *statement);
int64_t database_changes(struct database *database); // rows touched by the last run
// Columns of the present row, from 0; spans live until the next step or reset.
int64_t database_integer(sqlite3_stmt *statement, int column);
struct span database_text(sqlite3_stmt *statement, int column); // text or blob; NULL: data NULL
bool database_uuid(sqlite3_stmt *statement, int column, struct uuid *out); // false: not 16 bytes
bool database_actor(sqlite3_stmt *statement, int column, uint64_t *out);   // false: not 8 bytes
bool database_is_null(sqlite3_stmt *statement, int column);

// Transactions. Each end (also a failed one) resets every statement and leaves no transaction open.
enum err database_begin(struct database *database, struct error *error); // IMMEDIATE
// FULL, BUSY, INVALID (a deferred constraint) or IO (an earlier failure had rolled back already):
// it is certain that nothing was committed. UNKNOWN_COMMIT: COMMIT failed in a way that leaves its
// outcome open, because a power loss now could bring the transaction back from the log. Nothing may
// be said about it until the outcome is settled and read again: the next successful commit on this
// folder settles it, and so does closing every connection and opening again.
enum err database_commit(struct database *database, struct error *error);
void database_rollback(struct database *database); // harmless outside a transaction
// DEFERRED with a first read: what this connection reads until database_end_read is one snapshot.
enum err database_begin_read(struct database *database, struct error *error);
void database_end_read(struct database *database);

// integrity_check and foreign_key_check; CORRUPT with the first complaint.
enum err database_check(struct database *database, struct error *error);
// Moves the log into the database and truncates it, without waiting for anybody. BUSY: a reader
// keeps an older snapshot; what could be moved was. For the writer only.
enum err database_checkpoint(struct database *database, struct error *error);
// Writes the whole database anew, so that nothing of what was deleted or changed is left in freed
// pages, and truncates the log. For the writer, outside a transaction. Costs the database's size
// once in memory (above 256 MiB: in a temporary file) and once in the log. BUSY: a reader keeps an
// older snapshot, so the old pages are still there; to be called again.
enum err database_scrub(struct database *database, struct error *error);

#endif
