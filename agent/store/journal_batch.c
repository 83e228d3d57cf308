// SPDX-License-Identifier: Apache-2.0
#include "agent/store/journal_batch.h"

#include "agent/store/actor_rows.h"
#include "shared/base/memory.h"

#include <string.h>

// A raw line: a write as base64 with its envelope. A single line always fits.
enum { RAW_LINE_MAX = WRITE_BYTES_MAX / 3 * 4 + 512 };

// Filling a batch.
struct filling {
    struct store *store;
    struct journal_batch *batch;
    size_t max_lines, max_bytes;
    int64_t behind; // only entries behind this place
    struct actor_list actors;
    size_t at;            // actor of the entry looked at
    struct digest before; // chain before it
    uint32_t *places;     // hash table of touched, 1-based; 0: free
    size_t mask;
};

// An entry of the journal as it was read.
struct entry {
    int64_t n;
    struct dot dot;
    struct digest chain; // as stored
    struct span bytes;
    bool sound;         // the bytes give the stored chain, and are a write
    struct write write; // when sound; to be cleared
};

void journal_batch_init(struct journal_batch *batch)
{
    *batch = (struct journal_batch){0};
}

void journal_batch_clear(struct journal_batch *batch)
{
    for (size_t i = 0; i < batch->touched_count; i++)
        vector_clear(&batch->touched[i].vector);
    mem_free(batch->touched);
    buffer_clear(&batch->lines);
    vector_clear(&batch->covered);
    *batch = (struct journal_batch){0};
}

static size_t place_of(const struct filling *f, const struct uuid *id)
{
    size_t place;

    memcpy(&place, id->bytes + UUID_BYTES - sizeof(place), sizeof(place));
    for (place &= f->mask; f->places[place]; place = (place + 1) & f->mask)
        if (uuid_equal(&f->batch->touched[f->places[place] - 1].id, id))
            break;
    return place;
}

static void touch(struct filling *f, const struct write *write)
{
    size_t place = place_of(f, &write->id);
    struct journal_touch *touched;

    if (!f->places[place]) {
        f->places[place] = (uint32_t)++f->batch->touched_count;
        touched = &f->batch->touched[f->batch->touched_count - 1];
        touched->id = write->id;
    }
    touched = &f->batch->touched[f->places[place] - 1];
    vector_copy(&touched->vector, &write->context);
    vector_raise(&touched->vector, write->dot);
}

static void put_raw(struct buffer *lines, const struct entry *entry)
{
    char actor[ACTOR_TEXT];

    actor_format(entry->dot.actor, actor);
    buffer_printf(lines, "{\"actor\":\"%s\",\"chain\":\"", actor);
    buffer_append_hex(lines, entry->chain.bytes, HASH_BYTES);
    buffer_append_text(lines, "\",\"counter\":");
    canon_put_u64(lines, entry->dot.counter);
    buffer_append_text(lines, ",\"raw\":\"");
    buffer_append_base64(lines, entry->bytes.data, entry->bytes.len);
    buffer_append_text(lines, "\"}");
}

// False when the entry does not belong into this batch or does not fit any more.
static bool take(struct filling *f, const struct entry *entry)
{
    struct journal_batch *batch = f->batch;
    struct buffer *lines = &batch->lines;
    size_t start = lines->len;

    if (batch->count == f->max_lines || (batch->count && batch->raw == entry->sound))
        return false;
    if (entry->sound)
        buffer_append(lines, entry->bytes.data, entry->bytes.len);
    else
        put_raw(lines, entry);
    buffer_append_char(lines, '\n');
    if (lines->failed || (batch->count && lines->len > f->max_bytes)) {
        lines->len = start;
        lines->failed = false;
        return false;
    }
    batch->raw = !entry->sound;
    batch->count++;
    batch->to = entry->chain;
    batch->last = entry->n;
    vector_raise(&batch->covered, entry->dot);
    if (entry->sound)
        touch(f, &entry->write);
    return true;
}

static enum err read_entry(struct filling *f, sqlite3_stmt *statement, struct entry *out,
                           struct error *error)
{
    struct span chain = database_text(statement, 1);
    struct digest expected = f->before;

    *out = (struct entry){.n = database_integer(statement, 0)};
    out->bytes = database_text(statement, 2);
    while (out->n > actor_rows_end(&f->actors.rows[f->at]))
        f->at++;
    out->dot.actor = f->actors.rows[f->at].actor;
    out->dot.counter = (uint64_t)(out->n - f->actors.rows[f->at].first + 1);
    if (chain.len != HASH_BYTES || !out->bytes.data)
        return error_set(error, ERR_CORRUPT, "entry %lld has no %s", (long long)out->n,
                         out->bytes.data ? "chain" : "bytes");
    memcpy(out->chain.bytes, chain.data, HASH_BYTES);
    chain_next(&expected, out->bytes);
    arena_reset(&f->store->arena);
    out->sound = digest_equal(&expected, &out->chain)
                 && write_parse(out->bytes, &f->store->arena, &out->write, NULL) == ERR_OK;
    return ERR_OK;
}

