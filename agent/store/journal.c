// SPDX-License-Identifier: Apache-2.0
#include "agent/store/journal.h"

#include "agent/store/actor_rows.h"
#include "agent/store/mint.h"
#include "agent/store/replica_rows.h"
#include "agent/store/setting.h"
#include "shared/base/memory.h"
#include "shared/model/erasure_mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// A write on its way into the journal.
struct appending {
    struct store *store;
    struct write *draft;
    struct replica_stored stored; // record 0: a new one
    struct record record;
    struct span bytes; // of the entry
};

static enum err load(struct appending *a, struct error *error)
{
    struct store *store = a->store;
    enum err code = replica_rows_get(store, &a->draft->id, &a->stored, error);

    if (code == ERR_NOT_FOUND) {
        a->stored = (struct replica_stored){.id = a->draft->id, .site = a->draft->site};
        record_init(&a->record, &store->arena, &a->draft->id, &a->draft->site, a->draft->kind);
        return ERR_OK;
    }
    if (!code)
        code = replica_rows_complete(store, &a->stored, error);
    if (!code)
        code = replica_rows_join(&a->stored, &a->stored.state, &store->scratch[0], error);
    if (!code
        && record_parse((struct span){store->scratch[0].data, store->scratch[0].len}, &store->arena,
                        &a->record, NULL)
               != ERR_OK)
        code = error_set(error, ERR_CORRUPT, "the stored state cannot be read");
    return code;
}

// Everything the journal itself knows about the write.
static void fill(struct appending *a)
{
    struct store *store = a->store;
    struct write *draft = a->draft;
    int64_t now
        = clock_wall_ms(&store->options.clock) + (store->offset_known ? store->offset_ms : 0);

    draft->dot.actor = store->head.actor;
    draft->dot.counter = (uint64_t)(store->head.n - store->head.first + 2);
    vector_copy(&draft->context, &a->record.vector);
    // Later than what it was made on, whatever this tablet's clock says.
    for (size_t i = 0; i < a->record.write_count; i++)
        hlc_observe(&store->hlc, a->record.writes[i].time, now);
    draft->time = hlc_tick(&store->hlc, now);
    draft->clock = (struct write_clock){
        .mono_ms = clock_boot_ms(&store->options.clock),
        .wall_ms = clock_wall_ms(&store->options.clock),
        .offset_ms = store->offset_ms,
        .offset_known = store->offset_known,
    };
    text_copy(draft->clock.boot, sizeof(draft->clock.boot),
              span_of(clock_boot_id(&store->options.clock)));
}

static enum err format(struct appending *a, struct error *error)
{
    struct buffer *bytes = &a->store->scratch[1];

    buffer_reset(bytes);
    if (!write_format(a->draft, bytes))
        return error_set(error, ERR_TOO_LARGE, "a write has at most %d bytes", WRITE_BYTES_MAX);
    a->bytes = (struct span){bytes->data, bytes->len};
    return ERR_OK;
}

static enum err put_entry(struct appending *a, struct error *error)
{
    struct journal_head *head = &a->store->head;
    sqlite3_stmt *statement = store_inside_statement(a->store, SQL_JOURNAL_ADD);

    head->n++;
    head->total += (int64_t)a->bytes.len;
    chain_next(&head->chain, a->bytes);
    a->store->appended = true;
    database_bind_integer(statement, 1, head->n);
    database_bind_integer(statement, 2, a->stored.last);
    database_bind_integer(statement, 3, head->total);
    database_bind_blob(statement, 4, head->chain.bytes, HASH_BYTES);
    database_bind_text(statement, 5, a->bytes);
    return store_inside_run(a->store, statement, error);
}

// The first local write on a received state keeps that state with its mac: an offer needs it.
static enum err keep_received(struct appending *a, struct error *error)
{
    if (!(a->stored.flags & REPLICA_MACED))
        return ERR_OK;
    return replica_rows_put_base(a->store, a->stored.record, &a->stored.state, error);
}

// Whether nothing but this write stands, whole: then the journal's bytes are enough.
static bool stands_alone(const struct appending *a)
{
    return a->record.write_count == 1 && dot_compare(a->record.writes[0].dot, a->draft->dot) == 0;
}

static enum err new_columns(struct appending *a, struct error *error)
{
    struct buffer *state = &a->store->scratch[2], *packed = &a->store->scratch[3];
    struct replica_columns *columns = &a->stored.state;
    char id[UUID_TEXT];

