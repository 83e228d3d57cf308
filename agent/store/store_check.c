// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_check.h"

#include "agent/store/actor_rows.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica_rows.h"
#include "agent/store/shelf.h"
#include "shared/model/erasure_mark.h"

#include <string.h>

// What goes through all the checks.
struct checking {
    struct store *store;
    struct buffer *report;
    struct error first; // finding; code OK: none yet
};

static void find(struct checking *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void find(struct checking *c, const char *format, ...)
{
    size_t start = c->report->len;
    va_list args;

    va_start(args, format);
    buffer_vprintf(c->report, format, args);
    va_end(args);
    if (!c->first.code)
        error_set(&c->first, ERR_CORRUPT, "%s",
                  c->report->len > start ? c->report->data + start : "the report is full");
    buffer_append_char(c->report, '\n');
}

// One entry; `before` is the chain before it and becomes the one after.
static void check_entry(struct checking *c, sqlite3_stmt *statement, int64_t expected_n,
                        struct digest *before)
{
    int64_t n = database_integer(statement, 0);
    struct span chain = database_text(statement, 1), bytes = database_text(statement, 2);
    struct digest expected = *before;
    struct uuid erased;

    if (n != expected_n)
        find(c, "journal: entry %lld follows %lld", (long long)n, (long long)(expected_n - 1));
    if (chain.len != HASH_BYTES) {
        find(c, "journal: entry %lld has no chain", (long long)n);
        return;
    }
    memcpy(before->bytes, chain.data, HASH_BYTES);
    if (!bytes.data || erasure_mark_parse(bytes, &erased))
        return; // trimmed, or of a customer who was erased: its chain is taken on trust
    chain_next(&expected, bytes);
    if (!digest_equal(&expected, before))
        find(c, "journal: entry %lld does not match its chain", (long long)n);
}

static enum err check_journal(struct checking *c, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(c->store, SQL_JOURNAL_RUN);
    struct digest chain = {0};
    bool more = true;
    int64_t n = 1;
    enum err code;

    database_bind_integer(statement, 1, 1);
    database_bind_integer(statement, 2, INT64_MAX);
    code = store_inside_next(c->store, statement, &more, error);
    for (; !code && more; n++) {
        check_entry(c, statement, n, &chain);
        code = store_inside_next(c->store, statement, &more, error);
    }
    database_done(statement);
    if (!code && (n - 1 != c->store->head.n || !digest_equal(&chain, &c->store->head.chain)))
        find(c, "journal: it ends at entry %lld, not at %lld", (long long)(n - 1),
             (long long)c->store->head.n);
    return code;
}

static enum err check_actors(struct checking *c, struct error *error)
{
    struct actor_list list = {0};
    sqlite3_stmt *statement = store_inside_statement(c->store, SQL_ACTOR_FROM);
    char name[ACTOR_TEXT];
    int64_t next = 1;
    enum err code;

    database_bind_integer(statement, 1, INT64_MIN);
    code = actor_rows_collect(c->store, statement, &list, error);
    for (size_t i = 0; !code && i < list.count; i++) {
        const struct actor_row *row = &list.rows[i];

        actor_format(row->actor, name);
        if (row->first != next || row->last < 1)
            find(c, "actor %s: entries %lld to %lld, expected from %lld on", name,
                 (long long)row->first, (long long)actor_rows_end(row), (long long)next);
        if (row->delivered > row->last || row->trimmed > row->last || row->delivered < 0)
            find(c, "actor %s: more is delivered or trimmed than written", name);
        next = actor_rows_end(row) + 1;
    }
    if (!code && next != c->store->head.n + 1)
        find(c, "actors: they end at entry %lld, the journal at %lld", (long long)(next - 1),
             (long long)c->store->head.n);
    actor_rows_clear(&list);
    return code;
}

// Whether a state reads back as its columns say; the parsed record's flags go to *flags.
static bool sound_state(struct checking *c, const struct replica_stored *stored,
                        const struct replica_columns *columns, int64_t *flags)
{
    struct buffer *state = &c->store->scratch[0], *again = &c->store->scratch[1];
    struct record record = {0};
    bool sound;

    arena_reset(&c->store->arena);
    buffer_reset(again);
    sound = replica_rows_join(stored, columns, state, NULL) == ERR_OK
            && record_parse((struct span){state->data, state->len}, &c->store->arena, &record, NULL)
                   == ERR_OK
            && record_format(&record, again) && again->len == state->len
            && memcmp(again->data, state->data, state->len) == 0;
    *flags = sound ? replica_rows_flags(&record) : 0;
    record_clear(&record);
    return sound;
}

static enum err check_record(struct checking *c, struct replica_stored *stored, struct error *error)
{
    struct replica_columns base;
    char id[UUID_TEXT];
    int64_t flags, kept = stored->flags & ~(int64_t)REPLICA_MACED;
    enum err code;

    uuid_format(&stored->id, id);
    if (replica_rows_complete(c->store, stored, NULL) != ERR_OK
        || !sound_state(c, stored, &stored->state, &flags))
        find(c, "record %s: its state cannot be read", id);
    else if (flags != kept)
        find(c, "record %s: flags %lld, expected %lld", id, (long long)kept, (long long)flags);
    if (stored->last > c->store->head.n)
        find(c, "record %s: its entry %lld is not in the journal", id, (long long)stored->last);
    code = replica_rows_base(c->store, stored->record, &base, error);
    if (!code && (stored->flags & REPLICA_MACED))
        find(c, "record %s: a base beside a state with a mac", id);
    if (!code && !sound_state(c, stored, &base, &flags))
        find(c, "record %s: its received state cannot be read", id);
    if (!code && !replica_rows_below(base.vector, stored->state.vector))
        find(c, "record %s: its received state is ahead of it", id);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static enum err check_records(struct checking *c, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(c->store, SQL_RECORD_ALL);
    struct replica_stored stored;
    bool more = true;
    enum err code = store_inside_next(c->store, statement, &more, error);

    while (!code && more) {
        code = replica_rows_read(statement, &stored, error);
        if (!code)
            code = check_record(c, &stored, error);
        if (!code)
            code = store_inside_next(c->store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

static enum err check_aside(struct checking *c, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(c->store, SQL_ASIDE_ALL);
    bool more = true;
    enum err code = store_inside_next(c->store, statement, &more, error);

    while (!code && more) {
        struct span why = database_text(statement, 1);

        find(c, "a pulled state is kept aside: %.*s", (int)why.len, why.data);
        code = store_inside_next(c->store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

// A delivered blob may be gone (a crash while it was dropped); an undelivered one may not.
static bool check_blob(void *arg, const struct outgoing_row *row)
{
    struct checking *c = arg;
    char name[HASH_TEXT];
    uint64_t size = 0;
    enum err code;

    if (!row->present)
        return true;
    digest_format(&row->digest, name);
    code = shelf_size(c->store->options.disk, &row->digest, &size, NULL);
    if (code == ERR_NOT_FOUND && row->state != OUTGOING_DELIVERED
        && row->state != OUTGOING_RECEIVED)
        find(c, "blob %s: its file is missing", name);
    else if (code && code != ERR_NOT_FOUND)
        find(c, "blob %s: its file cannot be read", name);
    else if (!code && size != row->size)
        find(c, "blob %s: %llu of %llu bytes", name, (unsigned long long)size,
             (unsigned long long)row->size);
    return true;
}

enum err store_check(struct store *store, struct buffer *report, struct error *error)
{
    struct checking checking = {.store = store, .report = report};
    enum err code = store_inside_use(store, error);

    if (!code)
        code = database_check(store->database, error);
    if (!code)
        code = check_journal(&checking, error);
    if (!code)
        code = check_actors(&checking, error);
    if (!code)
        code = check_records(&checking, error);
    if (!code)
        code = check_aside(&checking, error);
    if (!code)
        code = outgoing_list(store, false, check_blob, &checking, error);
    store_inside_leave(store);
    if (!code && checking.first.code)
        code = error_set(error, ERR_CORRUPT, "%s", checking.first.detail);
    return code;
}