// n of the last entry of the undelivered run that begins with the first actor.
static int64_t end_of_run(const struct actor_list *actors)
{
    size_t i = 0;

    while (i + 1 < actors->count
           && actor_rows_first_unsent(&actors->rows[i + 1]) == actor_rows_end(&actors->rows[i]) + 1)
        i++;
    return actor_rows_end(&actors->rows[i]);
}

// Where the run begins: the entry before it and its chain.
static enum err find_start(struct filling *f, int64_t start, struct error *error)
{
    sqlite3_stmt *statement;
    struct actor_row actor;
    struct span chain;
    enum err code;

    if (start == 1)
        return ERR_OK;
    code = actor_rows_at(f->store, start - 1, &actor, error);
    if (code)
        return code;
    f->batch->after.actor = actor.actor;
    f->batch->after.counter = (uint64_t)(start - actor.first);
    statement = store_inside_statement(f->store, SQL_JOURNAL_GET);
    database_bind_integer(statement, 1, start - 1);
    code = store_inside_step(f->store, statement, error);
    if (!code) {
        chain = database_text(statement, 2);
        memcpy(f->before.bytes, chain.data, chain.len < HASH_BYTES ? chain.len : HASH_BYTES);
    }
    database_done(statement);
    f->batch->from = f->before;
    return code;
}

static enum err fill_lines(struct filling *f, int64_t start, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(f->store, SQL_JOURNAL_RUN);
    struct entry entry;
    bool more = true, taken = true;
    enum err code;

    database_bind_integer(statement, 1, start);
    database_bind_integer(statement, 2, end_of_run(&f->actors));
    code = store_inside_next(f->store, statement, &more, error);
    while (!code && more) {
        code = read_entry(f, statement, &entry, error);
        if (code)
            break;
        taken = take(f, &entry);
        write_clear(&entry.write);
        if (!taken)
            break;
        f->before = entry.chain;
        code = store_inside_next(f->store, statement, &more, error);
    }
    database_done(statement);
    return code;
}

// Drops the actors whose entries were all read before.
static void leave_out(struct filling *f)
{
    struct actor_list *actors = &f->actors;
    size_t done = 0;

    while (done < actors->count && actor_rows_end(&actors->rows[done]) <= f->behind)
        done++;
    actors->count -= done;
    if (done > 0 && actors->count > 0)
        memmove(actors->rows, actors->rows + done, actors->count * sizeof(*actors->rows));
}

static enum err fill(struct filling *f, struct error *error)
{
    size_t room = 64;
    int64_t start;
    enum err code = actor_rows_undelivered(f->store, &f->actors, error);

    leave_out(f);
    if (code || !f->actors.count || !f->max_lines)
        return code;
    start = actor_rows_first_unsent(&f->actors.rows[0]);
    if (start <= f->behind)
        start = f->behind + 1;
    while (room < 2 * f->max_lines)
        room *= 2;
    f->places = mem_alloc_array(room, sizeof(*f->places));
    f->mask = room - 1;
    f->batch->touched = mem_alloc_array(f->max_lines, sizeof(*f->batch->touched));
    buffer_init(&f->batch->lines, f->max_bytes > RAW_LINE_MAX ? f->max_bytes : RAW_LINE_MAX);
    code = find_start(f, start, error);
    if (!code)
        code = fill_lines(f, start, error);
    return code;
}

enum err journal_batch_after(struct store *store, const struct journal_batch_question *question,
                             struct journal_batch *batch, struct error *error)
{
    struct filling filling = {.store = store,
                              .batch = batch,
                              .max_lines = question->max_lines,
                              .max_bytes = question->max_bytes,
                              .behind = question->after};
    enum err code = store_inside_use(store, error);

    journal_batch_clear(batch);
    if (!code)
        code = fill(&filling, error);
    if (code)
        journal_batch_clear(batch);
    actor_rows_clear(&filling.actors);
    mem_free(filling.places);
    store_inside_leave(store);
    return code ? error_wrap(error, code, "journal") : ERR_OK;
}

enum err journal_batch_next(struct store *store, size_t max_lines, size_t max_bytes,
                            struct journal_batch *batch, struct error *error)
{
    struct journal_batch_question question = {.max_lines = max_lines, .max_bytes = max_bytes};

    return journal_batch_after(store, &question, batch, error);
}
