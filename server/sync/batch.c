// SPDX-License-Identifier: Apache-2.0
#include "server/sync/batch.h"

#include "shared/model/kind.h"
#include "shared/wire/codec.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20 };

static enum err refuse(struct error *error, const char *why, size_t line)
{
    return error_set(error, ERR_PROTOCOL, "line %zu: %s", line, why);
}

static enum err next_line(struct span *rest, struct span *line, size_t number, struct error *error)
{
    bool cut;

    if (!wire_line(rest, line, &cut))
        return refuse(error, "the body ends before its lines do", number);
    return cut ? refuse(error, "the body is cut", number) : ERR_OK;
}

static bool read_actor(struct canon_reader *reader, struct span key, struct dot *dot)
{
    if (span_is(key, "actor"))
        return dot_read_actor(reader, &dot->actor);
    if (span_is(key, "counter"))
        return dot_read_counter(reader, &dot->counter);
    return false;
}

// A canonical object that is no write, but says which entry it is.
static bool read_dot(struct span line, struct dot *dot)
{
    struct canon_reader reader;
    struct span key, value;

    *dot = (struct dot){0};
    canon_open(&reader, line);
    canon_object(&reader);
    while (canon_member(&reader, &key))
        if (!read_actor(&reader, key, dot))
            canon_value(&reader, &value);
    return canon_end(&reader, NULL) == ERR_OK && dot->actor && dot->counter;
}

// The rules that need no look into the store; words for the night report.
static const char *find_fault(struct batch *batch, const struct batch_entry *entry)
{
    struct kind_question question
        = {.write = &entry->write, .creates = entry->write.context.count == 0, .from_tablet = true};
    struct error error = {0};

    if (write_check(&entry->write, &error) == ERR_OK && kind_check(&question, &error) == ERR_OK)
        return NULL;
    return arena_dup(&batch->arena, error.detail, strlen(error.detail));
}

static void read_write(struct batch *batch, struct batch_entry *entry)
{
    struct error error = {0};

    entry->readable = write_parse(entry->bytes, &batch->arena, &entry->write, &error) == ERR_OK;
    if (!entry->readable)
        entry->fault = arena_dup(&batch->arena, error.detail, strlen(error.detail));
    else
        entry->fault = find_fault(batch, entry);
}

static enum err read_plain(struct batch *batch, struct batch_entry *entry, struct span line,
                           size_t number, struct error *error)
{
    entry->bytes = line;
    entry->chained = true;
    read_write(batch, entry);
    if (entry->readable)
        entry->dot = entry->write.dot;
    else if (!read_dot(line, &entry->dot))
        return refuse(error, "it is no journal entry", number);
    return ERR_OK;
}

// The chain goes on from what the tablet states; `entry->chain` holds what it was before.
static enum err read_raw(struct batch *batch, struct batch_entry *entry, struct span line,
                         size_t number, struct error *error)
{
    struct digest computed = entry->chain;
    struct raw_entry raw;
    struct buffer bytes;
    enum err result;

    buffer_init(&bytes, WRITE_BYTES_MAX);
    result = raw_entry_parse(line, &raw, &bytes, error);
    if (result == ERR_OK) {
        entry->dot = raw.dot;
        entry->bytes.len = bytes.len;
        entry->bytes.data = arena_dup(&batch->arena, bytes.data, bytes.len);
        entry->chain = raw.chain;
    }
    buffer_clear(&bytes);
    if (result != ERR_OK)
        return refuse(error, "it is no raw entry", number);
    if (!entry->bytes.data)
        return ERR_OK; // the arena is full, which is seen at the end
    chain_next(&computed, entry->bytes);
    entry->chained = digest_equal(&computed, &raw.chain);
    read_write(batch, entry);
    if (entry->readable && dot_compare(entry->write.dot, raw.dot) != 0) {
        write_clear(&entry->write);
        entry->readable = false;
        entry->fault = "it names another entry than its bytes do";
    }
    return ERR_OK;
}

static enum err read_entries(struct batch *batch, struct span *rest, struct error *error)
{
    const struct exchange_push *push = &batch->request.push;
    struct digest chain = push->from;
    enum err result = ERR_OK;

    batch->entries = arena_take(&batch->arena, (size_t)push->count * sizeof(*batch->entries));
    if (!batch->entries)
        return error_set(error, ERR_TOO_LARGE, "no memory for the batch");
    for (size_t i = 0; result == ERR_OK && i < (size_t)push->count; i++) {
        struct batch_entry *entry = &batch->entries[i];
        struct span line;

        batch->entry_count = i + 1;
        entry->chain = chain;
        result = next_line(rest, &line, i + 2, error);
        if (result != ERR_OK)
            return result;
        if (push->raw) {
            result = read_raw(batch, entry, line, i + 2, error);
        } else {
            chain_next(&entry->chain, line);
            result = read_plain(batch, entry, line, i + 2, error);
        }
        chain = entry->chain;
    }
    if (result == ERR_OK && !digest_equal(&chain, &push->to))
        return error_set(error, ERR_PROTOCOL,
                         "the chain does not end where push.to says; send raw entries when the "
                         "journal itself is damaged");
    return result;
}

