// SPDX-License-Identifier: Apache-2.0
#include "server/storage/storage.h"

#include "server/storage/intern.h"
#include "server/storage/row.h"
#include "server/storage/statements.h"
#include "shared/base/memory.h"
#include "shared/data/database_backup.h"

#include <inttypes.h>

enum {
    APPLICATION_ID = 0x504c4d42, // "PLMB"
    WRITER_CACHE_KIB = 8192,
    READER_CACHE_KIB = 2048,
    RESULT_BYTES_MAX = 4 << 20,
    SEQ_BITS = 20,
    SEQ_INDEX_MAX = (1 << SEQ_BITS) - 1,
};
static const char file_name[] = "office.db";

extern const struct database_migration storage_migrations[];
extern const size_t storage_migrations_count;

struct storage {
    const struct disk *disk;
    struct clock clock;
    struct random random;
    struct log log;
    struct view writer;
    struct view *readers[STORAGE_READERS_MAX];
    unsigned reader_count;
    struct commit_stamp stamp; // number 0: no commit is under way
    uint64_t seq_index;
};

static enum err open_database(struct storage *storage, bool read_only, struct database **out,
                              struct error *error)
{
    struct database_options options = {
        .disk = storage->disk,
        .file = file_name,
        .application_id = APPLICATION_ID,
        .migrations = storage_migrations,
        .migration_count = storage_migrations_count,
        .statements = statements_list(),
        .statement_count = STATEMENT_COUNT,
        .read_only = read_only,
        .cache_kib = read_only ? READER_CACHE_KIB : WRITER_CACHE_KIB,
    };

    if (!read_only)
        random_fill(&storage->random, options.identity.bytes, UUID_BYTES);
    return database_open(&options, out, error);
}

enum err storage_open_view(struct storage *storage, struct view **out, struct error *error)
{
    struct view *view = mem_alloc(sizeof(*view));
    enum err code = open_database(storage, true, &view->database, error);

    buffer_init(&view->copy, RESULT_BYTES_MAX);
    if (code) {
        mem_free(view);
        view = NULL;
    }
    *out = view;
    return code;
}

void storage_close_view(struct view *view)
{
    if (!view)
        return;
    view_end(view);
    database_close(view->database);
    buffer_clear(&view->copy);
    mem_free(view);
}

static enum err open_writer(struct storage *storage, struct error *error)
{
    storage->writer.writes = true;
    storage->writer.interned = intern_create();
    buffer_init(&storage->writer.copy, RESULT_BYTES_MAX);
    return open_database(storage, false, &storage->writer.database, error);
}

enum err storage_open(const struct storage_options *options, struct storage **out,
                      struct error *error)
{
    struct storage *storage = mem_alloc(sizeof(*storage));
    enum err code;

    *out = NULL;
    storage->disk = options->disk;
    storage->clock = options->clock;
    storage->random = options->random;
    storage->log = options->log;
    code = options->readers <= STORAGE_READERS_MAX
               ? open_writer(storage, error)
               : error_set(error, ERR_INVALID, "%u readers, at most %d", options->readers,
                           STORAGE_READERS_MAX);
    for (unsigned i = 0; !code && i < options->readers; i++) {
        code = storage_open_view(storage, &storage->readers[i], error);
        if (!code)
            storage->reader_count = i + 1;
    }
    if (code)
        storage_close(storage);
    else
        *out = storage;
    return code;
}

void storage_close(struct storage *storage)
{
    if (!storage)
        return;
    // Readers first: the last connection to go moves the log into the database.
    for (unsigned i = 0; i < storage->reader_count; i++)
        storage_close_view(storage->readers[i]);
    database_close(storage->writer.database);
    buffer_clear(&storage->writer.copy);
    intern_free(storage->writer.interned);
    mem_free(storage);
}

struct view *storage_writer(struct storage *storage)
{
    return &storage->writer;
}

struct view *storage_reader(struct storage *storage, unsigned index)
{
    return storage->reader_count ? storage->readers[index] : &storage->writer;
}

enum err storage_backup(struct storage *storage, const struct disk *target, const char *file,
                        struct error *error)
{
    struct view *view = NULL;
    enum err code = storage_open_view(storage, &view, error);

    if (!code)
        code = database_backup(view->database, target, file, error);
    storage_close_view(view);
    return code;
}

static void end(struct storage *storage)
{
    storage->stamp = (struct commit_stamp){0};
    storage->seq_index = 0;
}

