// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_files.h"

#include "server/reports/evidence_file.h"
#include "server/rest/byte_range.h"
#include "server/rest/rest_record.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 8 << 20, NAME_BYTES = 64, TYPE_BYTES = 64 };
static const char folder[] = "outgoing";

// Written aside, opened, and its name taken away: it is gone when it was sent, or with the process.
static enum err open_aside(struct route_call *call, const struct evidence_file_options *options,
                           const struct evidence_file *file, struct disk_file **out,
                           struct error *error)
{
    const struct disk *disk = options->disk;
    struct random random = office_random(rest_office(call));
    char name[NAME_BYTES];
    enum err err = disk->make_folder(disk->ctx, folder);

    snprintf(name, sizeof(name), "%s/%016" PRIx64 ".plumb", folder, random_u64(&random));
    if (err != ERR_OK)
        return error_set(error, err, "%s", folder);
    err = evidence_file_write(options, file, disk, name, error);
    if (err == ERR_OK)
        err = disk->open(disk->ctx, name, DISK_READ, out, error);
    disk->remove(disk->ctx, name); // also what an error left
    return err;
}

static enum err send_evidence(struct route_call *call, const struct evidence_file_options *options,
                              struct error *error)
{
    struct route_file sent = {.disk = options->disk, .type = "application/octet-stream"};
    struct evidence_file file;
    enum err err = evidence_file_read(options, &file, error);

    if (err == ERR_OK)
        err = open_aside(call, options, &file, &sent.file, error);
    if (err == ERR_OK)
        err = options->disk->size(sent.file, &sent.len);
    if (err == ERR_OK) {
        http_response_header(route_response(call), "Content-Disposition",
                             "attachment; filename=\"signoff-%s.plumb\"", file.code);
        route_send_file(call, &sent);
    }
    evidence_file_clear(&file);
    return err;
}

static enum err signoff_file(struct route_call *call, struct error *error)
{
    const struct authority *authority = office_authority(rest_office(call));
    enum err err = rest_read_audit(call, "signoff", route_uuid(call, "id"), error);
    struct view *view = err == ERR_OK ? rest_view(call, error) : NULL;
    struct evidence_file_options options
        = {.view = view,
           .blobs = office_blobs(rest_office(call)),
           .disk = rest_disk(call),
           .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
           .signoff = *route_uuid(call, "id"),
           .without_photos = !route_truth(call, "photos")};
    struct rest_reader reader;
    struct record_row row;

    err = view ? rest_need(call, TOKEN_PERSONAL, error) : error->code;
    if (err != ERR_OK)
        return err;
    reader = rest_record_reader(call, view);
    err = rest_record_get(&reader, &options.signoff, "signoff", &row, error);
    return err == ERR_OK ? send_evidence(call, &options, error) : err;
}

// Which file a photo's record names, and of what type it is.
static bool read_photo(struct span state, struct digest *digest, char type[TYPE_BYTES])
{
    struct arena arena;
    struct record record = {0};
    struct record_value value;
    bool named = false;

    snprintf(type, TYPE_BYTES, "application/octet-stream");
    arena_init(&arena, ARENA_BYTES);
    if (record_parse(state, &arena, &record, NULL) == ERR_OK) {
        named = kind_shown(&record, span_of("digest"), 0, &value) == ERR_OK
                && value.value.len == 2 + 2 * HASH_BYTES
                && digest_parse(value.value.data + 1, value.value.len - 2, digest);
        if (kind_shown(&record, span_of("mime"), 0, &value) == ERR_OK
            && span_is(value.value, "\"image/jpeg\""))
            snprintf(type, TYPE_BYTES, "image/jpeg");
    }
    record_clear(&record);
    arena_clear(&arena);
    return named;
}

// What a handler's answer borrows must live as long as the program.
static const char *lasting_type(const char *type)
{
    return strcmp(type, "image/jpeg") == 0 ? "image/jpeg" : "application/octet-stream";
}

static enum err send_blob(struct route_call *call, const struct digest *digest, const char *type,
                          struct error *error)
{
    const struct http_request *request = route_request(call);
    struct route_file file = {.disk = rest_disk(call), .type = lasting_type(type)};
    struct http_response *response = route_response(call);
    struct byte_range range;
    uint64_t size = 0;
    enum err err
        = blob_store_open_blob(office_blobs(rest_office(call)), digest, &file.file, &size, error);

    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "the tablet has not brought this file yet");
    if (err != ERR_OK)
        return err;
    range = byte_range_read(http_request_header(request, "Range", NULL), size);
    if (range.beyond) {
        file.disk->close(file.file);
        http_response_header(response, "Content-Range", "bytes */%" PRIu64, size);
        response->status = 416;
        route_bytes(call, "application/octet-stream");
        return ERR_OK;
    }
    http_response_header(response, "Accept-Ranges", "bytes");
    if (range.part) {
        response->status = 206;
        http_response_header(response, "Content-Range", "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
                             range.first, range.first + range.len - 1, size);
    }
    file.offset = range.first;
    file.len = range.len;
    route_send_file(call, &file);
    return ERR_OK;
}

static enum err photo_bytes(struct route_call *call, struct error *error)
{
    enum err err = rest_read_audit(call, "photo", route_uuid(call, "id"), error);
    struct view *view = err == ERR_OK ? rest_view(call, error) : NULL;
    char type[TYPE_BYTES], tag[HASH_TEXT];
    struct rest_reader reader;
    struct record_row row;
    struct digest digest;

    err = view ? rest_need(call, TOKEN_PERSONAL, error) : error->code;
    if (err != ERR_OK)
        return err;
    reader = rest_record_reader(call, view);
    err = rest_record_get(&reader, route_uuid(call, "id"), "photo", &row, error);
    if (err == ERR_OK && !read_photo(row.state, &digest, type))
        err = error_set(error, ERR_NOT_FOUND, "the photo names no file");
    if (err != ERR_OK)
        return err;
    digest_format(&digest, tag);
    return rest_etag(call, tag) ? ERR_OK : send_blob(call, &digest, type, error);
}

static const struct route_parameter file_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true}, {.name = "photos", .type = ROUTE_TRUTH}};
static const struct route_parameter bytes_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route rest_files_routes[] = {
    {.method = HTTP_GET,
     .path = "/rest/v1/signoffs/:id/file",
     .access = TOKEN_SIGNOFFS | TOKEN_RECORDS,
     .parameters = file_parameters,
     .parameter_count = 2,
     .handler = signoff_file,
     .purpose
     = "The sealed file of a sign-off, which plumb verify checks anywhere; with its photos "
       "when asked. Also wants read:personal."},
    {.method = HTTP_GET,
     .path = "/rest/v1/photos/:id/bytes",
     .access = TOKEN_RECORDS,
     .parameters = bytes_parameters,
     .parameter_count = 1,
     .handler = photo_bytes,
     .purpose = "The photo itself, whole or a range. Also wants read:personal."},
};
const struct rest_answer rest_files_answers[] = {
    {.type = "application/octet-stream", .zh = "签字的封存文件,可以离线核验。"},
    {.type = "image/jpeg", .zh = "照片原图,可分段取。", .conditional = true, .ranges = true},
};
const size_t rest_files_route_count = sizeof(rest_files_routes) / sizeof(rest_files_routes[0]);
_Static_assert(sizeof(rest_files_routes) / sizeof(rest_files_routes[0])
                   == sizeof(rest_files_answers) / sizeof(rest_files_answers[0]),
               "an answer beside each route");
