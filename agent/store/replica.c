// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica.h"

#include "agent/store/replica_rows.h"

#include <string.h>

// Fills the row from a stored one; the state is put together in a buffer of the store.
static enum err show(struct store *store, struct replica_stored *stored, struct replica_row *out,
                     struct error *error)
{
    struct buffer *state = &store->scratch[0], *kind = &store->scratch[1];
    enum err code = replica_rows_complete(store, stored, error);

    if (!code)
        code = replica_rows_join(stored, &stored->state, state, error);
    buffer_reset(kind);
    buffer_append(kind, stored->kind.data, stored->kind.len);
    *out = (struct replica_row){
        .id = stored->id,
        .site = stored->site,
        .kind = {kind->data, kind->len},
        .state = {state->data, state->len},
        .maced = (stored->flags & REPLICA_MACED) != 0,
        .conflicted = (stored->flags & REPLICA_CONFLICTED) != 0,
        .deleted = (stored->flags & REPLICA_DELETED) != 0,
    };
    memcpy(out->mac, stored->state.mac, MAC_BYTES);
    return code;
}

enum err replica_get(struct store *store, const struct uuid *id, struct replica_row *out,
                     struct error *error)
{
    struct replica_stored stored;
    char text[UUID_TEXT];
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    code = replica_rows_get(store, id, &stored, error);
    if (!code)
        code = stored.site_dropped ? ERR_NOT_FOUND : show(store, &stored, out, error);
    database_done(store_inside_statement(store, SQL_RECORD_GET));

done:
    store_inside_leave(store);
    uuid_format(id, text);
    if (code == ERR_NOT_FOUND)
        return error_set(error, code, "record %s is not here", text);
    return code;
}

static sqlite3_stmt *list_statement(struct store *store, const struct replica_filter *filter)
{
    sqlite3_stmt *statement;

    if (!filter->by_site)
        return store_inside_statement(store, filter->conflicted_only ? SQL_RECORD_CONFLICTED
                                                                     : SQL_RECORD_ALL);
    statement = store_inside_statement(store, SQL_RECORD_OF_SITE);
    database_bind_uuid(statement, 1, &filter->site);
    return statement;
}

static bool wanted(const struct replica_filter *filter, const struct replica_stored *stored)
{
    return !stored->site_dropped
           && (!filter->conflicted_only || (stored->flags & REPLICA_CONFLICTED))
           && (filter->with_deleted || !(stored->flags & REPLICA_DELETED))
           && (filter->kind.len == 0 || span_equal(filter->kind, stored->kind));
}

// One record that cannot be read does not hide the others; store_check names it.
static enum err skip_damaged(struct store *store, struct error *error)
{
    log_write(&store->options.log, LOG_ALARM, "store", "a record is left out of a list: %s",
              error ? error->detail : "it is damaged");
    return ERR_OK;
}

enum err replica_list(struct store *store, const struct replica_filter *filter, replica_each *each,
                      void *arg, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    struct replica_stored stored;
    struct replica_row row;
    bool more = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = list_statement(store, filter);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        code = replica_rows_read(statement, &stored, error);
        if (!code && wanted(filter, &stored)) {
            code = show(store, &stored, &row, error);
            if (!code && !each(arg, &row))
                break;
            code = code == ERR_CORRUPT ? skip_damaged(store, error) : code;
        }
        if (!code)
            code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}

enum err replica_figures(struct store *store, struct replica_figures *out, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    *out = (struct replica_figures){0};
    if (!code) {
        statement = store_inside_statement(store, SQL_RECORD_FIGURES);
        code = store_inside_step(store, statement, error);
        if (!code)
            *out = (struct replica_figures){database_integer(statement, 0),
                                            database_integer(statement, 1)};
        database_done(statement);
    }
    store_inside_leave(store);
    return code;
}

enum err replica_mac(struct store *store, const struct uuid *id, const struct vector *vector,
                     const uint8_t mac[MAC_BYTES], struct error *error)
{
    struct buffer *packed = &store->scratch[0];
    struct replica_stored stored;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = replica_rows_get(store, id, &stored, error);
    if (code)
        goto done;
    buffer_reset(packed);
    vector_pack(vector, packed);
    if (span_equal((struct span){packed->data, packed->len}, stored.state.vector))
        code = replica_rows_put_mac(store, &stored, mac, error);

done:
    return store_inside_end(store, own, code == ERR_NOT_FOUND ? ERR_OK : code, error);
}

