// SPDX-License-Identifier: Apache-2.0
// A folder of its own for each test, with a small database to write and read.
#ifndef PLUMB_TESTS_UNIT_DATABASE_FIXTURE_H
#define PLUMB_TESTS_UNIT_DATABASE_FIXTURE_H

#include "shared/data/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { APPLICATION = 0x506c7431 };
enum { PUT, GET, COUNT, PUT_CHILD, PUT_BLOB, GET_BLOB };

static const char *const statements[] = {
    [PUT] = "INSERT INTO item(key, value) VALUES (?1, ?2)",
    [GET] = "SELECT value FROM item WHERE key = ?1",
    [COUNT] = "SELECT count(*) FROM item",
    [PUT_CHILD] = "INSERT INTO child(item) VALUES (?1)",
    [PUT_BLOB] = "INSERT INTO value(a, b, c, d, e) VALUES (?1, ?2, ?3, ?4, ?5)",
    [GET_BLOB] = "SELECT a, b, c, d, e FROM value",
};
static const struct database_migration migrations[] = {
    {1, "CREATE TABLE item(key INTEGER PRIMARY KEY, value TEXT CHECK (value <> 'bad')) STRICT;"},
    {2, "CREATE TABLE child(item INTEGER REFERENCES item DEFERRABLE INITIALLY DEFERRED) STRICT;"
        "CREATE TABLE value(a BLOB, b BLOB, c TEXT, d INTEGER, e BLOB) STRICT;"},
};

struct place {
    char folder[64];
    struct disk disk;
};

static inline int setup(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/plumb_database_XXXXXX");
    *state = place;
    return mkdtemp(place->folder)
                   && disk_system_open(place->folder, false, &place->disk, NULL) == ERR_OK
               ? 0
               : -1;
}

static inline int teardown(void **state)
{
    struct place *place = *state;
    pid_t child;

    disk_system_close(&place->disk);
    child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", place->folder, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    free(place);
    return 0;
}

static inline struct database_options options_of(struct place *place)
{
    return (struct database_options){
        .disk = &place->disk,
        .file = "a.db",
        .application_id = APPLICATION,
        .migrations = migrations,
        .migration_count = 2,
        .statements = statements,
        .statement_count = sizeof(statements) / sizeof(statements[0]),
    };
}

static inline struct database *open_writer(struct place *place)
{
    struct database_options options = options_of(place);
    struct database *database = NULL;
    struct error error = {0};

    if (database_open(&options, &database, &error))
        fail_msg("%s", error.detail);
    return database;
}

static inline struct database *open_reader(struct place *place)
{
    struct database_options options = options_of(place);
    struct database *database = NULL;

    options.read_only = true;
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    return database;
}

static inline enum err put(struct database *database, int64_t key, const char *value)
{
    sqlite3_stmt *statement = database_statement(database, PUT);

    database_bind_integer(statement, 1, key);
    database_bind_text(statement, 2, span_of(value));
    return database_run(database, statement, NULL);
}

static inline int64_t count(struct database *database)
{
    sqlite3_stmt *statement = database_statement(database, COUNT);
    int64_t rows = -1;

    assert_int_equal(database_step(database, statement, NULL), ERR_OK);
    rows = database_integer(statement, 0);
    database_done(statement);
    return rows;
}

static inline int64_t ask(struct database *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value;

    assert_int_equal(sqlite3_prepare_v2(database_handle(database), sql, -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static inline void path_of(struct place *place, const char *name, char out[256])
{
    snprintf(out, 256, "%s/%s", place->folder, name);
}

static inline off_t size_of(struct place *place, const char *name)
{
    struct stat stat_of_it;
    char path[256];

    path_of(place, name, path);
    return stat(path, &stat_of_it) ? -1 : stat_of_it.st_size;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
