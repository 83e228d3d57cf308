// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/proving.h"

#include "agent/store/journal.h"
#include "agent/store/replica.h"
#include "agent/store/replica_merge.h"
#include "agent/store/setting.h"
#include "agent/sync/proving_blobs.h"
#include "shared/base/memory.h"
#include "shared/wire/proof_message.h"

#include <inttypes.h>
#include <string.h>

enum { PASSES_MAX = 2000 };

struct proving {
    struct proving_options options;
    struct proof_set set;
    int64_t entries; // of the journal, when the records were read
    enum proof_step step;
    struct proof_walk walk; // what differs, as far as it is known
    size_t asked;           // places of it that the last request was about
    struct proof_places bad;
    size_t passes, mended; // repaired since the pass began
    struct proof_log_row row;
};

static bool add_record(void *arg, const struct replica_row *row)
{
    proof_set_add(arg, &row->id, row->state);
    return true;
}

struct site_list {
    struct uuid *ids; // owned
    size_t count, cap;
};

static bool add_site(void *arg, const struct uuid *site)
{
    struct site_list *list = arg;
    if (list->count == list->cap) {
        list->cap = list->cap == 0 ? 16 : list->cap * 2;
        list->ids = mem_resize(list->ids, list->cap * sizeof *list->ids);
    }
    list->ids[list->count++] = *site;
    return true;
}

// Site by site, so that nobody who writes waits for all of them.
static enum err read_records(struct proving *proving, struct error *error)
{
    struct store *store = proving->options.store;
    struct site_list sites = {0};
    enum err err = replica_site_ids(store, add_site, &sites, error);
    for (size_t i = 0; err == ERR_OK && i < sites.count; i++) {
        struct replica_filter filter
            = {.by_site = true, .with_deleted = true, .site = sites.ids[i]};
        err = replica_list(store, &filter, add_record, &proving->set, error);
    }
    mem_free(sites.ids);
    return err;
}

static enum err count_entries(struct proving *proving, int64_t *out, struct error *error)
{
    struct journal_figures figures;
    enum err err = journal_figures(proving->options.store, &figures, error);
    *out = figures.entries;
    return err;
}

enum err proving_create(const struct proving_options *options, struct proving **out,
                        struct error *error)
{
    struct proving *proving = mem_alloc(sizeof *proving);
    proving->options = *options;
    while (proving->set.proof == 0)
        random_fill(&options->random, &proving->set.proof, sizeof proving->set.proof);
    enum err err = count_entries(proving, &proving->entries, error);
    if (err == ERR_OK)
        err = read_records(proving, error);
    if (err != ERR_OK) {
        proving_free(proving);
        return err;
    }
    *out = proving;
    return ERR_OK;
}

void proving_free(struct proving *proving)
{
    if (proving == NULL)
        return;
    proof_set_clear(&proving->set);
    proof_walk_clear(&proving->walk);
    proof_places_clear(&proving->bad);
    mem_free(proving);
}

const struct proof_log_row *proving_result(const struct proving *proving)
{
    return &proving->row;
}

static void fill_sum(struct proving *proving, struct proof_request *request)
{
    proof_set_digest(&proving->set, &request->digest);
    request->count = proving->set.count;
    proving->row.items = (int64_t)request->count;
    proving->row.digest = request->digest;
}

