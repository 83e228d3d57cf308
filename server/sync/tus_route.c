// SPDX-License-Identifier: Apache-2.0
#include "server/sync/tus_route.h"

#include "server/storage/blobs.h"
#include "server/storage/scope.h"
#include "server/sync/answer.h"
#include "server/sync/blob_route.h"
#include "server/sync/office_parts.h"
#include "server/sync/tus_header.h"
#include "server/sync/upload_known.h"

#include <string.h>
#include <strings.h>

#define BLOB_BYTES_MAX (UINT64_C(2) << 30)
#define SPARE_BYTES (UINT64_C(64) << 20) // of the disk: uploads leave room for records
#define LIFE_MS (INT64_C(14) * 86400000)
static const char version[] = "1.0.0", body_type[] = "application/offset+octet-stream";
#define PARCEL_BYTES_MAX (UINT64_C(64) << 30)
static const char blobs_path[] = "/v1/blobs", parcels_path[] = "/v1/parcels";

// One request, as its checks go along.
struct tus_request {
    struct office *office;
    struct http_exchange *http;
    const struct http_request *request;
    const struct admission *admission;
    struct view *view;
    bool parcels; // of that collection
    struct upload_wish wish;
    struct error error;
};

static const char *collection_of(bool parcels)
{
    return parcels ? parcels_path : blobs_path;
}

static uint64_t most_bytes(const struct tus_request *tus)
{
    return tus->parcels ? PARCEL_BYTES_MAX : BLOB_BYTES_MAX;
}

static bool is_parcel(const struct upload_row *row)
{
    return strcmp(row->lane, UPLOAD_PARCEL) == 0;
}

static const char *header(const struct tus_request *tus, const char *name)
{
    return http_request_header(tus->request, name, NULL);
}

static void add_plumb(const struct tus_request *tus, uint64_t commit)
{
    struct http_response *response = http_exchange_response(tus->http);

    http_response_header(response, "Plumb-Commit", "%llu", (unsigned long long)commit);
    http_response_header(response, "Plumb-Epoch", "%016llx",
                         (unsigned long long)office_epoch(tus->office));
}

static void add_u64(struct http_response *response, const char *name, uint64_t value)
{
    http_response_header(response, name, "%llu", (unsigned long long)value);
}

static void add_expires(struct http_response *response, int64_t unix_ms)
{
    char date[TUS_DATE_TEXT];

    tus_header_date_format(unix_ms, date);
    http_response_header(response, "Upload-Expires", "%s", date);
}

// What is said of an upload that was created or extended.
static void describe(struct http_exchange *exchange, const struct upload_task *task, uint64_t epoch)
{
    const struct upload_outcome *outcome = upload_work_outcome(task);
    struct http_response *response = http_exchange_response(exchange);

    add_u64(response, "Upload-Offset", outcome->offset);
    if (!outcome->complete) {
        add_expires(response, upload_work_wish(task)->row.expires_ms);
        return;
    }
    add_u64(response, "Plumb-Commit", outcome->commit);
    http_response_header(response, "Plumb-Epoch", "%016llx", (unsigned long long)epoch);
}

static bool failed(struct http_exchange *exchange, const struct upload_task *task)
{
    const struct upload_outcome *outcome = upload_work_outcome(task);

    if (outcome->result != ERR_OK)
        answer_error(exchange, &outcome->error);
    return outcome->result != ERR_OK;
}

static void answer_create(struct http_exchange *exchange, const struct upload_task *task)
{
    const struct upload_wish *wish = upload_work_wish(task);
    struct http_response *response = http_exchange_response(exchange);

    if (failed(exchange, task))
        return;
    http_response_header(response, "Location", "%s/%016llx", collection_of(is_parcel(&wish->row)),
                         (unsigned long long)wish->row.id);
    describe(exchange, task, wish->epoch);
    answer_empty(exchange, 201);
}

static void answer_append(struct http_exchange *exchange, const struct upload_task *task)
{
    if (failed(exchange, task))
        return;
    describe(exchange, task, upload_work_wish(task)->epoch);
    answer_empty(exchange, 204);
}

