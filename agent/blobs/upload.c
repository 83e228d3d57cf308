// SPDX-License-Identifier: Apache-2.0
#include "agent/blobs/upload.h"

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
    HEADERS_MOST = 8,
    TRIES_WITHOUT_PAUSE = 3,
    HALVED_MOST = 4
};

// One blob's request of this round.
struct upload {
    struct outgoing_row row;
    enum http_method method;
    struct http_header headers[HEADERS_MOST];
    char length_text[24], offset_text[24], checksum[64], metadata[512];
    size_t header_count;
    struct buffer chunk;
    struct transport_call call;
    struct transport_reply reply;
    struct transport_ticket ticket;
    bool begun, finished;
};

// Parcels have a place of their own, so that an office that cannot open them does not take them.
static const char *collection_of(const struct outgoing_row *row)
{
    return row->lane == LANE_PARCEL ? "/v1/parcels" : "/v1/blobs";
}

static bool is_address(const struct outgoing_row *row)
{
    size_t len = strlen(collection_of(row));
    return strncmp(row->upload, collection_of(row), len) == 0 && row->upload[len] == '/';
}

static void add_header(struct upload *upload, const char *name, const char *value)
{
    upload->headers[upload->header_count++] = (struct http_header){name, value};
}

static enum err read_chunk(const struct upload_options *options, struct upload *upload,
                           struct error *error)
{
    // A line that breaks before a whole chunk is through gets smaller ones, until they pass.
    unsigned halved = (unsigned)(upload->row.tries < HALVED_MOST ? upload->row.tries : HALVED_MOST);
    uint64_t most = (options->chunk_bytes != 0 ? options->chunk_bytes : CHUNK_DEFAULT) >> halved;
    uint64_t left = upload->row.size - upload->row.offset;
    size_t want = (size_t)(left < most ? left : most), got = 0;
    struct disk_file *file = NULL;
    enum err err = shelf_open(options->disk, &upload->row.digest, &file, error);
    if (err != ERR_OK)
        return err;
    buffer_init(&upload->chunk, want + 1);
    char *room = buffer_reserve(&upload->chunk, want);
    err = options->disk->read(file, upload->row.offset, room, want, &got);
    options->disk->close(file);
    if (err == ERR_OK && got != want)
        err = ERR_CORRUPT;
    if (err != ERR_OK)
        return error_set(error, err, "%zu of %zu bytes could be read", got, want);
    upload->chunk.len = want;
    return ERR_OK;
}

static void add_chunk_headers(struct upload *upload)
{
    struct digest digest;
    struct buffer text;
    buffer_init(&text, sizeof upload->checksum - 1);
    hash_once(upload->chunk.data, upload->chunk.len, &digest);
    buffer_append_text(&text, "sha256 ");
    buffer_append_base64(&text, digest.bytes, sizeof digest.bytes);
    text_copy(upload->checksum, sizeof upload->checksum, (struct span){text.data, text.len});
    buffer_clear(&text);
    add_header(upload, "Content-Type", "application/offset+octet-stream");
    add_header(upload, "Upload-Checksum", upload->checksum);
}

static void add_pair(struct buffer *out, const char *key, const char *value)
{
    buffer_append_text(out, out->len > 0 ? "," : "");
    buffer_append_text(out, key);
    buffer_append_char(out, ' ');
    buffer_append_base64(out, value, strlen(value));
}

static void add_metadata(struct upload *upload)
{
    char digest[HASH_TEXT], site[UUID_TEXT], record[UUID_TEXT];
    struct buffer text;
    buffer_init(&text, sizeof upload->metadata - 1);
    digest_format(&upload->row.digest, digest);
    uuid_format(&upload->row.site, site);
    uuid_format(&upload->row.record, record);
    add_pair(&text, "sha256", digest);
    if (upload->row.lane != LANE_PARCEL) { // which is of no site and no record
        add_pair(&text, "site", site);
        add_pair(&text, "record", record);
        add_pair(&text, "lane", lane_name(upload->row.lane));
    }
    text_copy(upload->metadata, sizeof upload->metadata, (struct span){text.data, text.len});
    buffer_clear(&text);
    add_header(upload, "Upload-Metadata", upload->metadata);
}

