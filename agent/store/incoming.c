// SPDX-License-Identifier: Apache-2.0
#include "agent/store/incoming.h"

#include "agent/store/store_inside.h"
#include "shared/model/kind.h"

#include <string.h>

// One blob that a record names.
struct naming {
    struct store *store;
    const struct record *record;
    struct digest digest;
    enum lane lane;
    bool by_person; // originals too
    size_t *asked;
};

// A photo's original, its thumbnail, or a paper of a sign-off.
static enum lane lane_of(struct span field)
{
    if (span_is(field, "digest"))
        return LANE_PHOTO;
    return span_is(field, "thumbnail") ? LANE_THUMBNAIL : LANE_SEAL;
}

static enum err want(struct naming *n, struct outgoing_row *row, struct error *error)
{
    row->state = OUTGOING_WANTED;
    row->site = n->record->site;
    row->record = n->record->id;
    row->added_ms = clock_wall_ms(&n->store->options.clock);
    row->next_try_ms = row->tries = 0;
    row->upload[0] = row->reason[0] = '\0';
    return outgoing_put(n->store, row, error);
}

static enum err add_use(struct naming *n, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(n->store, SQL_BLOB_USE_PUT);

    database_bind_blob(statement, 1, n->digest.bytes, HASH_BYTES);
    database_bind_uuid(statement, 2, &n->record->id);
    database_bind_uuid(statement, 3, &n->record->site);
    return store_inside_run(n->store, statement, error);
}

static enum err name_one(struct naming *n, struct error *error)
{
    struct outgoing_row row;
    enum err code = outgoing_get(n->store, &n->digest, &row, error);
    bool known = code != ERR_NOT_FOUND, comes = n->by_person || n->lane != LANE_PHOTO;

    if (code && known)
        return code;
    if (!known)
        row = (struct outgoing_row){.digest = n->digest, .lane = n->lane};
    // One that is ours and still to be sent is damaged when it is not here: fetching is no cure.
    if (known
        && (row.present || row.state == OUTGOING_WAITING || row.state == OUTGOING_ATTENTION
            || !n->by_person))
        return add_use(n, error);
    if (!comes)
        return ERR_OK;
    *n->asked += 1;
    return want(n, &row, error);
}

// Every value that stands, of several at once too: a conflict is shown with all of them.
static enum err name_fields(struct naming *n, const struct kind *kind, struct error *error)
{
    enum err code = ERR_OK;

    for (size_t w = 0; !code && w < n->record->write_count; w++)
        for (size_t f = 0; !code && f < kind->field_count; f++) {
            struct span name = span_of(kind->fields[f].name);
            struct record_value value;

            if (kind->fields[f].type != TYPE_DIGEST || !record_value_at(n->record, w, name, &value)
                || value.value.len < 2
                || !digest_parse(value.value.data + 1, value.value.len - 2, &n->digest))
                continue;
            n->lane = lane_of(name);
            code = name_one(n, error);
        }
    return code;
}

static enum err name_all(struct naming *n, struct error *error)
{
    const struct kind *kind = kind_find(n->record->kind);
    bool own;
    enum err code;

    if (!kind)
        return ERR_OK; // of another version: relayed, its blobs are nobody's here
    code = store_inside_begin(n->store, &own, error);
    if (!code)
        code = name_fields(n, kind, error);
    return store_inside_end(n->store, own, code, error);
}

enum err incoming_note(struct store *store, const struct record *record, struct error *error)
{
    size_t asked = 0;
    struct naming naming = {.store = store, .record = record, .asked = &asked};

    return name_all(&naming, error);
}

enum err incoming_ask(struct store *store, const struct record *record, size_t *asked,
                      struct error *error)
{
    struct naming naming = {.store = store, .record = record, .by_person = true, .asked = asked};

    *asked = 0;
    return name_all(&naming, error);
}

static bool gather(void *arg, const struct outgoing_row *row)
{
    struct outgoing_few *few = arg;

    few->rows[few->count++] = *row;
    return few->count < few->max;
}

enum err incoming_next(struct store *store, const struct incoming_question *question,
                       struct outgoing_few *few, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    few->count = 0;
    if (!code && few->max) {
        statement = store_inside_statement(store, SQL_BLOB_WANTED);
        database_bind_integer(statement, 1, question->now_ms);
        database_bind_integer(statement, 2, question->asked_only ? LANE_PHOTO : LANE_SEAL);
        database_bind_integer(statement, 3, (int64_t)few->max);
        code = outgoing_walk(store, statement, gather, few, error);
    }
    store_inside_leave(store);
    return code;
}

enum err incoming_again(struct store *store, struct error *error)
{
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = store_inside_run(store, store_inside_statement(store, SQL_BLOB_AGAIN), error);
    return store_inside_end(store, own, code, error);
}

// The use with the smallest id, and the smallest behind the row's.
struct turn {
    const struct uuid *present;
    struct uuid first_site, first, next_site, next;
    bool any, behind;
};

static bool look_at_use(void *arg, const struct uuid *site, const struct uuid *record)
{
    struct turn *turn = arg;

    if (!turn->any) {
        turn->first_site = *site;
        turn->first = *record;
    }
    turn->any = true;
    if (uuid_compare(record, turn->present) <= 0)
        return true;
    turn->next_site = *site;
    turn->next = *record;
    turn->behind = true;
    return false;
}

enum err incoming_turn(struct store *store, struct outgoing_row *row, bool *wrapped,
                       struct error *error)
{
    struct turn turn = {.present = &row->record};
    enum err code = outgoing_uses(store, &row->digest, look_at_use, &turn, error);

    *wrapped = !turn.behind;
    if (code || !turn.any)
        return code;
    row->site = turn.behind ? turn.next_site : turn.first_site;
    row->record = turn.behind ? turn.next : turn.first;
    return ERR_OK;
}

enum err incoming_sites(struct store *store, store_site_each *each, void *arg, struct error *error)
{
    return store_inside_sites(store, SQL_BLOB_WANTED_SITES, each, arg, error);
}

enum err incoming_figures(struct store *store, struct incoming_figures *out, struct error *error)
{
    sqlite3_stmt *statement;
    enum err code = store_inside_use(store, error);

    *out = (struct incoming_figures){.next_try_ms = -1, .next_asked_try_ms = -1};
    if (code)
        goto done;
    statement = store_inside_statement(store, SQL_BLOB_INCOMING);
    code = store_inside_step(store, statement, error);
    if (!code)
        *out = (struct incoming_figures){
            .wanted = database_integer(statement, 0),
            .next_try_ms = database_integer(statement, 1),
            .next_asked_try_ms = database_integer(statement, 2),
            .absent = database_integer(statement, 3),
            .small_bytes = database_integer(statement, 4),
        };
    database_done(statement);

done:
    store_inside_leave(store);
    return code;
}

enum err incoming_droppable(struct store *store, outgoing_each *each, void *arg,
                            struct error *error)
{
    enum err code = store_inside_use(store, error);

    if (!code)
        code = outgoing_walk(store, store_inside_statement(store, SQL_BLOB_RECEIVED), each, arg,
                             error);
    store_inside_leave(store);
    return code;
}

enum err incoming_drop(struct store *store, const struct outgoing_row *row, struct error *error)
{
    return row->lane == LANE_PHOTO ? outgoing_drop(store, &row->digest, error)
                                   : outgoing_drop_for_now(store, &row->digest, error);
}
