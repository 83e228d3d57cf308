// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_photo.h"

#include "server/console/console.h"
#include "server/storage/blobs.h"
#include "server/storage/records.h"
#include "shared/model/kind.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum err not_here(struct error *error)
{
    return error_set(
        error, ERR_NOT_FOUND,
        "没有这张照片，或它属于您看不到的门店 there is no such photo, or it is of a store "
        "that you do not see");
}

static struct span text_of(const struct record *record, const char *name)
{
    struct record_value value;

    if (kind_shown(record, span_of(name), 0, &value) != ERR_OK || value.value.len < 2
        || value.value.data[0] != '"')
        return (struct span){0};
    return (struct span){value.value.data + 1, value.value.len - 2};
}

// What a browser may show as a picture; anything else is only bytes, so that it can do nothing.
static const char *type_of(struct span mime)
{
    static const char *const types[]
        = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif"};

    for (size_t i = 0; i < COUNT(types); i++)
        if (span_is(mime, types[i]))
            return types[i];
    return "application/octet-stream";
}

static enum err send_blob(struct route_call *call, struct span hex, const char *type,
                          struct error *error)
{
    struct blob_store *store = office_blobs(console_office(call));
    struct route_file file = {.disk = console_disk(call), .type = type};
    struct digest digest;
    enum err err;

    if (!digest_parse(hex.data, hex.len, &digest))
        return not_here(error);
    err = blob_store_open_blob(store, &digest, &file.file, &file.len, error);
    if (err == ERR_NOT_FOUND)
        return error_set(
            error, ERR_NOT_FOUND,
            "照片待传：记录已到，原图还在平板上 photo pending: its record has come, the "
            "picture is still on the tablet");
    if (err == ERR_OK)
        route_send_file(call, &file);
    return err;
}

static enum err send_full(struct route_call *call, const struct record *photo, struct error *error)
{
    return send_blob(call, text_of(photo, "digest"), type_of(text_of(photo, "mime")), error);
}

// The original where its thumbnail has not come.
static enum err send_small(struct route_call *call, const struct record *photo, struct error *error)
{
    const struct span thumbnail = text_of(photo, "thumbnail");
    struct error none = {0};

    if (thumbnail.len && send_blob(call, thumbnail, "image/jpeg", &none) == ERR_OK)
        return ERR_OK;
    return send_full(call, photo, error);
}

typedef enum err send_photo(struct route_call *call, const struct record *photo,
                            struct error *error);

static enum err get_photo(struct route_call *call, send_photo *bytes_of, struct error *error)
{
    struct view *view = console_view(call, error);
    struct record record = {0};
    struct record_row row;
    struct uuid site;
    enum err err = view ? records_get(view, route_uuid(call, "id"), &row, error) : error->code;

    if (err == ERR_NOT_FOUND || (err == ERR_OK && (row.deleted || !span_is(row.kind, "photo"))))
        return not_here(error);
    if (err == ERR_OK) {
        const char *copy = arena_dup(route_arena(call), row.state.data, row.state.len);

        site = row.site;
        err = copy ? record_parse((struct span){copy, row.state.len}, route_arena(call), &record,
                                  error)
                   : ERR_TOO_LARGE;
    }
    if (err == ERR_OK)
        err = console_may_site(call, CONSOLE_PERSONAL, &site, error);
    if (err == ERR_OK)
        err = console_read_audit(call, "photos", &site, error);
    if (err == ERR_OK)
        err = bytes_of(call, &record, error);
    record_clear(&record);
    return err;
}

static enum err get_full(struct route_call *call, struct error *error)
{
    return get_photo(call, send_full, error);
}

static enum err get_small(struct route_call *call, struct error *error)
{
    return get_photo(call, send_small, error);
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_photo_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/photos/:id/small",
     .access = CONSOLE_PERSONAL,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_small,
     .purpose = "the picture of a photo for a list: its thumbnail, or the original"},
    {.method = HTTP_GET,
     .path = "/api/photos/:id/full",
     .access = CONSOLE_PERSONAL,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_full,
     .purpose = "the picture of a photo, as it was taken; 404 in words while it has not come"},
};
const size_t read_photo_route_count = COUNT(read_photo_routes);