static void say_state(struct http_exchange *exchange, const struct upload_row *row, uint64_t offset)
{
    struct tus_header_metadata metadata
        = {.has_digest = true, .digest = row->digest, .site = row->site, .record = row->record};
    struct http_response *response = http_exchange_response(exchange);
    struct buffer text;

    buffer_init(&text, TUS_METADATA_MAX);
    text_copy(metadata.lane, sizeof(metadata.lane), span_of(row->lane));
    tus_header_metadata_format(&metadata, &text);
    add_u64(response, "Upload-Offset", offset);
    add_u64(response, "Upload-Length", row->length);
    http_response_header(response, "Upload-Metadata", "%s", text.data);
    http_response_header(response, "Cache-Control", "no-store");
    add_expires(response, row->expires_ms);
    buffer_clear(&text);
    answer_empty(exchange, 200);
}

static void answer_ask(struct http_exchange *exchange, const struct upload_task *task)
{
    if (!failed(exchange, task))
        say_state(exchange, &upload_work_wish(task)->row, upload_work_outcome(task)->offset);
}

static void answer_remove(struct http_exchange *exchange, const struct upload_task *task)
{
    if (!failed(exchange, task))
        answer_empty(exchange, 204);
}

static enum err read_u64(struct tus_request *tus, const char *name, uint64_t *out)
{
    const char *text = header(tus, name);

    if (!text || !text_parse_u64(span_of(text), out))
        return error_set(&tus->error, ERR_USAGE, "%s: one decimal number is needed", name);
    return ERR_OK;
}

// What every body obeys: its type, its checksum, and room for it behind the offset.
static enum err read_body(struct tus_request *tus)
{
    const char *checksum = header(tus, "Upload-Checksum");

    if (tus->request->body.len > tus->wish.row.length - tus->wish.offset)
        return error_set(&tus->error, ERR_TOO_LARGE, "the body is longer than what is missing");
    tus->wish.checked = checksum != NULL;
    return checksum ? tus_header_checksum_read(checksum, &tus->wish.checksum, &tus->error) : ERR_OK;
}

static bool has_body_type(const struct tus_request *tus)
{
    const char *type = header(tus, "Content-Type");

    return type && strcasecmp(type, body_type) == 0;
}

static void refuse_type(struct tus_request *tus)
{
    error_set(&tus->error, ERR_USAGE, "Content-Type: %s is needed", body_type);
    answer_error_as(tus->http, 415, &tus->error);
}

static enum err read_creation(struct tus_request *tus)
{
    struct tus_header_metadata metadata;
    struct upload_row *row = &tus->wish.row;
    enum err result;

    if (header(tus, "Upload-Defer-Length"))
        return error_set(&tus->error, ERR_USAGE, "Upload-Defer-Length is not offered");
    result = read_u64(tus, "Upload-Length", &row->length);
    if (result != ERR_OK)
        return result;
    if (row->length > most_bytes(tus))
        return error_set(&tus->error, ERR_TOO_LARGE, "a blob has at most %llu bytes",
                         (unsigned long long)most_bytes(tus));
    if (row->length == 0)
        return error_set(&tus->error, ERR_USAGE, "Upload-Length: a blob is not empty");
    result = tus_header_metadata_read(header(tus, "Upload-Metadata"), &metadata, &tus->error);
    if (result == ERR_OK && !metadata.has_digest)
        result = error_set(&tus->error, ERR_USAGE, "Upload-Metadata: sha256 is needed");
    row->digest = metadata.digest;
    if (tus->parcels) { // of no site and no record
        text_copy(row->lane, sizeof(row->lane), span_of(UPLOAD_PARCEL));
        return result == ERR_OK ? read_body(tus) : result;
    }
    row->site = metadata.site;
    row->record = metadata.record;
    text_copy(row->lane, sizeof(row->lane), span_of(metadata.lane));
    return result == ERR_OK ? read_body(tus) : result;
}

// A site that was never the device's, and one that there is not, are refused alike. A device that
// is returning has no sites, and brings its work home all the same.
static enum err check_site(struct tus_request *tus)
{
    enum scope_standing standing = SCOPE_NOW;
    enum err result = ERR_OK;

    if (!uuid_is_nil(&tus->wish.row.site) && tus->admission->state == DEVICE_ACTIVE)
        result = scope_standing(tus->view, &tus->admission->device, &tus->wish.row.site, &standing,
                                &tus->error);
    if (result == ERR_OK && standing == SCOPE_NEVER)
        result = error_set(&tus->error, ERR_DENIED, "the site is none of this tablet's");
    return result;
}

