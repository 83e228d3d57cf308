// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_merge.h"

#include "agent/store/incoming.h"
#include "agent/store/journal.h"
#include "agent/store/replica_rows.h"

#include <string.h>

enum { ID_OFFSET = 7 /* {"id":" */, ID_CHARACTERS = UUID_TEXT - 1 };

// A pulled state on its way into the store.
struct merging {
    struct store *store;
    struct span state; // as received
    const uint8_t *mac;
    struct record theirs, ours;
    struct replica_columns received;
    struct replica_stored stored; // record 0: not here yet
    bool poison;                  // the states are at fault, not this tablet
};

// A pulled time moves the hybrid clock, within limits (sync.md section 5, wrong clock).
static void observe_times(struct store *store, const struct record *record)
{
    int64_t now
        = clock_wall_ms(&store->options.clock) + (store->offset_known ? store->offset_ms : 0);

    for (size_t i = 0; i < record->write_count; i++)
        hlc_observe(&store->hlc, record->writes[i].time, now);
}

static bool same_state(const struct replica_columns *a, const struct replica_columns *b)
{
    return span_equal(a->vector, b->vector) && span_equal(a->writes, b->writes);
}

// Whether theirs is what is stored, byte for byte.
static bool same_bytes(const struct merging *m)
{
    return same_state(&m->stored.state, &m->received)
           && uuid_equal(&m->stored.site, &m->theirs.site)
           && span_equal(m->stored.kind, m->theirs.kind);
}

// Theirs becomes the present state, with its mac.
static enum err adopt(struct merging *m, struct error *error)
{
    bool had_base = m->stored.record && !(m->stored.flags & REPLICA_MACED);
    enum err code;

    m->stored.flags = replica_rows_flags(&m->theirs) | REPLICA_MACED;
    m->stored.state = m->received;
    code = replica_rows_put(m->store, &m->stored, error);
    return !code && had_base ? replica_rows_drop_base(m->store, m->stored.record, error) : code;
}

static enum err insert(struct merging *m, struct error *error)
{
    m->stored = (struct replica_stored){
        .id = m->theirs.id,
        .site = m->theirs.site,
        .kind = m->theirs.kind,
    };
    return adopt(m, error);
}

// Ours is ahead of theirs: keeps the newest state with a mac beside it. One that theirs does not
// cover stays: what it has of others may be nowhere else with a mac.
static enum err keep_base(struct merging *m, bool changed, struct error *error)
{
    bool maced = (m->stored.flags & REPLICA_MACED) != 0;
    struct replica_columns base = m->stored.state;
    enum err code = ERR_OK;

    if (maced && !changed)
        return ERR_OK;
    if (!maced)
        code = replica_rows_base(m->store, m->stored.record, &base, error);
    if (code && code != ERR_NOT_FOUND)
        return code;
    if (code || replica_rows_below(base.vector, m->received.vector))
        base = m->received;
    else if (!maced)
        return ERR_OK;
    return replica_rows_put_base(m->store, m->stored.record, &base, error);
}

static enum err put_merged(struct merging *m, const struct replica_columns *merged,
                           struct error *error)
{
    bool changed = !same_state(merged, &m->stored.state);
    enum err code = keep_base(m, changed, error);

    if (code || !changed)
        return code;
    m->stored.flags = replica_rows_flags(&m->ours);
    m->stored.state = *merged;
    memset(m->stored.state.mac, 0, MAC_BYTES);
    return replica_rows_put(m->store, &m->stored, error);
}

// The states joined: model only, the store is not touched. Any error is the states' fault.
static enum err join_states(struct merging *m, struct replica_columns *merged, struct error *error)
{
    struct buffer *before = &m->store->scratch[1], *after = &m->store->scratch[2];
    enum err code = replica_rows_join(&m->stored, &m->stored.state, before, error);

    if (!code)
        code = record_parse((struct span){before->data, before->len}, &m->store->arena, &m->ours,
                            error);
    if (!code)
        code = record_merge(&m->ours, &m->theirs, error);
    buffer_reset(after);
    if (!code && !record_format(&m->ours, after))
        code = error_set(error, ERR_TOO_LARGE, "the merged record is too large");
    if (!code)
        code = replica_rows_split((struct span){after->data, after->len}, &m->ours,
                                  &m->store->scratch[3], merged, error);
    m->poison = code != ERR_OK;
    return code;
}

static enum err join(struct merging *m, struct error *error)
{
    struct replica_columns merged;
    enum err code = join_states(m, &merged, error);