    memset(columns->mac, 0, MAC_BYTES);
    if (stands_alone(a)) {
        buffer_reset(packed);
        vector_pack(&a->record.vector, packed);
        columns->vector = (struct span){packed->data, packed->len};
        columns->writes = (struct span){0};
        return ERR_OK;
    }
    buffer_reset(state);
    if (record_format(&a->record, state))
        return replica_rows_split((struct span){state->data, state->len}, &a->record, packed,
                                  columns, error);
    uuid_format(&a->draft->id, id);
    return error_set(error, ERR_TOO_LARGE, "record %s: more than %d bytes", id, RECORD_BYTES_MAX);
}

static enum err put_record(struct appending *a, struct error *error)
{
    enum err code = keep_received(a, error);

    if (!code)
        code = new_columns(a, error);
    if (code)
        return code;
    a->stored.kind = a->record.kind;
    a->stored.flags = replica_rows_flags(&a->record);
    a->stored.last = a->store->head.n;
    return replica_rows_put(a->store, &a->stored, error);
}

static enum err append(struct appending *a, struct error *error)
{
    enum err code;

    arena_reset(&a->store->arena);
    code = load(a, error);
    if (code)
        return code;
    fill(a);
    code = write_check(a->draft, error);
    if (!code)
        code = record_apply(&a->record, a->draft, error);
    if (!code)
        code = format(a, error);
    if (!code)
        code = put_entry(a, error);
    if (!code)
        code = put_record(a, error);
    record_clear(&a->record);
    return code;
}

enum err journal_append(struct store *store, struct write *draft, struct error *error)
{
    struct appending appending = {.store = store, .draft = draft};
    enum err code;

    store_inside_enter(store);
    if (!store->in_transaction)
        code = error_set(error, ERR_PRECONDITION, "a write needs a transaction");
    else
        code = mint_ensure(store, error);
    if (!code)
        code = append(&appending, error);
    store_inside_leave(store);
    return code;
}

void journal_retire_actor(struct store *store)
{
    store_inside_enter(store);
    mint_retire(store);
    store_inside_leave(store);
}

// The actors from named_from on, or only the undelivered ones when a vector could not hold all.
static enum err named_actors(struct store *store, struct actor_list *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ACTOR_FROM);
    enum err code;

    database_bind_integer(statement, 1, store->named_from);
    code = actor_rows_collect(store, statement, out, error);
    if (code || out->count <= VECTOR_MAX)
        return code;
    out->count = 0;
    return actor_rows_undelivered(store, out, error);
}

static enum err collect_actors(struct store *store, struct vector *out, struct error *error)
{
    struct actor_list list = {0};
    enum err code = actor_rows_undelivered(store, &list, error);

    if (!code && list.count && list.rows[0].first < store->named_from)
        store->named_from = list.rows[0].first;
    list.count = 0;
    if (!code)
        code = named_actors(store, &list, error);
    for (size_t i = 0; !code && i < list.count && out->count < VECTOR_MAX; i++)
        if (list.rows[i].last > 0)
            vector_raise(out, (struct dot){list.rows[i].actor, (uint64_t)list.rows[i].last});
    actor_rows_clear(&list);
    return code;
}

enum err journal_actors(struct store *store, struct vector *out, struct digest *chain,
                        struct error *error)
{
    enum err code = store_inside_use(store, error);

    vector_clear(out);
    if (!code)
        code = collect_actors(store, out, error);
    *chain = store->head.chain;
    store_inside_leave(store);
    return code;
}

static enum err total_at(struct store *store, int64_t n, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    enum err code;

    *out = 0;
    if (n == 0)
        return ERR_OK;
    database_bind_integer(statement, 1, n);
    code = store_inside_step(store, statement, error);
    if (!code)
        *out = database_integer(statement, 1);
    database_done(statement);
    return code;
}

// When the entry was written; -1 when it cannot be read.
static enum err time_at(struct store *store, int64_t n, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    struct write write;
    enum err code;

    *out = -1;
    arena_reset(&store->arena);
    database_bind_integer(statement, 1, n);
    code = store_inside_step(store, statement, error);
    if (!code && write_parse(database_text(statement, 3), &store->arena, &write, NULL) == ERR_OK) {
        *out = hlc_wall_ms(write.time);
        write_clear(&write);
    }
    database_done(statement);
    return code;
}

static enum err count_undelivered(struct store *store, const struct actor_list *list,
                                  struct journal_figures *out, struct error *error)
{
    int64_t before, through;
    enum err code = ERR_OK;

