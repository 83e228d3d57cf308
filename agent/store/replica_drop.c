// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_drop.h"

#include "agent/store/actor_rows.h"
#include "agent/store/mint.h"
#include "agent/store/setting.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"
#include "shared/model/erasure_mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// As the column `dropped` has it; 0: it stays.
enum going { GOING_DROPPED = 1, GOING_ERASED = 2 };

static enum err set_dropped(struct store *store, const struct uuid *site, enum going going,
                            struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_SITE_SET_DROPPED);

    database_bind_uuid(statement, 1, site);
    database_bind_integer(statement, 2, going);
    store->site.row = 0;
    store_watch_note(store, site);
    return store_inside_run(store, statement, error);
}

static enum err find_site(struct store *store, const struct uuid *site, int64_t *row,
                          int64_t *dropped, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_SITE_GET);
    enum err code;

    database_bind_uuid(statement, 1, site);
    code = store_inside_step(store, statement, error);
    if (!code) {
        *row = database_integer(statement, 0);
        *dropped = database_integer(statement, 1);
    }
    database_done(statement);
    return code;
}

static enum err drop(struct store *store, const struct uuid *site, enum going going,
                     struct error *error)
{
    sqlite3_stmt *statement;
    int64_t row, dropped = 0;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = find_site(store, site, &row, &dropped, error);
    if (code == ERR_NOT_FOUND) {
        // Nothing of it is here; the row lets it be purged and confirmed all the same.
        statement = store_inside_statement(store, SQL_SITE_ADD);
        database_bind_uuid(statement, 1, site);
        code = store_inside_run(store, statement, error);
    }
    if (!code && dropped != GOING_ERASED)
        code = set_dropped(store, site, going, error);
    return store_inside_end(store, own, code, error);
}

enum err replica_drop(struct store *store, const struct uuid *site, struct error *error)
{
    return drop(store, site, GOING_DROPPED, error);
}

enum err replica_drop_erased(struct store *store, const struct uuid *site, struct error *error)
{
    return drop(store, site, GOING_ERASED, error);
}

enum err replica_dropping(struct store *store, store_site_each *each, void *arg,
                          struct error *error)
{
    return store_inside_sites(store, SQL_SITE_DROPPED, each, arg, error);
}

static enum err any_row(struct store *store, sqlite3_stmt *statement, bool *out,
                        struct error *error)
{
    enum err code = store_inside_next(store, statement, out, error);

    database_done(statement);
    return code;
}

// Whether something of the site may not have reached the office. Any undelivered entry counts, of
// whatever site: the request names its actor up to its newest write, and by that the office would
// take it that this tablet still has all the actor wrote, what is purged included.
static enum err is_unsent(struct store *store, const struct uuid *site, bool *out,
                          struct error *error)
{
    struct actor_list actors = {0};
    sqlite3_stmt *statement;
    enum err code = actor_rows_undelivered(store, &actors, error);

    *out = actors.count > 0;
    actor_rows_clear(&actors);
    if (code || *out)
        return code;
    statement = store_inside_statement(store, SQL_SITE_UNSENT_BLOB);
    database_bind_uuid(statement, 1, site);
    return any_row(store, statement, out, error);
}

// A record that comes back knows nothing of what was purged: a counter of an actor that wrote it
// would claim that it does, and take it away at the next merge, or keep the office from sending it.
// So nobody who wrote before is named again, nor writes on.
static enum err forget_actors(struct store *store, struct error *error)
{
    char text[24];

    mint_retire(store);
    store->named_from = store->head.n + 1;
    snprintf(text, sizeof(text), "%" PRId64, store->named_from);
    return setting_write(store, "named_from", span_of(text), error);
}

static enum err run_with_row(struct store *store, enum store_sql which, int64_t row,
                             struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, which);

    database_bind_integer(statement, 1, row);
    return store_inside_run(store, statement, error);
}

static enum err run_with_site(struct store *store, enum store_sql which, const struct uuid *site,
                              struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, which);

    database_bind_uuid(statement, 1, site);
    return store_inside_run(store, statement, error);
}

static enum err read_digest(sqlite3_stmt *statement, struct digest *out, struct error *error)
{
    struct span bytes = database_text(statement, 0);

    if (bytes.len != HASH_BYTES)
        return error_set(error, ERR_CORRUPT, "a blob has no digest");
    memcpy(out->bytes, bytes.data, HASH_BYTES);
    return ERR_OK;
}

// Before the commit: after a crash in between nothing of the site lies around unknown, and the
// purge is done again.
static enum err remove_files(struct store *store, enum store_sql which, const struct uuid *site,
                             struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, which);
    struct digest digest;
    bool more = true;
    enum err code;

    database_bind_uuid(statement, 1, site);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        code = read_digest(statement, &digest, error);
        if (!code)
            code = shelf_remove(store->options.disk, &digest, error);
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

static enum err purge_blobs(struct store *store, const struct uuid *site, enum going going,
                            struct error *error)
{
    bool erased = going == GOING_ERASED;
    enum err code = run_with_site(store, SQL_BLOB_UNUSE_SITE, site, error);

