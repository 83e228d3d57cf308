// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/database_fixture.h"

static void put_file(struct place *place, const char *name, const char *text)
{
    assert_int_equal(disk_write_file(&place->disk, name, text, strlen(text), NULL), ERR_OK);
}

static void make_raw(struct place *place, const char *sql)
{
    sqlite3 *handle = NULL;
    char path[256];

    path_of(place, "a.db", path);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

// Whether a refused open leaves the file as it was, byte for byte.
static void assert_refused(struct place *place, struct database_options options, enum err code)
{
    struct database *database = (void *)1;
    struct error error = {0};
    struct buffer before, after;

    buffer_init(&before, 1 << 20);
    buffer_init(&after, 1 << 20);
    assert_int_equal(disk_read_file(&place->disk, "a.db", &before, NULL), ERR_OK);
    assert_int_equal(database_open(&options, &database, &error), code);
    assert_int_equal(error.code, code);
    assert_null(database);
    assert_int_equal(disk_read_file(&place->disk, "a.db", &after, NULL), ERR_OK);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.data, after.data, before.len);
    buffer_clear(&before);
    buffer_clear(&after);
}

static void a_new_database_has_our_settings(void **state)
{
    struct database *database = open_writer(*state);

    assert_int_equal(ask(database, "PRAGMA application_id"), APPLICATION);
    assert_int_equal(ask(database, "PRAGMA user_version"), 2);
    assert_int_equal(ask(database, "PRAGMA page_size"), 4096);
    assert_int_equal(ask(database, "PRAGMA synchronous"), 2);
    assert_int_equal(ask(database, "PRAGMA foreign_keys"), 1);
    assert_int_equal(ask(database, "PRAGMA trusted_schema"), 0);
    assert_int_equal(ask(database, "PRAGMA journal_size_limit"), 64 << 20);
    assert_int_equal(ask(database, "PRAGMA busy_timeout"), 5000);
    assert_true(size_of(*state, "a.db-wal") >= 0);
    database_close(database);
    assert_int_equal(size_of(*state, "a.db-wal"), -1);
    database_close(NULL);
}

static void the_identity_is_made_once(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = open_writer(*state);
    struct uuid first, second;

    database_identity(database, &first);
    assert_false(uuid_is_nil(&first));
    database_close(database);
    options.identity.bytes[0] = 9; // not for a database that has one
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    database_identity(database, &second);
    assert_true(uuid_equal(&first, &second));
    database_close(database);

    options.file = "b.db";
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    database_identity(database, &second);
    assert_true(uuid_equal(&options.identity, &second));
    database_close(database);
}

static void a_database_without_its_identity_is_corrupt(void **state)
{
    database_close(open_writer(*state));
    make_raw(*state, "DELETE FROM database_identity");
    assert_refused(*state, options_of(*state), ERR_CORRUPT);
    make_raw(*state, "INSERT INTO database_identity VALUES (x'00')");
    assert_refused(*state, options_of(*state), ERR_CORRUPT);
}

static void the_cache_has_the_size_asked_for(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = NULL;

    options.cache_kib = 512;
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    assert_int_equal(ask(database, "PRAGMA cache_size"), -512);
    database_close(database);
}

static void a_newer_database_is_refused_in_plain_words(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = NULL;
    struct error error = {0};

    database_close(open_writer(*state));
    make_raw(*state, "PRAGMA user_version=3");
    assert_refused(*state, options, ERR_VERSION);
    database_open(&options, &database, &error);
    assert_non_null(strstr(error.detail, "newer version of this program"));
    options.read_only = true;
    assert_refused(*state, options, ERR_VERSION);
}

static void the_database_of_another_program_is_refused(void **state)
{
    make_raw(*state, "PRAGMA application_id=7; CREATE TABLE theirs(a)");
    assert_refused(*state, options_of(*state), ERR_VERSION);
}

static void a_nameless_database_with_tables_is_not_taken_for_a_new_one(void **state)
{
    make_raw(*state, "CREATE TABLE theirs(a)");
    assert_refused(*state, options_of(*state), ERR_VERSION);
}

static void what_is_no_database_is_refused(void **state)
{
    char text[9000];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    put_file(*state, "a.db", text);
    assert_refused(*state, options_of(*state), ERR_CORRUPT);
}