    if (code)
        return code;
    // The office has seen all that is here: its state is the result, and where a write of ours was
    // rejected, that one alone has what the write had taken the place of.
    if (replica_rows_below(m->stored.state.vector, m->received.vector)
        || same_state(&merged, &m->received))
        return adopt(m, error);
    return put_merged(m, &merged, error);
}

// A site that was to go and is assigned again.
static enum err bring_back(struct merging *m, struct error *error)
{
    sqlite3_stmt *statement;

    if (!m->stored.site_dropped)
        return ERR_OK;
    statement = store_inside_statement(m->store, SQL_SITE_SET_DROPPED);
    database_bind_uuid(statement, 1, &m->stored.site);
    database_bind_integer(statement, 2, 0);
    m->store->site.row = 0;
    store_watch_note(m->store, &m->stored.site);
    return store_inside_run(m->store, statement, error);
}

// A pulled state of a record that is here.
static enum err meet(struct merging *m, struct error *error)
{
    enum err code = replica_rows_complete(m->store, &m->stored, error);

    if (code) {
        m->poison = code == ERR_CORRUPT; // ours is damaged: theirs is kept aside too
        return code;
    }
    return same_bytes(m) ? replica_rows_put_mac(m->store, &m->stored, m->mac, error)
                         : join(m, error);
}

static enum err merge(struct merging *m, struct error *error)
{
    enum err code = record_parse(m->state, &m->store->arena, &m->theirs, error);

    if (!code)
        code = replica_rows_split(m->state, &m->theirs, &m->store->scratch[0], &m->received, error);
    m->poison = code != ERR_OK;
    if (code)
        return code;
    memcpy(m->received.mac, m->mac, MAC_BYTES);
    observe_times(m->store, &m->theirs);
    code = replica_rows_get(m->store, &m->theirs.id, &m->stored, error);
    if (code == ERR_NOT_FOUND)
        code = insert(m, error);
    else if (!code)
        code = meet(m, error);
    if (!code)
        code = bring_back(m, error);
    return code ? code : incoming_note(m->store, &m->theirs, error);
}

static enum err put_aside(struct merging *m, const char *why, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(m->store, SQL_ASIDE_ADD);
    struct uuid id;

    log_write(&m->store->options.log, LOG_ALARM, "store", "a pulled state is kept aside: %s", why);
    if (m->state.len > ID_OFFSET + ID_CHARACTERS
        && uuid_parse((struct span){m->state.data + ID_OFFSET, ID_CHARACTERS}, &id))
        database_bind_uuid(statement, 1, &id);
    database_bind_blob(statement, 2, m->state.data, m->state.len);
    database_bind_blob(statement, 3, m->mac, MAC_BYTES);
    database_bind_integer(statement, 4, clock_wall_ms(&m->store->options.clock));
    database_bind_text(statement, 5, span_of(why));
    return store_inside_run(m->store, statement, error);
}

enum err replica_merge(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                       struct error *error)
{
    struct merging merging = {.store = store, .state = state, .mac = mac};
    struct error why = {0};
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code) {
        arena_reset(&store->arena);
        code = merge(&merging, &why);
        record_clear(&merging.theirs);
        record_clear(&merging.ours);
        if (merging.poison)
            code = put_aside(&merging, why.detail, error);
        else if (code)
            error_set(error, code, "%s", why.detail);
    }
    return store_inside_end(store, own, code, error);
}

static enum err replace(struct merging *m, struct error *error)
{
    enum err code = record_parse(m->state, &m->store->arena, &m->theirs, error);

    if (!code)
        code = replica_rows_split(m->state, &m->theirs, &m->store->scratch[0], &m->received, error);
    if (code)
        return code;
    memcpy(m->received.mac, m->mac, MAC_BYTES);
    code = replica_rows_get(m->store, &m->theirs.id, &m->stored, error);
    if (code == ERR_NOT_FOUND)
        code = insert(m, error);
    else if (!code)
        code = adopt(m, error);
    return code ? code : incoming_note(m->store, &m->theirs, error);
}

enum err replica_mend(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                      struct error *error)
{
    struct merging merging = {.store = store, .state = state, .mac = mac};
    struct journal_figures journal;
    bool own;
    enum err code = store_inside_begin(store, &own, error);

    if (!code)
        code = journal_figures(store, &journal, error);
    if (!code && journal.undelivered > 0)
        code = error_set(error, ERR_PRECONDITION, "something written here is not delivered yet");
    if (!code) {
        arena_reset(&store->arena);
        code = replace(&merging, error);
        record_clear(&merging.theirs);
    }
    return store_inside_end(store, own, code, error);
}