    if (!code)
        code = remove_files(store, erased ? SQL_BLOB_ERASE_LIST : SQL_BLOB_UNUSED, site, error);
    if (!code)
        code = run_with_site(store, erased ? SQL_BLOB_ERASE : SQL_BLOB_REMOVE_UNUSED, site, error);
    // What records of another site name stays, as theirs.
    return code ? code : run_with_site(store, SQL_BLOB_MOVE, site, error);
}

static enum err purge(struct store *store, int64_t row, const struct uuid *site, enum going going,
                      struct error *error)
{
    static const enum store_sql steps[]
        = {SQL_HELD_REMOVE_SITE, SQL_ASIDE_REMOVE_SITE, SQL_RECORD_REMOVE_SITE, SQL_SITE_REMOVE};
    enum err code = purge_blobs(store, site, going, error);

    store->site.row = 0;
    store_watch_note(store, site);
    for (size_t i = 0; !code && i < sizeof(steps) / sizeof(steps[0]); i++)
        code = run_with_row(store, steps[i], row, error);
    return code ? code : run_with_site(store, SQL_ONCE_REMOVE_SITE, site, error);
}

// ---- what a purge leaves, of a site whose customer was erased ----

// Places in the journal, gathered before any is changed.
struct places {
    int64_t *list; // owned
    size_t count, cap;
};

// Whether the entry is the site's: also one that names it and cannot be read any more.
static bool is_theirs(struct store *store, struct span bytes, const struct uuid *site)
{
    struct write write;
    bool theirs;

    arena_reset(&store->arena);
    if (write_parse(bytes, &store->arena, &write, NULL) != ERR_OK)
        return true;
    theirs = uuid_equal(&write.site, site);
    write_clear(&write);
    return theirs;
}

static enum err find_entries(struct store *store, const char *naming, const struct uuid *site,
                             struct places *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_NAMING);
    bool more = true;
    enum err code;

    database_bind_text(statement, 1, span_of(naming));
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        if (is_theirs(store, database_text(statement, 1), site)) {
            out->list = mem_room(out->list, out->count, &out->cap, sizeof(*out->list));
            out->list[out->count++] = database_integer(statement, 0);
        }
        code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

static enum err erase_entries(struct store *store, const char *naming, const struct uuid *site,
                              struct error *error)
{
    char mark[ERASURE_MARK_TEXT];
    struct places places = {0};
    enum err code = find_entries(store, naming, site, &places, error);

    erasure_mark_format(site, mark);
    for (size_t i = 0; !code && i < places.count; i++) {
        sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_ERASE);

        database_bind_integer(statement, 1, places.list[i]);
        database_bind_text(statement, 2, span_of(mark));
        code = store_inside_run(store, statement, error);
    }
    mem_free(places.list);
    return code;
}

static enum err erase_rest(struct store *store, const struct uuid *site, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ASIDE_ERASE);
    char id[UUID_TEXT], naming[UUID_TEXT + 16];
    enum err code;

    uuid_format(site, id);
    snprintf(naming, sizeof(naming), "\"site\":\"%s\"", id); // in canonical bytes, not in a text
    database_bind_text(statement, 1, span_of(naming));
    code = store_inside_run(store, statement, error);
    if (!code)
        code = erase_entries(store, naming, site, error);
    return code ? code : setting_write(store, "scrub", span_of("1"), error);
}

enum err replica_purge(struct store *store, const struct uuid *site, bool *purged,
                       struct error *error)
{
    bool own, unsent = false;
    int64_t row = 0, dropped = 0;
    enum err code = store_inside_begin(store, &own, error);

    *purged = false;
    if (!code)
        code = find_site(store, site, &row, &dropped, error);
    if (!code && dropped == GOING_DROPPED)
        code = is_unsent(store, site, &unsent, error);
    if (!code && dropped && !unsent) {
        code = purge(store, row, site, (enum going)dropped, error);
        if (!code)
            code = dropped == GOING_ERASED ? erase_rest(store, site, error)
                                           : forget_actors(store, error);
        *purged = code == ERR_OK;
    }
    code = store_inside_end(store, own, code == ERR_NOT_FOUND ? ERR_OK : code, error);
    *purged = *purged && !code;
    return code;
}

enum { KEPT_A_CALL = 64 };

static enum err list_kept(struct store *store, uint64_t through, struct digest *out, size_t *count,
                          struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_BLOB_KEPT);
    bool more = true;
    enum err code;

    *count = 0;
    database_bind_integer(statement, 1, (int64_t)through);
    database_bind_integer(statement, 2, KEPT_A_CALL);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        code = read_digest(statement, &out[*count], error);
        *count += code == ERR_OK;
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

enum err replica_purge_kept(struct store *store, uint64_t backed_up_through, struct error *error)
{
    struct digest kept[KEPT_A_CALL];
    size_t count = 0;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = list_kept(store, backed_up_through, kept, &count, error);
    for (size_t i = 0; !code && i < count; i++) {
        code = shelf_remove(store->options.disk, &kept[i], error);
        if (!code) {
            sqlite3_stmt *statement = store_inside_statement(store, SQL_BLOB_REMOVE);

            database_bind_blob(statement, 1, kept[i].bytes, HASH_BYTES);
            code = store_inside_run(store, statement, error);
        }
    }
    return store_inside_end(store, own, code, error);
}