static void a_link_planted_in_the_folder_is_refused(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = NULL;
    char from[256], to[256];

    options.file = "b.db";
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    database_close(database);
    path_of(*state, "a.db", from);
    path_of(*state, "b.db", to);
    assert_int_equal(symlink(to, from), 0);
    options.file = "a.db";
    assert_int_equal(database_open(&options, &database, NULL), ERR_DENIED);
    assert_null(database);
}

static void a_file_name_that_leaves_the_folder_is_refused(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = NULL;

    options.file = "../a.db";
    assert_int_equal(database_open(&options, &database, NULL), ERR_INVALID);
}

static void a_failing_migration_leaves_the_version_before_it(void **state)
{
    struct database_migration broken[] = {
        migrations[0],
        {2, "CREATE TABLE half(a); INSERT INTO nowhere VALUES (1);"},
    };
    struct database_options options = options_of(*state);
    struct database *database = NULL;
    struct error error = {0};

    options.migrations = broken;
    assert_int_equal(database_open(&options, &database, &error), ERR_INTERNAL);
    assert_non_null(strstr(error.detail, "migration 2"));
    broken[1].sql = "CREATE TABLE half(a); COMMIT;";
    assert_int_equal(database_open(&options, &database, NULL), ERR_INTERNAL);

    make_raw(*state, "DROP TABLE IF EXISTS half"); // what ended its own transaction stands
    options = options_of(*state);
    options.migration_count = 1;
    options.statement_count = 0;
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    assert_int_equal(ask(database, "PRAGMA user_version"), 1);
    assert_int_equal(ask(database, "SELECT count(*) FROM sqlite_schema WHERE name='half'"), 0);
    database_close(database);
    database_close(open_writer(*state));
}

static void a_statement_that_is_none_is_refused_with_its_number_when_it_is_to_run(void **state)
{
    static const char *const wrong[] = {"SELECT 1", "SELEC ?1", "-- nothing"};
    const struct uuid id = {{1}};
    struct database_options options = options_of(*state);
    struct database *database = NULL;
    struct error error = {0};

    options.statements = wrong;
    options.statement_count = 3;
    assert_int_equal(database_open(&options, &database, &error), ERR_OK);
    assert_null(database_statement(database, 1));
    database_bind_integer(NULL, 1, 5); // goes nowhere
    database_bind_text(NULL, 2, span_of("text"));
    database_bind_uuid(NULL, 3, &id);
    assert_int_equal(database_step(database, NULL, &error), ERR_INTERNAL);
    assert_non_null(strstr(error.detail, "statement 1"));
    assert_non_null(strstr(error.detail, "SELEC"));
    database_done(NULL);
    assert_null(database_statement(database, 2));
    assert_int_equal(database_run(database, NULL, &error), ERR_INTERNAL);
    assert_non_null(strstr(error.detail, "statement 2"));
    // The others go on, and so does what begins and ends with them.
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(database_step(database, database_statement(database, 0), NULL), ERR_OK);
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    database_close(database);
}

static void a_reader_neither_makes_nor_migrates(void **state)
{
    struct database_options options = options_of(*state);
    struct database *database = NULL;

    options.read_only = true;
    assert_int_equal(database_open(&options, &database, NULL), ERR_NOT_FOUND);
    assert_int_equal(size_of(*state, "a.db"), -1);
    make_raw(*state, "VACUUM");
    assert_int_equal(database_open(&options, &database, NULL), ERR_NOT_FOUND);

    options.read_only = false;
    options.migration_count = 1;
    options.statement_count = 0;
    assert_int_equal(database_open(&options, &database, NULL), ERR_OK);
    database_close(database);
    options = options_of(*state);
    options.read_only = true;
    assert_int_equal(database_open(&options, &database, NULL), ERR_VERSION);
}

