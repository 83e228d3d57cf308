// SPDX-License-Identifier: Apache-2.0
#include "agent/blobs/fetch.h"

#include "agent/blobs/retry.h"
#include "agent/store/setting.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>

enum {
    CHUNK_DEFAULT = 256 << 10,
    IN_FLIGHT_MOST = 4,
    CALL_TIMEOUT_MS = 120000,
    HALVED_MOST = 4,
    FAULTS_MOST = 6, // from then on it waits for an exchange, as what the office does not have
    // Pauses of a blob that the office does not have, doubled each time.
    PAUSE_FIRST_MS = 10000,
    DOUBLED_MOST = 9,
    REPLY_EXTRA = 64 << 10
};
// What comes by itself leaves this much free: thinning (agent/sync) begins at half of it.
#define FREE_MIN_BYTES (4 * SHELF_FREE_MIN_BYTES)

// One blob of this round.
struct fetch {
    struct outgoing_row row;
    uint64_t have; // bytes of it that are here
    char path[160], range[64];
    struct http_header header;
    struct transport_call call;
    struct transport_reply reply;
    struct transport_ticket ticket;
    bool begun, whole, placed; // whole: to be put in place; placed: it stands on the shelf already
};

// What a 206 says of itself.
struct piece {
    uint64_t from, to, total;
};

static enum err read_piece(struct fetch *fetch, struct piece *out, struct error *error)
{
    static const char unit[] = "bytes ";
    char text[80], *dash, *slash;

    if (!transport_reply_header(&fetch->reply, "Content-Range", text, sizeof text)
        || strncmp(text, unit, strlen(unit)) != 0 || (dash = strchr(text, '-')) == NULL
        || (slash = strchr(dash, '/')) == NULL)
        return error_set(error, ERR_PROTOCOL, "a piece that does not say which");
    *dash = *slash = '\0';
    if (!text_parse_u64(span_of(text + strlen(unit)), &out->from)
        || !text_parse_u64(span_of(dash + 1), &out->to)
        || !text_parse_u64(span_of(slash + 1), &out->total) || out->to < out->from
        || out->to >= out->total || out->total > INT64_MAX || out->from != fetch->have
        || fetch->reply.body.len > out->to - out->from + 1)
        return error_set(error, ERR_PROTOCOL, "another piece than was asked for");
    return ERR_OK;
}

// It is at fault itself, or storage is: the others go on, and it is tried again after a pause.
static void rest(const struct fetch_options *options, struct fetch *fetch, const char *why)
{
    struct outgoing_row *row = &fetch->row;
    unsigned doubled = (unsigned)(row->tries < DOUBLED_MOST ? row->tries : DOUBLED_MOST);
    int64_t pause_ms = (int64_t)PAUSE_FIRST_MS << doubled;
    if (row->tries >= FAULTS_MOST)
        row->state = OUTGOING_ABSENT;
    row->tries++;
    row->next_try_ms
        = clock_wall_ms(&options->clock)
          + (pause_ms < INCOMING_PAUSE_MOST_MS ? pause_ms : (int64_t)INCOMING_PAUSE_MOST_MS);
    text_copy(row->reason, sizeof row->reason, span_of(why));
}

// The office does not have it for this record: perhaps for another one that names it.
static enum err miss(const struct fetch_options *options, struct fetch *fetch, struct error *error)
{
    bool wrapped = false;
    enum err err = incoming_turn(options->store, &fetch->row, &wrapped, error);
    if (err == ERR_OK && wrapped) {
        rest(options, fetch, "");
        fetch->row.state = OUTGOING_ABSENT;
    }
    return err;
}

// What is here of it is of no use.
static void start_over(const struct fetch_options *options, struct fetch *fetch, const char *why)
{
    char name[HASH_TEXT];
    digest_format(&fetch->row.digest, name);
    log_write(&options->log, LOG_WARN, "sync", "blob %s: %s; it is fetched again later", name, why);
    shelf_part_remove(options->disk, &fetch->row.digest, NULL);
    fetch->row.size = 0;
    rest(options, fetch, why);
}

