// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/plain_store.h"

#include "shared/base/memory.h"
#include "shared/base/uuid.h"
#include "tools/benchmark/gauge.h"

#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <string.h>

struct plain_store {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *put, *list;
    int64_t head;
};

static const char schema[]
    = "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000;"
      "CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
      " project BLOB, node TEXT, item TEXT, result TEXT, updated TEXT, vector BLOB NOT NULL,"
      " body TEXT NOT NULL);";
static const char put_sql[]
    = "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO UPDATE"
      " SET number = excluded.number, result = excluded.result, updated = excluded.updated,"
      " vector = excluded.vector, body = excluded.body";
static const char list_sql[] = "SELECT number, body FROM record WHERE number > ?1 ORDER BY number";

static void must(const struct plain_store *store, int got, int wanted)
{
    if (got != wanted)
        gauge_die("limit: sqlite: %s", sqlite3_errmsg(store->db));
}

static sqlite3_stmt *prepare(const struct plain_store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    must(store, sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL),
         SQLITE_OK);
    return statement;
}

static void run(const struct plain_store *store, sqlite3_stmt *statement)
{
    must(store, sqlite3_step(statement), SQLITE_DONE);
    sqlite3_reset(statement);
}

struct plain_store *plain_store_open(const char *path)
{
    struct plain_store *store = mem_alloc(sizeof(*store));
    sqlite3_stmt *newest;

    must(store, sqlite3_open(path, &store->db), SQLITE_OK);
    sqlite3_busy_timeout(store->db, 10000);
    must(store, sqlite3_exec(store->db, schema, NULL, NULL, NULL), SQLITE_OK);
    store->begin = prepare(store, "BEGIN IMMEDIATE");
    store->commit = prepare(store, "COMMIT");
    store->put = prepare(store, put_sql);
    store->list = prepare(store, list_sql);
    newest = prepare(store, "SELECT coalesce(max(number), 0) FROM record");
    must(store, sqlite3_step(newest), SQLITE_ROW);
    store->head = sqlite3_column_int64(newest, 0);
    sqlite3_finalize(newest);
    return store;
}

void plain_store_close(struct plain_store *store)
{
    sqlite3_finalize(store->begin);
    sqlite3_finalize(store->commit);
    sqlite3_finalize(store->put);
    sqlite3_finalize(store->list);
    sqlite3_close(store->db);
    mem_free(store);
}

void plain_store_begin(struct plain_store *store)
{
    run(store, store->begin);
}

void plain_store_commit(struct plain_store *store)
{
    run(store, store->commit);
}

static const char *member(const cJSON *tree, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(tree, name);

    return value && value->valuestring ? value->valuestring : "";
}

static void parse_id(const char *text, uint8_t out[UUID_BYTES])
{
    struct uuid id;

    if (!uuid_parse(span_of(text), &id))
        gauge_die("limit: \"%s\" is no id", text);
    memcpy(out, id.bytes, UUID_BYTES);
}

void plain_store_parse(struct span line, struct plain_row *out)
{
    cJSON *tree = cJSON_ParseWithLength(line.data, line.len);

    if (!tree)
        gauge_die("limit: a line is no JSON");
    *out = (struct plain_row){.tree = tree,
                              .node = member(tree, "node"),
                              .item = member(tree, "item"),
                              .result = member(tree, "result"),
                              .updated = member(tree, "updated_at"),
                              .line = line};
    parse_id(member(tree, "id"), out->id);
    parse_id(member(tree, "project"), out->project);
}

void plain_store_drop(struct plain_row *row)
{
    cJSON_Delete(row->tree);
}

int64_t plain_store_put(struct plain_store *store, const struct plain_row *row)
{
    sqlite3_stmt *put = store->put;
    uint8_t vector[24] = {1}; // stands for one actor and its counter

    memcpy(vector, row->id, UUID_BYTES);
    sqlite3_bind_int64(put, 1, ++store->head);
    sqlite3_bind_blob(put, 2, row->id, UUID_BYTES, SQLITE_STATIC);
    sqlite3_bind_blob(put, 3, row->project, UUID_BYTES, SQLITE_STATIC);
    sqlite3_bind_text(put, 4, row->node, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 5, row->item, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 6, row->result, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 7, row->updated, -1, SQLITE_STATIC);
    sqlite3_bind_blob(put, 8, vector, sizeof(vector), SQLITE_STATIC);
    sqlite3_bind_text(put, 9, row->line.data, (int)row->line.len, SQLITE_STATIC);
    run(store, put);
    return store->head;
}

int64_t plain_store_head(const struct plain_store *store)
{
    return store->head;
}

void plain_store_list(struct plain_store *store, int64_t after, plain_store_each *each, void *arg)
{
    bool more = true;
    int step = SQLITE_ROW;

    sqlite3_bind_int64(store->list, 1, after);
    while (more && (step = sqlite3_step(store->list)) == SQLITE_ROW) {
        struct span line = {(const char *)sqlite3_column_text(store->list, 1),
                            (size_t)sqlite3_column_bytes(store->list, 1)};

        more = each(arg, sqlite3_column_int64(store->list, 0), line);
    }
    if (more)
        must(store, step, SQLITE_DONE);
    sqlite3_reset(store->list);
}