// Without an address: create, with the first chunk along. After a failure, which the row's reason
// tells: ask where the office stands. Else: go on.
static enum err prepare(const struct upload_options *options, struct upload *upload,
                        struct error *error)
{
    struct outgoing_row *row = &upload->row;
    enum err err = ERR_OK;
    bool create = row->upload[0] == '\0';
    upload->method = create ? HTTP_POST : row->reason[0] != '\0' ? HTTP_HEAD : HTTP_PATCH;
    if (create)
        row->offset = 0;
    if (upload->method != HTTP_HEAD)
        err = read_chunk(options, upload, error);
    if (err != ERR_OK)
        return err;
    add_header(upload, "Tus-Resumable", "1.0.0");
    if (create) {
        snprintf(upload->length_text, sizeof upload->length_text, "%llu",
                 (unsigned long long)row->size);
        add_header(upload, "Upload-Length", upload->length_text);
        add_metadata(upload);
    } else if (upload->method == HTTP_PATCH) {
        snprintf(upload->offset_text, sizeof upload->offset_text, "%llu",
                 (unsigned long long)row->offset);
        add_header(upload, "Upload-Offset", upload->offset_text);
    }
    if (upload->method != HTTP_HEAD)
        add_chunk_headers(upload);
    upload->call = (struct transport_call){
        upload->method,       create ? collection_of(row) : row->upload, upload->headers,
        upload->header_count, {upload->chunk.data, upload->chunk.len},   CALL_TIMEOUT_MS};
    transport_reply_init(&upload->reply, 64 << 10);
    upload->ticket = (struct transport_ticket){.call = &upload->call, .reply = &upload->reply};
    return ERR_OK;
}

static void forget_upload(struct outgoing_row *row)
{
    row->upload[0] = '\0';
    row->offset = 0;
}

// The next request asks the office for its offset.
static void ask(struct outgoing_row *row, const char *why)
{
    text_copy(row->reason, sizeof row->reason, span_of(why[0] == '\0' ? "failed" : why));
}

// A failure of this blob alone: again, without a pause only a few times.
static void again(const struct upload_options *options, struct outgoing_row *row, const char *why)
{
    row->tries++;
    ask(row, why);
    if (row->tries > TRIES_WITHOUT_PAUSE)
        row->next_try_ms = clock_wall_ms(&options->clock)
                           + retry_delay_ms((unsigned)row->tries, 0, &options->random);
}

static void attention(struct outgoing_row *row, const char *why)
{
    row->state = OUTGOING_ATTENTION;
    text_copy(row->reason, sizeof row->reason, span_of(why));
    forget_upload(row);
}

static void mark_delivered(const struct upload_options *options, struct upload *upload)
{
    struct outgoing_row *row = &upload->row;
    char epoch[24], commit[24], ours[24] = "";
    struct buffer stored;
    buffer_init(&stored, sizeof ours - 1);
    if (setting_read(options->store, "epoch", &stored, NULL) == ERR_OK)
        text_copy(ours, sizeof ours, (struct span){stored.data, stored.len});
    buffer_clear(&stored);
    row->commit = 0; // a commit number means something only within its epoch
    if (transport_reply_header(&upload->reply, "Plumb-Epoch", epoch, sizeof epoch)
        && strcmp(epoch, ours) == 0
        && transport_reply_header(&upload->reply, "Plumb-Commit", commit, sizeof commit))
        text_parse_u64(span_of(commit), &row->commit);
    row->state = OUTGOING_DELIVERED;
    row->delivered_ms = clock_wall_ms(&options->clock);
    row->upload[0] = row->reason[0] = '\0';
    row->offset = row->size;
    row->tries = 0;
    upload->finished = true;
}

static bool reply_offset(const struct upload *upload, uint64_t *out)
{
    char text[24];
    return transport_reply_header(&upload->reply, "Upload-Offset", text, sizeof text)
           && text_parse_u64(span_of(text), out) && *out <= upload->row.size;
}

static void take_success(const struct upload_options *options, struct upload *upload,
                         uint64_t *bytes)
{
    struct outgoing_row *row = &upload->row;
    uint64_t offset = 0, before = row->offset;
    bool stated = reply_offset(upload, &offset);
    if (!stated)
        offset = 0; // a creation without an offset took no data; nonsense counts as none
    if (upload->method == HTTP_POST) {
        if (!transport_reply_header(&upload->reply, "Location", row->upload, sizeof row->upload)
            || !is_address(row)) {
            forget_upload(row);
            if (!stated || offset != row->size) {
                again(options, row, "creation answered without an address");
                return;
            }
        }
    } else if (!stated) {
        again(options, row, "answered without an offset");
        return;
    }
    row->offset = offset;
    row->reason[0] = '\0';
    if (upload->method == HTTP_PATCH && offset <= before) {
        again(options, row, "answered without taking the chunk");
        return;
    }
    if (upload->method != HTTP_HEAD && offset > before) {
        row->tries -= row->tries > 0; // back to whole chunks step by step
        row->next_try_ms = 0;
        *bytes += offset - before;
    }
    if (offset == row->size && upload->method != HTTP_HEAD)
        mark_delivered(options, upload);
    else if (offset == row->size)
        forget_upload(row); // complete, but its receipt was lost: creating it again answers "held"
                            // with the commit
}