static enum err read_text(struct proving *proving, const char *name, char *out, size_t size,
                          struct error *error)
{
    struct buffer text;
    buffer_init(&text, size - 1);
    enum err err = setting_read(proving->options.store, name, &text, error);
    out[0] = '\0';
    if (err == ERR_OK)
        text_copy(out, size, (struct span){text.data, text.len});
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err fill_begin(struct proving *proving, struct proof_request *request,
                           struct buffer *lines, struct error *error)
{
    char epoch[24] = "", scope[24] = "";
    enum err err = read_text(proving, "epoch", epoch, sizeof epoch, error);
    if (err == ERR_OK)
        err = read_text(proving, "scope", scope, sizeof scope, error);
    if (err == ERR_OK)
        err = read_text(proving, "cursor", request->cursor, sizeof request->cursor, error);
    if (err == ERR_OK)
        err = read_text(proving, "witness", request->witness, sizeof request->witness, error);
    if (err != ERR_OK)
        return err;
    if (!actor_parse(span_of(epoch), &request->epoch)
        || !text_parse_u64(span_of(scope), &request->scope))
        return error_set(error, ERR_PRECONDITION, "there was no exchange yet");
    fill_sum(proving, request);
    proof_walk_tell(&proving->set, (struct proof_range){0}, lines);
    request->lines = 1;
    return ERR_OK;
}

static void fill_walk(struct proving *proving, struct proof_request *request, struct buffer *lines)
{
    struct proof_walk *walk = &proving->walk;
    for (; walk->range_count > 0 && request->lines < PROOF_LINES_MAX; request->lines++)
        proof_walk_tell(&proving->set, walk->ranges[--walk->range_count], lines);
}

static bool is_record(struct span state)
{
    struct record record;
    struct arena arena;
    arena_init(&arena, 64 << 20);
    bool good = record_parse(state, &arena, &record, NULL) == ERR_OK;
    if (good)
        record_clear(&record);
    arena_clear(&arena);
    return good;
}

// What the office once said of the record; only the id, when there is nothing of that kind.
static enum err offer(struct proving *proving, const struct uuid *id, struct buffer *lines,
                      struct error *error)
{
    struct buffer state;
    uint8_t mac[MAC_BYTES];
    buffer_init(&state, RECORD_BYTES_MAX);
    enum err err = replica_received(proving->options.store, id, &state, mac, error);
    struct span text = {state.data, state.len};
    if (err == ERR_OK && is_record(text))
        state_line_format(mac, text, lines);
    else if (err == ERR_OK || err == ERR_NOT_FOUND || err == ERR_CORRUPT)
        proof_record_format(id, lines);
    if (err == ERR_OK && !is_record(text)) // it can only be damaged
        proof_places_add(&proving->bad, proof_set_place(id));
    buffer_clear(&state);
    return err == ERR_NOT_FOUND || err == ERR_CORRUPT ? ERR_OK : err;
}

static enum err fill_repair(struct proving *proving, struct proof_request *request,
                            struct buffer *lines, struct error *error)
{
    const struct proof_places *places = &proving->walk.places;
    enum err err = ERR_OK;
    size_t at = 0;
    for (; err == ERR_OK && at < places->count && lines->len < PROOF_STATES_BYTES; at++) {
        const struct proof_item *item = proof_set_at(&proving->set, places->places[at]);
        if (item == NULL) {
            proof_places_add(&request->want, places->places[at]);
            continue;
        }
        err = offer(proving, &item->id, lines, error);
        request->lines++;
    }
    proving->asked = at;
    return err;
}

static enum err fill(struct proving *proving, struct proof_request *request, struct buffer *lines,
                     struct error *error)
{
    switch (proving->step) {
    case PROOF_BEGIN:
        return fill_begin(proving, request, lines, error);
    case PROOF_WALK:
        fill_walk(proving, request, lines);
        return ERR_OK;
    case PROOF_REPAIR:
        return fill_repair(proving, request, lines, error);
    default:
        fill_sum(proving, request);
        request->left = proving->row.left;
        request->blobs_sent = proving->row.sent;
        request->blobs_gone = proving->row.gone;
        return ERR_OK;
    }
}

enum err proving_build(struct proving *proving, struct buffer *body, enum proving_next *next,
                       struct error *error)
{
    struct proof_request request = {.proof = proving->set.proof, .step = proving->step};
    struct buffer lines;
    int64_t entries = 0;
    enum err err = count_entries(proving, &entries, error);
    *next = entries == proving->entries ? PROVING_MORE : PROVING_STALE;
    if (err != ERR_OK || *next == PROVING_STALE)
        return err;
    buffer_init(&lines, PROOF_BODY_MAX);
    err = fill(proving, &request, &lines, error);
    if (err == ERR_OK
        && (!proof_request_format(&request, body) || lines.failed
            || !buffer_append(body, lines.data, lines.len)))
        err = error_set(error, ERR_TOO_LARGE, "a proof's request is too long");
    buffer_clear(&lines);
    proof_request_clear(&request);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "proof");
}