// All bytes are here: are they the ones?
static void seal(const struct fetch_options *options, struct fetch *fetch)
{
    struct error why;
    error_clear(&why);
    enum err err = shelf_part_seal(options->disk, &fetch->row.digest, fetch->row.size, &why);
    fetch->whole = err == ERR_OK;
    if (err != ERR_OK)
        start_over(options, fetch, why.detail);
}

static enum err write_at(const struct fetch_options *options, struct fetch *fetch, uint64_t at,
                         struct error *error)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    enum err err = shelf_part_open(options->disk, &fetch->row.digest, &file, &size, error);
    if (err != ERR_OK)
        return err;
    if (size > at)
        err = options->disk->truncate(file, at);
    if (err == ERR_OK)
        err = options->disk->write(file, at, fetch->reply.body.data, fetch->reply.body.len);
    if (err != ERR_OK) // half a piece is none
        options->disk->truncate(file, at);
    options->disk->close(file);
    return err == ERR_OK ? ERR_OK : error_set(error, err, "a piece cannot be written");
}

// Storage fails for this one: the others, smaller ones, may still fit.
static void take_bytes(const struct fetch_options *options, struct fetch *fetch, uint64_t at,
                       struct fetch_outcome *out)
{
    struct error why;
    error_clear(&why);
    if (write_at(options, fetch, at, &why) != ERR_OK) {
        rest(options, fetch, why.detail);
        return;
    }
    fetch->have = at + fetch->reply.body.len;
    out->bytes += fetch->reply.body.len;
    if (options->breaks != NULL)
        *options->breaks -= *options->breaks > 0; // back to whole chunks step by step
    fetch->row.reason[0] = '\0';
    if (fetch->have == fetch->row.size)
        seal(options, fetch);
}

static void take_piece(const struct fetch_options *options, struct fetch *fetch,
                       struct fetch_outcome *out)
{
    struct piece piece;
    struct error why;
    error_clear(&why);
    enum err err = read_piece(fetch, &piece, &why);
    if (err == ERR_OK && fetch->reply.body.len == 0)
        err = error_set(&why, ERR_PROTOCOL, "a piece without a byte");
    if (err != ERR_OK || (fetch->have > 0 && fetch->row.size != piece.total)) {
        start_over(options, fetch, err != ERR_OK ? why.detail : "its length changed on the way");
        return;
    }
    fetch->row.size = piece.total;
    take_bytes(options, fetch, fetch->have, out);
}

// Only the blob itself is an answer without a range; anything else comes from somebody in between.
static enum err take_all(const struct fetch_options *options, struct fetch *fetch,
                         struct fetch_outcome *out, struct error *error)
{
    struct digest digest;
    hash_once(fetch->reply.body.data, fetch->reply.body.len, &digest);
    if (!digest_equal(&digest, &fetch->row.digest))
        return error_set(error, ERR_PROTOCOL, "not the answer of an office: other bytes");
    fetch->row.size = fetch->reply.body.len;
    take_bytes(options, fetch, 0, out);
    return ERR_OK;
}

static enum err take_refusal(const struct fetch_options *options, struct fetch *fetch,
                             struct fetch_outcome *out, struct error *error)
{
    int status = fetch->reply.status;
    struct error why;
    bool wipe = false;
    int64_t after_ms = 0;
    error_clear(&why);
    enum err code = retry_read(&fetch->reply, &wipe, &after_ms, &why);
    if (status == 416) {
        start_over(options, fetch, "the office has less of it than is here");
        return ERR_OK;
    }
    if (retry_is_general(code, status)) {
        out->wipe = wipe;
        out->retry_after_ms = after_ms;
        return error_set(error, code, "%s", why.detail);
    }
    if (status == 404 || status == 410)
        return miss(options, fetch, error);
    rest(options, fetch, why.detail);
    return ERR_OK;
}

static enum err take(const struct fetch_options *options, struct fetch *fetch,
                     struct fetch_outcome *out, struct error *error)
{
    enum err err = fetch->ticket.result;
    if (err != ERR_OK) {
        if (options->breaks != NULL)
            *options->breaks += *options->breaks < HALVED_MOST;
        return error_set(error, err, "%s", fetch->ticket.error.detail);
    }
    if (fetch->reply.status == 206)
        take_piece(options, fetch, out);
    else if (fetch->reply.status == 200)
        return take_all(options, fetch, out, error);
    else
        return take_refusal(options, fetch, out, error);
    return ERR_OK;
}