enum err storage_begin(struct storage *storage, struct commit_stamp *out, struct error *error)
{
    struct commit_stamp head;
    enum err code;

    if (storage->stamp.number)
        return error_set(error, ERR_INTERNAL, "a commit is under way already");
    code = database_begin(storage->writer.database, error);
    if (code)
        return code;
    code = commit_head(&storage->writer, &head, error);
    if (code) {
        database_rollback(storage->writer.database);
        return code;
    }
    storage->stamp = (struct commit_stamp){
        .number = head.number + 1,
        .tag = random_u64(&storage->random) | 1, // never 0
        .at_ms = clock_wall_ms(&storage->clock),
    };
    *out = storage->stamp;
    return ERR_OK;
}

void storage_rollback(struct storage *storage)
{
    database_rollback(storage->writer.database);
    intern_forget(storage->writer.interned);
    end(storage);
}

static enum err put_stamp(struct storage *storage, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_COMMIT_PUT);

    row_put_u64(&row, storage->stamp.number);
    row_put_actor(&row, storage->stamp.tag);
    row_put_integer(&row, storage->stamp.at_ms);
    return row_run(&row, error);
}

// Either the whole commit stands, or it is rolled back here.
static enum err finish(struct storage *storage, struct error *error)
{
    enum err code = storage->stamp.number
                        ? put_stamp(storage, error)
                        : error_set(error, ERR_INTERNAL, "no commit is under way");

    if (!code)
        code = database_commit(storage->writer.database, error);
    if (code)
        storage_rollback(storage);
    end(storage);
    return code;
}

// A commit whose outcome is open becomes certain with the next one that succeeds: it either lies
// before that one in the log, or was overwritten by it.
static enum err settle(struct storage *storage, const struct commit_stamp *lost,
                       struct error *error)
{
    struct commit_stamp stamp;
    enum err code = storage_begin(storage, &stamp, error);

    if (!code)
        code = finish(storage, error);
    if (!code)
        code = commit_get(&storage->writer, lost->number, &stamp, error);
    if (code)
        return error_set(error, ERR_UNKNOWN_COMMIT, "commit %" PRIu64 " failed, and what followed",
                         lost->number);
    return stamp.tag == lost->tag
               ? ERR_OK
               : error_set(error, ERR_IO, "commit %" PRIu64 " failed: nothing of it was stored",
                           lost->number);
}

enum err storage_commit(struct storage *storage, struct error *error)
{
    struct commit_stamp stamp = storage->stamp;
    struct error detail = {0};
    enum err code = finish(storage, &detail);

    if (code == ERR_UNKNOWN_COMMIT) {
        log_write(&storage->log, LOG_WARN, "storage", "commit %" PRIu64 ": %s; settling it",
                  stamp.number, detail.detail);
        return settle(storage, &stamp, error);
    }
    return code ? error_set(error, code, "%s", detail.detail) : ERR_OK;
}

uint64_t storage_seq_commit(uint64_t seq)
{
    return seq >> SEQ_BITS;
}

uint64_t storage_seq(struct storage *storage)
{
    if (!storage->stamp.number || storage->seq_index == SEQ_INDEX_MAX)
        return 0;
    return storage->stamp.number << SEQ_BITS | ++storage->seq_index;
}

const struct commit_stamp *storage_stamp(const struct storage *storage)
{
    return &storage->stamp;
}

const struct random *storage_random(const struct storage *storage)
{
    return &storage->random;
}

enum err setting_get(struct view *view, const char *name, struct buffer *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SETTING_GET);
    struct span value;
    enum err code;

    row_put_text(&row, span_of(name));
    code = row_step(&row, error);
    if (code)
        return code;
    value = row_bytes(&row);
    buffer_reset(out);
    buffer_append(out, value.data, value.len);
    code = row_done(&row, error);
    if (!code && out->failed)
        code = error_set(error, ERR_TOO_LARGE, "setting %s", name);
    return code;
}

enum err setting_put(struct storage *storage, const char *name, struct span value,
                     struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SETTING_PUT);

    row_put_text(&row, span_of(name));
    row_put_bytes(&row, value);
    return row_run(&row, error);
}

enum err storage_scrub(struct storage *storage, struct error *error)
{
    if (storage->stamp.number)
        return error_set(error, ERR_INTERNAL, "a commit is under way");
    return database_scrub(storage->writer.database, error);
}