// A refusal that concerns this blob only.
static void take_refusal(const struct upload_options *options, struct upload *upload,
                         const struct error *why)
{
    struct outgoing_row *row = &upload->row;
    switch (upload->reply.status) {
    case 409:
    case 460:
        again(options, row, why->detail);
        break;
    case 404:
    case 410:
        forget_upload(row);
        again(
            options, row,
            row->lane == LANE_PARCEL && upload->method == HTTP_POST
                ? "办公室的程序太旧,不能收包裹;升级后自动继续 the office's program is too old for "
                  "parcels; it goes on by itself once that is upgraded"
                : why->detail);
        break;
    case 422: // the whole does not match: ours, or what arrived
        forget_upload(row);
        if (shelf_verify(options->disk, &row->digest, row->size, NULL) == ERR_OK)
            again(options, row, why->detail);
        else
            attention(row, "damaged on this tablet: its bytes no longer match its digest");
        break;
    default:
        attention(row, why->detail);
    }
}

static enum err take(const struct upload_options *options, struct upload *upload,
                     struct upload_outcome *out, struct error *error)
{
    int status = upload->reply.status;
    struct error why;
    bool wipe = false;
    int64_t after_ms = 0;
    enum err err = upload->ticket.result;
    error_clear(&why);
    if (err != ERR_OK) { // nothing is known of the office's offset now: the next request asks
        ask(&upload->row, upload->ticket.error.detail);
        upload->row.tries += upload->method != HTTP_HEAD && upload->row.tries < HALVED_MOST;
        error_set(error, err, "%s", upload->ticket.error.detail);
    } else if (status == 200 || status == 201 || status == 204) {
        take_success(options, upload, &out->bytes);
    } else {
        enum err code = retry_read(&upload->reply, &wipe, &after_ms, &why);
        if (upload->method == HTTP_HEAD && status < 500 && status != 429)
            code = ERR_NOT_FOUND; // the answer to HEAD has no body to read
        if (retry_is_general(code, status)) {
            err = error_set(error, code, "%s", why.detail);
            out->wipe = wipe;
            out->retry_after_ms = after_ms;
            ask(&upload->row, why.detail);
        } else {
            take_refusal(options, upload, &why);
        }
    }
    enum err put = outgoing_put(options->store, &upload->row, err == ERR_OK ? error : NULL);
    return err != ERR_OK ? err : put;
}

static void send(const struct upload_options *options, struct upload *uploads, size_t count,
                 struct upload_outcome *out)
{
    for (size_t i = 0; i < count; i++) {
        struct error why;
        error_clear(&why);
        if (prepare(options, &uploads[i], &why)
            != ERR_OK) { // its file cannot be read: the next one can
            attention(&uploads[i].row, why.detail);
            outgoing_put(options->store, &uploads[i].row, NULL);
            continue;
        }
        out->tried++;
        uploads[i].begun
            = options->transport->begin(options->transport->ctx, &uploads[i].ticket) == ERR_OK;
    }
    for (size_t i = 0; i < count; i++)
        while (uploads[i].begun && !uploads[i].ticket.done)
            options->transport->wait(options->transport->ctx);
}

// What became of all of them is kept in one transaction: one sync of the disk, not one for each.
static enum err run(const struct upload_options *options, struct upload *uploads, size_t count,
                    struct upload_outcome *out, struct error *error)
{
    struct error why;
    send(options, uploads, count, out);
    enum err kept = store_begin(options->store, error);
    if (kept != ERR_OK)
        return kept;
    enum err result = ERR_OK;
    for (size_t i = 0; i < count; i++) {
        if (!uploads[i].begun)
            continue;
        enum err err = take(options, &uploads[i], out, result == ERR_OK ? error : NULL);
        out->finished += uploads[i].finished;
        if (result == ERR_OK)
            result = err;
    }
    error_clear(&why);
    kept = store_commit(options->store, &why);
    if (kept == ERR_OK || result != ERR_OK)
        return result;
    return error_set(error, kept, "%s", why.detail);
}

enum err upload_round(const struct upload_options *options, struct upload_outcome *out,
                      struct error *error)
{
    struct outgoing_row rows[IN_FLIGHT_MOST];
    struct upload uploads[IN_FLIGHT_MOST];
    size_t most = options->in_flight > IN_FLIGHT_MOST ? IN_FLIGHT_MOST : options->in_flight;
    struct outgoing_few few = {.rows = rows, .max = most};
    *out = (struct upload_outcome){0};
    enum err err = outgoing_next(options->store, clock_wall_ms(&options->clock), &few, error);
    size_t count = few.count;
    if (err != ERR_OK)
        return err;
    for (size_t i = 0; i < count; i++)
        uploads[i] = (struct upload){.row = rows[i]};
    err = run(options, uploads, count, out, error);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&uploads[i].chunk);
        transport_reply_clear(&uploads[i].reply);
    }
    return err;
}