enum err replica_received(struct store *store, const struct uuid *id, struct buffer *state,
                          uint8_t mac[MAC_BYTES], struct error *error)
{
    struct replica_stored stored;
    struct replica_columns base;
    const struct replica_columns *received = &base;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    code = replica_rows_get(store, id, &stored, error);
    if (!code && (stored.flags & REPLICA_MACED)) {
        received = &stored.state;
        code = replica_rows_complete(store, &stored, error);
    } else if (!code) {
        code = replica_rows_base(store, stored.record, &base, error);
    }
    if (!code) {
        memcpy(mac, received->mac, MAC_BYTES);
        code = replica_rows_join(&stored, received, state, error);
    }
    database_done(store_inside_statement(store, SQL_RECORD_GET));
    database_done(store_inside_statement(store, SQL_BASE_GET));

done:
    store_inside_leave(store);
    return code;
}

// The digest of the site under way in a walk over all vectors.
struct site_digest {
    struct uuid site;
    struct hash_stream *stream; // owned; NULL before the first record
};

// Hands out what was gathered; false when `each` wants no more.
static bool finish_site(struct site_digest *digest, replica_site_each *each, void *arg)
{
    struct digest out;
    bool more = true;

    if (digest->stream) {
        hash_stream_finish(digest->stream, &out);
        more = each(arg, &digest->site, &out);
        hash_stream_free(digest->stream);
        digest->stream = NULL;
    }
    return more;
}

enum err replica_sites(struct store *store, replica_site_each *each, void *arg, struct error *error)
{
    struct site_digest digest = {0};
    sqlite3_stmt *statement = NULL;
    struct uuid site;
    bool more = true, going = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_RECORD_VECTORS);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more && going) {
        struct span id = database_text(statement, 1), vector = database_text(statement, 2);

        if (!database_uuid(statement, 0, &site)) {
            code = error_set(error, ERR_CORRUPT, "a site has no id");
            break;
        }
        if (digest.stream && !uuid_equal(&site, &digest.site))
            going = finish_site(&digest, each, arg);
        if (!going)
            break;
        if (!digest.stream)
            digest = (struct site_digest){site, hash_stream_create()};
        hash_stream_add(digest.stream, id.data, id.len);
        hash_stream_add(digest.stream, vector.data, vector.len);
        code = store_inside_next(store, statement, &more, error);
    }
    if (!code && going)
        finish_site(&digest, each, arg);
    database_done(statement);

done:
    hash_stream_free(digest.stream);
    store_inside_leave(store);
    return code;
}

enum err replica_site_ids(struct store *store, store_site_each *each, void *arg,
                          struct error *error)
{
    return store_inside_sites(store, SQL_SITE_HELD, each, arg, error);
}

uint64_t replica_sites_made(struct store *store)
{
    store_inside_enter(store);
    uint64_t made = store->sites_made;
    store_inside_leave(store);
    return made;
}

enum err replica_vectors(struct store *store, const struct replica_page *page,
                         replica_vector_each *each, void *arg, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    struct vector vector = {0};
    struct uuid id;
    bool more = true;
    enum err code = store_inside_use(store, error);

    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_RECORD_SITE_VECTORS);
    database_bind_uuid(statement, 1, &page->site);
    database_bind_uuid(statement, 2, &page->after);
    code = store_inside_next(store, statement, &more, error);
    while (!code && more) {
        struct span packed = database_text(statement, 2);

        code = vector_unpack(&vector, packed.data, packed.len);
        if (code || !database_uuid(statement, 1, &id)) {
            code = error_set(error, ERR_CORRUPT, "a record's vector cannot be read");
            break;
        }
        if (!each(arg, &id, &vector))
            break;
        code = store_inside_next(store, statement, &more, error);
    }
    database_done(statement);

done:
    vector_clear(&vector);
    store_inside_leave(store);
    return code;
}