static enum err check_room(struct tus_request *tus)
{
    const struct disk *disk = tus->office->disk;
    uint64_t bytes;

    if (disk->free_bytes(disk->ctx, &bytes) == ERR_OK && bytes < tus->wish.row.length + SPARE_BYTES)
        return error_set(&tus->error, ERR_FULL, "the office's disk has no room for the blob");
    return ERR_OK;
}

// The checks of a creation that look into the store.
static enum err check_creation(struct tus_request *tus, struct blob_row *blob, bool *held)
{
    const struct upload_known_claim claim
        = {tus->view, tus->admission, &tus->wish.row, tus->parcels};
    enum err result = view_begin(tus->view, &tus->error);

    *held = false;
    if (result != ERR_OK)
        return result;
    result = check_site(tus);
    if (result == ERR_OK)
        result = upload_known(&claim, blob, held, &tus->error);
    view_end(tus->view);
    return result == ERR_OK && !*held ? check_room(tus) : result;
}

static void answer_held(struct tus_request *tus, const struct blob_row *blob)
{
    struct http_response *response = http_exchange_response(tus->http);
    char digest[HASH_TEXT];

    digest_format(&blob->digest, digest);
    http_response_header(response, "Location", "%s/%s", collection_of(tus->parcels), digest);
    add_u64(response, "Upload-Offset", blob->size);
    add_plumb(tus, blob->commit);
    answer_empty(tus->http, 201);
}

static void serve_create(struct tus_request *tus)
{
    struct blob_row blob;
    bool held;

    tus->wish.has_body = tus->request->body.len > 0;
    if (tus->wish.has_body && !has_body_type(tus)) {
        refuse_type(tus);
        return;
    }
    if (read_creation(tus) != ERR_OK || check_creation(tus, &blob, &held) != ERR_OK) {
        answer_error(tus->http, &tus->error);
        return;
    }
    if (held) {
        answer_held(tus, &blob);
        return;
    }
    tus->wish.verb = UPLOAD_CREATE;
    tus->wish.answer = answer_create;
    tus->wish.row.id = random_u64(&tus->office->random);
    tus->wish.row.device = tus->admission->device;
    tus->wish.row.expires_ms = clock_wall_ms(&tus->office->clock) + LIFE_MS;
    upload_work_start(tus->office, tus->http, &tus->wish);
}

// The upload that the path names, if it is this device's.
static enum err find_upload(struct tus_request *tus, const char *name)
{
    uint8_t bytes[8];
    uint64_t id = 0;
    enum err result = ERR_NOT_FOUND;

    if (text_parse_hex(span_of(name), bytes, sizeof(bytes)))
        result = view_begin(tus->view, &tus->error);
    if (result == ERR_OK) {
        for (size_t i = 0; i < sizeof(bytes); i++)
            id = id << 8 | bytes[i];
        result = uploads_get(tus->view, id, &tus->wish.row, &tus->error);
        view_end(tus->view);
    }
    if (result == ERR_NOT_FOUND
        || (result == ERR_OK
            && (!uuid_equal(&tus->wish.row.device, &tus->admission->device)
                || is_parcel(&tus->wish.row) != tus->parcels)))
        return error_set(&tus->error, ERR_NOT_FOUND, "there is no such upload");
    if (result == ERR_OK && tus->wish.row.expires_ms <= clock_wall_ms(&tus->office->clock))
        return error_set(&tus->error, ERR_EXPIRED, "this upload has run out");
    return result;
}

static bool is_complete(const struct tus_request *tus)
{
    return tus->wish.row.offset == tus->wish.row.length;
}

static void serve_append(struct tus_request *tus)
{
    enum err result;

    if (!has_body_type(tus)) {
        refuse_type(tus);
        return;
    }
    result = read_u64(tus, "Upload-Offset", &tus->wish.offset);
    if (result == ERR_OK
        && (tus->wish.offset > tus->wish.row.length
            || (is_complete(tus) && tus->wish.offset != tus->wish.row.length)))
        result = error_set(&tus->error, ERR_STALE, "the upload stands elsewhere");
    if (result == ERR_OK)
        result = read_body(tus);
    if (result != ERR_OK) {
        answer_error(tus->http, &tus->error);
    } else if (is_complete(tus)) {
        add_u64(http_exchange_response(tus->http), "Upload-Offset", tus->wish.row.length);
        answer_empty(tus->http, 204);
    } else {
        tus->wish.verb = UPLOAD_APPEND;
        tus->wish.answer = answer_append;
        upload_work_start(tus->office, tus->http, &tus->wish);
    }
}

