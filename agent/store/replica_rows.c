// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_rows.h"

#include <string.h>

int64_t replica_rows_flags(const struct record *record)
{
    return (record_conflicts(record, NULL, 0) ? REPLICA_CONFLICTED : 0)
           | (record_deleted(record) ? REPLICA_DELETED : 0);
}

static bool read_mac(sqlite3_stmt *statement, int column, uint8_t out[MAC_BYTES])
{
    struct span mac = database_text(statement, column);

    if (mac.len != MAC_BYTES)
        return false;
    memcpy(out, mac.data, MAC_BYTES);
    return true;
}

enum err replica_rows_read(sqlite3_stmt *statement, struct replica_stored *out, struct error *error)
{
    bool sound = database_uuid(statement, 1, &out->id) && database_uuid(statement, 2, &out->site)
                 && read_mac(statement, 6, out->state.mac);

    out->record = database_integer(statement, 0);
    out->kind = database_text(statement, 3);
    out->flags = database_integer(statement, 4);
    out->last = database_integer(statement, 5);
    out->state.vector = database_text(statement, 7);
    out->state.writes = database_text(statement, 8);
    out->site_row = database_integer(statement, 9);
    out->site_dropped = database_integer(statement, 10) != 0;
    if (!sound)
        return error_set(error, ERR_CORRUPT, "record row %lld is damaged", (long long)out->record);
    return ERR_OK;
}

enum err replica_rows_get(struct store *store, const struct uuid *id, struct replica_stored *out,
                          struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_RECORD_GET);
    enum err code;

    *out = (struct replica_stored){0};
    database_bind_uuid(statement, 1, id);
    code = store_inside_step(store, statement, error);
    if (!code)
        code = replica_rows_read(statement, out, error);
    return code;
}

// The parts of a write that its remains in a state have too, in the order of their keys there.
static const char *const standing_keys[] = {"actor", "counter", "fields", "person", "time"};
enum { STANDING_KEYS = 5 };

// [{"actor":A,"counter":"n","fields":{…},"person":P,"time":"T"}] of an entry's bytes.
static bool put_writes(struct span entry, struct buffer *out)
{
    struct canon_reader reader;
    struct span key, value;
    size_t next = 0;

    buffer_reset(out);
    buffer_append_char(out, '[');
    canon_open(&reader, entry);
    canon_object(&reader);
    while (canon_member(&reader, &key) && canon_value(&reader, &value)) {
        if (next == STANDING_KEYS || !span_is(key, standing_keys[next]))
            continue;
        buffer_append_text(out, next ? ",\"" : "{\"");
        buffer_append(out, key.data, key.len);
        buffer_append(out, "\":", 2);
        buffer_append(out, value.data, value.len);
        next++;
    }
    buffer_append(out, "}]", 2);
    return canon_end(&reader, NULL) == ERR_OK && next == STANDING_KEYS && !out->failed;
}

enum err replica_rows_complete(struct store *store, struct replica_stored *stored,
                               struct error *error)
{
    sqlite3_stmt *statement;
    enum err code;

    if (stored->state.writes.data)
        return ERR_OK;
    statement = store_inside_statement(store, SQL_JOURNAL_BYTES);
    database_bind_integer(statement, 1, stored->last);
    code = store_inside_step(store, statement, error);
    if (code == ERR_NOT_FOUND
        || (!code && !put_writes(database_text(statement, 0), &store->completed)))
        code = error_set(error, ERR_CORRUPT, "entry %lld of the journal is damaged",
                         (long long)stored->last);
    database_done(statement);
    if (!code)
        stored->state.writes = (struct span){store->completed.data, store->completed.len};
    return code;
}

enum err replica_rows_keep_writes(struct store *store, struct replica_stored *stored,
                                  struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = replica_rows_complete(store, stored, error);

    if (code)
        return code;
    statement = store_inside_statement(store, SQL_RECORD_SET_WRITES);
    database_bind_integer(statement, 1, stored->record);
    database_bind_text(statement, 2, stored->state.writes);
    return store_inside_run(store, statement, error);
}

enum err replica_rows_put_mac(struct store *store, const struct replica_stored *stored,
                              const uint8_t mac[MAC_BYTES], struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_RECORD_SET_MAC);
    enum err code;

    database_bind_integer(statement, 1, stored->record);
    database_bind_blob(statement, 2, mac, MAC_BYTES);
    code = store_inside_run(store, statement, error);
    if (code || (stored->flags & REPLICA_MACED))
        return code;
    return replica_rows_drop_base(store, stored->record, error);
}

// {"id":I,"kind":K,"site":S,"vector":{…},"writes":
static bool put_head(const struct replica_stored *stored, const struct vector *vector,
                     struct buffer *out)
{
    buffer_append_text(out, "{\"id\":");
    canon_put_uuid(out, &stored->id);
    buffer_append_text(out, ",\"kind\":\"");
    buffer_append(out, stored->kind.data, stored->kind.len);
    buffer_append_text(out, "\",\"site\":");
    canon_put_uuid(out, &stored->site);
    buffer_append_text(out, ",\"vector\":");
    vector_format(vector, out);
    return buffer_append_text(out, ",\"writes\":");
}

enum err replica_rows_join(const struct replica_stored *stored,
                           const struct replica_columns *columns, struct buffer *out,
                           struct error *error)
{
    struct vector vector = {0};
    char id[UUID_TEXT];
    enum err code = vector_unpack(&vector, columns->vector.data, columns->vector.len);