    for (size_t i = 0; !code && i < list->count; i++) {
        int64_t from = actor_rows_first_unsent(&list->rows[i]);
        int64_t end = actor_rows_end(&list->rows[i]);

        code = total_at(store, from - 1, &before, error);
        if (!code)
            code = total_at(store, end, &through, error);
        if (code)
            break;
        out->undelivered += end - from + 1;
        out->undelivered_bytes += through - before;
    }
    if (!code && list->count)
        code = time_at(store, actor_rows_first_unsent(&list->rows[0]), &out->oldest_ms, error);
    return code;
}

enum err journal_figures(struct store *store, struct journal_figures *out, struct error *error)
{
    struct actor_list list = {0};
    struct actor_row newest;
    enum err code = store_inside_use(store, error);

    *out = (struct journal_figures){.oldest_ms = -1};
    if (code)
        goto done;
    out->entries = store->head.n;
    out->chain = store->head.chain;
    code = actor_rows_undelivered(store, &list, error);
    if (!code)
        code = count_undelivered(store, &list, out, error);
    if (!code && store->head.n) {
        code = actor_rows_newest(store, &newest, error);
        out->last = (struct dot){newest.actor, (uint64_t)newest.last};
    }

done:
    actor_rows_clear(&list);
    store_inside_leave(store);
    return code;
}

enum err journal_knows(struct store *store, uint64_t actor, bool *out, struct error *error)
{
    struct actor_row row;
    enum err code = store_inside_use(store, error);

    if (!code)
        code = actor_rows_named(store, actor, &row, error);
    *out = code == ERR_OK;
    store_inside_leave(store);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

// Places in the journal, gathered before anybody is called.
struct places {
    int64_t *list; // owned
    size_t count, cap;
};

static void add(struct places *places, int64_t n)
{
    places->list = mem_room(places->list, places->count, &places->cap, sizeof(*places->list));
    places->list[places->count++] = n;
}

static enum err previous_of(struct store *store, int64_t n, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    enum err code;

    database_bind_integer(statement, 1, n);
    code = store_inside_step(store, statement, error);
    if (!code)
        *out = database_integer(statement, 0);
    database_done(statement);
    if (!code && (*out < 0 || *out >= n))
        code = error_set(error, ERR_CORRUPT, "entry %lld points at %lld", (long long)n,
                         (long long)*out);
    return code;
}

// Follows the entries of one record back from the newest, then turns them round.
static enum err places_of(struct store *store, const struct uuid *id, struct places *places,
                          struct error *error)
{
    struct replica_stored stored;
    int64_t n;
    enum err code = replica_rows_get(store, id, &stored, error);

    n = code ? 0 : stored.last;
    code = code == ERR_NOT_FOUND ? ERR_OK : code;
    while (!code && n > 0) {
        add(places, n);
        code = previous_of(store, n, &n, error);
    }
    for (size_t i = 0, j = places->count; i + 1 < j; i++) {
        int64_t swap = places->list[i];

        places->list[i] = places->list[--j];
        places->list[j] = swap;
    }
    return code;
}

static enum err places_undelivered(struct store *store, struct places *places, struct error *error)
{
    struct actor_list actors = {0};
    enum err code = actor_rows_undelivered(store, &actors, error);

    for (size_t i = 0; !code && i < actors.count; i++)
        for (int64_t n = actor_rows_first_unsent(&actors.rows[i]);
             n <= actor_rows_end(&actors.rows[i]); n++)
            add(places, n);
    actor_rows_clear(&actors);
    return code;
}

static enum err show(struct store *store, const struct places *places, journal_each *each,
                     void *arg, struct error *error)
{
    struct actor_row actor = {0};
    struct uuid erased;
    enum err code = ERR_OK;
    bool more = true;

    for (size_t i = 0; !code && more && i < places->count; i++) {
        sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
        int64_t n = places->list[i], counter;

        if (actor.first == 0 || n > actor_rows_end(&actor))
            code = actor_rows_at(store, n, &actor, error);
        if (code)
            break;
        counter = n - actor.first + 1;
        database_bind_integer(statement, 1, n);
        code = store_inside_step(store, statement, error);
        if (!code && !erasure_mark_parse(database_text(statement, 3), &erased))
            more = each(arg, (struct dot){actor.actor, (uint64_t)counter},
                        database_text(statement, 3), counter <= actor.delivered);
        database_done(statement);
    }
    return code;
}

enum err journal_list(struct store *store, const struct uuid *id, journal_each *each, void *arg,
                      struct error *error)
{
    struct places places = {0};
    enum err code = store_inside_use(store, error);

    if (!code)
        code
            = id ? places_of(store, id, &places, error) : places_undelivered(store, &places, error);
    if (!code)
        code = show(store, &places, each, arg, error);
    mem_free(places.list);
    store_inside_leave(store);
    return code;
}