static void begin(const struct fetch_options *options, struct fetch *fetch,
                  struct fetch_outcome *out)
{
    char digest[HASH_TEXT], record[UUID_TEXT];
    unsigned halved = options->breaks != NULL ? *options->breaks : 0;
    size_t most = options->chunk_bytes != 0 ? options->chunk_bytes : CHUNK_DEFAULT;
    uint64_t chunk = most >> halved > 0 ? most >> halved : 1;
    digest_format(&fetch->row.digest, digest);
    uuid_format(&fetch->row.record, record);
    snprintf(fetch->path, sizeof fetch->path, "/v1/blobs/%s?record=%s", digest, record);
    snprintf(fetch->range, sizeof fetch->range, "bytes=%llu-%llu", (unsigned long long)fetch->have,
             (unsigned long long)(fetch->have + chunk - 1));
    fetch->header = (struct http_header){"Range", fetch->range};
    fetch->call = (struct transport_call){.method = HTTP_GET,
                                          .path = fetch->path,
                                          .headers = &fetch->header,
                                          .header_count = 1,
                                          .timeout_ms = CALL_TIMEOUT_MS};
    transport_reply_init(&fetch->reply, (size_t)chunk + REPLY_EXTRA);
    fetch->ticket = (struct transport_ticket){.call = &fetch->call, .reply = &fetch->reply};
    fetch->begun = options->transport->begin(options->transport->ctx, &fetch->ticket) == ERR_OK;
    out->requests += fetch->begun;
    if (!fetch->begun)
        rest(options, fetch, "no request could be made");
}

// How far it is: on the shelf, whole beside it, or to be asked for.
static void prepare(const struct fetch_options *options, struct fetch *fetch,
                    struct fetch_outcome *out)
{
    const struct digest *digest = &fetch->row.digest;
    struct disk_file *file = NULL;
    struct error why;
    uint64_t size = 0;
    error_clear(&why);
    if (shelf_size(options->disk, digest, &size, NULL) == ERR_OK
        && shelf_verify(options->disk, digest, size, NULL) == ERR_OK) {
        fetch->row.size = size;
        fetch->placed = true;
        return;
    }
    enum err err = shelf_part_open(options->disk, digest, &file, &fetch->have, &why);
    if (err != ERR_OK) {
        rest(options, fetch, why.detail);
        return;
    }
    options->disk->close(file);
    if (fetch->row.size == 0 && fetch->have > 0) { // a crash: its length was not kept
        shelf_part_remove(options->disk, digest, NULL);
        fetch->have = 0;
    }
    if (fetch->have > 0 && fetch->have >= fetch->row.size)
        seal(options, fetch);
    else
        begin(options, fetch, out);
}

// Keeps what became of one. The row may have changed while the reply was under way: taken in here
// by a person, or gone with its site.
static enum err keep(const struct fetch_options *options, struct fetch *fetch,
                     struct fetch_outcome *out, struct error *error)
{
    struct outgoing_row now;
    enum err err = outgoing_get(options->store, &fetch->row.digest, &now, error);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || now.state != OUTGOING_WANTED)
        return shelf_part_remove(options->disk, &fetch->row.digest, error);
    err = ERR_OK;
    if (fetch->whole)
        err = shelf_part_place(options->disk, &fetch->row.digest, error);
    if (err == ERR_OK && (fetch->whole || fetch->placed)) {
        fetch->row.state = OUTGOING_RECEIVED;
        fetch->row.present = true;
        fetch->row.offset = fetch->row.size;
        fetch->row.tries = fetch->row.next_try_ms = 0;
        fetch->row.reason[0] = '\0';
        out->finished++;
    }
    return err == ERR_OK ? outgoing_put(options->store, &fetch->row, error) : err;
}