    buffer_reset(out);
    put_head(stored, &vector, out);
    buffer_append(out, columns->writes.data, columns->writes.len);
    buffer_append_char(out, '}');
    vector_clear(&vector);
    if (!code && !out->failed)
        return ERR_OK;
    uuid_format(&stored->id, id);
    if (code)
        return error_set(error, ERR_CORRUPT, "record %s: its vector cannot be read", id);
    return error_set(error, ERR_TOO_LARGE, "record %s: more than %zu bytes", id, out->max);
}

enum err replica_rows_split(struct span state, const struct record *record, struct buffer *packed,
                            struct replica_columns *out, struct error *error)
{
    struct replica_stored stored = {.id = record->id, .site = record->site, .kind = record->kind};
    size_t len;
    bool same;

    // The head goes where the vector will be: the longer of the two comes first.
    buffer_reset(packed);
    put_head(&stored, &record->vector, packed);
    len = packed->len;
    same = !packed->failed && state.len > len && memcmp(state.data, packed->data, len) == 0
           && state.data[state.len - 1] == '}';
    buffer_reset(packed);
    if (!same || !vector_pack(&record->vector, packed))
        return error_set(error, ERR_PROTOCOL, "the state is not of the form of this version");
    out->vector = (struct span){packed->data, packed->len};
    out->writes = (struct span){state.data + len, state.len - len - 1};
    return ERR_OK;
}

static enum err find_site(struct store *store, const struct uuid *id, bool *found,
                          struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_SITE_GET);
    enum err code;

    database_bind_uuid(statement, 1, id);
    code = store_inside_next(store, statement, found, error);
    if (!code && *found)
        store->site = (struct last_site){
            .row = database_integer(statement, 0),
            .id = *id,
            .dropped = database_integer(statement, 1) != 0,
        };
    database_done(statement);
    return code;
}

static enum err ensure_site(struct store *store, struct replica_stored *stored, struct error *error)
{
    sqlite3_stmt *statement;
    bool found = store->site.row && uuid_equal(&store->site.id, &stored->site);
    enum err code = found ? ERR_OK : find_site(store, &stored->site, &found, error);

    if (!code && !found) {
        statement = store_inside_statement(store, SQL_SITE_ADD);
        database_bind_uuid(statement, 1, &stored->site);
        code = store_inside_run(store, statement, error);
        store->site = (struct last_site){
            .row = sqlite3_last_insert_rowid(database_handle(store->database)),
            .id = stored->site,
        };
        store->sites_made++;
    }
    stored->site_row = store->site.row;
    stored->site_dropped = store->site.dropped;
    return code;
}

static enum err insert(struct store *store, struct replica_stored *stored, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_RECORD_ADD);
    enum err code;

    database_bind_uuid(statement, 1, &stored->id);
    database_bind_integer(statement, 2, stored->site_row);
    database_bind_text(statement, 3, stored->kind);
    database_bind_integer(statement, 4, stored->flags);
    database_bind_integer(statement, 5, stored->last);
    database_bind_blob(statement, 6, stored->state.mac, MAC_BYTES);
    database_bind_blob(statement, 7, stored->state.vector.data, stored->state.vector.len);
    database_bind_text(statement, 8, stored->state.writes);
    code = store_inside_run(store, statement, error);
    stored->record = sqlite3_last_insert_rowid(database_handle(store->database));
    return code;
}

enum err replica_rows_put(struct store *store, struct replica_stored *stored, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code;

    store_watch_note(store, &stored->site);
    if (!stored->record) {
        code = ensure_site(store, stored, error);
        return code ? code : insert(store, stored, error);
    }
    statement = store_inside_statement(store, SQL_RECORD_SET);
    database_bind_integer(statement, 1, stored->record);
    database_bind_integer(statement, 2, stored->flags);
    database_bind_integer(statement, 3, stored->last);
    database_bind_blob(statement, 4, stored->state.mac, MAC_BYTES);
    database_bind_blob(statement, 5, stored->state.vector.data, stored->state.vector.len);
    database_bind_text(statement, 6, stored->state.writes);
    return store_inside_run(store, statement, error);
}

enum err replica_rows_base(struct store *store, int64_t record, struct replica_columns *out,
                           struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_BASE_GET);
    enum err code;

    database_bind_integer(statement, 1, record);
    code = store_inside_step(store, statement, error);
    if (code)
        return code;
    if (!read_mac(statement, 0, out->mac))
        return error_set(error, ERR_CORRUPT, "base of record row %lld is damaged",
                         (long long)record);
    out->vector = database_text(statement, 1);
    out->writes = database_text(statement, 2);
    return ERR_OK;
}

enum err replica_rows_put_base(struct store *store, int64_t record,
                               const struct replica_columns *columns, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_BASE_PUT);

    database_bind_integer(statement, 1, record);
    database_bind_blob(statement, 2, columns->mac, MAC_BYTES);
    database_bind_blob(statement, 3, columns->vector.data, columns->vector.len);
    database_bind_text(statement, 4, columns->writes);
    return store_inside_run(store, statement, error);
}

enum err replica_rows_drop_base(struct store *store, int64_t record, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_BASE_REMOVE);

    database_bind_integer(statement, 1, record);
    return store_inside_run(store, statement, error);
}

bool replica_rows_below(struct span a, struct span b)
{
    struct vector one = {0}, other = {0};
    bool below = vector_unpack(&one, a.data, a.len) == ERR_OK
                 && vector_unpack(&other, b.data, b.len) == ERR_OK && vector_below(&one, &other);

    vector_clear(&one);
    vector_clear(&other);
    return below;
}
