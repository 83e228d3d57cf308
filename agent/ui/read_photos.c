// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_photos.h"

#include "agent/store/incoming.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica.h"
#include "agent/store/shelf.h"
#include "agent/ui/own_site.h"
#include "agent/ui/reading.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// The photo record of the call, and its text fields, in the arena of the call.
struct picture {
    struct uuid site;
    struct span digest, thumbnail, mime; // empty: none
};

static struct span text_of(const struct record *record, const char *name)
{
    struct record_value value;

    if (kind_shown(record, span_of(name), 0, &value) != ERR_OK || value.value.len < 2
        || value.value.data[0] != '"')
        return (struct span){0};
    return (struct span){value.value.data + 1, value.value.len - 2};
}

static enum err not_here(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND, "此照片不在本平板上 the photo is not on this tablet");
}

static enum err read_state(struct route_call *call, struct record *record, struct picture *out,
                           struct error *error)
{
    struct store *store = ui_of(call)->tablet->store;
    struct replica_row row;
    struct span state = {0};
    enum err err = store_begin(store, error);

    if (err)
        return err;
    err = replica_get(store, route_uuid(call, "id"), &row, error);
    if (!err)
        state = (struct span){arena_dup(route_arena(call), row.state.data, row.state.len),
                              row.state.len};
    store_rollback(store);
    if (err)
        return err == ERR_NOT_FOUND ? not_here(error) : err;
    err = state.data ? record_parse(state, route_arena(call), record, error) : ERR_TOO_LARGE;
    if (err)
        return err;
    if (!span_is(record->kind, "photo") || record_deleted(record))
        return not_here(error);
    *out = (struct picture){record->site, text_of(record, "digest"), text_of(record, "thumbnail"),
                            text_of(record, "mime")};
    return ERR_OK;
}

// A person sees pictures of the sites they work for.
static enum err check_own(struct route_call *call, const struct uuid *site, struct error *error)
{
    const struct site_facts *facts;
    enum err err = ui_facts(call, site, &facts, error);

    if (!err && !own_site_is(&facts->facts, site, ui_person(call)))
        return not_here(error);
    return err;
}

// The customer sees pictures of the own site.
static enum err check_site(struct route_call *call, const struct picture *picture,
                           struct error *error)
{
    struct replica_row row;
    enum err err;

    if (!(route_access(call) & UI_CUSTOMER))
        return check_own(call, &picture->site, error);
    err = replica_get(ui_of(call)->tablet->store, ui_subject(call), &row, error);
    if (err || !uuid_equal(&row.site, &picture->site))
        return error_set(error, ERR_DENIED, "此照片不属于本工地 the photo is of another site");
    return ERR_OK;
}

static enum err find_picture(struct route_call *call, struct picture *out, struct error *error)
{
    struct record record = {0};
    enum err err = read_state(call, &record, out, error);

    if (!err)
        err = check_site(call, out, error);
    record_clear(&record);
    return err;
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

static enum err send(struct route_call *call, struct span hex, const char *type,
                     struct error *error)
{
    struct store *store = ui_of(call)->tablet->store;
    struct route_file file = {.disk = store_given(store)->disk, .type = type};
    struct outgoing_row row;
    struct digest digest;
    enum err err;

    if (!digest_parse(hex.data, hex.len, &digest))
        return not_here(error);
    err = outgoing_get(store, &digest, &row, error);
    if (!err && row.present)
        err = shelf_open(file.disk, &digest, &file.file, error);
    if (err == ERR_NOT_FOUND || (!err && !row.present))
        return error_set(error, ERR_NOT_FOUND,
                         "原图还在办公室，联网后可取来 the picture is at the office; it can be "
                         "fetched when there is a network");
    if (err)
        return err;
    file.len = row.size;
    route_send_file(call, &file);
    return ERR_OK;
}

static enum err get_full(struct route_call *call, struct error *error)
{
    struct picture picture;
    enum err err = find_picture(call, &picture, error);

    return err ? err : send(call, picture.digest, type_of(picture.mime), error);
}

static enum err get_small(struct route_call *call, struct error *error)
{
    struct picture picture;
    enum err err = find_picture(call, &picture, error);

    if (err)
        return err;
    if (picture.thumbnail.len)
        return send(call, picture.thumbnail, "image/jpeg", error);
    return send(call, picture.digest, type_of(picture.mime), error);
}

static enum err ask(struct route_call *call, struct store *store, size_t *asked,
                    struct error *error)
{
    struct replica_row row;
    struct record record = {0};
    struct span state;
    enum err err = replica_get(store, route_uuid(call, "id"), &row, error);

    if (err)
        return err == ERR_NOT_FOUND ? not_here(error) : err;
    state.len = row.state.len;
    state.data = arena_dup(route_arena(call), row.state.data, row.state.len);
    err = state.data ? record_parse(state, route_arena(call), &record, error) : ERR_TOO_LARGE;
    if (!err && !span_is(record.kind, "photo"))
        err = not_here(error);
    if (!err)
        err = incoming_ask(store, &record, asked, error);
    record_clear(&record);
    return err;
}

// Asking twice is asking once: the tap needs no memory.
static enum err post_fetch(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    struct picture picture;
    size_t asked = 0;
    enum err err = find_picture(call, &picture, error);

    if (!err)
        err = store_begin(ui->tablet->store, error);
    if (err)
        return err;
    err = ask(call, ui->tablet->store, &asked, error);
    if (err)
        store_rollback(ui->tablet->store);
    else
        err = store_commit(ui->tablet->store, error);
    if (err)
        return err;
    if (asked && ui->syncing)
        syncing_wake(ui->syncing);
    json_put_integer(route_answer(call), "asked", (int64_t)asked);
    return ERR_OK;
}

static const struct route_parameter by_id[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};
static const struct route_parameter by_tap[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true},
       {.name = "once", .type = ROUTE_UUID, .required = true}};

const struct route read_photos_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/photos/:id/small",
     .access = UI_OPEN | UI_CUSTOMER,
     .parameters = by_id,
     .parameter_count = COUNT(by_id),
     .handler = get_small,
     .purpose = "the thumbnail of a photo, or the picture itself when it has none"},
    {.method = HTTP_GET,
     .path = "/api/photos/:id/full",
     .access = UI_OPEN | UI_CUSTOMER,
     .parameters = by_id,
     .parameter_count = COUNT(by_id),
     .handler = get_full,
     .purpose = "the original of a photo"},
    {.method = HTTP_POST,
     .path = "/api/photos/:id/fetch",
     .access = UI_OPEN,
     .changes = true,
     .parameters = by_tap,
     .parameter_count = COUNT(by_tap),
     .handler = post_fetch,
     .purpose = "asks the office for the original of a photo that is not here: {asked}"},
};
const size_t read_photos_route_count = COUNT(read_photos_routes);