// What became of all of them is kept in one transaction.
static enum err keep_all(const struct fetch_options *options, struct fetch *fetches, size_t count,
                         struct fetch_outcome *out, struct error *error)
{
    enum err err = store_begin(options->store, error);
    if (err != ERR_OK)
        return err;
    for (size_t i = 0; i < count && err == ERR_OK; i++)
        err = keep(options, &fetches[i], out, error);
    if (err == ERR_OK)
        return store_commit(options->store, error);
    store_rollback(options->store);
    return err;
}

static enum err run(const struct fetch_options *options, struct fetch *fetches, size_t count,
                    struct fetch_outcome *out, struct error *error)
{
    enum err result = ERR_OK;
    for (size_t i = 0; i < count; i++)
        prepare(options, &fetches[i], out);
    for (size_t i = 0; i < count; i++)
        while (fetches[i].begun && !fetches[i].ticket.done)
            options->transport->wait(options->transport->ctx);
    for (size_t i = 0; i < count; i++) {
        struct error why;
        error_clear(&why);
        enum err err = fetches[i].begun ? take(options, &fetches[i], out, &why) : ERR_OK;
        if (result == ERR_OK && err != ERR_OK)
            result = error_set(error, err, "%s", why.detail);
    }
    enum err kept = keep_all(options, fetches, count, out, result == ERR_OK ? error : NULL);
    return result != ERR_OK ? result : kept;
}

static uint64_t most_bytes(struct store *store)
{
    struct buffer text;
    uint64_t mib = FETCH_MOST_MIB;
    buffer_init(&text, 20);
    if (setting_read(store, FETCH_MOST_SETTING, &text, NULL) == ERR_OK)
        text_parse_u64((struct span){text.data, text.len}, &mib);
    buffer_clear(&text);
    return mib > UINT64_MAX >> 20 ? UINT64_MAX : mib << 20;
}

// Whether there is room: for what somebody asked for, and for what comes by itself.
static bool room(const struct fetch_options *options, const struct incoming_figures *figures,
                 bool *asked_only)
{
    uint64_t free_bytes = 0;
    if (options->disk->free_bytes(options->disk->ctx, &free_bytes) != ERR_OK)
        return false;
    *asked_only = free_bytes < FREE_MIN_BYTES
                  || (uint64_t)figures->small_bytes >= most_bytes(options->store);
    return free_bytes >= 2 * SHELF_FREE_MIN_BYTES;
}

int64_t fetch_due_in_ms(const struct fetch_options *options)
{
    struct incoming_figures figures;
    bool asked_only = false;
    if (incoming_figures(options->store, &figures, NULL) != ERR_OK || figures.wanted == 0
        || !room(options, &figures, &asked_only))
        return -1;
    int64_t at_ms = asked_only ? figures.next_asked_try_ms : figures.next_try_ms;
    int64_t in_ms = at_ms - clock_wall_ms(&options->clock);
    if (at_ms < 0)
        return -1;
    return in_ms > 0 && in_ms <= INCOMING_PAUSE_MOST_MS ? in_ms : 0;
}

enum err fetch_round(const struct fetch_options *options, struct fetch_outcome *out,
                     struct error *error)
{
    struct outgoing_row rows[IN_FLIGHT_MOST];
    struct fetch fetches[IN_FLIGHT_MOST];
    struct incoming_question question = {.now_ms = clock_wall_ms(&options->clock)};
    struct incoming_figures figures;
    struct outgoing_few few
        = {.rows = rows,
           .max = options->in_flight > IN_FLIGHT_MOST ? IN_FLIGHT_MOST : options->in_flight};
    *out = (struct fetch_outcome){0};
    enum err err = incoming_figures(options->store, &figures, error);
    if (err != ERR_OK || figures.wanted == 0 || !room(options, &figures, &question.asked_only))
        return err;
    err = incoming_next(options->store, &question, &few, error);
    if (err != ERR_OK || few.count == 0)
        return err;
    out->tried = few.count;
    for (size_t i = 0; i < few.count; i++)
        fetches[i] = (struct fetch){.row = rows[i]};
    err = run(options, fetches, few.count, out, error);
    for (size_t i = 0; i < few.count; i++)
        transport_reply_clear(&fetches[i].reply);
    return err;
}
