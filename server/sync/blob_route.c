// SPDX-License-Identifier: Apache-2.0
#include "server/sync/blob_route.h"

#include "server/storage/blob_sites.h"
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "server/sync/answer.h"
#include "server/sync/office_parts.h"
#include "server/sync/tus_header.h"

#include <string.h>

enum err blob_route_may_see(struct view *view, const struct blob_route_claim *claim, bool *out,
                            struct error *error)
{
    enum scope_standing standing = SCOPE_NEVER;
    enum err result = scope_standing(view, &claim->device, &claim->site, &standing, error);

    *out = standing == SCOPE_NOW;
    if (result == ERR_OK && *out)
        result = blob_sites_has(view, &claim->digest, &claim->site, out, error);
    return result;
}

// record=<id> among the parameters.
static bool find_record(const char *query, struct uuid *out)
{
    struct span rest = span_of(query);

    while (rest.len > 0) {
        const char *end = memchr(rest.data, '&', rest.len);
        struct span part = {rest.data, end ? (size_t)(end - rest.data) : rest.len}, name, value;
        size_t used = part.len + (end != NULL);

        if (text_split_pair(part, &name, &value) && span_is(name, "record"))
            return uuid_parse(value, out);
        rest.data += used;
        rest.len -= used;
    }
    return false;
}

static enum err refuse(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND, "there is no such blob, or not for this tablet");
}

// Whether this device may have the blob through this record.
static enum err check(struct view *view, const struct blob_route_claim *claim,
                      const struct uuid *record, struct error *error)
{
    struct blob_route_claim through = *claim;
    struct record_row row;
    bool named = false, seen = false;
    enum err result = records_get(view, record, &row, error);

    if (result == ERR_OK) {
        through.site = row.site;
        result = blob_route_may_see(view, &through, &seen, error);
    }
    if (result == ERR_OK && seen)
        result = blobs_named_by(view, &claim->digest, record, &named, error);
    if (result == ERR_NOT_FOUND || (result == ERR_OK && !named))
        return refuse(error);
    return result;
}

static void send(struct office *office, struct http_exchange *exchange, struct disk_file *file,
                 uint64_t size)
{
    const char *wish = http_request_header(http_exchange_request(exchange), "Range", NULL);
    struct http_response *response = http_exchange_response(exchange);
    struct tus_header_range range = {0, size};
    enum err found = wish ? tus_header_range_read(wish, size, &range) : ERR_NOT_FOUND;

    http_response_header(response, "Accept-Ranges", "bytes");
    http_response_header(response, "Cache-Control", "private, no-store");
    if (found == ERR_INVALID) {
        struct error error = {0};

        office->disk->close(file);
        http_response_header(response, "Content-Range", "bytes */%llu", (unsigned long long)size);
        error_set(&error, ERR_USAGE, "the range lies outside the blob");
        answer_error_as(exchange, 416, &error);
        return;
    }
    if (found == ERR_OK) {
        response->status = 206;
        http_response_header(
            response, "Content-Range", "bytes %llu-%llu/%llu", (unsigned long long)range.from,
            (unsigned long long)(range.from + range.len - 1), (unsigned long long)size);
    }
    http_response_header(response, "Content-Type", "application/octet-stream");
    response->file = file;
    response->file_disk = office->disk;
    response->file_offset = range.from;
    response->file_len = range.len;
    http_exchange_finish(exchange);
}

void blob_route_serve(struct office *office, struct http_exchange *exchange,
                      const struct admission *admission)
{
    const struct http_request *request = http_exchange_request(exchange);
    struct view *view = storage_reader(office->storage, http_exchange_loop(exchange));
    struct blob_route_claim claim = {.device = admission->device};
    const char *name = request->path + strlen("/v1/blobs/");
    struct disk_file *file = NULL;
    struct error error = {0};
    struct uuid record;
    uint64_t size;
    enum err result = ERR_OK;

    if (admission->state != DEVICE_ACTIVE || !digest_parse(name, strlen(name), &claim.digest)
        || !find_record(request->query, &record))
        result = refuse(&error);
    if (result == ERR_OK)
        result = view_begin(view, &error);
    if (result == ERR_OK) {
        result = check(view, &claim, &record, &error);
        view_end(view);
    }
    if (result == ERR_OK
        && blob_store_open_blob(office->blobs, &claim.digest, &file, &size, &error) != ERR_OK)
        result = error.code == ERR_NOT_FOUND ? refuse(&error) : error.code;
    if (result == ERR_OK)
        send(office, exchange, file, size);
    else
        answer_error(exchange, &error);
}