static void values_come_back_as_they_went(void **state)
{
    struct database *database = open_writer(*state);
    sqlite3_stmt *statement = database_statement(database, PUT_BLOB);
    struct uuid id = {{1, 2, 3}}, id_back;
    uint64_t actor;
    struct span text;

    database_bind_uuid(statement, 1, &id);
    database_bind_actor(statement, 2, UINT64_C(0xFEDCBA9876543210));
    database_bind_text(statement, 3, span_of(""));
    database_bind_integer(statement, 4, INT64_MIN);
    database_bind_blob(statement, 5, "", 0);
    assert_int_equal(database_run(database, statement, NULL), ERR_OK);
    assert_int_equal(database_changes(database), 1);

    statement = database_statement(database, GET_BLOB);
    assert_int_equal(database_step(database, statement, NULL), ERR_OK);
    assert_true(database_uuid(statement, 0, &id_back) && uuid_equal(&id, &id_back));
    assert_true(database_actor(statement, 1, &actor));
    assert_true(actor == UINT64_C(0xFEDCBA9876543210));
    assert_false(database_uuid(statement, 1, &id_back) || database_actor(statement, 0, &actor));
    text = database_text(statement, 2);
    assert_true(text.data && text.len == 0 && !database_is_null(statement, 2));
    assert_true(database_integer(statement, 3) == INT64_MIN);
    text = database_text(statement, 4);
    assert_true(text.data && text.len == 0 && !database_is_null(statement, 4));
    assert_int_equal(database_step(database, statement, NULL), ERR_NOT_FOUND);
    database_close(database);
}

static void an_absent_text_is_null(void **state)
{
    struct database *database = open_writer(*state);
    sqlite3_stmt *statement;

    assert_int_equal(put(database, 1, NULL), ERR_OK);
    statement = database_statement(database, GET);
    database_bind_integer(statement, 1, 1);
    assert_int_equal(database_step(database, statement, NULL), ERR_OK);
    assert_true(database_is_null(statement, 0) && !database_text(statement, 0).data);
    database_close(database);
}

static void constraints_have_their_own_errors(void **state)
{
    struct database *database = open_writer(*state);
    struct error error = {0};
    sqlite3_stmt *statement;

    assert_int_equal(put(database, 1, "a"), ERR_OK);
    assert_int_equal(put(database, 1, "b"), ERR_EXISTS);
    assert_int_equal(put(database, 2, "bad"), ERR_INVALID);
    assert_int_equal(put(database, 2, "good"), ERR_OK); // the statement was reset
    statement = database_statement(database, GET);
    database_bind_integer(statement, 1, 1);
    assert_int_equal(database_run(database, statement, &error), ERR_INTERNAL);
    assert_int_equal(count(database), 2);
    database_close(database);
}

static void a_damaged_page_is_found(void **state)
{
    struct database *database = open_writer(*state);
    struct disk *disk = &((struct place *)*state)->disk;
    struct disk_file *file = NULL;
    struct error error = {0};
    char noise[4096];

    for (int64_t key = 0; key < 500; key++)
        assert_int_equal(put(database, key, "some text to fill a few pages with"), ERR_OK);
    assert_int_equal(database_check(database, NULL), ERR_OK);
    database_close(database);
    memset(noise, 0xA5, sizeof(noise));
    assert_int_equal(disk->open(disk->ctx, "a.db", DISK_WRITE, &file, NULL), ERR_OK);
    assert_int_equal(disk->write(file, (uint64_t)size_of(*state, "a.db") - 4096, noise, 4096), 0);
    disk->close(file);
    database = open_writer(*state);
    assert_int_equal(database_check(database, &error), ERR_CORRUPT);
    assert_non_null(strstr(error.detail, "integrity_check"));
    database_close(database);
}

static void a_dangling_reference_is_found(void **state)
{
    struct database *database;

    database_close(open_writer(*state));
    make_raw(*state, "INSERT INTO child VALUES (99)");
    database = open_writer(*state);
    assert_int_equal(database_check(database, NULL), ERR_CORRUPT);
    database_close(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_database_has_our_settings),
        TEST(the_identity_is_made_once),
        TEST(a_database_without_its_identity_is_corrupt),
        TEST(the_cache_has_the_size_asked_for),
        TEST(a_newer_database_is_refused_in_plain_words),
        TEST(the_database_of_another_program_is_refused),
        TEST(a_nameless_database_with_tables_is_not_taken_for_a_new_one),
        TEST(what_is_no_database_is_refused),
        TEST(a_link_planted_in_the_folder_is_refused),
        TEST(a_file_name_that_leaves_the_folder_is_refused),
        TEST(a_failing_migration_leaves_the_version_before_it),
        TEST(a_statement_that_is_none_is_refused_with_its_number_when_it_is_to_run),
        TEST(a_reader_neither_makes_nor_migrates),
        TEST(values_come_back_as_they_went),
        TEST(an_absent_text_is_null),
        TEST(constraints_have_their_own_errors),
        TEST(a_damaged_page_is_found),
        TEST(a_dangling_reference_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
