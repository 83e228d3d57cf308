// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/round_build.h"

#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>

enum { PULL_BYTES_DEFAULT = 1 << 20, OFFER_LINES_MOST = 900, OFFER_BYTES_MOST = 900 << 10 };

static enum err read_setting(struct store *store, const char *name, char *out, size_t size,
                             struct error *error)
{
    struct buffer text;
    buffer_init(&text, size - 1);
    enum err err = setting_read(store, name, &text, error);
    out[0] = '\0';
    if (err == ERR_OK)
        snprintf(out, size, "%s", text.data == NULL ? "" : text.data);
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// Position, epoch and scope as stored: the request says them, and the reply is only good while they
// stand.
static enum err fill_positions(struct round *round, const struct session_options *options,
                               struct error *error)
{
    struct exchange_request *request = &round->request;
    enum err err = read_setting(options->store, "epoch", round->stored_epoch,
                                sizeof round->stored_epoch, error);
    if (err == ERR_OK)
        err = read_setting(options->store, "scope", round->stored_scope, sizeof round->stored_scope,
                           error);
    if (err == ERR_OK)
        err = read_setting(options->store, "cursor", round->stored_cursor,
                           sizeof round->stored_cursor, error);
    if (err == ERR_OK)
        err = read_setting(options->store, "witness", request->witness, sizeof request->witness,
                           error);
    if (err == ERR_OK)
        err = read_setting(options->store, "persons_version", request->persons,
                           sizeof request->persons, error);
    if (err != ERR_OK)
        return err;
    request->persons_stated = true;
    request->epoch_known = actor_parse(span_of(round->stored_epoch), &request->epoch);
    request->scope_known = text_parse_u64(span_of(round->stored_scope), &request->scope);
    memcpy(request->cursor, round->stored_cursor, sizeof request->cursor);
    return ERR_OK;
}

static enum err fill_facts(struct round *round, const struct session_options *options,
                           struct error *error)
{
    struct exchange_request *request = &round->request;
    struct journal_figures journal;
    struct outgoing_figures outgoing;
    uint64_t free_bytes = 0;
    char offset[24];
    enum err err = journal_actors(options->store, &request->actors, &request->chain, error);
    if (err == ERR_OK)
        err = journal_figures(options->store, &journal, error);
    if (err == ERR_OK)
        err = outgoing_figures(options->store, &outgoing, error);
    if (err == ERR_OK)
        err = read_setting(options->store, "offset_ms", offset, sizeof offset, error);
    if (err != ERR_OK)
        return err;
    request->unsent = (struct exchange_unsent){
        journal.undelivered, outgoing.waiting, journal.undelivered_bytes + outgoing.waiting_bytes,
        journal.oldest_ms, journal.undelivered > 0 || outgoing.waiting > 0};
    request->clock_ms = clock_wall_ms(&options->clock);
    request->clock.wall_ms = request->clock_ms;
    request->clock.mono_ms = clock_boot_ms(&options->clock);
    snprintf(request->clock.boot, sizeof request->clock.boot, "%s", clock_boot_id(&options->clock));
    request->clock.offset_known = text_parse_i64(span_of(offset), &request->clock.offset_ms);
    if (options->disk->free_bytes(options->disk->ctx, &free_bytes) == ERR_OK)
        request->storage_free
            = free_bytes > INT64_C(1) << 50 ? INT64_C(1) << 50 : (int64_t)free_bytes;
    request->protocol_low = request->protocol_high = 1;
    snprintf(request->agent, sizeof request->agent, "%s", options->agent_version);
    return ERR_OK;
}

static bool collect_id(void *arg, const struct uuid *id)
{
    round_ids_add(arg, id);
    return true;
}

// An erased customer is gone when the freed pages are overwritten, too; until then nothing is
// confirmed, and the office says it again.
static enum err scrub(struct round *round, const struct session_options *options,
                      struct error *error)
{
    struct error why = {0};
    char waits[8];
    enum err err = read_setting(options->store, "scrub", waits, sizeof waits, error);
    if (err != ERR_OK || waits[0] == '\0')
        return err;
    if (store_scrub(options->store, &why) == ERR_OK)
        return setting_write(options->store, "scrub", span_of(""), error);
    log_write(&options->log, LOG_WARN, "sync", "erasing goes on later: %s", why.detail);
    round->request.dropped_count = 0;
    return ERR_OK;
}

// A site that is to go is purged once nothing of it is unsent; the office is told, again and again
// if need be.
static enum err purge_dropped(struct round *round, const struct session_options *options,
                              struct error *error)
{
    struct round_ids dropping = {0}, purged = {0};
    enum err err = replica_dropping(options->store, collect_id, &dropping, error);
    for (size_t i = 0; err == ERR_OK && i < dropping.count; i++) {
        bool gone = false;
        err = replica_purge(options->store, &dropping.ids[i], &gone, error);
        if (err == ERR_OK && gone)
            round_ids_add(&purged, &dropping.ids[i]);
        round->drop_waits = round->drop_waits || !gone;
    }
    round->request.dropped = purged.ids;
    round->request.dropped_count = purged.count;
    round_ids_clear(&dropping);
    return err == ERR_OK ? scrub(round, options, error) : err;
}

static enum err add_push(struct round *round, const struct session_options *options,
                         struct round_memory *memory, struct error *error)
{
    struct exchange_push *push = &round->request.push;
    size_t lines = options->push_lines != 0 ? options->push_lines : WIRE_LINES_MAX;
    size_t bytes = options->push_bytes != 0 ? options->push_bytes : WIRE_BATCH_BYTES;
    if (memory->limit_lines > 0 && (size_t)memory->limit_lines < lines)
        lines = (size_t)memory->limit_lines;
    if (memory->limit_bytes > 0 && (size_t)memory->limit_bytes < bytes)
        bytes = (size_t)memory->limit_bytes;
    enum err err = journal_batch_next(options->store, lines, bytes, &round->batch, error);
    if (err != ERR_OK || round->batch.count == 0)
        return err;
    push->present = true;
    push->raw = round->batch.raw;
    push->broken = memory->broken;
    push->after = round->batch.after;
    push->from = round->batch.from;
    push->to = round->batch.to;
    push->count = (int64_t)round->batch.count;
    return delivery_trimmed(options->store, &push->trim, error);
}

// States that the office asked for: received bytes with their mac. One that was never received has
// nothing to heal.
static enum err add_states(struct round *round, const struct session_options *options,
                           const struct round_memory *memory, struct error *error)
{
    struct buffer state;
    uint8_t mac[MAC_BYTES];
    enum err err = ERR_OK;
    buffer_init(&state, RECORD_BYTES_MAX);
    for (; err == ERR_OK && round->wants_sent < memory->wants.count; round->wants_sent++) {
        if (round->request.offer_count >= OFFER_LINES_MOST
            || round->offer_lines.len > OFFER_BYTES_MOST)
            break;
        buffer_reset(&state);
        err = replica_received(options->store, &memory->wants.ids[round->wants_sent], &state, mac,
                               error);
        if (err == ERR_OK) {
            state_line_format(mac, (struct span){state.data, state.len}, &round->offer_lines);
            round->request.offer_count++;
        } else if (err == ERR_NOT_FOUND)
            err = ERR_OK;
    }
    buffer_clear(&state);
    return err;
}

static bool add_site(void *arg, const struct uuid *site, const struct digest *digest)
{
    struct round *round = arg;
    round->request.offer_count++;
    return offer_site_format(site, digest, &round->offer_lines);
}

static bool add_have(void *arg, const struct uuid *site)
{
    struct exchange_request *request = arg;
    if (request->have_count == WIRE_SITES_MAX)
        return false;
    request->have = mem_resize(request->have, (request->have_count + 1) * sizeof *request->have);
    request->have[request->have_count++] = *site;
    return true;
}

// The sites held: from the start, once a session and when one came that was not there, so that one
// that left the scope unnoticed (a restored tablet, a late write to it) is dropped.
static enum err fill_sites(struct round *round, const struct session_options *options,
                           const struct round_memory *memory, struct error *error)
{
    round->sites_made = replica_sites_made(options->store);
    if (round->request.scope_known && memory->sites_stated
        && memory->sites_made == round->sites_made)
        return ERR_OK;
    round->request.have_stated = true;
    return replica_site_ids(options->store, add_have, &round->request, error);
}

static bool add_vector(void *arg, const struct uuid *id, const struct vector *vector)
{
    struct round *round = arg;
    if (round->request.offer_count >= OFFER_LINES_MOST || round->offer_lines.len > OFFER_BYTES_MOST)
        return false;
    round->request.offer_count++;
    round->page_last = *id;
    return offer_vector_format(id, vector, &round->offer_lines);
}

static enum err add_vectors(struct round *round, const struct session_options *options,
                            const struct round_memory *memory, struct error *error)
{
    struct replica_page page = {memory->differing.ids[0], memory->page_after};
    enum err err = replica_vectors(options->store, &page, add_vector, round, error);
    if (round->request.offer_count < OFFER_LINES_MOST && round->offer_lines.len <= OFFER_BYTES_MOST)
        round->page_last = uuid_nil;
    return err;
}

static enum err add_offer(struct round *round, const struct session_options *options,
                          const struct round_memory *memory, struct error *error)
{
    struct exchange_request *request = &round->request;
    request->epoch = memory->offer_epoch;
    request->epoch_known = true;
    request->cursor[0] = request->witness[0]
        = '\0'; // the office does not know them: that is why we are here
    switch (round->state) {
    case SESSION_OFFER_SITES:
        request->offer = OFFER_SITES;
        return replica_sites(options->store, add_site, round, error);
    case SESSION_OFFER_VECTORS:
        request->offer = OFFER_VECTORS;
        return add_vectors(round, options, memory, error);
    case SESSION_OFFER_STATES:
        request->offer = OFFER_STATES;
        return add_states(round, options, memory, error);
    default:
        request->offer = OFFER_DONE;
        return ERR_OK;
    }
}

static enum err build_full(struct round *round, const struct session_options *options,
                           struct round_memory *memory, struct error *error)
{
    struct exchange_request *request = &round->request;
    enum err err = fill_positions(round, options, error);
    if (err == ERR_OK)
        err = fill_facts(round, options, error);
    if (err != ERR_OK)
        return err;
    if (round->state != SESSION_EXCHANGE)
        return add_offer(round, options, memory, error);
    request->pull_bytes
        = (int64_t)(options->pull_bytes != 0 ? options->pull_bytes : PULL_BYTES_DEFAULT);
    err = purge_dropped(round, options, error);
    if (err == ERR_OK)
        err = fill_sites(round, options, memory, error);
    if (err == ERR_OK && memory->wants.count > 0) {
        request->offer = OFFER_STATES;
        err = add_states(round, options, memory, error);
    }
    return err == ERR_OK ? add_push(round, options, memory, error) : err;
}

enum err round_build(struct round *round, const struct session_options *options,
                     struct round_memory *memory, struct error *error)
{
    enum err err = ERR_OK;
    if (round->state == SESSION_SHORT) {
        round->request.short_form = true;
        round->request.clock_ms = clock_wall_ms(&options->clock);
        memcpy(round->request.token, memory->token, sizeof round->request.token);
    } else {
        err = build_full(round, options, memory, error);
    }
    if (err != ERR_OK)
        return error_wrap(error, err, "sync request");
    exchange_request_format(&round->request, &round->body);
    buffer_append(&round->body, round->batch.lines.data, round->batch.lines.len);
    buffer_append(&round->body, round->offer_lines.data, round->offer_lines.len);
    if (round->body.failed || round->offer_lines.failed)
        return error_set(error, ERR_TOO_LARGE, "sync request: more than %zu bytes",
                         round->body.max);
    return ERR_OK;
}