static int compare_appearances(const void *a, const void *b)
{
    const struct batch_entry *const *first = a, *const *second = b;
    int order = uuid_compare(&(*first)->write.id, &(*second)->write.id);

    return order ? order : (*first > *second) - (*first < *second);
}

static int compare_firsts(const void *a, const void *b)
{
    const struct batch_entry *const *first = a, *const *second = b;

    return (*first > *second) - (*first < *second);
}

// Finds the distinct records: sorted by id they stand together, then again by first appearance.
static bool number_records(struct batch *batch)
{
    size_t count = 0, distinct = 0;
    struct batch_entry **sorted
        = arena_take(&batch->arena, batch->entry_count * sizeof(struct batch_entry *));
    struct batch_entry **firsts
        = arena_take(&batch->arena, batch->entry_count * sizeof(struct batch_entry *));

    batch->records = arena_take(&batch->arena, batch->entry_count * sizeof(*batch->records));
    if (!batch->records)
        return false;
    for (size_t i = 0; i < batch->entry_count; i++)
        if (batch->entries[i].readable)
            sorted[count++] = &batch->entries[i];
    qsort(sorted, count, sizeof(struct batch_entry *), compare_appearances);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !uuid_equal(&sorted[i]->write.id, &sorted[i - 1]->write.id))
            firsts[distinct++] = sorted[i];
    qsort(firsts, distinct, sizeof(struct batch_entry *), compare_firsts);
    for (size_t i = 0; i < distinct; i++) {
        firsts[i]->record = i;
        batch->records[i].id = firsts[i]->write.id;
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && uuid_equal(&sorted[i]->write.id, &sorted[i - 1]->write.id))
            sorted[i]->record = sorted[i - 1]->record;
        batch->records[sorted[i]->record].last = (size_t)(sorted[i] - batch->entries);
    }
    batch->record_count = distinct;
    return true;
}

static enum err read_states(struct batch *batch, struct error *error)
{
    struct span rest = batch->offers, line;
    size_t count = (size_t)batch->request.offer_count;
    bool cut;

    batch->states = arena_take(&batch->arena, count * sizeof(*batch->states));
    for (; batch->states && batch->state_count < count && wire_line(&rest, &line, &cut);
         batch->state_count++) {
        struct batch_state *state = &batch->states[batch->state_count];
        enum err result = state_line_parse(line, state->mac, &state->bytes, error);

        if (result != ERR_OK)
            return error_set(error, ERR_PROTOCOL, "offer line %zu is no state",
                             batch->state_count + 1);
    }
    return ERR_OK;
}

static enum err read_offers(struct batch *batch, struct span *rest, struct error *error)
{
    const struct exchange_request *request = &batch->request;
    struct span line, start = *rest;
    enum err result = ERR_OK;

    if (request->offer_count > WIRE_LINES_MAX)
        return error_set(error, ERR_TOO_LARGE, "more than %d offer lines", WIRE_LINES_MAX);
    for (int64_t i = 0; result == ERR_OK && i < request->offer_count; i++)
        result = next_line(rest, &line, batch->entry_count + (size_t)i + 2, error);
    if (result == ERR_OK && rest->len > 0)
        return error_set(error, ERR_PROTOCOL, "more lines than the header says");
    batch->offers = (struct span){start.data, start.len - rest->len};
    if (result == ERR_OK && request->offer == OFFER_STATES)
        result = read_states(batch, error);
    return result;
}

enum err batch_read(struct batch *batch, const char *encoding, struct span body,
                    struct error *error)
{
    struct span rest;
    enum err result;

    *batch = (struct batch){0};
    exchange_request_init(&batch->request);
    arena_init(&batch->arena, ARENA_MAX);
    buffer_init(&batch->body, CODEC_BODY_MAX);
    result = codec_decode(encoding, body, &batch->body, error);
    if (result == ERR_OK)
        result = exchange_request_parse((struct span){batch->body.data, batch->body.len},
                                        &batch->request, &rest, error);
    if (result == ERR_OK && batch->request.push.present)
        result = read_entries(batch, &rest, error);
    if (result == ERR_OK && !batch->request.short_form)
        result = read_offers(batch, &rest, error);
    if (result == ERR_OK && batch->entry_count > 0)
        number_records(batch);
    if (result == ERR_OK && batch->arena.failed)
        result = error_set(error, ERR_TOO_LARGE, "the batch needs more memory than allowed");
    return result;
}

void batch_clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->entry_count; i++)
        if (batch->entries[i].readable)
            write_clear(&batch->entries[i].write);
    exchange_request_clear(&batch->request);
    buffer_clear(&batch->body);
    arena_clear(&batch->arena);
    *batch = (struct batch){0};
}