static void serve_ask(struct tus_request *tus)
{
    if (is_complete(tus)) {
        say_state(tus->http, &tus->wish.row, tus->wish.row.length);
        return;
    }
    tus->wish.verb = UPLOAD_ASK;
    tus->wish.answer = answer_ask;
    upload_work_start(tus->office, tus->http, &tus->wish);
}

static void serve_remove(struct tus_request *tus)
{
    tus->wish.verb = UPLOAD_REMOVE;
    tus->wish.answer = answer_remove;
    upload_work_start(tus->office, tus->http, &tus->wish);
}

static void serve_options(struct tus_request *tus)
{
    struct http_response *response = http_exchange_response(tus->http);

    http_response_header(response, "Tus-Version", "%s", version);
    http_response_header(response, "Tus-Extension",
                         "creation,creation-with-upload,checksum,termination,expiration");
    add_u64(response, "Tus-Max-Size", most_bytes(tus));
    http_response_header(response, "Tus-Checksum-Algorithm", "sha256");
    answer_empty(tus->http, 204);
}

// For clients that cannot send PATCH or DELETE.
static enum http_method method_of(const struct tus_request *tus)
{
    static const enum http_method may_be[] = {HTTP_PATCH, HTTP_DELETE, HTTP_HEAD};
    const char *override = header(tus, "X-HTTP-Method-Override");

    for (size_t i = 0; override && i < sizeof(may_be) / sizeof(may_be[0]); i++)
        if (tus->request->method == HTTP_POST
            && strcasecmp(override, http_method_name(may_be[i])) == 0)
            return may_be[i];
    return tus->request->method;
}

static void serve_upload(struct tus_request *tus, enum http_method method, const char *name)
{
    if (method != HTTP_HEAD && method != HTTP_PATCH && method != HTTP_DELETE)
        answer_method(tus->http, "HEAD, PATCH, DELETE, OPTIONS");
    else if (find_upload(tus, name) != ERR_OK)
        answer_error(tus->http, &tus->error);
    else if (method == HTTP_HEAD)
        serve_ask(tus);
    else if (method == HTTP_PATCH)
        serve_append(tus);
    else
        serve_remove(tus);
}

static bool speaks_our_version(struct tus_request *tus)
{
    const char *spoken = header(tus, "Tus-Resumable");

    if (spoken && strcmp(spoken, version) == 0)
        return true;
    error_set(&tus->error, ERR_PRECONDITION, "Tus-Resumable: %s is spoken here", version);
    http_response_header(http_exchange_response(tus->http), "Tus-Version", "%s", version);
    answer_error(tus->http, &tus->error);
    return false;
}

void tus_route_serve(struct office *office, struct http_exchange *exchange,
                     const struct admission *admission)
{
    struct tus_request tus = {.office = office,
                              .http = exchange,
                              .request = http_exchange_request(exchange),
                              .admission = admission,
                              .view = storage_reader(office->storage, http_exchange_loop(exchange)),
                              .wish = {.epoch = office_epoch(office)}};
    enum http_method method = method_of(&tus);
    const char *name;

    tus.parcels = strncmp(tus.request->path, parcels_path, sizeof(parcels_path) - 1) == 0;
    name = tus.request->path + strlen(collection_of(tus.parcels));

    if (*name == '/')
        name++;
    if (strlen(name) == HASH_TEXT - 1 && !tus.parcels) {
        if (method == HTTP_GET)
            blob_route_serve(office, exchange, admission);
        else
            answer_method(exchange, "GET");
        return;
    }
    http_response_header(http_exchange_response(exchange), "Tus-Resumable", "%s", version);
    if (method == HTTP_OPTIONS)
        serve_options(&tus);
    else if (!speaks_our_version(&tus))
        return;
    else if (*name)
        serve_upload(&tus, method, name);
    else if (method == HTTP_POST)
        serve_create(&tus);
    else
        answer_method(exchange, "POST, OPTIONS");
}