// What the office's state of a record makes of ours: joined with it, or, where ours is damaged, put
// in its place.
static enum err take_state(struct proving *proving, struct span state, const uint8_t mac[MAC_BYTES],
                           struct uuid *id, struct error *error)
{
    struct store *store = proving->options.store;
    struct replica_row row = {0};
    struct record record;
    struct arena arena;
    arena_init(&arena, 64 << 20);
    enum err err = record_parse(state, &arena, &record, error);
    if (err == ERR_OK) {
        *id = record.id;
        record_clear(&record);
    }
    arena_clear(&arena);
    if (err != ERR_OK)
        return err;
    bool bad = proof_places_has(&proving->bad, proof_set_place(id));
    err = replica_get(store, id, &row, error);
    if (err == ERR_CORRUPT || (err == ERR_OK && (bad || !is_record(row.state))))
        err = span_equal(row.state, state) ? ERR_OK : replica_mend(store, state, mac, error);
    else if (err == ERR_OK || err == ERR_NOT_FOUND)
        err = replica_merge(store, state, mac, error);
    return err;
}

static enum err put_present(struct proving *proving, const struct uuid *id, struct span state,
                            struct error *error)
{
    struct replica_row row;
    enum err err = replica_get(proving->options.store, id, &row, error);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND || err == ERR_CORRUPT ? ERR_OK : err;
    proving->mended += span_equal(row.state, state);
    proof_set_put(&proving->set, id, row.state);
    return ERR_OK;
}

static enum err take_line(struct proving *proving, struct span line, struct error *error)
{
    uint8_t mac[MAC_BYTES];
    struct span state;
    struct uuid id;
    enum err err = state_line_parse(line, mac, &state, error);
    if (err != ERR_OK)
        return error_set(error, ERR_PROTOCOL, "a line is no state");
    err = take_state(proving, state, mac, &id, error);
    return err == ERR_OK ? put_present(proving, &id, state, error) : err;
}

// One transaction, so that a crash leaves all of it or nothing.
static enum err take_states(struct proving *proving, struct span rest, int64_t lines,
                            struct error *error)
{
    struct store *store = proving->options.store;
    struct span line;
    bool cut = false;
    int64_t count = 0;
    enum err err = store_begin(store, error);
    if (err != ERR_OK)
        return err;
    while (err == ERR_OK && wire_line(&rest, &line, &cut) && !cut) {
        err = take_line(proving, line, error);
        count++;
    }
    if (err == ERR_OK && (cut || count != lines))
        err = error_set(error, ERR_PROTOCOL, "not all lines came");
    if (err == ERR_OK)
        return store_commit(store, error);
    store_rollback(store);
    return err;
}

static void set_aside(struct proving *proving, const struct proof_places *aside)
{
    for (size_t i = 0; i < aside->count; i++) {
        const struct proof_item *item = proof_set_at(&proving->set, aside->places[i]);
        if (item == NULL)
            continue;
        struct uuid id = item->id;
        proof_set_drop(&proving->set, &id);
        proving->row.aside++;
    }
}

// The next thing to do: look closer, repair what is known to differ, or say that it is over.
static void choose_step(struct proving *proving)
{
    if (proving->walk.places.count > 0
        && (proving->walk.range_count == 0 || proving->walk.full
            || proving->walk.places.count == PROOF_PLACES_MAX))
        proving->step = PROOF_REPAIR;
    else if (proving->walk.range_count > 0)
        proving->step = PROOF_WALK;
    else
        proving->step = PROOF_END;
}

// After a repair: it is over when both sums are the same or nothing moves any more.
static void after_repair(struct proving *proving, const struct proof_reply *reply)
{
    struct proof_places *places = &proving->walk.places;
    struct digest digest;
    proving->row.differences += (int64_t)proving->asked - proving->row.left;
    places->count -= proving->asked;
    memmove(places->places, places->places + proving->asked,
            places->count * sizeof *places->places);
    proof_set_digest(&proving->set, &digest);
    bool same = digest_equal(&digest, &reply->digest) && reply->count == proving->set.count;
    size_t settled = proving->mended + reply->aside.count;
    proving->row.left = same || settled > proving->asked ? 0 : (int64_t)(proving->asked - settled);
    proving->row.differences -= (int64_t)reply->aside.count;
    if (same)
        proof_walk_clear(&proving->walk);
    choose_step(proving);
    // Something else must differ: another pass from the top, as long as each one mends something.
    if (proving->step != PROOF_END || same || proving->mended == 0
        || ++proving->passes > PASSES_MAX)
        return;
    proof_walk_clear(&proving->walk);
    proving->walk.ranges = mem_alloc_array(1, sizeof *proving->walk.ranges);
    proving->walk.range_count = proving->walk.range_cap = 1;
    proving->step = PROOF_WALK;
}

static enum err hear_ranges(struct proving *proving, struct span rest, int64_t lines,
                            struct error *error)
{
    struct span line;
    bool cut = false;
    int64_t count = 0;
    while (wire_line(&rest, &line, &cut) && !cut) {
        struct proof_told told;
        enum err err = proof_walk_hear(&proving->set, line, &proving->walk, &told, error);
        if (err != ERR_OK)
            return error_set(error, ERR_PROTOCOL, "proof: %s", error->detail);
        count++;
    }
    if (cut || count != lines)
        return error_set(error, ERR_PROTOCOL, "proof: not all lines came");
    choose_step(proving);
    return ERR_OK;
}

static enum err end(struct proving *proving, const struct proof_reply *reply, struct error *error)
{
    struct proof_log_row *row = &proving->row;
    char digest[HASH_TEXT];
    row->at_ms = clock_wall_ms(&proving->options.clock);
    row->equal = reply->answer == PROOF_EQUAL && digest_equal(&reply->digest, &row->digest);
    digest_format(&row->digest, digest);
    log_write(&proving->options.log, row->equal && row->gone == 0 ? LOG_INFO : LOG_ALARM, "proof",
              "%" PRId64 " records, digest %s, %s; %" PRId64 " differed, %" PRId64 " still do",
              row->items, digest, row->equal ? "the office has the same" : "the office has another",
              row->differences, row->left);
    return proof_log_put(proving->options.store, row, error);
}

static enum err hear_step(struct proving *proving, const struct proof_reply *reply,
                          struct span rest, enum proving_next *next, struct error *error)
{
    bool over = reply->answer == PROOF_EQUAL || reply->answer == PROOF_DIFFERS;
    enum err err = ERR_OK;
    if (proving->step == PROOF_BEGIN)
        err = proving_blobs(&proving->options, reply, &proving->row, error);
    if (err != ERR_OK)
        return err;
    if (proving->step == PROOF_BEGIN && over && proving->row.sent + proving->row.gone > 0) {
        proving->step = PROOF_END; // equal, and the office is told what became of files
        return ERR_OK;
    }
    if (over) {
        *next = PROVING_DONE;
        return end(proving, reply, error);
    }
    if (proving->step != PROOF_REPAIR)
        return hear_ranges(proving, rest, reply->lines, error);
    set_aside(proving, &reply->aside);
    proving->mended = 0;
    for (size_t i = 0; i < reply->bad.count; i++)
        proof_places_add(&proving->bad, reply->bad.places[i]);
    err = take_states(proving, rest, reply->lines, error);
    if (err == ERR_OK)
        after_repair(proving, reply);
    return err;
}

enum err proving_hear(struct proving *proving, struct span body, int64_t bytes,
                      enum proving_next *next, struct error *error)
{
    struct proof_reply reply = {0};
    struct span rest;
    enum err err = proof_reply_parse(body, &reply, &rest, error);
    proving->row.round_trips++;
    proving->row.bytes += bytes;
    *next = PROVING_MORE;
    if (err == ERR_OK && (reply.answer == PROOF_STALE || reply.answer == PROOF_GONE))
        *next = PROVING_STALE;
    else if (err == ERR_OK)
        err = hear_step(proving, &reply, rest, next, error);
    proof_reply_clear(&reply);
    return err;
}
